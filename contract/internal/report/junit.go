package report

import (
	"encoding/xml"

	"github.com/authentik-mock/authentik-mock/contract/internal/play"
)

// The elements and attributes of JUnit's XML that CI systems read (https://llg.cubic.org/docs/junit/).
type (
	junitSuites struct {
		XMLName  xml.Name   `xml:"testsuites"`
		Tests    int        `xml:"tests,attr"`
		Disabled int        `xml:"disabled,attr"` // as is usual, those that are skipped
		Errors   int        `xml:"errors,attr"`
		Failures int        `xml:"failures,attr"`
		Time     float64    `xml:"time,attr"` // in seconds
		Suite    junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name      string      `xml:"name,attr"`
		Package   string      `xml:"package,attr"` // the target
		Tests     int         `xml:"tests,attr"`
		Disabled  int         `xml:"disabled,attr"`
		Skipped   int         `xml:"skipped,attr"`
		Errors    int         `xml:"errors,attr"`
		Failures  int         `xml:"failures,attr"`
		Time      float64     `xml:"time,attr"`
		Timestamp string      `xml:"timestamp,attr"`
		Cases     []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		Classname string        `xml:"classname,attr"` // the folder
		File      string        `xml:"file,attr,omitempty"`
		Line      int           `xml:"line,attr,omitempty"` // of the first difference
		Status    string        `xml:"status,attr"`
		Time      float64       `xml:"time,attr"`
		Skipped   *junitOutcome `xml:"skipped"`
		Error     *junitOutcome `xml:"error"`
		Failure   *junitOutcome `xml:"failure"`
	}
	junitOutcome struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// junitReport returns JUnit's XML. A test case is named by profile and sentence alone, so that its name does
// not depend on verdict and target.
func junitReport(r play.Report) ([]byte, error) {
	suite := junitSuite{Name: suiteName, Package: r.Target, Time: r.Duration.Seconds(), Timestamp: r.Started.Format("2006-01-02T15:04:05")}
	for _, c := range cases(r) {
		suite.add(c)
	}
	text, err := xml.MarshalIndent(junitSuites{Tests: suite.Tests, Disabled: suite.Skipped, Errors: suite.Errors, Failures: suite.Failures,
		Time: suite.Time, Suite: suite}, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

func (s *junitSuite) add(c testCase) {
	is := junitCase{Name: c.profile + " " + c.title, Classname: c.folder(), File: c.file, Line: c.line, Status: c.state(), Time: c.took.Seconds()}
	s.Tests++
	switch c.verdict {
	case play.Failed:
		s.Failures++
		is.Failure = &junitOutcome{Message: c.brief, Type: is.Status, Text: c.told}
	case play.Broken:
		s.Errors++
		is.Error = &junitOutcome{Message: c.reason, Type: is.Status, Text: c.told}
	case play.Known, play.Skipped:
		s.Skipped++
		is.Skipped = &junitOutcome{Message: "skipped - " + c.told}
	}
	s.Cases = append(s.Cases, is)
}
