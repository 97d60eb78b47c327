package contract_test

import (
	"os"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// TestScenarios runs a spec a scenario: against the fake in every profile, or against AUTHENTIK_URL with AUTHENTIK_TOKEN.
func TestScenarios(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Scenarios")
}

var _ = Describe("authentik", func() {
	scenarios, err := contract.Scenarios(nil)
	if err != nil {
		panic(err) // Ginkgo has no other way to refuse a tree of specs
	}
	profiles := profile.Names()
	target := contract.Target{URL: os.Getenv("AUTHENTIK_URL"), Token: os.Getenv("AUTHENTIK_TOKEN")}
	if target.URL != "" {
		profiles = []string{contract.Auto}
	}
	for _, p := range profiles {
		for _, s := range scenarios {
			subject, _, _ := strings.Cut(s.Name(), "/")
			It(p+": "+s.Title, Label(p, subject), func(ctx SpecContext) {
				report, err := contract.Verify(ctx, contract.Options{Target: target, Profile: p, Scenarios: []contract.Scenario{s}, Yes: true})
				Expect(err).NotTo(HaveOccurred())
				Expect(report.Results).To(HaveLen(1))
				result := report.Results[0]
				if result.Verdict == contract.Skipped || result.Verdict == contract.Known {
					Skip(result.Reason)
				}
				var text strings.Builder
				contract.WriteText(&text, report)
				Expect(result.Verdict).To(Equal(contract.Passed), text.String())
			})
		}
	}
})
