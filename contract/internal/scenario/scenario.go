// Package scenario describes a server's expected behaviour: it has the model of a scenario, the reader and
// the writer of its file, and checks for mistakes. It sends nothing.
package scenario

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Scenario lists objects to create, requests to send, and what is expected of each answer. Its file format is
// described in fixtures/README.md and by schemas/fixture/scenario.json.
type Scenario struct {
	// File is the file that it was read from, Title the sentence that it proves.
	File, Title string
	// Profiles lists the profiles that it is about; empty means all of them.
	Profiles []string
	// Given lists the objects that it needs, created in this order.
	Given []Object
	Steps []Step
	// Known marks a scenario that a target is known to fail.
	Known *Excuse
	// Recorded maps versions to the date on which the answers of a real server were recorded.
	Recorded map[string]string
}

// Object is created through the API before a scenario begins. In texts, {{Name}} is its id (its slug for a
// flow), and {{Name.member}} another member.
type Object struct {
	// Name is its name in the steps, Kind is stage, deny, flow, binding, group, user or role.
	Name, Kind string
	// Body is the request that creates it; required members that are missing get generated values.
	Body string
	// May lists permissions (app_label.codename) that a user gets through a role and a group.
	May []string
	// Line is its line in the file.
	Line int
}

// Step is one request and the expectation for its answer.
type Step struct {
	Line int
	// Method and Path are the request line. As is the sender: admin, nobody (no Authorization header), a
	// given user with a token of their own, or the text of an Authorization header.
	Method, Path, As string
	// Body is the exact text to send, nil for none; Type is its content type.
	Body    *string
	Type    string
	Headers [][2]string
	// AtOnce sends the request this many times concurrently, with {{i}} counting from 0.
	AtOnce int
	// Expect is the expectation for every profile, Differs the expectations that replace it for some.
	Expect  Expectation
	Differs []Variant
	// Keep maps names to paths in the body (results.0.pk); later steps use these values.
	Keep map[string]string
}

// Expectation is the expected answer of a step.
type Expectation struct {
	// Status is the expected status; for concurrent requests, Counts holds the number of answers with each
	// status.
	Status int
	Counts map[int]int
	// Answer is the exact body as text, Has a part of it as JSON; if both are nil, no body is expected.
	// AnyBody accepts any body.
	Answer, Has *string
	AnyBody     bool
	// Headers holds the headers that differ from those of every answer.
	Headers map[string]string
	// Schema names the schema that the body must match.
	Schema string
}

// Variant is the expectation of profiles from Since on and before Until; both may be empty.
type Variant struct {
	Since, Until string
	Expect       Expectation
}

// In reports whether the variant is expected of a contract.
func (v Variant) In(c profile.Contract) bool {
	return c.Within(ContractOf(v.Since), ContractOf(v.Until))
}

// limited reports whether the variant is expected of some profiles only.
func (v Variant) limited() bool { return v.Since != "" || v.Until != "" }

// profiles returns the names of the profiles of which the variant is expected.
func (v Variant) profiles() []string {
	var names []string
	for _, p := range profile.All {
		if v.In(p.Contract) {
			names = append(names, p.Name)
		}
	}
	return names
}

// Excuse describes a known difference: the reason, a link to its description, and the profile.
type Excuse struct{ Reason, Link, Profile string }

// In reports whether differences in a profile are excused. A nil Excuse excuses none.
func (x *Excuse) In(profile string) bool {
	return x != nil && (x.Profile == "" || x.Profile == profile)
}

// Expected returns the expectation of a step in a profile.
func Expected(s Step, p profile.Profile) Expectation {
	for _, d := range s.Differs {
		if d.In(p.Contract) {
			return d.Expect
		}
	}
	return s.Expect
}

// ContractOf returns the contract of a profile's name, 0 for "".
func ContractOf(name string) profile.Contract {
	if name == "" {
		return 0
	}
	p, err := profile.Parse(name)
	if err != nil {
		return 0 // the reader has refused other names
	}
	return p.Contract
}

