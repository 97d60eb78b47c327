package describe_test

import (
	"regexp"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/describe"
)

// TestEveryDatedRuleSaysHowItIsKnown looks at all of them, and at one of each kind.
func TestEveryDatedRuleSaysHowItIsKnown(t *testing.T) {
	rules, err := describe.Rules()
	if err != nil || len(rules) < 100 {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
	form := regexp.MustCompile(`^(recorded|original|document|source|modelled) \(\S+(, 20\d\d-\d\d-\d\d)?\)$`)
	known := map[string]string{}
	for _, r := range rules {
		if !form.MatchString(r.Known) {
			t.Errorf("%s: %s %s is known by %q", r.Resource, r.Kind, r.Name, r.Known)
		}
		known[r.Resource+" "+r.Kind+" "+r.Name] = r.Known
	}
	for rule, want := range map[string]string{
		"flows/instances member background_url":                      "recorded (2025.12.4, 2026-11-24)",
		"flows/instances value layout.sidebar_left_frame_background": "recorded (2026.2.2, 2026-11-26)",
		"core/users filter last_login__gt":                           "document (2026.2.2)",
		"core/brands member flow_lockdown":                           "document (2026.5.6)",
		"core/brands member branding_map_tiles":                      "document (2026.8.3)",
		"core/users search the language":                             "source (2026.5.0-rc1)",
	} {
		if known[rule] != want {
			t.Errorf("%s is known by %q, want %q", rule, known[rule], want)
		}
	}
}
