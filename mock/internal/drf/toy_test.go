package drf_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The engine knows no resource of authentik. Its tests declare a toy resource, with a field of every kind.

var toyFields = []drf.Field{
	{Name: "title", Kind: drf.Char, Required: true, MaxLength: 10},
	{Name: "note", Kind: drf.Char, Blank: true, Null: true},
	{Name: "slug", Kind: drf.Slug, MaxLength: 8},
	{Name: "mail", Kind: drf.Email},
	{Name: "done", Kind: drf.Boolean},
	{Name: "count", Kind: drf.Integer, Min: -5, Max: 100},
	{Name: "colour", Kind: drf.Choice, Choices: []drf.Option{{Value: "red"}, {Value: "1"}, {Value: "True"}, {Value: "1.5"}, {Value: "None"}}},
	{Name: "when", Kind: drf.DateTime, Null: true},
	{Name: "tags", Kind: drf.List},
	{Name: "address", Kind: drf.IPAddress, Null: true},
}

// toy returns a request to a site of one resource.
func toy(t *testing.T, resource drf.Resource) *drf.Request {
	t.Helper()
	site, err := drf.NewSite(profile.V2025_10, drf.Declarations{Resources: []drf.Resource{resource}})
	if err != nil {
		t.Fatal(err)
	}
	columns := []string{"id"}
	for _, f := range resource.Fields {
		columns = append(columns, f.Name)
	}
	s, err := store.New([]*store.Schema{{Name: "toy", PK: "id", Serial: true, Columns: columns}}, store.SeededIDs("toy"))
	if err != nil {
		t.Fatal(err)
	}
	r := &drf.Request{Contract: profile.V2025_10, User: everyone{}, Site: site, Query: django.ParseQuery(""), Say: messages.English}
	s.View(func(tx *store.Tx) error { r.Tx = tx; return nil })
	return r
}

// everyone is a user with all permissions.
type everyone struct{}

func (everyone) Authenticated() bool            { return true }
func (everyone) Has(string) bool                { return true }
func (everyone) HasFor(string, *store.Row) bool { return true }
func (everyone) Is(any) bool                    { return true }
func (everyone) Superuser() bool                { return true }
func (everyone) SeesEmptyLists() bool           { return false }

func TestValidationSaysWhatDjangoRESTFrameworkSays(t *testing.T) {
	t.Parallel()
	r := toy(t, drf.Resource{Path: "toys", Model: drf.Model{Table: "toy"}, Fields: toyFields})
	cases := tabletest.Cases[struct {
		Body, Values, Errors json.RawMessage
		Codes                []string
	}](t, "validation.jsonl")
	for _, c := range cases {
		body, err := orjson.Parse(c.Body)
		if err != nil {
			t.Fatal(err)
		}
		values, err := r.Validate(toyFields, body)
		if got, want := said(t, values, err), compact(t, c.Values, c.Errors); got != want {
			t.Errorf("%s\n got %s\nwant %s", c.Body, got, want)
		}
		if got := codes(err); !slices.Equal(got, c.Codes) {
			t.Errorf("%s: got the codes %q, want %q", c.Body, got, c.Codes)
		}
	}
	if len(cases) < 500 {
		t.Errorf("only %d cases", len(cases))
	}
}

// codes returns the fields and the codes of the reasons of an error.
func codes(err error) []string {
	var all []string
	for _, reason := range drf.Reasons(err) {
		all = append(all, reason.Field+": "+reason.Code)
	}
	return all
}

// said returns the result of a validation as JSON: the values in the order of the fields, or the errors.
func said(t *testing.T, values drf.Values, err error) string {
	t.Helper()
	var problem *drf.Problem
	if errors.As(err, &problem) {
		return "errors " + string(orjson.Append(nil, drf.Words(problem.Body, messages.English)))
	}
	if err != nil {
		t.Fatal(err)
	}
	shown := python.NewDict()
	for _, f := range toyFields {
		if value, given := values[f.Name]; given {
			if at, ok := value.(time.Time); ok {
				value = django.FormatDateTime(at)
			}
			shown.Set(f.Name, value)
		}
	}
	return "values " + string(orjson.Append(nil, shown))
}

func compact(t *testing.T, values, faults json.RawMessage) string {
	t.Helper()
	kind, text := "values ", values
	if values == nil {
		kind, text = "errors ", faults
	}
	parsed, err := orjson.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return kind + string(orjson.Append(nil, parsed))
}

func TestADeclarationThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	for says, fields := range map[string][]drf.Field{
		"declares title twice": {{Name: "title"}, {Name: "title"}},
		"title has no Value":   {{Name: "title", Kind: drf.Method}},
		"title has no Through": {{Name: "title", Kind: drf.ManyRelated}},
		"title has no Rows":    {{Name: "title", Kind: drf.Nested}},
		"declares inner twice": {{Name: "title", Kind: drf.Nested, Rows: func(*drf.Request, *store.Row) []*store.Row { return nil },
			Fields: []drf.Field{{Name: "inner"}, {Name: "inner"}}}},
	} {
		_, err := drf.Compile(drf.Resource{Path: "toys", Fields: fields}, profile.V2025_10)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %s", err, says)
		}
	}
}

func TestAFieldHoldsFromItsFirstContractToItsLast(t *testing.T) {
	t.Parallel()
	resource := drf.Resource{Path: "toys", Fields: []drf.Field{
		{Name: "old", Span: profile.Until(profile.V2025_12, profile.Recorded)}, {Name: "new", Span: profile.Since(profile.V2025_12, profile.Recorded)}, {Name: "documented", Span: profile.Until(profile.V2025_10, profile.Recorded)}, {Name: "ever"},
	}}
	for contract, want := range map[profile.Contract]string{
		profile.Documented: "old documented ever", profile.V2025_10: "old ever", profile.V2025_12: "new ever", profile.V2026_5RC1: "new ever",
	} {
		compiled, err := drf.Compile(resource, contract)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range compiled.Declared() {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: got %s, want %s", contract.Profile().Name, got, want)
		}
	}
}
