package resources

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var policyBindingModel = drf.Model{
	Table: "policy_binding", App: "authentik_policies", Name: "policybinding", Object: "PolicyBinding",
	Verbose: "Policy Binding", VerbosePlural: "Policy Bindings",
	String: bindingText,
}

// policies/bindings binds a policy, a group or a user to a flow, to a stage of a flow or to an application,
// which restricts its use to those that pass, and a group or a user to an entitlement.
var _ = declare(drf.Resource{
	Path: "policies/bindings", Title: "Policy Binding", Description: "PolicyBinding Viewset", Model: policyBindingModel,
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "policy_binding_uuid", Label: "Policy binding uuid", ReadOnly: true},
		{Name: "policy", Kind: drf.Related, To: "policy", Null: true, NoManager: true},
		{Name: "group", Kind: drf.Related, To: "group", Null: true},
		{Name: "user", Kind: drf.Related, To: "user", Null: true},
		{Name: "policy_obj", Kind: drf.Nested, ReadOnly: true, Fields: policyFields(), Value: policyOfBinding},
		{Name: "group_obj", Kind: drf.Nested, ReadOnly: true, Fields: userGroupFields, Rows: referred("group", "group")},
		{Name: "user_obj", Kind: drf.Nested, ReadOnly: true, Fields: groupMemberFields, Rows: referred("user", "user")},
		{Name: "target", Kind: drf.Method, Required: true, Value: targetKey, Parse: parseTarget},
		{Name: "negate", Kind: drf.Boolean, Default: false, Help: "Negates the outcome of the policy. Messages are unaffected."},
		{Name: "enabled", Kind: drf.Boolean, Default: true},
		{Name: "order", Kind: drf.Integer, Required: true, Min: lowestInteger, Max: highestInteger},
		{Name: "timeout", Kind: drf.Integer, Default: int64(30), Max: highestInteger, Help: "Timeout after which Policy execution is terminated."},
		{Name: "failure_result", Kind: drf.Boolean, Default: false, Help: "Result if the Policy execution fails."},
		{Name: "expires", Kind: drf.DateTime, Null: true, ReadOnly: true, Span: profile.Since(profile.V2026_8, profile.Document)},
		{Name: "expiring", Kind: drf.Boolean, Default: false, ReadOnly: true, Span: profile.Since(profile.V2026_8, profile.Document)},
	},
	UniqueTogether: [][]string{{"policy", "target", "order"}},
	Validate:       onePolicySubject,
	Filters: []drf.Filter{
		{Name: "policy", Kind: drf.ModelFilter, To: "policy"},
		{Name: "policy__isnull", Kind: drf.NullFilter, Column: "policy"},
		{Name: "target", Kind: drf.ModelFilter, Exists: isTarget},
		{Name: "target_in", Kind: drf.ModelsFilter, Exists: isTarget, Column: "target"},
		{Name: "enabled", Kind: drf.BooleanFilter},
		{Name: "order", Kind: drf.NumberFilter},
		{Name: "timeout", Kind: drf.NumberFilter},
	},
	Search:         []string{"policy__name"},
	Ordering:       []string{"order", "pk"},
	OrderingFields: []string{"order", "pk"}, BrokenOrdering: []string{"target__uuid"},
	UsedBy: []drf.Relation{},
}, store.Schema{
	Name: "policy_binding", PK: "policy_binding_uuid",
	Columns: []string{"policy_binding_uuid", "policy", "group", "user", "target", "negate", "enabled", "order",
		"timeout", "failure_result", "expires", "expiring"},
	Unique:  [][]string{{"policy", "target", "order"}},
	Ordered: [][]string{{"order", "policy_binding_uuid"}},
	Refs: []store.Ref{
		{Column: "policy", To: "policy"}, {Column: "group", To: "group"}, {Column: "user", To: "user"},
		{Column: "target", To: "flow", Key: "policybindingmodel_ptr_id"},
		{Column: "target", To: "binding", Key: "policybindingmodel_ptr_id"},
		{Column: "target", To: "application"}, {Column: "target", To: "application_entitlement"}, {Column: "target", To: "source"}, {Column: "target", To: "notification_rule"},
	},
}, store.Schema{
	// The rules by which events notify are not served. The fake has those to which a new installation binds
	// its event matchers.
	Name: "notification_rule", PK: "pbm_uuid", Columns: []string{"pbm_uuid", "name"}, Unique: [][]string{{"name"}},
})

// targetTables lists the tables of objects that policies can be bound to. Each row has two keys: its own, and
// that of its parent, the PolicyBindingModel; bindings store the latter and show the former.
var targetTables = []struct {
	table, parentKey string
	text             func(tx *store.Tx, row *store.Row) string
}{
	{"flow", "policybindingmodel_ptr_id", flowModel.String},
	{"binding", "policybindingmodel_ptr_id", flowStageBindingModel.String},
	{"application", "pbm_uuid", applicationModel.String},
	{"application_entitlement", "pbm_uuid", entitlementModel.String},
	{"source", "pbm_uuid", sourceText},
	{"notification_rule", "pbm_uuid", func(_ *store.Tx, row *store.Row) string { return "Notification Rule " + row.Text("name") }},
}

