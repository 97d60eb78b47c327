package blueprint

import (
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// special maps attributes that the API does not accept, by model and name, to the columns that keep them:
// those that authentik's documentation of blueprints lists under "Models".
var special = map[string]map[string]string{
	"authentik_core.token":       {"key": "key"},
	"authentik_core.user":        {"password": "password"},
	"authentik_core.application": {"icon": "meta_icon"},
	"authentik_flows.flow":       {"background": "background"},
}

// specials returns the special attributes of a model.
func specials(m drf.Registered) map[string]string {
	return special[m.Model.Label()]
}

// required lists attributes that are required in an entry but not in a request: authentik's serializers
// require them if there is no request to take the user from.
var required = map[string][]string{"authentik_core.token": {"user", "intent"}}

// split splits the values into the body that the resource validates and the columns that are stored
// unchanged.
func (o *object) split() (body *python.Dict, facts drf.Values, err error) {
	body, facts = python.NewDict(), drf.Values{}
	var lacking []string
	for name, value := range o.values.All() {
		_, fact, ok := o.Resource.Member(name)
		column, isSpecial := specials(o.Registered)[name]
		switch {
		case name == "pk":
			err = o.newKey(facts, value)
		case name == "permissions" && o.holdsPermissions():
		case name == "expires" && o.restores && o.Model.Table == "token":
			facts["expires"], err = o.time(name, value)
		case ok && !fact:
			body.Set(name, value)
		case isSpecial:
			facts[column] = value
		case o.Resource.Unkept(name) && !python.Truth(value):
		default:
			lacking = append(lacking, name)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	missing := python.NewDict()
	for _, name := range required[o.Model.Label()] {
		switch _, given := o.values.Get(name); {
		case given:
		case o.row == nil:
			missing.Set(name, []any{messages.New("This field is required.").Coded("required")})
		default:
			return nil, nil, o.explain(drf.InvalidObject(messages.Raw("Missing " + name)))
		}
	}
	if missing.Len() > 0 {
		return nil, nil, o.explain(drf.Invalid(missing))
	}
	o.warnOfLacking(lacking)
	return body, facts, nil
}

// warnOfLacking warns of attributes that are not kept. Identifiers are excluded, since they have been used
// already.
func (o *object) warnOfLacking(names []string) {
	names = slices.DeleteFunc(names, func(name string) bool {
		_, identifies := o.identifiers.Get(name)
		return identifies
	})
	if len(names) > 0 {
		o.warn(o.entry.model.GetToken(), "%s: the fake does not keep %s", o.entry.label, strings.Join(names, ", "))
	}
}

// newKey makes a primary key among the identifiers the key of a new object.
func (o *object) newKey(facts drf.Values, value any) error {
	if o.row != nil {
		return nil
	}
	tx, table := o.request.Tx, o.Model.Table
	key, message := drf.ParseKey(tx.Serial(table), value)
	if message != nil || key == nil {
		return o.at("pk", "this is no primary key of %s", o.entry.label)
	}
	facts[tx.PKColumn(table)] = key
	return nil
}

// time returns the value of an attribute that is a time or null.
func (o *object) time(name string, value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	at, ok := django.ParseDateTime(python.Str(value))
	if !ok {
		return nil, o.at(name, "this must be a time")
	}
	return at, nil
}
