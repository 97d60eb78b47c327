package resources

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// flowDiagram draws a flow as a Mermaid flow chart: its requirement, its stages in order, and the policies
// before them, as far as the user may view them.
func flowDiagram(r *drf.Request, flow *store.Row) (*drf.Response, error) {
	d := &diagram{r: r}
	d.requirement(flow)
	policies := d.flowPolicies(flow)
	start := element{name: "flow_start", text: d.say("Flow") + "\n" + flow.Text("name"), shape: boxed, from: names(policies)}
	if len(policies) > 0 {
		start.arrow = "-->"
	}
	d.add(start)
	d.stages(flow, start)
	lines := []string{"graph TD"}
	for _, e := range d.elements {
		lines = append(lines, e.String())
	}
	body := python.NewDict()
	body.Set("diagram", strings.Join(lines, "\n"))
	return &drf.Response{Status: http.StatusOK, Body: body}, nil
}

// element is a node of the chart with the arrows to it: one from each node in from, or a single one from the
// node written before.
type element struct {
	name, text, arrow string
	shape             [2]string
	from              []string
}

var (
	plain   = [2]string{"[", "]"}
	boxed   = [2]string{"[[", "]]"}
	rounded = [2]string{"([", "])"}
	hexagon = [2]string{"{{", "}}"}
)

// String returns the element in Mermaid's language, which has no nested quotes.
func (e element) String() string {
	node := e.name + e.shape[0] + `"` + strings.ReplaceAll(e.text, `"`, "#quot;") + `"` + e.shape[1]
	if e.arrow != "" {
		node = e.arrow + " " + node
	}
	if len(e.from) == 0 {
		return node
	}
	lines := make([]string, len(e.from))
	for i, source := range e.from {
		lines[i] = source + " " + node
	}
	return strings.Join(lines, "\n")
}

func names(elements []element) []string {
	all := make([]string, len(elements))
	for i, e := range elements {
		all[i] = e.name
	}
	return all
}

type diagram struct {
	r        *drf.Request
	elements []element
}

func (d *diagram) add(elements ...element) { d.elements = append(d.elements, elements...) }

func (d *diagram) say(words string) string { return d.r.Say(messages.New(words)) }

func (d *diagram) end(arrow string, from ...string) element {
	return element{name: "done", text: d.say("End of the flow"), arrow: arrow, shape: boxed, from: from}
}

// requirement adds the level of authentication that the flow requires, if any.
func (d *diagram) requirement(flow *store.Row) {
	required := flow.Text("authentication")
	if required == "none" {
		return
	}
	const name = "flow_auth_requirement"
	d.add(element{name: name, text: d.say("Flow authentication requirement") + "\n" + required, shape: plain},
		d.end(labelled(d.say("Requirement not fulfilled")), name),
		element{name: "flow_start", text: "placeholder", arrow: labelled(d.say("Requirement fulfilled")), shape: plain, from: []string{name}})
}

func labelled(words string) string { return "--" + words + "-->" }

// flowPolicies returns the policies of the flow itself, each with a way out.
func (d *diagram) flowPolicies(flow *store.Row) []element {
	const before = "flow_pre"
	var policies []element
	for i, binding := range d.policies(flow) {
		policies = append(policies, element{
			name: "flow_policy_" + python.Str(int64(i)), text: d.policyText(binding), shape: hexagon, from: []string{before},
			arrow: labelled(d.say("Binding " + python.Str(binding.Get("order")))),
		})
	}
	if len(policies) > 0 {
		d.add(element{name: before, text: d.say("Pre-flow policies"), shape: boxed})
		d.add(policies...)
		d.add(d.end(labelled(d.say("Policy denied")), names(policies)...))
	}
	return policies
}

