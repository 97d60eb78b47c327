package blueprint

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The fake has no resource for policies. It keeps their names, so that they can be bound, and treats all of
// them as expression policies.

const expressionPolicy = "authentik_policies_expression.expressionpolicy"

// policies is the model of all policies.
var policies = drf.Registered{Model: drf.Model{Table: "policy", App: "authentik_policies_expression", Name: "expressionpolicy"}}

// isPolicy reports whether a model is a kind of policy, which has an app of its own.
func isPolicy(label string) bool { return strings.HasPrefix(label, "authentik_policies_") }

// policyColumns lists the columns that are kept of a policy.
var policyColumns = []string{"pk", "name", "execution_logging"}

// keepPolicy applies an entry to a policy, as far as policies are kept.
func (o *object) keepPolicy() error {
	o.Registered = policies
	for name := range o.identifiers.All() {
		if !slices.Contains(policyColumns, name) {
			return o.at(name, "the fake keeps only the names of policies: identify one by its name")
		}
	}
	_, err := o.settle(func() (err error) {
		o.row, err = o.putPolicy()
		return err
	})
	return err
}

func (o *object) putPolicy() (*store.Row, error) {
	var lacking []string
	for name := range o.values.All() {
		if !slices.Contains(policyColumns, name) {
			lacking = append(lacking, name)
		}
	}
	o.warnOfLacking(lacking)
	columns := map[string]any{}
	if name, given := o.values.Get("name"); given {
		columns["name"] = python.Str(name)
	}
	if logging, given := o.values.Get("execution_logging"); given {
		columns["execution_logging"] = python.Truth(logging)
	}
	if o.row != nil {
		return o.request.Update(o.row, columns)
	}
	if columns["name"] == nil {
		return nil, o.explain(drf.InvalidField("name", messages.New("This field is required.").Coded("required")))
	}
	if columns["execution_logging"] == nil {
		columns["execution_logging"] = false
	}
	columns["policy_uuid"] = o.newUUID()
	row, err := o.request.Insert("policy", columns)
	if err != nil {
		return nil, o.explain(drf.InvalidField("name", messages.New("{model_name} with this {field_label} already exists.", "model_name", "policy", "field_label", "name").Coded("unique")))
	}
	return row, nil
}

// newUUID returns the primary key in the identifiers, or a new one.
func (o *object) newUUID() uuid.UUID {
	if text, given := o.identifiers.Get("pk"); given {
		if id, ok := python.ParseUUID(python.Str(text)); ok {
			return id
		}
	}
	return o.request.Tx.UUID()
}
