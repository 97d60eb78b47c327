package schemas_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/schemas"
)

func TestRecordedAnswersHaveTheShapeOfTheirDocument(t *testing.T) {
	t.Parallel()
	for _, profile := range schemas.Profiles() {
		held := 0
		for _, e := range recorded(t, profile) {
			if e.Status >= 300 || len(e.Body) == 0 {
				continue
			}
			faults, err := schemas.Shape(profile, e.Method, e.Path, e.Status, e.Body)
			if err != nil {
				t.Errorf("%s %s: %v", e.Method, e.Path, err)
			}
			held++
			for _, fault := range faults {
				if !fault.Lie {
					t.Errorf("%s, %s %s: %s: %s %s %s", profile, e.Method, e.Path, e.Scenario, fault.Member, fault.Keyword, fault)
				}
			}
		}
		if held < 1000 {
			t.Errorf("%s: only %d answers were held against the document", profile, held)
		}
	}
}
