package mock_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"regexp"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// entries returns a blueprint with these entries, each in one line.
func entries(lines ...string) string {
	return "version: 1\nentries:\n- " + strings.Join(lines, "\n- ") + "\n"
}

// requestID matches the part that differs between answers to the same import.
var requestID = regexp.MustCompile(`"request_id":"[0-9a-f]{32}"|"timestamp":"[^"]+"|127\.0\.0\.1:\d+`)

// logOf returns the answer to a refused import with what differs left out.
func logOf(a answer) string {
	return requestID.ReplaceAllStringFunc(a.text, func(found string) string {
		name, _, ok := strings.Cut(found, ":")
		if !ok || name == "127.0.0.1" {
			return "HOST"
		}
		return name + `:"…"`
	})
}

const aboutTheRequest = `"host":"HOST","auth_via":"api_token","request_id":"…","schema_name":"public","domain_url":"127.0.0.1"`

// line returns a line of the importer's log.
func line(event, attributes string) string {
	return fmt.Sprintf(`{"timestamp":"…","log_level":"warning","logger":"authentik.blueprints.v1.importer","event":"%s","attributes":{%s%s}}`,
		event, attributes, aboutTheRequest)
}

// refusedWith returns the answer to an import of an entry that is refused for a reason. entry is the entry as the log shows it.
func refusedWith(reason, entry string) string {
	return `{"logs":[` + line("Entry invalid: "+reason, `"entry":`+entry+`,"error":"`+reason+`",`) + "," +
		line("Blueprint validation failed", "") + `],"success":false}`
}

// shownMeta returns an entry of the meta model as the log shows it.
func shownMeta(attrs string) string {
	return `{"model":"authentik_blueprints.metaapplyblueprint","state":"present","conditions":[],"identifiers":{},"attrs":` + attrs +
		`,"permissions":[],"id":null,"_state":{"instance":null}}`
}

const taken = `{"logs":[],"success":true}`

func TestBlueprintsApplyOthers(t *testing.T) {
	const model = "{model: authentik_blueprints.metaapplyblueprint, "
	detail := func(words, code string) string {
		return "[ErrorDetail(string='" + words + "', code='" + code + "')]"
	}
	missing := "Serializer errors {'identifiers': " + detail("Required blueprint does not exist", "invalid") + "}"
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		for entry, answer := range map[string]string{
			"attrs: {identifiers: {name: Default - Invalidation flow}, required: false}}": taken,
			"attrs: {identifiers: {name: Default - Invalidation flow}}}":                  taken,
			"attrs: {identifiers: {path: system/providers-oauth2.yaml}, required: true}}": taken,
			"attrs: {identifiers: {name__startswith: 'System - ', enabled: true}}}":       taken,
			"attrs: {identifiers: {name: Garden - none}, required: false}}":               taken,
			"attrs: {identifiers: {name: Garden - none}, required: 'no'}}":                taken,
			"attrs: {identifiers: {}}}":                                         taken, // all of them
			"conditions: [false], attrs: {identifiers: {name: Garden - none}}}": taken,
			"attrs: {identifiers: {name: Garden - none}, required: true}}":      refusedWith(missing, shownMeta(`{"identifiers":{"name":"Garden - none"},"required":true}`)),
			"attrs: {identifiers: {name: Garden - none}}}":                      refusedWith(missing, shownMeta(`{"identifiers":{"name":"Garden - none"}}`)),
			"attrs: {identifiers: {name: default - invalidation flow}}}":        refusedWith(missing, shownMeta(`{"identifiers":{"name":"default - invalidation flow"}}`)),
			"attrs: {identifiers: {name: Example - User deletion}}}":            refusedWith(missing, shownMeta(`{"identifiers":{"name":"Example - User deletion"}}`)),
			"attrs: {required: true}}":                                          refusedWith("Serializer errors {'identifiers': "+detail("This field is required.", "required")+"}", shownMeta(`{"required":true}`)),
			"identifiers: {name: Default - Brand}}":                             refusedWith("Serializer errors {'identifiers': "+detail("This field is required.", "required")+"}", strings.Replace(shownMeta("{}"), `"identifiers":{}`, `"identifiers":{"name":"Default - Brand"}`, 1)),
			"attrs: {identifiers: null}}":                                       refusedWith("Serializer errors {'identifiers': "+detail("This field may not be null.", "null")+"}", shownMeta(`{"identifiers":null}`)),
			"attrs: {identifiers: [a]}}":                                        refusedWith("Serializer errors {'identifiers': "+detail("Value must be a dictionary, and not have any duplicate keys.", "invalid")+"}", shownMeta(`{"identifiers":["a"]}`)),
			"attrs: {identifiers: {name: a}, required: maybe}}":                 refusedWith("Serializer errors {'required': "+detail("Must be a valid boolean.", "invalid")+"}", shownMeta(`{"identifiers":{"name":"a"},"required":"maybe"}`)),
			"attrs: null}": refusedWith("Serializer errors {'non_field_errors': "+detail("No data provided", "null")+"}", shownMeta("null")),
			"state: absent, attrs: {identifiers: {name: Garden - none}}}":                                 taken,
			"attrs: {identifiers: {name: !Format ['%s - %s', Garden, none], labels: [!Env [NO, 0], x]}}}": "",
			"attrs: {identifiers: {colour: red}}}":                                                        "",
		} {
			a := upload(t, s, importAddress(release), entries(model+entry))
			switch {
			case answer == "":
				want(t, a, crashed(release)) // a look-up that is none
			case logOf(want(t, a, 200)) != answer:
				t.Errorf("%s gives\n%s\nwant\n%s", entry, logOf(a), answer)
			}
		}
		for _, name := range []string{"MetaApplyBlueprint", "metaapply"} {
			a := want(t, upload(t, s, importAddress(release), entries("{model: authentik_blueprints."+name+", attrs: {identifiers: {}}}")), 200)
			if !strings.Contains(a.text, "App or Model does not exist") {
				t.Errorf("%s: %s", name, a.text)
			}
		}
	})
}

