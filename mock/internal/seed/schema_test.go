package seed_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

var update = flag.Bool("update", false, "write the schema file again")

const schemaFile = "../../../schemas/fixture/seed.json"

func TestTheSchemaOfSeedsIsWhatTheDeclarationsSay(t *testing.T) {
	want, err := seed.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("schemas/fixture/seed.json is stale: run make schemas")
	}
}

// check returns the error of validating a YAML text against a schema.
func check(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := json.Unmarshal(asJSON, &document); err != nil {
		t.Fatal(err)
	}
	return schema.Validate(document)
}

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := seed.Schema()
	if err != nil {
		t.Fatal(err)
	}
	return jsonschema.MustCompileString("seed.json", string(text))
}

func TestTheBuiltInSeedsFitTheSchema(t *testing.T) {
	schema := compile(t)
	seeds := 0
	fs.WalkDir(fixtures.Seeds, "seeds", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		seeds++
		text, _ := fs.ReadFile(fixtures.Seeds, path)
		if err := check(t, schema, string(text)); err != nil {
			t.Errorf("%s: %#v", path, err)
		}
		return nil
	})
	if seeds != 1+len(profile.RecordedProfiles()) { // the demo, and the fresh ones
		t.Errorf("%d seeds were checked", seeds)
	}
}

func TestTheSchemaRefusesWhatTheLoaderRefuses(t *testing.T) {
	schema := compile(t)
	for _, text := range []string{
		"stagez: []", "stages: [{type: user_write}]", "stages: [{name: x, colour: red}]", "stages: [{name: x, user_type: robot}]",
		"groups: [{name: g, is_superuser: maybe}]", "users: [{username: u, groups: staff}]", "flows: [{slug: s, stages: [{order: 1}]}]",
	} {
		if check(t, schema, text) == nil {
			t.Errorf("the schema takes %s", text)
		}
	}
}
