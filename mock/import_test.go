package mock_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"strconv"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// importAddress returns where a release imports a blueprint.
func importAddress(release string) string {
	if since(release, "2026.5-rc1") {
		return "/api/v3/managed/blueprints/import/"
	}
	return "/api/v3/flows/instances/import/"
}

// upload sends a form with a file, as a browser does.
func upload(t *testing.T, s *mocktest.Server, path, text string, headers ...string) answer {
	t.Helper()
	return uploadWith(t, s, path, text, nil, headers...)
}

// uploadWith does the same with further fields.
func uploadWith(t *testing.T, s *mocktest.Server, path, text string, fields map[string]string, headers ...string) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", "b.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file.Write([]byte(text))
	for name, value := range fields {
		form.WriteField(name, value)
	}
	form.Close()
	return call(t, s, "POST", path, body.String(), append([]string{"Content-Type", form.FormDataContentType()}, headers...)...)
}

func TestABlueprintOfTheInstallationIsAppliedAgain(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		found := want(t, call(t, s, "GET", "/api/v3/managed/blueprints/?path=default/default-brand.yaml", ""), 200).json(t)["results"].([]any)
		if len(found) != 1 {
			t.Fatalf("found %v", found)
		}
		before := found[0].(map[string]any)
		address := "/api/v3/managed/blueprints/" + before["pk"].(string) + "/"
		answered := want(t, call(t, s, "POST", address+"apply/", ""), 200).json(t)
		after := want(t, call(t, s, "GET", address, ""), 200).json(t)
		if answered["last_applied"] != before["last_applied"] || after["last_applied"] == before["last_applied"] {
			t.Errorf("applied at %v, the answer says %v and a read afterwards %v", before["last_applied"], answered["last_applied"], after["last_applied"])
		}
		files := members(t, call(t, s, "GET", "/api/v3/managed/blueprints/?page_size=100", ""), "path")
		var available []map[string]any
		if err := json.Unmarshal([]byte(want(t, call(t, s, "GET", "/api/v3/managed/blueprints/available/", ""), 200).text), &available); err != nil || len(available) != len(files) {
			t.Errorf("%d files are available, %d are applied: %v", len(available), len(files), err)
		}
	})
}

func TestABlueprintIsImportedWholeOrNotAtAll(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		path := importAddress(release)
		const good = `
version: 1
entries:
  - {model: authentik_flows.flow, id: f, identifiers: {slug: imported}, attrs: {name: I, title: I, designation: enrollment}}
  - {model: authentik_stages_user_write.userwritestage, id: s, identifiers: {name: imported}}
  - {model: authentik_flows.flowstagebinding, identifiers: {target: !KeyOf f, stage: !KeyOf s, order: 0}}
`
		if a := want(t, upload(t, s, path, good), 200); a.text != `{"logs":[],"success":true}` {
			t.Fatal(a.text)
		}
		stage := want(t, call(t, s, "GET", "/api/v3/stages/user_write/?name=imported", ""), 200).json(t)["results"].([]any)[0].(map[string]any)
		if got := stage["flow_set"].([]any); len(got) != 1 {
			t.Errorf("the stage is not bound: %v", got)
		}
		bad := strings.ReplaceAll(good, "imported", "other") + "  - {model: authentik_flows.flow, state: must_created, identifiers: {slug: other}}\n"
		a := want(t, upload(t, s, path, bad), 200)
		if a.json(t)["success"] != false || !strings.Contains(a.text, "Entry invalid: {'slug': [ErrorDetail(string='State is set to must_created and object exists already', code='unique')]}") || !strings.Contains(a.text, "Blueprint validation failed") {
			t.Errorf("must_created: %s", a.text)
		}
		if list := call(t, s, "GET", "/api/v3/stages/all/?name=other", ""); len(members(t, list, "pk")) != 0 {
			t.Error("a part of the refused blueprint is there")
		}
		if a := want(t, upload(t, s, path, "version: 2\nentries: []"), 200); a.json(t)["success"] != false {
			t.Errorf("version 2: %s", a.text)
		}
		if a := want(t, upload(t, s, path, "version: 1\nentries:\n- {model: authentik_sources_ldap.ldapsource, identifiers: {slug: x}}"), 200); a.text != `{"logs":[],"success":true}` {
			t.Errorf("a model that the fake lacks: %s", a.text)
		}
		want(t, upload(t, s, path, "a: ["), crashed(release)) // authentik crashes on what it cannot parse
		want(t, upload(t, s, path, strings.Replace(good, "!KeyOf s", "!KeyOf nobody", 1)), crashed(release))
		want(t, call(t, s, "POST", path, ""), 400)
		want(t, call(t, s, "POST", path, "{}"), 415)
		const noBoundary = `{"detail":"Multipart form parse error - Invalid boundary in multipart: None"}`
		if a := want(t, call(t, s, "POST", path, "x", "Content-Type", "multipart/form-data"), 400); a.text != noBoundary {
			t.Error(a.text)
		}
		want(t, call(t, s, "POST", path, "x", "Content-Type", "multipart/form-data; boundary=B"), 400)
		want(t, upload(t, s, path, good, "Authorization", ""), 403)
		want(t, upload(t, s, path, good, newPerson(t, s, "ann").as()...), 403)
	})
}

// TestAnImportGivesValuesForTheContext: they are merged over those of the file, since a document has the member.
func TestAnImportGivesValuesForTheContext(t *testing.T) {
	t.Parallel()
	const blueprint = `
version: 1
context: {name: own, labels: {a: 1, b: 1}, list: [1]}
entries:
  - model: authentik_core.group
    identifiers: {name: !Context name}
    attrs: {attributes: {labels: !Context labels, list: !Context list, more: !Context [more, none], path: !Context labels.b}}
`
	for _, c := range []struct{ profile, context, status, name, attributes string }{
		{"2026.5-rc1", `{"name":"given"}`, "200", "own", `{"labels":{"a":1,"b":1},"list":[1],"more":"none","path":1}`},
		{"2026.5", ``, "200", "own", `{"labels":{"a":1,"b":1},"list":[1],"more":"none","path":1}`},
		{"2026.8", `{"name":"given","labels":{"b":2,"c":2},"list":[2],"more":{"x":null}}`, "200", "given", `{"labels":{"a":1,"b":2,"c":2},"list":[1,2],"more":{"x":null},"path":2}`},
		{"2026.8", `[]`, "400", "", `{"context":["Value must be valid JSON."]}`},
		{"2026.8", `{`, "400", "", `{"context":["Value must be valid JSON."]}`},
	} {
		s := mocktest.Start(t, mock.Options{Profile: c.profile})
		a := uploadWith(t, s, importAddress(c.profile), blueprint, map[string]string{"context": c.context})
		if strconv.Itoa(a.status) != c.status {
			t.Errorf("%s %s: %d %s", c.profile, c.context, a.status, a.text)
			continue
		}
		if c.status == "400" {
			if a.text != c.attributes {
				t.Errorf("%s %s: %s", c.profile, c.context, a.text)
			}
			continue
		}
		groups := call(t, s, "GET", "/api/v3/core/groups/?name="+c.name, "").json(t)["results"].([]any)
		if len(groups) != 1 {
			t.Errorf("%s %s: %s; groups %v", c.profile, c.context, a.text, groups)
			continue
		}
		if got, _ := json.Marshal(groups[0].(map[string]any)["attributes"]); string(got) != c.attributes {
			t.Errorf("%s %s: %s", c.profile, c.context, got)
		}
	}
}
