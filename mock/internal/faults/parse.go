package faults

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/authentik-mock/authentik-mock/mock/spelling"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// nameForm matches a valid name of a fault, which is a part of an address.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// CheckName returns an error for an invalid name.
func CheckName(name string) error {
	if !nameForm.MatchString(name) {
		return fmt.Errorf("%q is no name of a fault: write letters, digits, dots, underscores and hyphens, at most 64", name)
	}
	return nil
}

// ParseFile parses a file of faults: a YAML mapping of names to faults. The error has file, line and column.
func ParseFile(name string, text []byte) ([]Named, error) {
	d, err := yamldoc.Parse(name, text)
	if err != nil {
		return nil, err
	}
	entries, err := d.Mapping(d.Root, "a file of faults")
	if err != nil {
		return nil, err
	}
	var all []Named
	for _, e := range entries {
		if err := CheckName(e.Name); err != nil {
			return nil, d.Wrong(e.At, "%v", err)
		}
		r := reader{Document: d}
		r.fault(e.Value, e.At)
		if r.err != nil {
			return nil, r.err
		}
		all = append(all, Named{e.Name, r.read})
	}
	return all, nil
}

// Parse parses one fault, in YAML or JSON. The error has line and column.
func Parse(name string, text []byte) (Fault, error) {
	d, err := yamldoc.Parse(name, text)
	if err != nil {
		return Fault{}, err
	}
	r := reader{Document: d}
	r.fault(d.Root, nil)
	return r.read, r.err
}

// reader parses a fault. The first error stays in err, and nothing is parsed after it.
type reader struct {
	*yamldoc.Document
	read Fault
	err  error
	// places holds the positions of members, by name.
	places map[string]*token.Token
}

// members maps the names of members to their parsers.
type members map[string]func(value any, at *token.Token)

func (r *reader) fault(node ast.Node, at *token.Token) {
	f := &r.read
	r.places = map[string]*token.Token{"": at}
	if at == nil && node != nil {
		r.places[""] = node.GetToken()
	}
	nested := map[string]members{
		"match": {"method": r.method, "path": r.path, "user": r.text(&f.Match.User), "nth": r.count(&f.Match.Nth)},
		"then":  {"status": r.status, "delay": r.delay, "connection": r.connection},
	}
	r.mapping(node, "a fault", members{
		"preset": r.preset, "times": r.count(&f.Times), "after": r.count(&f.After), "probability": r.probability, "for": r.lifetime, "when": r.when,
	}, nested)
	if r.err == nil {
		r.check()
	}
}

// mapping parses the members of a mapping; those of nested are mappings themselves.
func (r *reader) mapping(node ast.Node, what string, known members, nested map[string]members) {
	entries, err := r.Mapping(node, what)
	if r.err == nil {
		r.err = err
	}
	for _, e := range entries {
		if r.err != nil {
			return
		}
		r.places[e.Name] = e.At
		if inner, ok := nested[e.Name]; ok {
			r.mapping(e.Value, e.Name, inner, nil)
			continue
		}
		read, ok := known[e.Name]
		if !ok {
			r.unknown(e, what, known, nested)
			return
		}
		value, err := r.Value(e.Value)
		if err != nil {
			r.err = err
			return
		}
		read(value, e.Value.GetToken())
	}
}

func (r *reader) unknown(e yamldoc.Entry, what string, known members, nested map[string]members) {
	var all []string
	for name := range known {
		all = append(all, name)
	}
	for name := range nested {
		all = append(all, name)
	}
	slices.Sort(all)
	r.wrong(e.At, "%s has no %q%s; it takes %s", what, e.Name, spelling.DidYouMean(e.Name, all), strings.Join(all, ", "))
}

func (r *reader) wrong(at *token.Token, format string, values ...any) {
	if r.err == nil {
		r.err = r.Wrong(at, format, values...)
	}
}

func (r *reader) text(to *string) func(any, *token.Token) {
	return func(value any, at *token.Token) {
		text, ok := value.(string)
		if !ok || text == "" {
			r.wrong(at, "this is a text, not %s", shown(value))
		}
		*to = text
	}
}

func (r *reader) count(to *int) func(any, *token.Token) {
	return func(value any, at *token.Token) {
		number, ok := wholeNumber(value)
		if !ok || number < 1 || number > math.MaxInt32 {
			r.wrong(at, "this is a whole number from 1 on, not %s", shown(value))
		}
		*to = number
	}
}

func wholeNumber(value any) (int, bool) {
	switch n := value.(type) {
	case int64:
		return int(n), true
	case uint64:
		return int(n), n <= math.MaxInt32
	case int:
		return n, true
	case float64:
		return int(n), n == math.Trunc(n) && math.Abs(n) <= math.MaxInt32
	}
	return 0, false
}

