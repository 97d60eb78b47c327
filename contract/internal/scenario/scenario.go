// Package scenario is what a person writes about a server's behaviour: the model of a scenario, the reader and the writer of
// its file, and what cannot be right in it. It sends nothing.
package scenario

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Scenario is what a person wrote: objects to begin with, requests, and what is expected of each answer. Its file format
// is described in fixtures/README.md and by schemas/fixture/scenario.json.
type Scenario struct {
	// File is where it was read, Title what it claims, in a sentence.
	File, Title string
	// Profiles are the contracts that it is about; none is all of them.
	Profiles []string
	// Given are the objects that it needs, created in this order.
	Given []Object
	Steps []Step
	// Known says that a target is known not to behave so.
	Known *Excuse
	// Recorded says which real server's answers these are, by version: the date.
	Recorded map[string]string
}

// Object is something that a scenario creates through the API before it begins. In texts {{Name}} is its id (its slug
// for a flow), and {{Name.member}} another member.
type Object struct {
	// Name is how the steps call it, Kind is stage, deny, flow, binding, group, user or role.
	Name, Kind string
	// Body is what is sent to create it; what it lacks and the API needs is made up.
	Body string
	// May are permissions (app_label.codename) that a user gets through a role and a group.
	May []string
	// Line is where it stands in the file.
	Line int
}

// Step is one request, and what is expected of its answer.
type Step struct {
	Line int
	// Method and Path are the request line; As is who sends it: admin, nobody (no Authorization header), a given user with
	// a token of their own, or the text of an Authorization header.
	Method, Path, As string
	// Body is the exact text that is sent, nil for none; Type its content type.
	Body    *string
	Type    string
	Headers [][2]string
	// AtOnce sends the request this many times at once, with {{i}} counting from 0.
	AtOnce int
	// Expect is what every contract expects, Differs what some expect instead.
	Expect  Expectation
	Differs []Variant
	// Keep are values of the answer that later steps use: name → path in the body (results.0.pk).
	Keep map[string]string
}

// Expectation is what a step expects of an answer.
type Expectation struct {
	// Status is the expected status; Counts, for requests at once, how many answers have which.
	Status int
	Counts map[int]int
	// Answer is the exact body as text, Has a part of it as JSON, neither is no body. AnyBody asks for nothing.
	Answer, Has *string
	AnyBody     bool
	// Headers are those that differ from what every answer has.
	Headers map[string]string
	// Schema names the schema that the body must fit.
	Schema string
}

// Variant is what contracts from Since on and before Until expect instead; both may be empty.
type Variant struct {
	Since, Until string
	Expect       Expectation
}

// Span is when the variant is expected.
func (v Variant) Span() profile.Span {
	return profile.Between(ContractOf(v.Since), ContractOf(v.Until))
}

// Excuse is a difference that is known, with a reason and where it is written about.
type Excuse struct{ Reason, Link, Profile string }

// Expected is what a contract expects of a step.
func Expected(s Step, p profile.Profile) Expectation {
	for _, d := range s.Differs {
		if d.Span().In(p.Contract) {
			return d.Expect
		}
	}
	return s.Expect
}

// ContractOf is the contract of a profile's name, 0 for "".
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

// About says whether a scenario is about a contract.
func (s Scenario) About(p profile.Profile) bool {
	return len(s.Profiles) == 0 || slices.Contains(s.Profiles, p.Name)
}

// Load reads scenario files: those of the paths, which may be files or folders, or the built-in ones. The error
// names file, line and column of the first mistake.
func Load(paths []string) ([]Scenario, error) {
	if len(paths) == 0 {
		return loadFrom(fixtures.Scenarios, "scenarios", "")
	}
	var all []Scenario
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			some, err := loadFrom(os.DirFS(p), ".", filepath.ToSlash(p))
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
			continue
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return nil, err
		}
		scenario, err := Read(filepath.ToSlash(p), text)
		if err != nil {
			return nil, err
		}
		all = append(all, scenario)
	}
	return all, nil
}

// loadFrom reads the files below a root; above is the folder that files stands for, to name them by.
func loadFrom(files fs.FS, root, above string) ([]Scenario, error) {
	var all []Scenario
	err := fs.WalkDir(files, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		scenario, err := Read(path.Join(above, name), text)
		all = append(all, scenario)
		return err
	})
	return all, err
}

// Name is the scenario's folder and file without its ending, as one may filter by it: 03 refusals/a taken name.
func (s Scenario) Name() string {
	return strings.TrimSuffix(path.Join(path.Base(path.Dir(s.File)), path.Base(s.File)), ".yaml")
}

// Where names a step in a report.
func Where(s Scenario, step Step) string { return fmt.Sprintf("%s:%d", s.File, step.Line) }

// Races says that a step at a line, or one before it, is sent several times at once.
func Races(s Scenario, line int) bool {
	return slices.ContainsFunc(s.Steps, func(step Step) bool { return step.AtOnce > 1 && step.Line <= line })
}

// Missing says whether an expectation has no status, as steps of a draft may.
func Missing(e Expectation) bool { return e.Status == 0 && e.Counts == nil }

// NotCompared counts the values that an expectation leaves open: its wildcards, and the rest of a body of which it has a part.
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

// Writes says whether a scenario sends anything but reads.
func Writes(s Scenario) bool {
	return len(s.Given) > 0 || slices.ContainsFunc(s.Steps, func(step Step) bool {
		return !slices.Contains([]string{"GET", "HEAD", "OPTIONS"}, step.Method)
	})
}
