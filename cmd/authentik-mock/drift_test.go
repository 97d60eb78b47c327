package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

// Each line is one of the differences between the two generations of contracts, as drift reports it.
func TestDriftTellsTheTwoGenerationsApart(t *testing.T) {
	t.Parallel()
	r := runCommand(t, "drift", "recording:2025.10", "recording:2025.12", "--all")
	if r.code != 1 {
		t.Fatalf("exit %d: %s", r.code, r.err)
	}
	for row, says := range map[string][]string{
		"flow_set in the request":    {"flow_set in requests of stages/user_write: 400 ", " or 405 without a body → ignored", "documents: flow_set gone\n"},
		"flow_set in the response":   {"documents: required of flow_set: false → true\n", "documents: readOnly of flow_set: none → true\n"},
		"item of flow_set":           {"item of flow_set: background → background_url\n"},
		"slug of a flow":             {`"Ensure this field has no more than 50 characters." → `, "documents: maxLength of slug: 50 → none\n"},
		"a scheme other than Bearer": {`a scheme other than Bearer: 403 "Unsupported authentication type" → 403 "You do not have permission to perform this action."`},
		"groups":                     {"core/groups: parent, parent_name → parents, parents_obj, inherited_roles_obj\n"},
		"how many rules there are":   {" answers and the OpenAPI documents compared, "},
		"where and by which example": {"  e.g. ", "PATCH /api/v3/stages/user_write/"},
	} {
		for _, text := range says {
			if !strings.Contains(r.out, text) {
				t.Errorf("%s: nothing says %q", row, text)
			}
		}
	}
	if t.Failed() {
		t.Log(r.out)
	}
}

func TestDriftPrintsAPage(t *testing.T) {
	t.Parallel()
	page, all := runCommand(t, "drift", "recording:2025.10", "recording:2025.12"), runCommand(t, "drift", "recording:2025.10", "recording:2025.12", "--all")
	rules := func(r result) int { return strings.Count(r.out, "\n• ") + 1 }
	left := fmt.Sprintf("\n… and %d more rules, which --all shows\n", rules(all)-rules(page))
	if rules(page) != contract.DriftPage || !strings.Contains(page.out, left) || strings.Contains(all.out, "--all") || page.code != 1 {
		t.Errorf("exit %d, %d of %d rules:\n%s", page.code, rules(page), rules(all), page.out)
	}
}

func TestDriftOfAProfileWithItselfFindsNothing(t *testing.T) {
	t.Parallel()
	if r := runCommand(t, "drift", "2026.5", "2026.5"); r.code != 0 || !strings.Contains(r.out, " 0 rules differ\n") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

func TestDriftIsUsedWrongly(t *testing.T) {
	t.Parallel()
	if r := runCommand(t, "drift", "2025.10", "2025.11"); r.code != 2 || !strings.Contains(r.err, "recording:VERSION") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
	if r := runCommand(t, "drift", "2025.10", "http://127.0.0.1:1"); r.code != 3 {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
}
