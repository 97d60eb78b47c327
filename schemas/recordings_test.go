package schemas_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// exchange is a recorded answer, and the body of its request.
type exchange struct {
	Scenario string
	Step     int
	Method   string
	Path     string
	Status   int
	Body     json.RawMessage

	set     string
	request []byte // nil when the request had no body that is text
}

// Ids, row numbers and times were replaced when recording; any values prove the same.
var (
	levelledID     = regexp.MustCompile(`<uuid\d+>|\{\{\w+\}\}`)
	levelledNumber = regexp.MustCompile(`([:\[,]\s*)\{\{\w+\}\}`)
)

const (
	someID   = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
	someTime = "2026-04-01T12:30:45.123456Z"
)

func concrete(text string) string {
	if !strings.ContainsAny(text, "{<") {
		return text
	}
	text = levelledNumber.ReplaceAllString(text, "${1}7")
	return strings.ReplaceAll(levelledID.ReplaceAllString(text, someID), "<time>", someTime)
}

// answered returns the profiles whose recordings are of the version of their document.
func answered() []string {
	var names []string
	for _, p := range profile.All {
		if p.Source().Document == p.Document {
			names = append(names, p.Name)
		}
	}
	return names
}

var (
	reading  sync.Mutex
	readings = map[string][]exchange{}
)

// recordedOn returns the version whose recordings a profile has.
func recordedOn(t *testing.T, name string) string {
	t.Helper()
	p, err := profile.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return p.Data
}

// recorded returns every exchange that was recorded on the release of a profile.
func recorded(t *testing.T, name string) []exchange {
	t.Helper()
	version := recordedOn(t, name)
	reading.Lock()
	defer reading.Unlock()
	if readings[version] == nil {
		readings[version] = read(t, version)
	}
	return readings[version]
}

func read(t *testing.T, version string) []exchange {
	t.Helper()
	var all []exchange
	sets, err := fixtures.Sets(version)
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range sets {
		answers, err := fixtures.Answers(version, set)
		if err != nil {
			t.Fatal(err)
		}
		bodies := requestBodies(t, set)
		lines := bufio.NewScanner(bytes.NewReader(answers))
		lines.Buffer(nil, len(answers)+1)
		for lines.Scan() {
			e := exchange{set: set}
			if err := json.Unmarshal([]byte(concrete(lines.Text())), &e); err != nil {
				t.Fatal(set, err)
			}
			e.Path, _, _ = strings.Cut(e.Path, "?")
			e.request = bodies[e.Scenario][e.Step]
			all = append(all, e)
		}
	}
	return all
}

// requestBodies returns the bodies of a set by scenario and step.
func requestBodies(t *testing.T, set string) map[string]map[int][]byte {
	t.Helper()
	text, err := fixtures.Requests(set)
	if err != nil {
		t.Fatal(err)
	}
	var scenarios []struct {
		Name  string
		Steps []struct{ Body *string }
	}
	if err := json.Unmarshal(text, &scenarios); err != nil {
		t.Fatal(set, err)
	}
	bodies := map[string]map[int][]byte{}
	for _, scenario := range scenarios {
		bodies[scenario.Name] = map[int][]byte{}
		for i, step := range scenario.Steps {
			if step.Body != nil {
				bodies[scenario.Name][i] = []byte(concrete(*step.Body))
			}
		}
	}
	return bodies
}
