package profile_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// TestASpanHoldsFromItsFirstContractUntilTheLastIsOver checks every kind of span with every contract,
// including its bounds.
func TestASpanHoldsFromItsFirstContractUntilTheLastIsOver(t *testing.T) {
	for _, c := range []struct {
		span profile.Span
		want string
	}{
		{profile.Span{}, "documented 2025.10 2025.12 2026.5"},
		{profile.Since(profile.V2025_12, profile.Recorded), "2025.12 2026.5"},
		{profile.Until(profile.V2025_12, profile.Recorded), "documented 2025.10"},
		{profile.Between(profile.V2025_10, profile.V2026_5, profile.Document), "2025.10 2025.12"},
		{profile.Between(profile.V2025_12, profile.V2025_12, profile.Recorded), ""},
	} {
		var names []string
		for _, p := range known(t) {
			if c.span.In(p.Contract) {
				names = append(names, p.Name)
			}
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.span, got, c.want)
		}
	}
}

// TestAHistoryIsTheLastThatAContractHasSeen checks the value before the first change, at each and between
// two.
func TestAHistoryIsTheLastThatAContractHasSeen(t *testing.T) {
	history := profile.History[string]{{profile.V2025_10, profile.Recorded, "a"}, {profile.V2026_5, profile.Document, "b"}}
	want := map[string]string{"documented": "", "2025.10": "a", "2025.12": "a", "2026.5": "b"}
	for _, p := range known(t) {
		if got := history.In(p.Contract); got != want[p.Name] {
			t.Errorf("%s: got %q, want %q", p.Name, got, want[p.Name])
		}
	}
}

// TestLatestIsTheNewest checks the other name of the newest profile, and that data is of a recorded one.
func TestLatestIsTheNewest(t *testing.T) {
	p, err := profile.Parse(profile.Latest)
	if err != nil || p != profile.Newest() {
		t.Errorf("got %+v, %v", p, err)
	}
	for _, p := range profile.All {
		if p.Document == p.Name && !strings.HasPrefix(p.About, p.Source().About) {
			t.Errorf("%s does not say what was run: %q", p.Name, p.About)
		}
		if !p.Source().IsRecorded() {
			t.Errorf("%s has the data of %s, of which nothing was recorded", p.Name, p.Data)
		}
	}
}

// TestASpanSaysHowItIsKnown: as the version in which the change came, or as it says itself.
func TestASpanSaysHowItIsKnown(t *testing.T) {
	for _, c := range []struct {
		span profile.Span
		want string
	}{
		{profile.Span{}, ""},
		{profile.Since(profile.V2026_2, profile.Recorded), "recorded (2026.2.2, 2026-11-26)"},
		{profile.Until(profile.V2026_5, profile.Document), "document (2026.5.6)"},
		{profile.Between(profile.V2025_12, profile.V2026_8, profile.Source), "source (2025.12.4)"},
	} {
		if got := c.span.Evidence(); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.span, got, c.want)
		}
	}
}

// TestASpanWithoutEvidenceIsNone tries evidence that there cannot be.
func TestASpanWithoutEvidenceIsNone(t *testing.T) {
	for what, make := range map[string]func(){
		"none":                          func() { profile.Since(profile.V2026_2, 0) },
		"recorded of what was not":      func() { profile.Until(profile.V2026_8, profile.Recorded) },
		"one bound that was not either": func() { profile.Between(profile.V2026_2, profile.V2026_5, profile.Recorded) },
		"none in a history":             func() { profile.Dated("x", profile.History[int]{{profile.V2026_2, 0, 1}}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: there is such a span", what)
				}
			}()
			make()
		}()
	}
}

// known returns the profiles that the tests here name.
func known(t *testing.T) []profile.Profile {
	t.Helper()
	var profiles []profile.Profile
	for _, name := range []string{"documented", "2025.10", "2025.12", "2026.5"} {
		p, err := profile.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		profiles = append(profiles, p)
	}
	return profiles
}
