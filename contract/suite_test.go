package contract_test

import (
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// TestScenarios runs a spec for each scenario: against the fake in every profile, or against AUTHENTIK_URL
// with AUTHENTIK_TOKEN.
func TestScenarios(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Scenarios")
}

var _ = Describe("authentik", func() {
	scenarios, err := contract.Scenarios(nil)
	if err != nil {
		panic(err) // Ginkgo has no other way to refuse a tree of specs
	}
	for _, t := range targets() {
		for _, s := range scenarios {
			subject, _, _ := strings.Cut(s.Name(), "/")
			It(t.profile+": "+s.Title, Label(t.profile, label(subject)), func(ctx SpecContext) {
				report, err := contract.Verify(ctx, contract.Options{
					Target: t.target(), Profile: t.profile, Scenarios: []contract.Scenario{s}, Yes: true,
				})
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

// suiteTarget is the target of the scenarios in one profile.
type suiteTarget struct {
	profile string
	target  func() contract.Target
}

// targets returns the targets of the run. The scenarios of a profile share a fake, as they would share a real
// server; it starts with the first of them and ends with the process.
func targets() []suiteTarget {
	if url := os.Getenv("AUTHENTIK_URL"); url != "" {
		target := contract.Target{URL: url, Token: os.Getenv("AUTHENTIK_TOKEN")}
		return []suiteTarget{{contract.Auto, func() contract.Target { return target }}}
	}
	var all []suiteTarget
	for _, name := range profile.Names() {
		all = append(all, suiteTarget{name, sync.OnceValue(func() contract.Target {
			fake, err := mock.New(mock.Options{Profile: name, Seeds: []string{mock.SeedFresh}, Token: recordingToken})
			Expect(err).NotTo(HaveOccurred())
			return contract.Target{URL: httptest.NewServer(fake).URL, Token: recordingToken}
		})})
	}
	return all
}

// label returns a subject without the characters that Ginkgo's label filters use.
var label = strings.NewReplacer(",", "", "&", "", "|", "", "!", "", "(", "", ")", "", "/", "").Replace