// stages adds the stages, then their policies and the ways around them, then the end. The first stage's arrow
// comes from the node written before, which is the flow.
func (d *diagram) stages(flow *store.Row, start element) {
	var stages, others []element
	parent := start.name
	for i, binding := range d.bindings(flow) {
		number := "stage_" + python.Str(int64(i))
		policies := d.stagePolicies(number, binding, parent)
		others = append(others, policies...)
		stage := d.stage(number, binding, policies)
		if i > 0 {
			for _, source := range stages[i-1].from {
				around := stage
				around.arrow, around.from = labelled(d.say("Policy denied")), []string{source}
				others = append(others, around)
			}
		}
		stages = append(stages, stage)
		parent = stage.name
	}
	d.add(stages...)
	d.add(others...)
	d.add(d.end("-->", parent))
}

func (d *diagram) stage(name string, binding *store.Row, policies []element) element {
	stage := d.r.Tx.ByPK("stage", binding.Get("stage"))
	e := element{
		name: name, text: d.say("Stage ("+d.say(stageTypes.of(stage).Verbose)+")") + "\n" + stage.Text("name"),
		arrow: "-->", shape: rounded, from: names(policies),
	}
	if len(policies) > 0 {
		e.arrow = labelled(d.say("Policy passed"))
	}
	return e
}

func (d *diagram) stagePolicies(stage string, binding *store.Row, parent string) []element {
	var policies []element
	for i, policy := range d.policies(binding) {
		policies = append(policies, element{
			name: stage + "_policy_" + python.Str(int64(i)), text: d.policyText(policy), arrow: "-->", shape: hexagon, from: []string{parent},
		})
	}
	return policies
}

func (d *diagram) policyText(binding *store.Row) string {
	policy := d.r.Tx.ByPK("policy", binding.Get("policy"))
	return d.say("Policy ("+d.say(policyTypes.of(policy).Verbose)+")") + "\n" + policy.Text("name")
}

func (d *diagram) bindings(flow *store.Row) []*store.Row {
	return d.visible(flowStageBindingModel, slices.Collect(d.r.Tx.Where("binding", "target", flow.PK())))
}

// policies returns the bindings of policies to a flow or to one of its bindings.
func (d *diagram) policies(target *store.Row) []*store.Row {
	bound := slices.Collect(d.r.Tx.Where("policy_binding", "target", target.Get("policybindingmodel_ptr_id")))
	bound = slices.DeleteFunc(bound, func(row *store.Row) bool { return row.Get("policy") == nil })
	return d.visible(policyBindingModel, bound)
}

// visible returns the rows that the user may view, in their order.
func (d *diagram) visible(model drf.Model, rows []*store.Row) []*store.Row {
	view := model.Permission("view")
	rows = slices.DeleteFunc(rows, func(row *store.Row) bool { return !d.r.User.Has(view) && !d.r.User.HasFor(view, row) })
	slices.SortStableFunc(rows, func(a, b *store.Row) int { return cmp.Compare(a.Get("order").(int64), b.Get("order").(int64)) })
	return rows
}

// executeFlow starts a flow if the requesting user may run it. A flow without stages makes the server crash.
func executeFlow(r *drf.Request, flow *store.Row) (*drf.Response, error) {
	if !executable(r, flow.Text("authentication")) {
		page := "<!DOCTYPE html>\n<html lang=\"en\"><head><title>authentik</title></head><body><h1>Bad Request</h1></body></html>\n"
		return &drf.Response{
			Status: http.StatusBadRequest, Raw: []byte(page), ContentType: "text/html; charset=utf-8",
			Because: &drf.Reason{Layer: drf.LayerRule, Field: "authentication", Code: "not_applicable", Value: flow.Text("authentication")},
		}, nil
	}
	if len(rowsWhere("binding", "target")(r.Tx, flow)) == 0 {
		return nil, drf.Crash("the planner raises EmptyFlowException for a flow without stages, and the view does not catch it")
	}
	body := python.NewDict()
	body.Set("link", r.Origin()+"/if/flow/"+flow.Text("slug")+"/")
	return &drf.Response{Status: http.StatusOK, Body: body}, nil
}

// executable reports whether a user of the API passes a flow's authentication requirement: they have logged
// in, have not been redirected, and are not an outpost.
func executable(r *drf.Request, required string) bool {
	return required == "none" || required == "require_authenticated" || required == "require_superuser" && r.User.Superuser()
}
