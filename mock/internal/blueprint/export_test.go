package blueprint_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

func TestExportLoadsAgainToTheSameState(t *testing.T) {
	states := map[string][]string{
		"fresh":                  nil,
		"demo":                   {seed.Demo},
		"blueprints":             {seed.Demo, "testdata/enrollment.yaml", "testdata/states.yaml"},
		"values an export omits": {"testdata/initial.yaml"},
		"replaced":               {"testdata/replaced.yaml"},
	}
	for _, p := range profile.All {
		for name, seeds := range states {
			t.Run(p.Name+"/"+name, func(t *testing.T) {
				first := load(t, p, seeds...).export()
				deletes := name == "blueprints" || name == "replaced"
				if strings.Contains(first, "state: absent") != deletes {
					t.Errorf("the export says of something that it is absent: %t, want %t", !deletes, deletes)
				}
				again := load(t, p, file(t, "export.yaml", first))
				if second := again.export(); second != first {
					t.Errorf("the export, loaded and exported again, differs: %s", difference(first, second))
				}
				for _, warning := range again.warnings {
					t.Errorf("the export warns: %s", warning)
				}
			})
		}
	}
}

// difference returns the first line at which two texts differ.
func difference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] + " became " + bs[i]
		}
	}
	return "one text ends before the other"
}

func TestExportFlowWritesWhatAuthentikWrites(t *testing.T) {
	files, err := filepath.Glob("testdata/export-*.yaml") // partly written from the fake's own output
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "export-"), ".yaml")
		t.Run(name, func(t *testing.T) {
			p, err := profile.Parse(name)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			load(t, p, "testdata/enrollment.yaml").view(func(r *drf.Request) {
				if got := string(blueprint.ExportFlow(r, r.Tx.One("flow", "slug", "garden-enrollment"))); got != string(want) {
					t.Errorf("got\n%s", got)
				}
			})
		})
	}
}

// Deleted default flows are restored, with their stages, bindings and policies.
func TestDefaultFlowsLoadFromTheirExport(t *testing.T) {
	for _, p := range profile.All {
		t.Run(p.Name, func(t *testing.T) {
			fresh := load(t, p).export()
			empty := load(t, p, file(t, "empty.yaml", withoutAll(t, p)))
			empty.view(func(r *drf.Request) {
				if flows, stages := r.Tx.Len("flow"), r.Tx.Len("stage"); flows != 0 || stages != 0 {
					t.Fatalf("%d flows and %d stages are left", flows, stages)
				}
			})
			again := load(t, p, file(t, "empty.yaml", withoutAll(t, p)), file(t, "export.yaml", fresh))
			if got := again.export(); got != fresh {
				t.Errorf("what comes back differs: %s", difference(fresh, got))
			}
		})
	}
}

// withoutAll returns a blueprint that deletes all flows and stages of the fresh seed.
func withoutAll(t *testing.T, p profile.Profile) string {
	text := "version: 1\nentries:\n"
	load(t, p).view(func(r *drf.Request) {
		for _, table := range []string{"flow", "stage"} {
			for row := range r.Tx.All(table) {
				text += "- {state: absent, model: " + r.Site.ModelOf(row).Model.Label() + ", identifiers: {pk: " + drf.KeyText(row.PK()) + "}}\n"
			}
		}
	})
	return text
}

var keyLine = regexp.MustCompile(`(?m)^ +key: .*$`)

// The export of one flow changes nothing if the flow is unchanged.
func TestExportOfAFlowLoadsOverIt(t *testing.T) {
	for _, p := range profile.All {
		t.Run(p.Name, func(t *testing.T) {
			w := load(t, p)
			var files []string
			w.view(func(r *drf.Request) {
				for row := range r.Tx.All("flow") {
					files = append(files, file(t, row.Text("slug")+".yaml", string(blueprint.ExportFlow(r, row))))
				}
			})
			// The key of an outpost's token differs in every installation.
			first, second := keyLine.ReplaceAllString(w.export(), ""), keyLine.ReplaceAllString(load(t, p, files...).export(), "")
			if first != second {
				t.Errorf("loading the exports of all flows changes the state: %s", difference(first, second))
			}
		})
	}
}