// policyOfBinding returns the policy of a binding with the members of its type, null if the binding has none.
func policyOfBinding(r *drf.Request, row *store.Row) any {
	if key := row.Get("policy"); key != nil {
		return r.Represent("policies/all", r.Tx.ByPK("policy", key))
	}
	return nil
}

func isTarget(r *drf.Request, key any) bool { return targetRow(r.Tx, key) != nil }

// bindingText returns a text that names both sides of a binding.
func bindingText(tx *store.Tx, row *store.Row) string {
	target := ""
	for _, t := range targetTables {
		if found := tx.One(t.table, t.parentKey, row.Get("target")); found != nil {
			target = t.text(tx, found)
		}
	}
	subject := "Invalid invalid"
	for _, kind := range []string{"policy", "group", "user"} {
		if key := row.Get(kind); key != nil {
			subject = strings.ToUpper(kind[:1]) + kind[1:] + " " + tx.ByPK(kind, key).Text("name")
			break
		}
	}
	return "Binding from " + target + " #" + python.Str(row.Get("order")) + " to " + subject
}

// boundTo returns the bindings of an object.
func boundTo(tx *store.Tx, row *store.Row) []*store.Row {
	for _, t := range targetTables {
		if t.table == row.Table() {
			return slices.Collect(tx.Where("policy_binding", "target", row.Get(t.parentKey)))
		}
	}
	return nil
}

// boundPolicies returns the policies that are bound to an object.
func boundPolicies(tx *store.Tx, row *store.Row) []*store.Row {
	var policies []*store.Row
	for _, binding := range boundTo(tx, row) {
		if key := binding.Get("policy"); key != nil {
			policies = append(policies, tx.ByPK("policy", key))
		}
	}
	return policies
}

// targetRow returns the row with the key of a PolicyBindingModel, nil if there is none.
func targetRow(tx *store.Tx, parent any) *store.Row {
	for _, t := range targetTables {
		if row := tx.One(t.table, t.parentKey, parent); row != nil {
			return row
		}
	}
	return nil
}

func targetKey(r *drf.Request, row *store.Row) any {
	return drf.KeyText(targetRow(r.Tx, row.Get("target")).PK())
}

// parseTarget accepts the child's own key as authentik writes it, or otherwise the parent's in any valid form
// of a UUID. True and false are numbers here.
func parseTarget(r *drf.Request, value any) (any, *messages.Message) {
	if value == "" {
		fault := messages.New("This field may not be null.").Coded("null") // a RelatedField takes the empty text of a form for null
		return nil, &fault
	}
	for _, t := range targetTables {
		key, err := uuid.Parse(python.Str(value))
		if err != nil || key.String() != value {
			break
		}
		if row := r.Tx.ByPK(t.table, key); row != nil {
			return row.Get(t.parentKey), nil
		}
	}
	key, message := drf.ParseKey(false, number(value))
	if message != nil {
		return nil, message
	}
	if targetRow(r.Tx, key) != nil {
		return key, nil
	}
	fault := messages.New(`Invalid pk "{pk_value}" - object does not exist.`, "pk_value", python.Str(value)).Coded("does_not_exist")
	return nil, &fault
}

// number returns a value with booleans as numbers, as in Python.
func number(value any) any {
	if truth, ok := value.(bool); ok {
		return map[bool]int64{false: 0, true: 1}[truth]
	}
	return value
}

// onePolicySubject requires exactly one subject. It asks the target which ones are allowed, and crashes if
// the request names no target.
func onePolicySubject(r *drf.Request, _ *store.Row, values drf.Values) error {
	if values["target"] == nil {
		return drf.Crash("the serializer asks the target which subjects there may be, and None has none").Of("target")
	}
	subjects := []string{"group", "policy", "user"}
	if targetRow(r.Tx, values["target"]).Table() == entitlementModel.Table {
		subjects = []string{"group", "user"}
	}
	count, quoted := 0, make([]string, len(subjects))
	for i, subject := range subjects {
		quoted[i] = "'" + subject + "'"
		if values[subject] != nil {
			count++
		}
	}
	switch all := strings.Join(quoted, ", "); {
	case count > 1:
		return drf.InvalidObject(messages.Raw("Only one of " + all + " can be set."))
	case count == 0:
		return drf.InvalidObject(messages.Raw("One of " + all + " must be set."))
	}
	return nil
}

// referred returns the row that a column refers to, for a Nested field; nil if there is none.
func referred(column, table string) func(*drf.Request, *store.Row) []*store.Row {
	return func(r *drf.Request, row *store.Row) []*store.Row {
		if key := row.Get(column); key != nil {
			return []*store.Row{r.Tx.ByPK(table, key)}
		}
		return nil
	}
}
