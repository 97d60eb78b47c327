package resources

import (
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// declareStage declares a type of stages. object is the name of its class. r has what only this type has: its
// path, the value of column "type", its own members, and whatever else it needs. The members that all stages
// have, the model, search, order and columns follow. filtered names the members that lists can be filtered
// by; without one, it is all of them and the key (filterset_fields = "__all__").
func declareStage(object string, r drf.Resource, filtered ...string) drf.Resource {
	own := r.Fields
	r.Title, r.Description = spaced(object), object+" Viewset"
	r.Model = modelOfStage(r.Type, object)
	r.Fields = stageFields(own...)
	r.Filters = append(filtersOf(own, filtered), r.Filters...)
	r.Search, r.Ordering = []string{"name"}, []string{"name"}
	if r.UsedBy == nil {
		r.UsedBy = stageUsers
	}
	return declareIn(callersFile(), r, childTable("stage", own, "name", configureFlow.Name))
}

// filtersOf returns the filters of members, in their order.
func filtersOf(own []drf.Field, names []string) []drf.Filter {
	var filters []drf.Filter
	if names == nil || slices.Contains(names, "stage_uuid") {
		filters = append(filters, drf.Filter{Name: "stage_uuid", Kind: drf.UUIDFilter})
	}
	filters = append(filters, drf.Filter{Name: "name"})
	for _, f := range own {
		if f.Name == "name" || f.ReadOnly || f.Kind == drf.Nested || names != nil && !slices.Contains(names, f.Name) {
			continue
		}
		filters = append(filters, drf.Filter{
			Name: f.Name, Kind: filterKinds[f.Kind], Choices: f.Choices, To: f.To, ToType: f.ToType, Through: f.Through, Span: f.Span,
		})
	}
	return filters
}

var (
	wordStart = regexp.MustCompile(`([a-z])([A-Z])|([A-Z])([A-Z][a-z])`)
	// titled matches the letters of a word after its first.
	titled = regexp.MustCompile(`[A-Z]+`)
)

// spaced returns the name of a class as Django REST Framework shows it: "AuthenticatorTOTPStage" is
// "Authenticator Totp Stage".
func spaced(class string) string {
	class = wordStart.ReplaceAllString(class, "$1$3 $2$4")
	return titled.ReplaceAllStringFunc(class, func(run string) string { return run[:1] + strings.ToLower(run[1:]) })
}

// manyTo is the manager of the objects that a stage is linked with, for used_by, which does not tell whether an object
// uses the stage or the stage the object.
func manyTo(to drf.Model, through *drf.Through) drf.Relation {
	return drf.Relation{Model: to, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
		return linkedRows(tx, through, to.Table, row)
	}}
}

// Members of several types.
var (
	configureFlow = drf.Field{
		Name: "configure_flow", Kind: drf.Related, To: "flow", Null: true,
		Help: "Flow used by an authenticated user to configure this Stage. If empty, user will not be able to configure this stage.",
	}
	friendlyName = drf.Field{Name: "friendly_name", Kind: drf.Char, Blank: true, Default: ""}
)

// timeSpan returns a member whose value is a text such as "hours=3;minutes=1".
func timeSpan(name, standard, help string) drf.Field {
	return drf.Field{Name: name, Kind: drf.Char, Default: standard, Rules: []drf.Rule{duration}, Help: help}
}

// emailSettings are the members with which a stage reaches a mail server of its own; password is that with the
// password.
func emailSettings(password ...drf.Field) []drf.Field {
	return slices.Concat([]drf.Field{
		{
			Name: "use_global_settings", Kind: drf.Boolean, Default: false,
			Help: "When enabled, global Email connection settings will be used and connection settings below will be ignored.",
		},
		{Name: "host", Kind: drf.Char, Default: "localhost"},
		{Name: "port", Kind: drf.Integer, Default: int64(25), Min: lowestInteger, Max: highestInteger},
		{Name: "username", Kind: drf.Char, Blank: true, Default: ""},
	}, password, []drf.Field{
		{Name: "use_tls", Kind: drf.Boolean, Default: false},
		{Name: "use_ssl", Kind: drf.Boolean, Default: false},
		{Name: "timeout", Kind: drf.Integer, Default: int64(10), Min: lowestInteger, Max: highestInteger},
		{Name: "from_address", Kind: drf.Email, MaxLength: 254, Default: "system@authentik.local"},
	})
}

// secret returns a member that holds a secret, in two: it is shown until a contract, and only written from it on.
func secret(f drf.Field, hidden profile.Contract) []drf.Field {
	shown, written := f, f
	shown.Secret, shown.Span = true, profile.Until(hidden, profile.Document)
	written.Secret, written.WriteOnly, written.Span = true, true, profile.Since(hidden, profile.Document)
	return []drf.Field{shown, written}
}
