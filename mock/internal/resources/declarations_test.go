package resources_test

import (
	"slices"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// components are the names that authentik's OpenAPI documents give the serializers of the resources.
var components = map[string]string{
	"stages/user_write": "UserWriteStage", "stages/deny": "DenyStage", "stages/all": "Stage", "flows/instances": "Flow",
	"flows/bindings": "FlowStageBinding", "core/groups": "Group", "core/users": "User", "core/tokens": "Token",
	"core/brands": "Brand", "rbac/roles": "Role",
}

// unmodelled are members that a real server takes and the fake only shows, with the reason.
var unmodelled = map[string]string{
	"Brand.web_certificate":     "the fake has no certificates",
	"Brand.client_certificates": "the fake has no certificates",
}

// TestDeclarationsSayWhatTheDocumentsSay holds every declared field against authentik's own OpenAPI document: the two come
// from different sources and check one another.
func TestDeclarationsSayWhatTheDocumentsSay(t *testing.T) {
	t.Parallel()
	for _, p := range profile.All[profile.V2025_10:] {
		site, err := resources.Site(p.Contract)
		if err != nil {
			t.Fatal(err)
		}
		for path, component := range components {
			answer, err := schemas.Component(p.Name, component)
			if err != nil {
				t.Fatal(err)
			}
			where := p.Name + " " + component
			fields := site.Resource(path).Declared()
			if declared, documented := fieldNames(fields), memberNames(answer.Members); !slices.Equal(declared, documented) {
				t.Errorf("%s:\ndeclared   %v\ndocumented %v", where, declared, documented)
				continue
			}
			request, err := schemas.Component(p.Name, component+"Request")
			for i, m := range answer.Members {
				if unmodelled[component+"."+m.Name] != "" {
					continue
				}
				compareAnswer(t, where, fields[i], m)
				if err == nil {
					compareRequest(t, where+"Request", fields[i], request)
				}
			}
		}
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

func compareAnswer(t *testing.T, where string, f drf.Field, m schemas.Member) {
	if f.ReadOnly != m.ReadOnly {
		t.Errorf("%s.%s: declared read only %v, documented %v", where, f.Name, f.ReadOnly, m.ReadOnly)
	}
	if f.Help != "" && m.Description != "" && f.Help != m.Description {
		t.Errorf("%s.%s: declared help %q, documented %q", where, f.Name, f.Help, m.Description)
	}
}

// types and formats are what the documents call the kinds' values.
var (
	types = map[drf.Kind]string{
		drf.Char: "string", drf.Slug: "string", drf.Email: "string", drf.Choice: "string", drf.UUID: "string", drf.DateTime: "string",
		drf.Boolean: "boolean", drf.Integer: "integer", drf.ManyRelated: "array", drf.Nested: "array", drf.JSONDict: "object",
	}
	formats = map[drf.Kind]string{drf.UUID: "uuid", drf.DateTime: "date-time", drf.Email: "email"}
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
	if want := types[f.Kind]; want != "" && want != m.Type {
		t.Errorf("%s: declared %s, documented %s", where, want, m.Type)
	}
	if want := formats[f.Kind]; want != m.Format && f.Kind != drf.Related {
		t.Errorf("%s: declared format %q, documented %q", where, want, m.Format)
	}
	length := 0
	if m.MaxLength != nil {
		length = *m.MaxLength
	}
	if f.MaxLength != length {
		t.Errorf("%s: declared length %d, documented %d", where, f.MaxLength, length)
	}
	var choices []string
	for _, option := range f.Choices {
		choices = append(choices, option.Value)
	}
	if !slices.Equal(choices, m.Enum) {
		t.Errorf("%s: declared choices %v, documented %v", where, choices, m.Enum)
	}
}