// About reports whether a scenario is about a profile.
func (s Scenario) About(p profile.Profile) bool {
	return len(s.Profiles) == 0 || slices.Contains(s.Profiles, p.Name)
}

// Load reads the scenario files of the paths, which may be files or folders, or the built-in ones: those whose
// [Scenario.Name] matches only, nil for all. What is inside a scenario must not be changed, since later calls return it
// again. The error names file, line and column of the first mistake.
func Load(paths []string, only *regexp.Regexp) ([]Scenario, error) {
	if len(paths) == 0 && only == nil {
		all, err := builtIn()
		return slices.Clone(all), err
	}
	if len(paths) == 0 {
		return loadFrom(fixtures.Scenarios, "scenarios", "", only)
	}
	var all []Scenario
	for _, p := range paths {
		some, err := loadPath(p, only)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// builtIn reads the built-in scenarios, once.
var builtIn = sync.OnceValues(func() ([]Scenario, error) { return loadFrom(fixtures.Scenarios, "scenarios", "", nil) })

// loadPath reads a file, or those in a folder.
func loadPath(p string, only *regexp.Regexp) ([]Scenario, error) {
	info, err := os.Stat(p)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return loadFrom(os.DirFS(p), ".", filepath.ToSlash(p), only)
	}
	if only != nil && !only.MatchString(nameOf(filepath.ToSlash(p))) {
		return nil, nil
	}
	text, err := os.ReadFile(p)
	if err != nil {
		return nil, err
	}
	scenario, err := Read(filepath.ToSlash(p), text)
	return []Scenario{scenario}, err
}

// loadFrom reads the files below a root. above is the folder of files, for their names.
func loadFrom(files fs.FS, root, above string, only *regexp.Regexp) ([]Scenario, error) {
	var all []Scenario
	err := fs.WalkDir(files, root, func(name string, entry fs.DirEntry, err error) error {
		file := path.Join(above, name)
		if err != nil || entry.IsDir() || path.Ext(name) != ".yaml" || only != nil && !only.MatchString(nameOf(file)) {
			return err
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		scenario, err := Read(file, text)
		all = append(all, scenario)
		return err
	})
	return all, err
}

// Name returns the scenario's folder and file without its ending, for use in filters: 03 refusals/a taken
// name.
func (s Scenario) Name() string { return nameOf(s.File) }

func nameOf(file string) string {
	return strings.TrimSuffix(path.Join(path.Base(path.Dir(file)), path.Base(file)), ".yaml")
}

// Where returns the place of a step for a report.
func Where(s Scenario, step Step) string { return fmt.Sprintf("%s:%d", s.File, step.Line) }

// Races reports whether a step at a line, or one before it, is sent several times concurrently.
func Races(s Scenario, line int) bool {
	return slices.ContainsFunc(s.Steps, func(step Step) bool { return step.AtOnce > 1 && step.Line <= line })
}

// Missing reports whether an expectation has no status, as steps of a draft may.
func Missing(e Expectation) bool { return e.Status == 0 && e.Counts == nil }

// NotCompared returns the number of values that an expectation does not specify: its wildcards, and the rest
// of a body of which it has a part.
func NotCompared(e Expectation) int {
	count := 0
	if e.Answer != nil {
		count += len(Wildcard.FindAllString(*e.Answer, -1))
	}
	if e.Has != nil || e.AnyBody {
		count++
	}
	for _, value := range e.Headers {
		count += strings.Count(value, "<any>")
	}
	return count
}

// Writes reports whether a scenario sends anything but reads.
func Writes(s Scenario) bool {
	return len(s.Given) > 0 || slices.ContainsFunc(s.Steps, func(step Step) bool {
		return !slices.Contains([]string{"GET", "HEAD", "OPTIONS"}, step.Method)
	})
}
