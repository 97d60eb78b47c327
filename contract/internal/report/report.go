// Package report writes the results of a run: for the terminal, as a page, and for CI systems.
package report

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/wholefile"
)

// reportKinds maps the kinds of reports to the text for a file, or, if text is nil, to a function that writes
// to the standard output.
var reportKinds = map[string]struct {
	text  func(play.Report) ([]byte, error)
	toOut func(play.Report, io.Writer) error
}{
	"junit":  {text: junitReport},
	"json":   {text: jsonReport},
	"html":   {text: htmlReport},
	"github": {toOut: writeGitHub},
}

// Check returns an error if [Write] cannot write the reports that specs ask for. The error wraps
// [play.ErrUsage].
func Check(specs []string) error {
	for _, spec := range specs {
		kind, file, _ := strings.Cut(spec, "=")
		found, known := reportKinds[kind]
		switch needsFile := found.text != nil; {
		case !known:
			return fmt.Errorf("%w: a report is junit=FILE, json=FILE, html=FILE or github, not %q", play.ErrUsage, spec)
		case needsFile && file == "":
			return fmt.Errorf("%w: a report of kind %s needs a file: %s=FILE", play.ErrUsage, kind, kind)
		case !needsFile && strings.Contains(spec, "="):
			return fmt.Errorf("%w: a report of kind %s has no file, but %q names one", play.ErrUsage, kind, spec)
		}
	}
	return nil
}

// Write writes the reports that specs ask for, with secrets hidden in all of them:
//
//   - junit=FILE is JUnit's XML, a test case for each scenario and profile.
//   - json=FILE has the members of Ginkgo's JSON report that describe the run, with the verdicts as labels.
//   - html=FILE is one self-contained page with every exchange.
//   - github is GitHub's annotations, written to out, and a summary for the job in the file that GITHUB_STEP_SUMMARY names.
//
// Missing folders are created. A report is written completely or not at all: if it cannot be written, an
// existing file stays unchanged. The error wraps [play.ErrUsage].
func Write(r play.Report, specs []string, out io.Writer) error {
	if err := Check(specs); err != nil {
		return err
	}
	var errs []error
	for _, spec := range specs {
		if err := writeReport(r, spec, out); err != nil {
			errs = append(errs, fmt.Errorf("%w: cannot write the report %s: %w", play.ErrUsage, spec, err))
		}
	}
	return errors.Join(errs...)
}

func writeReport(r play.Report, spec string, out io.Writer) error {
	kind, file, _ := strings.Cut(spec, "=")
	write := reportKinds[kind]
	if write.toOut != nil {
		return write.toOut(r, out)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	text, err := write.text(r)
	if err != nil {
		return err
	}
	return wholefile.Replace(file, text)
}
