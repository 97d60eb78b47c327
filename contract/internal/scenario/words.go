package scenario

import (
	"crypto/rand"
	"regexp"
	"strings"
)

// Wildcard is what an expected answer says where servers may differ. "<any>" is one JSON value, <any> inside a string
// the rest of that string.
var Wildcard = regexp.MustCompile(`"<any>"|<any>|<uuid\d*>|<time>`)

// NewRun is the prefix of a new run.
func NewRun() string { return Prefix + strings.ToLower(rand.Text()[:8]) }

var (
	// Word is a value that a scenario names: {{stage}}, {{stage.name}}.
	Word = regexp.MustCompile(`\{\{([\w-]+(?:\.[\w-]+)*)\}\}`)
	// QuotedWord is a JSON string that is nothing but a word, which becomes a number if the value is one.
	QuotedWord = regexp.MustCompile(`"` + Word.String() + `"`)
)

// Prefix begins the name of everything that a run creates; a number of the run and one of the scenario follow.
const Prefix = "contract-"

// OwnName is a name that a run gave.
var OwnName = regexp.MustCompile(`^\s*` + Prefix + `[0-9a-z]{8}-\d{3}\b`)

// Naming are the members that may carry a run's prefix.
var Naming = []string{"name", "slug", "username", "identifier", "domain"}