// An entry whose model is not implemented is skipped, and so is one that cannot exist without it; nothing
// else is refused.
func TestEntriesThatAreLeftOut(t *testing.T) {
	rule := "{model: authentik_events.notificationrule, id: r, identifiers: {name: ops-alert}}"
	group := "{model: authentik_core.group, id: g, identifiers: {name: ops}}"
	provider := "{model: authentik_providers_oauth2.oauth2provider, id: p, identifiers: {name: ops}}"
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		for _, text := range []string{
			entries(rule, group, "{model: authentik_policies.policybinding, identifiers: {target: !KeyOf r, group: !KeyOf g, order: 0}}"),
			entries(group, "{model: authentik_policies.policybinding, identifiers: {target: !Find [authentik_events.notificationrule, [name, x]], group: !KeyOf g, order: 0}}"),
			entries(rule, group, "{model: authentik_policies.policybinding, id: b, identifiers: {target: !KeyOf r, group: !KeyOf g, order: 0}}",
				"{model: authentik_policies.policybinding, identifiers: {target: !KeyOf b, group: !KeyOf g, order: 0}}"),
			entries(rule, "{model: authentik_core.group, identifiers: {name: !AtIndex [!FindObject [authentik_events.notificationrule, [name, ops-alert]], severity]}}"),
			entries(provider, "{model: authentik_core.application, identifiers: {slug: ops}, attrs: {name: ops, provider: !KeyOf p}}"),
			entries(rule, "{model: authentik_policies.policybinding, state: absent, identifiers: {target: !KeyOf r, order: 0}}"),
			entries(rule, group, "{model: authentik_core.group, identifiers: {name: held}, attrs: {attributes: {rule: !KeyOf r}}}"),
		} {
			if a := want(t, upload(t, s, importAddress(release), text), 200); a.text != taken {
				t.Errorf("%s\ngives %s", text, a.text)
			}
		}
		if list := call(t, s, "GET", "/api/v3/policies/bindings/?order=0", ""); len(members(t, call(t, s, "GET", "/api/v3/core/groups/?name=ops", ""), "pk")) != 1 {
			t.Errorf("the group is not there: %s", list.text)
		}
		if apps := members(t, call(t, s, "GET", "/api/v3/core/applications/?slug=ops&superuser_full_list=true", ""), "slug"); len(apps) != 1 {
			t.Errorf("the application is not there: %v", apps)
		}
		// A fault of its own is one all the same.
		for _, text := range []string{
			entries(rule, "{model: authentik_policies.policybinding, identifiers: {target: !KeyOf r, order: x}, attrs: {enabled: maybe}}"),
			entries(rule, "{model: authentik_core.group, identifiers: {name: ops}, attrs: {attributes: [!KeyOf r], is_superuser: maybe}}"),
		} {
			if a := upload(t, s, importAddress(release), text); a.text == taken {
				t.Errorf("%s\nis taken", text)
			}
		}
	})
}

