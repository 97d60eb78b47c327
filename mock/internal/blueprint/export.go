package blueprint

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/pyyaml"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// writesChosenOnly is the span in which authentik leaves out the values that an empty form has.
var writesChosenOnly = profile.Dated("an export leaves out the values of an empty form", profile.Until(profile.V2026_2, profile.Source))

// wholeState is the label of a blueprint that [Export] wrote. Times that are otherwise set when an object is
// created are loaded from it unchanged.
const wholeState = "authentik-mock/export"

// Export returns r's state as a blueprint: roles with their permissions, groups, users with their passwords,
// tokens with their keys, applications, brands, flows, prompts, connectors, mappings, stages, bindings, and permissions over single objects.
// Equal states give equal texts, and loading the text restores the state. Every value is written, so that it
// replaces an existing one. Export leaves out events, notifications, the settings, invitations (which a blueprint cannot create), internal values (such as
// the time of a login), and the administrator's token, whose key is a flag. fresh is the state into which the
// file will be loaded; objects of it that were deleted are written as absent.
func Export(r *drf.Request, fresh *store.Tx) []byte {
	x := &exporter{request: r, whole: true, targets: map[any]bool{}}
	x.gone(fresh)
	stages := slices.Collect(x.ordered("stage", "name"))
	flows := slices.Collect(x.ordered("flow", "slug"))
	x.all(people)
	for _, row := range flows {
		x.flow(row)
	}
	x.all(things)
	for _, row := range x.referredFirst(stages) {
		x.person(row, "name")
	}
	for _, row := range flows {
		x.bindings(row)
	}
	x.all(places)
	x.policyBindings()
	x.overObjects()
	return x.text("authentik-mock export")
}

// ExportFlow returns a flow with its stages and bindings as authentik's flows/instances/{slug}/export/ does.
// It leaves out policies, as authentik does. PostgreSQL does not define the order of the stages; here it is the
// flow's.
func ExportFlow(r *drf.Request, flow *store.Row) []byte {
	x := &exporter{request: r, targets: map[any]bool{}}
	x.flow(flow)
	var stages []*store.Row
	for _, binding := range x.bindingsOf(flow) {
		stages = append(stages, r.Tx.ByPK("stage", binding.Get("stage")))
	}
	x.prompts(stages)
	for _, stage := range stages {
		x.add(stage, present, "name")
	}
	x.bindings(flow)
	x.policyBindings()
	return x.text("authentik Export - " + pythonTime(r.Now))
}

// prompts writes the prompts of stages.
func (x *exporter) prompts(stages []*store.Row) {
	for _, stage := range stages {
		for _, prompt := range resources.PromptsOf(x.request.Tx, stage) {
			x.add(prompt, present, "name")
		}
	}
}

// exporter is a blueprint that is being written.
type exporter struct {
	request *drf.Request
	// whole makes the exporter write values that authentik leaves out.
	whole   bool
	entries []any
	// targets holds the keys of written objects, as policy bindings refer to them.
	targets map[any]bool
	// written holds the rows that have an entry.
	written []*store.Row
}

func (x *exporter) text(name string) []byte {
	labels := dict("blueprints.goauthentik.io/generated", "true")
	if x.whole {
		labels.Set(wholeState, "true")
	}
	metadata := dict("name", name, "labels", labels)
	return pyyaml.Dump(dict("context", python.NewDict(), "entries", x.entries, "metadata", metadata, "version", int64(1)))
}

// dict returns a dictionary of names and values.
func dict(pairs ...any) *python.Dict {
	d := python.NewDict()
	for i := 0; i < len(pairs); i += 2 {
		d.Set(pairs[i].(string), pairs[i+1])
	}
	return d
}

func (x *exporter) ordered(table, column string) func(func(*store.Row) bool) {
	rows, _ := x.request.Tx.Ordered(table, column)
	return rows
}

func (x *exporter) flow(row *store.Row) {
	x.targets[row.Get("policybindingmodel_ptr_id")] = true
	x.add(row, present, "slug")
}

func (x *exporter) bindings(flow *store.Row) {
	for _, row := range x.bindingsOf(flow) {
		x.targets[row.Get("policybindingmodel_ptr_id")] = true
		x.add(row, present, "target", "stage", "order")
	}
}

// bindingsOf returns the bindings of a flow in their order.
func (x *exporter) bindingsOf(flow *store.Row) []*store.Row {
	rows := slices.Collect(x.request.Tx.Where("binding", "target", flow.PK()))
	slices.SortFunc(rows, func(a, b *store.Row) int {
		return cmp.Or(cmp.Compare(a.Get("order").(int64), b.Get("order").(int64)), strings.Compare(drf.KeyText(a.PK()), drf.KeyText(b.PK())))
	})
	return rows
}

