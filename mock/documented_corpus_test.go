package mock_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// knownDifferences lists every recorded exchange that the documented profile answers otherwise, with the reason, one a
// line: reason, set, scenario, step. To accept a change, look at what the failing test prints and edit the file.
const knownDifferences = "testdata/documented_differences.txt"

// reason says which of the two differences of the documented profile explains an answer: the address with two slashes, or
// a flow_set that is taken at the documentation's word, in this request or in an earlier one of the scenario.
func reason(d contract.Difference, flowSetSent map[string]bool) string {
	switch {
	case strings.HasPrefix(d.Path, "/api/v3//"):
		return "address"
	case strings.Contains(d.Sent, `"flow_set"`):
		flowSetSent[d.Scenario] = true
		return "flow_set"
	case d.Method == "GET" && flowSetSent[d.Scenario]:
		return "flow_set"
	}
	return "unexplained"
}

func TestTheDocumentedProfileDiffersFrom2025_10InTwoThingsOnly(t *testing.T) {
	t.Parallel()
	var got []string
	sets, err := fixtures.Sets("2025.10")
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range sets {
		s := mocktest.Start(t, mock.Options{Profile: "documented", Seeds: []string{mock.SeedFresh}, Token: "recording-token"})
		result, err := contract.ReplayCorpus(t.Context(), contract.Target{URL: s.URL, Token: s.Token}, "2025.10", set)
		if err != nil {
			t.Fatal(err)
		}
		flowSetSent := map[string]bool{}
		for _, d := range result.Differences {
			why := reason(d, flowSetSent)
			if why == "unexplained" {
				t.Error(d)
			}
			got = append(got, fmt.Sprintf("%s\t%s\t%s\t%d", why, set, d.Scenario, d.Step))
		}
	}
	text, err := os.ReadFile(knownDifferences)
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Split(strings.TrimSpace(string(text)), "\n")
	for _, line := range got {
		if !slices.Contains(known, line) {
			t.Errorf("a new difference: %s", line)
		}
	}
	for _, line := range known {
		if !slices.Contains(got, line) {
			t.Errorf("no difference any more: %s", line)
		}
	}
}