func TestWhatBlueprintsAreRefusedFor(t *testing.T) {
	const badVersion = `{"logs":[{"timestamp":"…","log_level":"warning","logger":null,"event":"Invalid blueprint version","attributes":{}}],"success":false}`
	unknown := func(app, model string) string {
		return `{"logs":[` + line("App or Model does not exist", `"app":"`+app+`","model":"`+model+`",`) + "," + line("Blueprint validation failed", "") + `],"success":false}`
	}
	entry := func(model, identifiers, attrs string) string {
		return `{"model":"` + model + `","state":"present","conditions":[],"identifiers":` + identifiers + `,"attrs":` + attrs +
			`,"permissions":[],"id":null,"_state":{"instance":null}}`
	}
	const crash = ""
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		want(t, upload(t, s, importAddress(release), entries("{model: authentik_core.group, identifiers: {name: there}}")), 200)
		for text, answer := range map[string]string{
			"version: 2\nentries: []":     badVersion,
			"{version: 0}":                badVersion,
			"version: 3":                  badVersion,
			"version: true\nentries: []":  taken,
			"version: false\nentries: []": badVersion,
			"version: '1'\nentries: []":   crash,
			"version: 1.0\nentries: []":   crash,
			"version: null\nentries: []":  crash,
			"version: 2\nentries: text":   crash,
			"a: 1":                        taken,
			"[]":                          taken,
			"[a, b]":                      taken,
			"some words":                  taken,
			"'5'":                         taken,
			"5":                           crash,
			"true":                        crash,
			"null":                        crash,
			"# nothing":                   crash,
			"\xff\xfe":                    crash,
			entries("{model: authentik_core.nope, identifiers: {name: a}}"):                  unknown("authentik_core", "nope"),
			entries("{model: authentik_nope.group}"):                                         unknown("authentik_nope", "group"),
			entries("{model: Authentik_core.group, identifiers: {name: a}}"):                 unknown("Authentik_core", "group"),
			entries("{model: authentik_core.nope, conditions: [false]}"):                     unknown("authentik_core", "nope"),
			entries("{model: authentik_core.nope, state: absent}"):                           unknown("authentik_core", "nope"),
			entries("{model: authentik_core.GROUP, identifiers: {name: there}}"):             taken,
			entries("{model: authentik_flows}"):                                              crash,
			entries("{model: a.b.c}"):                                                        crash,
			entries("{model: authentik_flows.stage, identifiers: {name: a}}"):                refusedWith("Model <class 'authentik.flows.models.Stage'> not allowed", entry("authentik_flows.stage", `{"name":"a"}`, "{}")),
			entries("{model: authentik_providers_oauth2.accesstoken}"):                       refusedWith("Model <class 'authentik.providers.oauth2.models.AccessToken'> not allowed", entry("authentik_providers_oauth2.accesstoken", "{}", "{}")),
			entries("{model: authentik_core.session, identifiers: {pk: a}}"):                 refusedWith("Model <class 'authentik.core.models.Session'> not allowed", entry("authentik_core.session", `{"pk":"a"}`, "{}")),
			entries("{model: auth.user, identifiers: {pk: 1}}"):                              refusedWith("Model <class 'django.contrib.auth.models.User'> not allowed", entry("auth.user", `{"pk":1}`, "{}")),
			entries("{model: authentik_flows.stage, state: absent, identifiers: {name: a}}"): taken,
			entries("{model: authentik_core.group, attrs: {name: a}}"):                       refusedWith("No or invalid identifiers", entry("authentik_core.group", "{}", `{"name":"a"}`)),
			entries("{model: authentik_core.group, state: absent}"):                          taken,
			entries("{model: authentik_core.group, identifiers: {pk: a}}"):                   crash,
			entries("{model: authentik_core.group, identifiers: {name: a}, attrs: {is_superuser: maybe, attributes: [0, '', x]}}"): refusedWith(
				"Serializer errors {'is_superuser': [ErrorDetail(string='Must be a valid boolean.', code='invalid')], "+
					"'attributes': [ErrorDetail(string='Value must be a dictionary, and not have any duplicate keys.', code='invalid')]}",
				entry("authentik_core.group", `{"name":"a"}`, `{"is_superuser":"maybe","attributes":["x"]}`)),
			entries("{model: authentik_flows.flow, identifiers: {slug: a}, attrs: {name: it's, designation: no}}"): refusedWith(
				`Serializer errors {'title': [ErrorDetail(string='This field is required.', code='required')], 'designation': [ErrorDetail(string='\"False\" is not a valid choice.', code='invalid_choice')]}`,
				entry("authentik_flows.flow", `{"slug":"a"}`, `{"name":"it's","designation":false}`)),
			entries("{model: authentik_core.token, identifiers: {identifier: a}}"): refusedWith(
				"Serializer errors {'user': [ErrorDetail(string='This field is required.', code='required')], 'intent': [ErrorDetail(string='This field is required.', code='required')]}",
				entry("authentik_core.token", `{"identifier":"a"}`, "{}")),
			entries("{model: authentik_rbac.role, identifiers: {name: a}, attrs: {permissions: [authentik_core.view_group, x]}}"): refusedWith(
				`Serializer errors {'permissions': {1: [ErrorDetail(string='\"x\" is not a valid choice.', code='invalid_choice')]}}`,
				entry("authentik_rbac.role", `{"name":"a"}`, `{"permissions":["authentik_core.view_group","x"]}`)),
			// The log shows what tags stand for where there is no context and no other entry; what stands for nothing then is fatal.
			entries("{model: !Format ['authentik_core.%s', group], identifiers: {name: a}, attrs: {is_superuser: !Context [x, maybe]}}"): refusedWith(
				"Serializer errors {'is_superuser': [ErrorDetail(string='Must be a valid boolean.', code='invalid')]}",
				entry("authentik_core.group", `{"name":"a"}`, `{"is_superuser":"maybe"}`)),
			entries("{model: authentik_core.group, id: g, identifiers: {name: a}}", "{model: authentik_core.group, identifiers: {name: b}, attrs: {parents: [!KeyOf g], is_superuser: maybe}}"): crash,
		} {
			a := upload(t, s, importAddress(release), text)
			switch {
			case answer == crash && a.status != crashed(release):
				t.Errorf("%s\ngives %d %s, want a crash", text, a.status, a.text)
			case answer != crash && (a.status != 200 || logOf(a) != answer):
				t.Errorf("%s\ngives %d\n%s\nwant\n%s", text, a.status, logOf(a), answer)
			}
		}
	})
}

