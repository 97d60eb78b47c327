package blueprint_test

import (
	"os"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/seed"
)

func TestExportLoadsAgainToTheSameState(t *testing.T) {
	states := map[string][]string{
		"fresh":                  nil,
		"demo":                   {seed.Demo},
		"blueprints":             {seed.Demo, "testdata/enrollment.yaml", "testdata/states.yaml"},
		"values an export omits": {"testdata/initial.yaml"},
	}
	for _, p := range profile.All {
		for name, seeds := range states {
			t.Run(p.Name+"/"+name, func(t *testing.T) {
				first := load(t, p, seeds...).export()
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

// difference is the first line at which two texts differ.
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
	for _, name := range []string{"2025.10", "2025.12", "2026.5"} {
		t.Run(name, func(t *testing.T) {
			p, err := profile.Parse(name)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile("testdata/export-" + name + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			load(t, p, "testdata/enrollment.yaml").view(func(r *drf.Request) {
				if got := string(blueprint.ExportFlow(r, r.Tx.Find("flow", "slug", "garden-enrollment"))); got != string(want) {
					t.Errorf("got\n%s", got)
				}
			})
		})
	}
}
