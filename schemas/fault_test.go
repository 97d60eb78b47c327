package schemas_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/schemas"
)

func TestFaultsAreOneLineEach(t *testing.T) {
	long := strings.Repeat("é", 90)
	tests := []struct {
		profile, name, document string
		want                    []string
	}{
		{"documented", "user_write.patch.request", `{}`, nil},
		{"documented", "user_write.patch.request", `[]`, []string{"(document): expected an object, found an array of 0 items"}},
		{"documented", "user_write.create.request", `{}`, []string{"/name: expected a member, found none"}},
		{
			"documented", "user_write.patch.request", `{"name": null, "user_type": "guest", "create_users_group": "g"}`,
			[]string{
				`/create_users_group: expected a string of format uuid, found "g"`,
				`/name: expected a string, found null`,
				`/user_type: expected "internal", "external", "service_account" or "internal_service_account", found "guest"`,
			},
		},
		{
			"documented", "user_write.patch.request", `{"flow_set": [{"name": "", "slug": "a b", "title": 1, "designation": "login"}]}`,
			[]string{
				`/flow_set/0/designation: expected "authentication", "authorization", "invalidation", "enrollment", ` +
					`"unenrollment", "recovery" or "stage_configuration", found "login"`,
				`/flow_set/0/name: expected at least 1 character, found ""`,
				`/flow_set/0/slug: expected a string that matches ^[-a-zA-Z0-9_]+$, found "a b"`,
				`/flow_set/0/title: expected a string, found 1`,
			},
		},
		{
			"documented", "user_write.patch.request",
			`{"flow_set": [{"name": "n", "slug": "` + long + `", "title": "t", "designation": "recovery"}]}`,
			[]string{
				`/flow_set/0/slug: expected at most 50 characters, found "` + long[:2*60] + `…" of 90 characters`,
				`/flow_set/0/slug: expected a string that matches ^[-a-zA-Z0-9_]+$, found "` + long[:2*60] + `…" of 90 characters`,
			},
		},
		{"2025.12", "user_write.patch.request", `{"create_users_group": 5}`, []string{
			"/create_users_group: expected a string or null, found 5",
		}},
		{"2025.12", "flow_binding.patch.request", `{"order": 3000000000}`, []string{
			"/order: expected at most 2147483647, found 3000000000",
		}},
		{"2025.12", "user_write.error.validation", `{"nmae": [], "name": [], "code": {"a": 1}}`, []string{
			"/code: expected a string, found an object of 1 member",
			"/name: expected at least 1 item, found an array of 0 items",
			"/nmae: expected no such member, found an array of 0 items",
		}},
		{"2025.12", "user_write.error.validation", `{"a\nb": "<b>"}`, []string{
			`"/a\nb": expected no such member, found "<b>"`,
		}},
		{"documented", "user_write.error.validation", `{"flow_set": [{}, {"slug": ["taken"]}, {"slgu": ["taken"]}, "no", ["no"]]}`, []string{
			"/flow_set/2/slgu: expected no such member, found an array of 1 item",
		}},
		{"2025.12", "group.create.request", `{"name": "a", "attributes": {"a/b~c": [1e400]}}`, nil},
		{"2026.5", "stage.types.response", `[{"name": "", "description": "", "component": "", "model_name": "", "icon_url": null}]`, []string{
			"/0/icon_url: expected a string, found null (deviation from the published document: TypeCreate.icon_url type)",
		}},
		{"2026.5", "stage.types.response", `[{"name": "", "description": "", "component": "", "model_name": "", "icon_url": 5}]`, []string{
			"/0/icon_url: expected a string, found 5",
		}},
	}
	for _, test := range tests {
		var got []string
		for _, fault := range check(t, test.profile, test.name, []byte(test.document)) {
			got = append(got, fault.String())
		}
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s %s %s: got\n%s\nwant\n%s", test.profile, test.name, test.document,
				strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

func TestPointersAreEscaped(t *testing.T) {
	faults := check(t, "2025.12", "user_write.error.validation", []byte(`{"a/b~ %é": 1}`))
	if len(faults) != 1 || faults[0].Pointer != "/a~1b~0 %é" {
		t.Errorf("got %v", faults)
	}
}

func TestCheckRefusesWhatIsNoDocument(t *testing.T) {
	for document, want := range map[string]string{
		"":                      "EOF",
		`{"name": `:             "unexpected EOF",
		`{"name": "a"} {}`:      "something follows",
		`{"name": 'a'}`:         "invalid character",
		`{"order": 1e99999999}`: "too long to compare",
	} {
		_, err := schemas.Check("2025.12", "flow_binding.patch.request", []byte(document))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want %q in it", document, err, want)
		}
	}
}
