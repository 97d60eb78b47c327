package schemas_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
	"github.com/authentik-mock/authentik-mock/schemas/internal/readme"
	"github.com/authentik-mock/authentik-mock/schemas/internal/scenario"
)

func TestOpenAPIIsOfTheProfilesVersion(t *testing.T) {
	for _, p := range profile.All {
		text, err := schemas.OpenAPI(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		document, err := openapi.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if document.Info.Version != p.Version {
			t.Errorf("%s: the document is of %s, want %s", p.Name, document.Info.Version, p.Version)
		}
	}
}

// The documents equal those that `make schemas` cuts out of the whole ones.
func TestDocumentsAreNotStale(t *testing.T) {
	for _, p := range profile.All {
		packed, err := os.ReadFile(openapi.WholeFile(p))
		if err != nil {
			t.Fatal(err)
		}
		whole, err := openapi.Unpack(packed)
		if err != nil {
			t.Fatal(err)
		}
		want, err := openapi.Cut(whole)
		if err != nil {
			t.Fatal(err)
		}
		got, err := schemas.OpenAPI(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run make schemas", openapi.File(p))
		}
	}
}

func TestTheSchemaOfScenariosIsWhatTheInventorySays(t *testing.T) {
	want, err := scenario.Schema()
	if err != nil {
		t.Fatal(err)
	}
	got, err := schemas.Fixture("scenario")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("fixture/scenario.json is stale: run make schemas")
	}
}

func TestThePagesNameWhatIsInTheInventory(t *testing.T) {
	for _, path := range readme.Pages {
		page, err := os.ReadFile("../" + path)
		if err != nil {
			t.Fatal(err)
		}
		if filled, err := readme.Fill(string(page)); err != nil || filled != string(page) {
			t.Errorf("%s is stale (%v): run make schemas", path, err)
		}
	}
	if _, err := readme.Fill("a page without a passage\n"); err == nil {
		t.Error("a page that lost its passages is not refused")
	}
}

func TestDocumentedSaysWhat2025_10Says(t *testing.T) {
	names := schemas.Names("documented")
	if !slices.Equal(names, schemas.Names("2025.10")) {
		t.Fatal("the profiles have different contracts")
	}
	for _, name := range names {
		documented, err := schemas.Text("documented", name)
		if err != nil {
			t.Fatal(err)
		}
		recorded, err := schemas.Text("2025.10", name)
		if err != nil {
			t.Fatal(err)
		}
		if string(documented) != strings.Replace(string(recorded), "mock:2025.10:", "mock:documented:", 1) {
			t.Errorf("%s differs", name)
		}
	}
}

// The operations that users look for have files with predictable names.
func TestNamesCoverTheMockedResources(t *testing.T) {
	everywhere := []string{
		"error.detail", "error.validation", "user_write.error.validation", "user_write.used_by.response",
		"stage.list.response", "stage.types.response", "stage.user_settings.response", "user.me.response", "user.paths.response",
		"brand.current.response", "config.read.response", "version.read.response", "permission.list.response",
	}
	written := []string{"user_write", "flow", "flow_binding", "group", "user", "token", "brand", "role", "policy_binding", "application"}
	for _, profile := range schemas.Profiles() {
		want := slices.Clone(everywhere)
		for _, resource := range written {
			for _, body := range []string{
				"list.response", "read.response", "create.request", "create.response", "put.request", "put.response",
				"patch.request", "patch.response", "error.validation",
			} {
				want = append(want, resource+"."+body)
			}
		}
		names := schemas.Names(profile)
		for _, name := range want {
			if !slices.Contains(names, name) {
				t.Errorf("%s has no %s", profile, name)
			}
		}
	}
}

// A schema refers to nothing but its own definitions.
func TestSchemasStandAlone(t *testing.T) {
	for _, profile := range schemas.Profiles() {
		for _, name := range schemas.Names(profile) {
			text, err := schemas.Text(profile, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, reference := range references(t, text) {
				if !strings.HasPrefix(reference, "#/$defs/") {
					t.Errorf("%s %s refers to %s", profile, name, reference)
				}
			}
			if !bytes.Contains(text, []byte(`"$id": "urn:authentik-mock:`+profile+":"+name+`"`)) {
				t.Errorf("%s %s has another $id", profile, name)
			}
		}
	}
}

func references(t *testing.T, text []byte) []string {
	t.Helper()
	var all []string
	var walk func(value any)
	walk = func(value any) {
		switch value := value.(type) {
		case map[string]any:
			if reference, ok := value["$ref"].(string); ok {
				all = append(all, reference)
			}
			for _, member := range value {
				walk(member)
			}
		case []any:
			for _, item := range value {
				walk(item)
			}
		}
	}
	var schema any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	walk(schema)
	return all
}

func TestUnknownNamesSayWhatThereIs(t *testing.T) {
	tests := []struct{ profile, name, want string }{
		{"2024.2", "user_write.patch.request", strings.Join(schemas.Profiles(), ", ")},
		{"2025.12", "user_write.patch.requst", "did you mean user_write.patch.request, user_write.put.request or "},
		{"2025.12", "../openapi/2025.12", `no schema "../openapi/2025.12"`},
		{"2025.12", "deviations", `no schema "deviations"`},
	}
	for _, test := range tests {
		_, err := schemas.Text(test.profile, test.name)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Text(%q, %q): got error %v, want %q in it", test.profile, test.name, err, test.want)
		}
		_, err = schemas.Check(test.profile, test.name, []byte(`{}`))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Check(%q, %q): got error %v, want %q in it", test.profile, test.name, err, test.want)
		}
	}
	if _, err := schemas.OpenAPI("2024.2"); err == nil {
		t.Error("an unknown profile has a document")
	}
	if _, err := schemas.Deviations("2024.2"); err == nil {
		t.Error("an unknown profile has deviations")
	}
}

// The schema files are there for people; the program makes the same texts from the documents.
func TestTheFilesHoldWhatTheDocumentsGive(t *testing.T) {
	for _, profile := range schemas.Profiles() {
		files, err := filepath.Glob(filepath.Join(profile, "*.*.json"))
		if err != nil {
			t.Fatal(err)
		}
		if names := schemas.Names(profile); len(files) != len(names) {
			t.Errorf("%s: %d files for %d contracts: run make schemas", profile, len(files), len(names))
		}
		for _, file := range files {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := schemas.Text(profile, strings.TrimSuffix(filepath.Base(file), ".json"))
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s is not what its document gives (%v): run make schemas", file, err)
			}
		}
	}
}
