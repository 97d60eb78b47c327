package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// The common part of all policies: authentik's PolicySerializer, from which each type's serializer is derived.

// policyModel is the parent model of all policies.
var policyModel = drf.Model{
	Table: "policy", App: "authentik_policies", Name: "policy", Object: "Policy", Verbose: "Policy", VerbosePlural: "Policies",
	String: func(_ *store.Tx, row *store.Row) string { return row.Text("name") },
}

// policyTypes holds the child models of policies. declarePolicy adds them.
var policyTypes = childTypesOf(nil)

// PolicyTypes returns the names of the types of policies, in alphabetical order.
func PolicyTypes() []string { return policyTypes.names() }

// declarePolicy declares a type of policies. r has what only this type has: its path, title, model, the value
// of column "type", its own members, and whatever else it needs. The members that all policies have, the
// columns, search, order and, if it names none, the filters of all members follow. form is the name of the
// form on the admin page.
func declarePolicy(form string, r drf.Resource) drf.Resource {
	r.Model.Table, r.Model.String = policyModel.Table, policyModel.String
	policyTypes.add(r.Type, childType{form, r.Model})
	own := r.Fields
	r.Fields = policyFields(own...)
	if r.Filters == nil {
		r.Filters = policyFilters(own)
	}
	if r.Search == nil {
		r.Search = []string{"name"}
	}
	r.Ordering, r.UsedBy = []string{"name"}, policyUsers
	return declareIn(callersFile(), r, childTable("policy", own))
}

// policyFields returns the first members of every policy, followed by its own.
func policyFields(more ...drf.Field) []drf.Field {
	return slices.Concat([]drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "policy_uuid", Label: "Policy uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("policy", "name", "Policy")}},
		{
			Name: "execution_logging", Kind: drf.Boolean, Default: false,
			Help: "When this option is enabled, all executions of this policy will be logged. By default, only execution errors are logged.",
		},
	}, policyTypes.fields(), []drf.Field{
		{Name: "bound_to", Kind: drf.Method, Value: func(r *drf.Request, row *store.Row) any {
			return int64(len(bindingsOfPolicy(r.Tx, row)) + len(promptStagesOfPolicy.Linked(r.Tx, "stage", row)))
		}},
	}, more)
}

// bindingsOfPolicy returns the bindings of a policy.
func bindingsOfPolicy(tx *store.Tx, row *store.Row) []*store.Row {
	return rowsWhere("policy_binding", "policy")(tx, row)
}

// policyFilters returns the filters of a list of policies: all columns of the model, those of its parent
// first (filterset_fields = "__all__").
func policyFilters(own []drf.Field) []drf.Filter {
	filters := []drf.Filter{
		{Name: "created", Kind: drf.DateTimeFilter, Match: atNoTime}, {Name: "last_updated", Kind: drf.DateTimeFilter, Match: atNoTime},
		{Name: "policy_uuid", Kind: drf.UUIDFilter}, {Name: "name"}, {Name: "execution_logging", Kind: drf.BooleanFilter},
	}
	for _, f := range own {
		filter := drf.Filter{Name: f.Name, Kind: filterKinds[f.Kind], Choices: f.Choices, Span: f.Span}
		if f.ChoicesOf != nil { // the choices are the serializer's, not the model's
			filter.Kind = drf.CharFilter
		}
		filters = append(filters, filter)
	}
	return filters
}

// atNoTime matches no policy: the API never shows when one was created or changed, so that no client can name
// the exact time.
func atNoTime(*drf.Request, *store.Row, any) bool { return false }

// policyUsers lists the relations that use a policy: the objects that it is bound to, which authentik shows
// as what they have in common, and the prompt stages that it validates.
var policyUsers = []drf.Relation{{
	Model: drf.Model{App: "authentik_policies", Name: "policybindingmodel"}, Action: "cascade_many",
	Objects: func(r *drf.Request, row *store.Row) []drf.Used {
		var targets []drf.Used
		for _, binding := range bindingsOfPolicy(r.Tx, row) {
			key := drf.KeyText(binding.Get("target"))
			targets = append(targets, drf.Used{Key: key, Name: "PolicyBindingModel " + key})
		}
		return targets
	},
}, promptStagesUsing(promptStagesOfPolicy)}

// said returns a function that returns a text in the client's language.
func said(text string) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, _ *store.Row) any { return r.Say(messages.New(text)) }
}

func fixed(value any) func(*drf.Request, *store.Row) any {
	return func(*drf.Request, *store.Row) any { return value }
}
