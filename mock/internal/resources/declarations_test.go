package resources_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// unmodelled lists members that a real server accepts and the fake only shows, with the reason.
var unmodelled = map[string]string{

	"UserAssignedObjectPermission.is_superuser": "the resource is only read",
	"Reputation.pk": "the resource is only read",
}

// TestDeclarationsSayWhatTheDocumentsSay compares every declared field with authentik's own OpenAPI document:
// the two come from different sources and check each other.
func TestDeclarationsSayWhatTheDocumentsSay(t *testing.T) {
	t.Parallel()
	compared := map[string]bool{}
	for _, p := range profile.Releases() {
		site, err := resources.Site(p.Contract)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range site.Paths() {
			component, err := schemas.ComponentAt(p.Name, path)
			if err != nil {
				t.Fatal(err)
			}
			compared[path] = true
			answer, err := schemas.Component(p.Name, component)
			if err != nil {
				t.Fatal(err)
			}
			where := p.Name + " " + component
			declared := site.Resource(path).Declared()
			fields := slices.DeleteFunc(slices.Clone(declared), func(f drf.Field) bool { return f.WriteOnly })
			if declared, documented := fieldNames(fields), memberNames(answer.Members); !slices.Equal(declared, documented) {
				t.Errorf("%s:\ndeclared   %v\ndocumented %v", where, declared, documented)
				continue
			}
			request, err := schemas.Component(p.Name, component+"Request")
			for i, m := range answer.Members {
				if unmodelled[component+"."+m.Name] == "" {
					compareAnswer(t, p, where, fields[i], m)
				}
			}
			for _, f := range declared {
				if err == nil && unmodelled[component+"."+f.Name] == "" {
					compareRequest(t, where+"Request", f, request)
				}
			}
		}
	}
	if len(compared) < 20 {
		t.Errorf("only %d resources were compared", len(compared))
	}
}

func fieldNames(fields []drf.Field) []string {
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return names
}

func memberNames(members []schemas.Member) []string {
	var names []string
	for _, m := range members {
		names = append(names, m.Name)
	}
	return names
}

func compareAnswer(t *testing.T, release profile.Profile, where string, f drf.Field, m schemas.Member) {
	if f.ReadOnly != m.ReadOnly {
		t.Errorf("%s.%s: declared read only %v, documented %v", where, f.Name, f.ReadOnly, m.ReadOnly)
	}
	if f.Help != "" && m.Description != "" && f.Help != m.Description {
		t.Errorf("%s.%s: declared help %q, documented %q", where, f.Name, f.Help, m.Description)
	}
	compareShown(t, release, where+"."+f.Name, f, m)
}

// compareShown compares the members that a field shows with those of the documented component.
func compareShown(t *testing.T, release profile.Profile, where string, f drf.Field, m schemas.Member) {
	name := m.Component
	if m.Items != nil {
		name = m.Items.Component
	}
	shown, err := schemas.Component(release.Name, name)
	if err != nil || len(f.Fields) == 0 || f.Kind == drf.List {
		return
	}
	fields := profile.Holding(release.Contract, f.Fields)
	if declared, documented := fieldNames(fields), memberNames(shown.Members); !slices.Equal(declared, documented) {
		t.Errorf("%s:\ndeclared   %v\ndocumented %v", where, declared, documented)
		return
	}
	for i, inner := range shown.Members {
		if help := fields[i].Help; help != "" && inner.Description != "" && help != inner.Description {
			t.Errorf("%s.%s: declared help %q, documented %q", where, inner.Name, help, inner.Description)
		}
	}
}

// types and formats are the documents' names for the values of the kinds.
var (
	types = map[drf.Kind]string{
		drf.Char: "string", drf.Slug: "string", drf.Email: "string", drf.Choice: "string", drf.UUID: "string", drf.DateTime: "string",
		drf.Boolean: "boolean", drf.Integer: "integer", drf.ManyRelated: "array", drf.Nested: "array", drf.JSONDict: "object",
		drf.Float: "number", drf.List: "array",
	}
	formats = map[drf.Kind]string{drf.UUID: "uuid", drf.DateTime: "date-time", drf.Email: "email", drf.Float: "double"}
)

func compareRequest(t *testing.T, where string, f drf.Field, documented schemas.Object) {
	i := slices.IndexFunc(documented.Members, func(m schemas.Member) bool { return m.Name == f.Name })
	if (i >= 0) == f.ReadOnly {
		t.Errorf("%s.%s: declared read only %v, documented in requests %v", where, f.Name, f.ReadOnly, i >= 0)
		return
	}
	if i >= 0 {
		compareSent(t, where+"."+f.Name, f, documented.Members[i])
	}
}

func compareSent(t *testing.T, where string, f drf.Field, m schemas.Member) {
	if f.Required != m.Required {
		t.Errorf("%s: declared required %v, documented %v", where, f.Required, m.Required)
	}
	if f.Null != m.Nullable {
		t.Errorf("%s: declared null %v, documented %v", where, f.Null, m.Nullable)
	}
	want := types[f.Kind]
	if f.Kind == drf.Nested && !f.Many {
		want = "object"
	}
	if want != "" && want != m.Type {
		t.Errorf("%s: declared %s, documented %s", where, want, m.Type)
	}
	// the form of a URI is a rule of the field's own
	if want := format(f); want != m.Format && want+m.Format != "uri" && f.Kind != drf.Related && f.Kind != drf.Method {
		t.Errorf("%s: declared format %q, documented %q", where, want, m.Format)
	}
	length, most := 0, m.MaxLength
	if f.Kind == drf.List {
		most = m.MaxItems
	}
	if most != nil {
		length = *most
	}
	if f.MaxLength != length {
		t.Errorf("%s: declared length %d, documented %d", where, f.MaxLength, length)
	}
	if bounds := bounds(f); bounds != [2]string{m.Minimum.String(), m.Maximum.String()} {
		t.Errorf("%s: declared bounds %v, documented %q and %q", where, bounds, m.Minimum, m.Maximum)
	}
	if m.Type == "string" && m.Format == "" && m.Enum == nil && f.Blank == (m.MinLength != nil) {
		t.Errorf("%s: declared blank %v, documented least length %v", where, f.Blank, m.MinLength)
	}
	var choices []string
	for _, option := range f.Choices {
		choices = append(choices, option.Value)
	}
	// documents have one component for members with the same choices, in the order of one of them
	if !slices.Equal(slices.Sorted(slices.Values(choices)), slices.Sorted(slices.Values(m.Enum))) {
		t.Errorf("%s: declared choices %v, documented %v", where, choices, m.Enum)
	}
}

// format returns the document's format of a field's values.
func format(f drf.Field) string {
	if f.Max > math.MaxInt32 {
		return "int64"
	}
	return formats[f.Kind]
}

// bounds returns the minimum and maximum of an integer in the document's format.
func bounds(f drf.Field) [2]string {
	if f.Kind != drf.Integer && f.Kind != drf.BigInteger || f.Min == 0 && f.Max == 0 {
		return [2]string{}
	}
	return [2]string{strconv.FormatInt(f.Min, 10), strconv.FormatInt(f.Max, 10)}
}
