package scenario

import (
	"crypto/rand"
	"regexp"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/inventory"
)

// Wildcard matches the places in an expected answer where servers may differ. "<any>" is one JSON value,
// <any> inside a string the rest of that string.
var Wildcard = regexp.MustCompile(`"<any>"|<any>|<uuid\d*>|<time>`)

// NewRun returns the prefix of a new run.
func NewRun() string { return Prefix + strings.ToLower(rand.Text()[:8]) }

var (
	// Word matches a placeholder for a value: {{stage}}, {{stage.name}}.
	Word = regexp.MustCompile(`\{\{([\w-]+(?:\.[\w-]+)*)\}\}`)
	// QuotedWord matches a JSON string that consists of one word, which becomes a number if the value is one.
	QuotedWord = regexp.MustCompile(`"` + Word.String() + `"`)
)

// Prefix is the beginning of the name of everything that a run creates; a number of the run and one of the
// scenario follow.
const Prefix = "contract-"

// OwnName matches a name with the prefix of a run.
var OwnName = regexp.MustCompile(`^\s*` + Prefix + `[0-9a-z]{8}-\d{3}\b`)

// Naming lists the members that may contain a run's prefix.
var Naming = inventory.Naming

// Administrator is the name of the user that scenarios call admin.
const Administrator = inventory.Administrator
