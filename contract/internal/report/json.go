package report

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/play"
)

// suiteName is the name of the suite in reports for programs.
const suiteName = "authentik"

// The members of Ginkgo's JSON report that describe a run; readers treat the others as empty.
type (
	jsonSuite struct {
		SuitePath, SuiteDescription string
		SuiteSucceeded              bool
		PreRunStats                 struct{ TotalSpecs, SpecsThatWillRun int }
		StartTime, EndTime          time.Time
		RunTime                     time.Duration // in nanoseconds
		SpecReports                 []jsonSpec
	}
	jsonSpec struct {
		ContainerHierarchyTexts []string
		LeafNodeType            string
		LeafNodeLocation        jsonPlace
		LeafNodeLabels          []string
		LeafNodeText            string
		State                   string
		RunTime                 time.Duration
		Failure                 *jsonFailure `json:",omitempty"`
	}
	jsonFailure struct {
		Message             string
		Location            jsonPlace
		ForwardedPanic      string `json:",omitempty"`
		FailureNodeLocation jsonPlace
	}
	jsonPlace struct {
		FileName   string `json:",omitempty"`
		LineNumber int    `json:",omitempty"`
	}
)

// jsonReport returns a list of one suite, with one spec for each scenario or recorded set.
func jsonReport(r play.Report) ([]byte, error) {
	suite := jsonSuite{SuitePath: r.Target, SuiteDescription: suiteName, SuiteSucceeded: r.OK(), StartTime: r.Started,
		EndTime: r.Started.Add(r.Duration), RunTime: r.Duration}
	for _, c := range cases(r) {
		suite.SpecReports = append(suite.SpecReports, c.spec())
	}
	suite.PreRunStats.TotalSpecs, suite.PreRunStats.SpecsThatWillRun = len(suite.SpecReports), len(suite.SpecReports)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetIndent("", "  ")
	err := encoder.Encode([]jsonSuite{suite})
	return out.Bytes(), err
}

func (c testCase) spec() jsonSpec {
	at := jsonPlace{c.file, c.line}
	spec := jsonSpec{ContainerHierarchyTexts: []string{c.profile}, LeafNodeType: "It", LeafNodeLocation: at,
		LeafNodeLabels: []string{c.profile, string(c.verdict)}, LeafNodeText: c.title, State: c.state(), RunTime: c.took}
	if c.told != "" {
		spec.Failure = &jsonFailure{c.told, at, c.reason, at}
	}
	return spec
}