// policyBindings writes the bindings of policies to the written flows and bindings; for a whole state it writes
// the policies before them.
func (x *exporter) policyBindings() {
	var bindings []*store.Row
	rows, _ := x.request.Tx.Ordered("policy_binding", "order", "policy_binding_uuid")
	for row := range rows {
		if x.targets[row.Get("target")] {
			bindings = append(bindings, row)
		}
	}
	written := map[any]bool{}
	for _, row := range bindings {
		if key := row.Get("policy"); key != nil && x.whole && !written[key] {
			written[key] = true
			x.add(x.request.Tx.ByPK("policy", key), present, "name")
		}
	}
	for _, row := range bindings {
		x.add(row, present, "policy", "target", "order")
	}
}

// gone writes entries for flows, stages and their bindings that exist in another state and were deleted.
// Objects that are deleted with others need no entry.
func (x *exporter) gone(fresh *store.Tx) {
	before := *x.request
	before.Tx = fresh
	was := &exporter{request: &before}
	x.gonePeople(was)
	for row := range was.ordered("flow", "slug") {
		x.absent(was, row, "slug")
	}
	for row := range was.ordered("stage", "name") {
		x.absent(was, row, "name")
	}
	for _, t := range things {
		for row := range was.ordered(t.table, t.column) {
			x.absent(was, row, t.column)
		}
	}
	for flow := range was.ordered("flow", "slug") {
		for _, row := range was.bindingsOf(flow) {
			if x.has("flow", flow.PK()) && x.has("stage", row.Get("stage")) {
				x.absent(was, row, "target", "stage", "order")
			}
		}
	}
	rows, _ := fresh.Ordered("policy_binding", "order", "policy_binding_uuid")
	for row := range rows {
		if target, _ := fresh.Refer(row, "target"); x.has(target.Table(), target.PK()) {
			x.absent(was, row, "policy", "target", "order")
		}
	}
}

func (x *exporter) has(table string, key any) bool { return x.request.Tx.ByPK(table, key) != nil }

// absent writes an entry for a row of another state, if it was deleted.
func (x *exporter) absent(was *exporter, row *store.Row, identifiers ...string) {
	if x.has(row.Table(), row.PK()) {
		return
	}
	identity, _ := was.parts(row, was.attributes(row), identifiers...)
	x.entry(x.request.Site.ModelOf(row).Model.Label(), identity, python.NewDict(), absent)
}

func (x *exporter) add(row *store.Row, state string, identifiers ...string) {
	x.write(row, x.attributes(row), state, identifiers...)
}

// attributes returns the members that a client could send, and the special ones of blueprints.
func (x *exporter) attributes(row *store.Row) *python.Dict {
	m := x.request.Site.ModelOf(row)
	attributes := m.Resource.Written(x.request, row, !x.whole && writesChosenOnly.In(x.request.Contract), x.whole)
	for name, column := range specials(m) {
		_, there := attributes.Get(name)
		value := row.Get(column)
		if there || value == nil || value == "" || name == "background" && !x.whole {
			continue
		}
		attributes.Set(name, value)
	}
	return attributes
}

// write adds the entry of a row.
func (x *exporter) write(row *store.Row, attributes *python.Dict, state string, identifiers ...string) {
	identity, rest := x.parts(row, attributes, identifiers...)
	x.written = append(x.written, row)
	x.entry(x.request.Site.ModelOf(row).Model.Label(), identity, rest, state)
}

// parts moves the identifiers out of the attributes.
func (x *exporter) parts(row *store.Row, attributes *python.Dict, identifiers ...string) (identity, rest *python.Dict) {
	identity = dict("pk", row.PK())
	for _, name := range identifiers {
		value, _ := attributes.Get(name)
		identity.Set(name, value)
		attributes.Delete(name)
	}
	return identity, attributes
}

func (x *exporter) entry(label string, identity, attributes *python.Dict, state string) {
	x.entries = append(x.entries, dict(
		"attrs", attributes, "conditions", []any{}, "identifiers", identity, "model", label, "permissions", []any{}, "state", state,
	))
}

// pythonTime returns str(datetime), in UTC.
func pythonTime(at time.Time) string {
	layout := "2006-01-02 15:04:05.000000+00:00"
	if at.Nanosecond() == 0 {
		layout = "2006-01-02 15:04:05+00:00"
	}
	return at.UTC().Format(layout)
}
