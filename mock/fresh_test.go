package mock_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// ofOneInstallation are the members whose values come from the secret key, the clock or the pictures of an installation.
var ofOneInstallation = []string{"uid", "avatar", "expires"}

// TestANewInstallationAnswersAsARealOneDoes asks for what testdata/fresh holds: the answers of newly installed servers to
// GET, an address and its answer a line.
func TestANewInstallationAnswersAsARealOneDoes(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		file, err := os.Open("testdata/fresh/" + release + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		compared := 0
		for decoder := json.NewDecoder(file); decoder.More(); compared++ {
			var recorded struct {
				Path   string
				Answer any
			}
			if err := decoder.Decode(&recorded); err != nil {
				t.Fatal(err)
			}
			var got any
			if err := json.Unmarshal([]byte(want(t, call(t, s, "GET", recorded.Path, ""), 200).text), &got); err != nil {
				t.Fatal(err)
			}
			forget(got, ofOneInstallation)
			forget(recorded.Answer, ofOneInstallation)
			if where := unequal("", got, recorded.Answer); where != "" {
				t.Errorf("%s%s", recorded.Path, where)
			}
		}
		if compared < 14 {
			t.Errorf("only %d addresses were asked", compared)
		}
	})
}

// forget empties members of all objects in a value.
func forget(value any, names []string) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			forget(item, names)
		}
	case map[string]any:
		for _, name := range names {
			if _, there := v[name]; there {
				v[name] = nil
			}
		}
		for _, member := range v {
			forget(member, names)
		}
	}
}

// unequal says where two values of JSON differ first, and how; "" if they do not.
func unequal(place string, got, wanted any) string {
	switch w := wanted.(type) {
	case []any:
		if g, ok := got.([]any); ok && len(g) == len(w) {
			for i := range w {
				if where := unequal(fmt.Sprintf("%s[%d]", place, i), g[i], w[i]); where != "" {
					return where
				}
			}
			return ""
		}
	case map[string]any:
		if g, ok := got.(map[string]any); ok && slices.Equal(slices.Sorted(maps.Keys(g)), slices.Sorted(maps.Keys(w))) {
			for _, name := range slices.Sorted(maps.Keys(w)) {
				if where := unequal(place+"."+name, g[name], w[name]); where != "" {
					return where
				}
			}
			return ""
		}
	default:
		if got == wanted {
			return ""
		}
	}
	return fmt.Sprintf("%s is\n%.300v, want\n%.300v", place, got, wanted)
}
