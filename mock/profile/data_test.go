package profile_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// data lists the places of the versions' data, relative to this folder: folders with a folder or file for
// each version, whose name is the version's between two texts.
var data = []struct {
	folder, before, after string
	// of lists the versions that have it; nil means those with data of their own. some reports whether not all
	// of them need it.
	of   func() []string
	some bool
	// others lists the other files there.
	others []string
}{
	{folder: "../../fixtures/recordings", others: []string{"requests", "convert.py"}},
	{folder: "../../fixtures/seeds/fresh", after: ".yaml"},
	{folder: "../../schemas/openapi", after: ".json.gz", of: profile.ReleaseNames, others: []string{"whole"}},
	{folder: "../../schemas/openapi/whole", after: ".json.gz", of: profile.ReleaseNames},
	{folder: "../../schemas", of: profile.Names, others: []string{"fixture", "generate", "internal", "openapi"}},
	{folder: "../internal/resources/static", of: profile.ReleaseNames},
	{folder: "../internal/blueprint/testdata", before: "export-", after: ".yaml", some: true},
	{folder: "../testdata/permissions", after: ".jsonl"},
}

// TestEveryVersionHasItsDataAndNothingElseHas reports what is missing, and what belongs to no version.
func TestEveryVersionHasItsDataAndNothingElseHas(t *testing.T) {
	for _, kind := range data {
		entries, err := os.ReadDir(kind.folder)
		if err != nil {
			t.Fatal(err)
		}
		wanted := profile.RecordedNames()
		if kind.of != nil {
			wanted = kind.of()
		}
		var found []string
		for _, entry := range entries {
			name, begins := strings.CutPrefix(entry.Name(), kind.before)
			name, ends := strings.CutSuffix(name, kind.after)
			if !begins || !ends || slices.Contains(kind.others, name) || kind.folder == "../../schemas" && !entry.IsDir() {
				continue
			}
			if found = append(found, name); !slices.Contains(wanted, name) {
				t.Errorf("%s/%s belongs to no version: add a line to mock/profile, or remove it", kind.folder, entry.Name())
			}
		}
		for _, name := range wanted {
			if !kind.some && !slices.Contains(found, name) {
				t.Errorf("%s has no %s%s%s", kind.folder, kind.before, name, kind.after)
			}
		}
	}
}

// TestAMissingFileIsNamed reads one file that exists and one that does not.
func TestAMissingFileIsNamed(t *testing.T) {
	files := fstest.MapFS{"data/2026.5/here.txt": {Data: []byte("text")}}
	p := profile.Newest()
	if text, err := p.Read(files, "folder", "data/2026.5/here.txt"); string(text) != "text" || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
	_, err := p.Read(files, "folder", "data/2026.5/gone.txt")
	if want := "profile " + p.Name + " is incomplete: folder/data/2026.5/gone.txt is missing"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q in it", err, want)
	}
}

// TestAVersionWithoutDataFailsAloneAndNamesWhatIsMissing declares a version without any data.
func TestAVersionWithoutDataFailsAloneAndNamesWhatIsMissing(t *testing.T) {
	declared := profile.All
	t.Cleanup(func() { profile.All = declared })
	bare := profile.Profile{Contract: profile.Contract(len(declared)), Name: "2099.2", Data: "2099.2", Document: "2099.2", Version: "2099.2.0"}
	profile.All = append(slices.Clone(declared), bare)
	for what, c := range map[string]struct {
		use  func() error
		file string
	}{
		"a server":      {func() error { _, err := mock.New(mock.Options{Profile: "2099.2"}); return err }, "mock/internal/resources/static/2099.2/permissions.json"},
		"its table":     {func() error { _, err := describe.Operations(bare.Contract); return err }, "mock/internal/resources/static/2099.2/operations.txt"},
		"all coverages": {func() error { _, err := describe.Coverages(); return err }, "fixtures/recordings/2099.2"},
		"recordings":    {func() error { _, err := fixtures.Sets("2099.2"); return err }, "fixtures/recordings/2099.2"},
		"a document":    {func() error { _, err := schemas.OpenAPI("2099.2"); return err }, "schemas/openapi/2099.2.json.gz"},
		"a schema":      {func() error { _, err := schemas.Text("2099.2", "group.read.response"); return err }, "schemas/openapi/2099.2.json.gz"},
		"deviations":    {func() error { _, err := schemas.Deviations("2099.2"); return err }, "schemas/2099.2/deviations.json"},
	} {
		if err := c.use(); err == nil || !strings.Contains(err.Error(), c.file+" is missing") {
			t.Errorf("%s: got %v, want %s to be missing", what, err, c.file)
		}
	}
	for _, p := range declared {
		if _, err := mock.New(mock.Options{Profile: p.Name}); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
	if names := describe.Permissions(); len(names) < 500 {
		t.Errorf("%d permissions of the others", len(names))
	}
}

// TestOnceReadsEachProfileOnce counts the calls.
func TestOnceReadsEachProfileOnce(t *testing.T) {
	reads := map[string]int{}
	once := profile.Once(func(p profile.Profile) (string, error) {
		reads[p.Name]++
		if p.Name == profile.Default {
			return "", fs.ErrNotExist
		}
		return p.Name, nil
	})
	for range 2 {
		for _, p := range profile.All {
			got, err := once(p)
			if (err == nil) != (got == p.Name) || (err != nil) != (p.Name == profile.Default) {
				t.Errorf("%s: got %q, %v", p.Name, got, err)
			}
		}
	}
	for name, n := range reads {
		if n != 1 {
			t.Errorf("%s was read %d times", name, n)
		}
	}
	if len(reads) != len(profile.All) {
		t.Errorf("read were %v", reads)
	}
}