// The words of serializers are in the language of the client.
func TestRefusalsAreInTheClientsLanguage(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5"})
	a := want(t, upload(t, s, importAddress("2026.5"), entries("{model: authentik_core.group, identifiers: {name: a}, attrs: {is_superuser: maybe}}"), "Accept-Language", "de"), 200)
	if !strings.Contains(a.text, "{'is_superuser': [ErrorDetail(string='Muss ein gültiger Wahrheitswert sein.', code='invalid')]}") {
		t.Error(a.text)
	}
}

// field is a part of a form.
type field struct{ name, file, text string }

// form sends a form with these parts.
func form(t *testing.T, s *mocktest.Server, path string, fields ...field) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range fields {
		part, err := w.CreateFormField(f.name)
		if f.file != "" {
			part, err = w.CreateFormFile(f.name, f.file)
		}
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte(f.text))
	}
	w.Close()
	return call(t, s, "POST", path, body.String(), "Content-Type", w.FormDataContentType())
}

func TestTheFormOfAnImport(t *testing.T) {
	good := field{"file", "b.yaml", "version: 1"}
	const neither = `["Either path or file must be set"]`
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		for _, c := range []struct {
			fields []field
			// old and new are the answers before 2026.5 and since; empty is a crash.
			old, new string
		}{
			{[]field{good}, taken, taken},
			{nil, `{"logs":[],"success":false}`, neither},
			{[]field{{"path", "", "default/flow-oobe.yaml"}}, `{"logs":[],"success":false}`, ""},
			{[]field{{"path", "", "nope.yaml"}}, `{"logs":[],"success":false}`, ""},
			{[]field{{"path", "", "nope.yaml"}, good}, taken, ""},
			{[]field{{"path", "", ""}}, `{"logs":[],"success":false}`, neither},
			{[]field{{"path", "", ""}, good}, taken, taken},
			{[]field{{"path", "", "  "}, good}, taken, `{"path":["This field may not be blank."]}`},
			{[]field{{"path", "p.yaml", "version: 1"}}, `{"logs":[],"success":false}`, `{"path":["Not a valid string."]}`},
			{[]field{{"file", "", "version: 1"}}, `{"logs":[],"success":false}`, `{"file":["The submitted data was not a file. Check the encoding type on the form."]}`},
			{[]field{{"file", "", ""}}, `{"logs":[],"success":false}`, neither},
			{[]field{{"file", "b.yaml", ""}}, "", `{"file":["The submitted file is empty."]}`},
			{[]field{{"file", "b.yaml", ""}, {"path", "", " "}}, "", `{"file":["The submitted file is empty."],"path":["This field may not be blank."]}`},
			{[]field{{"File", "b.yaml", "version: 1"}}, `{"logs":[],"success":false}`, neither},
			{[]field{{"file", "a.yaml", "version: 2"}, good}, taken, taken},
		} {
			expected := c.old
			if since(release, "2026.5-rc1") {
				expected = c.new
			}
			a := form(t, s, importAddress(release), c.fields...)
			if expected == "" && a.status == crashed(release) {
				continue
			}
			if expected == "" || expected == taken && a.status != 200 || expected != "" && expected != taken && a.status != 400 || a.text != expected {
				t.Errorf("%v: %d %s, want %s", c.fields, a.status, a.text, expected)
			}
		}
	})
}