func (r *reader) probability(value any, at *token.Token) {
	part, ok := value.(float64)
	if whole, isWhole := wholeNumber(value); isWhole {
		part, ok = float64(whole), true
	}
	if !ok || !(part >= 0 && part <= 1) {
		r.wrong(at, "the probability is a number from 0 to 1, not %s", shown(value))
	}
	r.read.Probability = &part
}

func (r *reader) preset(value any, at *token.Token) {
	r.text(&r.read.Preset)(value, at)
	if name := r.read.Preset; presetOf(name).Name == "" {
		r.wrong(at, "there is no preset %q%s; authentik-mock describe --faults lists them", name, spelling.DidYouMean(name, names()))
	}
}

func (r *reader) method(value any, at *token.Token) {
	r.text(&r.read.Match.Method)(value, at)
	if m := r.read.Match.Method; m != strings.ToUpper(m) {
		r.wrong(at, "a method is written in capitals: %s", strings.ToUpper(m))
	}
}

func (r *reader) path(value any, at *token.Token) {
	r.text(&r.read.Match.Path)(value, at)
	address, err := url.Parse(r.read.Match.Path)
	switch path := r.read.Match.Path; {
	case err == nil && address.Host != "":
		r.wrong(at, "a path is no whole address: write %s", cmp.Or(address.Path, "/"))
	case !strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "*"):
		r.wrong(at, "a path begins with a slash: /%s", path)
	case strings.HasPrefix(path, "/__mock"):
		r.wrong(at, "the fake's own addresses meet no faults: name a path under /api/v3/ or /-/")
	case strings.Contains(path, "?"):
		r.wrong(at, "a path has no query: leave out what begins with the question mark")
	}
}

func (r *reader) lifetime(value any, at *token.Token) {
	text, _ := value.(string)
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		r.wrong(at, "%s is no time that a fault stays: write 30s, 10m or 24h, and 2562047h at most", shown(value))
	}
	r.read.For = Duration(d)
}

func (r *reader) when(value any, at *token.Token) {
	switch when := When(fmt.Sprint(value)); when {
	case Before, After:
		r.read.When = when
	default:
		r.wrong(at, "a fault strikes before or after the state changes, not %s", shown(value))
	}
}

func (r *reader) status(value any, at *token.Token) {
	status, ok := wholeNumber(value)
	if !ok || status < 400 || status > 599 {
		r.wrong(at, "the status of a fault is a number from 400 to 599, not %s", shown(value))
	}
	r.read.Then.Status = status
}

func (r *reader) delay(value any, at *token.Token) {
	text, ok := value.(string)
	span, err := parseSpan(text)
	switch {
	case !ok:
		r.wrong(at, "a delay is written with its unit, 300ms or 20ms..30ms, not %s", shown(value))
	case err != nil:
		r.wrong(at, "%v", err)
	}
	r.read.Then.Delay = span
}

func (r *reader) connection(value any, at *token.Token) {
	connection := Connection(fmt.Sprint(value))
	if !slices.Contains([]Connection{Reset, Empty, Truncated, Drip}, connection) {
		r.wrong(at, "a connection meets reset, empty, truncated or drip, not %s", shown(value))
	}
	r.read.Then.Connection = connection
}

// shown returns a value as it is written in JSON.
func shown(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case string:
		return strconv.Quote(value)
	case bool, int, int64, uint64, float64:
		return fmt.Sprint(value)
	case []any:
		return "a list"
	}
	return "an object"
}

// check refuses members that cannot be combined.
func (r *reader) check() {
	f, p := r.read, presetOf(r.read.Preset)
	switch whole := f.complete(); {
	case f.Preset == "" && f.Then == (Then{}):
		r.wrong(r.places[""], "a fault does something: give then a status, a delay or a connection, or name a preset")
	case f.Preset != "" && (f.Then.Status != 0 || f.Then.Connection != ""):
		r.wrong(r.places["then"], "the preset %s says what happens: beside it, then takes a delay only", f.Preset)
	case f.Then.Status != 0 && (f.Then.Connection == Reset || f.Then.Connection == Empty):
		r.wrong(r.places["status"], "with %s no answer is sent: leave out the status %d %s", f.Then.Connection, f.Then.Status, http.StatusText(f.Then.Status))
	case f.When == Before && (whole.Then.Connection == Truncated || whole.Then.Connection == Drip):
		r.wrong(r.places["when"], "%s needs an answer, so it strikes after the state changes", whole.Then.Connection)
	case f.When == After && p.When == Before && !p.AfterToo:
		r.wrong(r.places["when"], "%s decides how the request is answered, so it strikes before the state changes", f.Preset)
	case f.Then.Connection == Drip && f.Then.Delay == (Span{}):
		r.wrong(r.places["then"], "drip needs a delay, over which the body comes: 2s")
	}
}
