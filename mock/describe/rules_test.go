package describe_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// TestEveryDatedRuleSaysHowItIsKnown looks at all of them, and at one of each kind.
func TestEveryDatedRuleSaysHowItIsKnown(t *testing.T) {
	rules := rulesOf(t)
	form := regexp.MustCompile(`^(recorded|original|document|source|modelled) \(\S+(, 20\d\d-\d\d-\d\d)?\)$`)
	known := map[string]string{}
	for _, r := range rules {
		if !form.MatchString(r.Known) {
			t.Errorf("%s: %s %s is known by %q", r.Resource, r.Kind, r.Name, r.Known)
		}
		if r.Kind == "used by" && strings.HasPrefix(r.Known, "document") {
			t.Errorf("%s: %s %s is known by %q, but no document tells of it", r.Resource, r.Kind, r.Name, r.Known)
		}
		known[r.Resource+" "+r.Kind+" "+r.Name] = r.Known
	}
	for rule, want := range map[string]string{
		"flows/instances member background_url":                            "recorded (2025.12.4, 2026-11-24)",
		"flows/instances value layout.sidebar_left_frame_background":       "recorded (2026.2.2, 2026-11-26)",
		"stages/user_write member flow_set":                                "recorded (2025.12.4, 2026-11-24)",
		"stages/account_lockdown member flow_set":                          "document (2025.12.4)",
		"core/users filter last_login__gt":                                 "document (2026.2.2)",
		"core/brands member flow_lockdown":                                 "document (2026.5.6)",
		"core/brands member branding_map_tiles":                            "document (2026.8.3)",
		"core/users search the language":                                   "source (2026.5.0-rc1)",
		"core/users used by authentik_rbac.role":                           "source (2025.12.4)",
		"authentik rule policy engine mode all takes all groups and users": "modelled (2026.5.0-rc1)",
	} {
		if known[rule] != want {
			t.Errorf("%s is known by %q, want %q", rule, known[rule], want)
		}
	}
}

// TestWhatIsCalledRecordedIsShownByRecordings looks for the recordings of each declaration that says so: of one
// resource at least of those that share it.
func TestWhatIsCalledRecordedIsShownByRecordings(t *testing.T) {
	shown := map[string]bool{}
	for _, r := range rulesOf(t) {
		if r.Span.Known() == profile.Recorded {
			shown[declaration(r.Rule)] = true
		}
	}
	for _, r := range resources.Rules() {
		if r.Known() == profile.Recorded && !shown[declaration(r)] {
			t.Errorf("%s: %s %s says that it is recorded, but no request was answered otherwise by %s than by the recorded version before",
				r.Resource, r.Kind, r.Name, r.Evidence())
		}
	}
}

// declaration names what resources share, and a member with its filter: the name without what it is nested in, and the
// span.
func declaration(r resources.Rule) string {
	return r.Name[strings.LastIndexByte(r.Name, '.')+1:] + " " + r.From().Profile().Name + " " + r.Before().Profile().Name
}

// TestEveryDatedVariableIsListed reads the server's source: a span or a history that no declaration of a
// resource holds is listed by profile.Dated only.
func TestEveryDatedVariableIsListed(t *testing.T) {
	bare := regexp.MustCompile(`(?m)^(?:var )?\t?(\w+)\s+= profile\.(?:Since|Until|Between|History)\b.*`)
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, line := range bare.FindAllString(string(text), -1) {
			t.Errorf("%s: %s: write profile.Dated(\"what changes\", …) around it, so that describe --rules lists it", path, strings.TrimSpace(line))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func rulesOf(t *testing.T) []describe.Rule {
	t.Helper()
	rules, err := describe.Rules()
	if err != nil || len(rules) < 100 {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
	return rules
}