// Who may not write a model is told so under the id of the entry, in English.
func TestWhoMayImport(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	ann := newPerson(t, s, "ann")
	role := made(t, s, "/api/v3/rbac/roles/", `{"name": "importers"}`, "pk")
	want(t, call(t, s, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+role+"/assign/", `{"permissions": ["authentik_blueprints.add_blueprintinstance"]}`), 200)
	want(t, call(t, s, "POST", "/api/v3/rbac/roles/"+role+"/add_user/", `{"pk": `+ann.pk+`}`), 204)
	for text, answer := range map[string]string{
		entries("{model: authentik_core.group, id: mine, identifiers: {name: a}}"): `{"mine":"User lacks permission to create authentik_core.group"}`,
		entries("{model: authentik_core.group, identifiers: {name: a}}"):           `{"null":"User lacks permission to create authentik_core.group"}`,
	} {
		if a := want(t, upload(t, s, importAddress("2026.5"), text, append(ann.as(), "Accept-Language", "de")...), 403); a.text != answer {
			t.Errorf("%s: %s", text, a.text)
		}
	}
}

// A blueprint that is too large is refused by the fake itself, at its place and at once.
func TestAnImportThatIsTooLarge(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{MaxYAMLNodes: 50, MaxYAMLBytes: 1_000})
	for text, says := range map[string]string{
		"version: 1\na: [" + strings.Repeat("x, ", 60) + "]":         "b.yaml:2:134: with this the document has more than 50 nodes",
		"version: 1\na: " + strings.Repeat("x", 1_000):               "b.yaml:2:990: the document has 1014 bytes, and may have 1000",
		lookUp("!Enumerate [aaaaaaaaaaaaaaaaaaaaaaaaaaa, SEQ, [x]]"): "b.yaml:7:60: with this more than 50 nodes are made",
		lookUp(`!Format ["%999s", x]`):                               "b.yaml:7:14: with this more than 1000 bytes are made",
	} {
		refused(t, upload(t, s, importAddress(""), text), 413, says)
		refused(t, upload(t, s, importAddress(""), text), 413, "--max-yaml-")
	}
	want(t, upload(t, s, importAddress(""), lookUp("x")), 200)
	little := mocktest.Start(t, mock.Options{MaxHeld: 1 << 20})
	refused(t, upload(t, little, importAddress(""), lookUp(strings.Repeat("x", 10_000))), 413, "--max-held")
	want(t, upload(t, little, importAddress(""), lookUp("x")), 200)
}

// An import for which the state has no room is refused as any other write.
func TestAnImportThatFillsTheState(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Seeds: []string{"fresh"}, MaxState: 3 << 20})
	var lines []string
	for i := range 5_000 {
		lines = append(lines, fmt.Sprintf("{model: authentik_core.group, identifiers: {name: g%d}, attrs: {attributes: {a: %s}}}", i, strings.Repeat("x", 500)))
	}
	refused(t, upload(t, s, importAddress(""), entries(lines...)), 507, "--max-state")
}
