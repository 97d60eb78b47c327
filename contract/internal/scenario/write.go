package scenario

import (
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// longestLine is the length in bytes at which lines of a written scenario are broken, where possible.
const longestLine = 120

// Text returns a scenario as a file, with comments before its title. It is for generated scenarios: it does
// not write permissions of given objects and known differences.
func Text(s Scenario, comments []string) string {
	var lines []string
	for _, c := range comments {
		lines = append(lines, "# "+c)
	}
	lines = append(lines, "title: "+scalar(s.Title))
	if len(s.Profiles) > 0 {
		lines = append(lines, "profiles: ["+strings.Join(s.Profiles, ", ")+"]")
	}
	if len(s.Recorded) > 0 {
		lines = append(lines, "recorded: "+pairsText(s.Recorded))
	}
	if len(s.Given) > 0 {
		lines = append(lines, "given:")
	}
	for _, object := range s.Given {
		lines = append(lines, "  "+object.Name+": "+object.yaml())
	}
	lines = append(lines, "steps:")
	for _, step := range s.Steps {
		lines = append(lines, step.lines()...)
	}
	return strings.Join(lines, "\n") + "\n"
}

// yaml returns a given object in one line.
func (o Object) yaml() string {
	body, err := orjson.Parse([]byte(o.Body))
	members, isObject := body.(*python.Dict)
	if err != nil || !isObject {
		members = python.NewDict()
	}
	text := flow(members)
	if o.Name == o.Kind {
		return text
	}
	if members.Len() == 0 {
		return "{kind: " + o.Kind + "}"
	}
	return "{kind: " + o.Kind + ", " + strings.TrimPrefix(text, "{")
}

// stepIndent is the indentation of a step's members, after its dash.
const stepIndent = "    "

// lines returns the lines of a step in a file.
func (s Step) lines() []string {
	do := s.Method + " " + s.Path
	if !plainRequest.MatchString(do) {
		do = quoted(do)
	}
	lines := []string{"  - do: " + do}
	add := func(name, value string) { lines = append(lines, stepIndent+name+": "+value) }
	if s.As != "admin" {
		add("as", scalar(s.As))
	}
	if len(s.Headers) > 0 {
		headers := map[string]string{}
		for _, h := range s.Headers {
			headers[h[0]] = h[1]
		}
		add("headers", pairsText(headers))
	}
	if s.Body != nil {
		if s.Type != "application/json" {
			add("type", scalar(s.Type))
		}
		lines = append(lines, bodyLines(*s.Body)...)
	}
	if s.AtOnce > 0 {
		add("at_once", fmt.Sprint(s.AtOnce))
	}
	lines = append(lines, s.Expect.lines(stepIndent)...)
	if len(s.Keep) > 0 {
		add("keep", pairsText(s.Keep))
	}
	return append(lines, variantLines(s.Differs)...)
}

// variantLines returns the entries of differs.
func variantLines(variants []Variant) []string {
	if len(variants) == 0 {
		return nil
	}
	lines := []string{stepIndent + "differs:"}
	for _, v := range variants {
		var entry []string
		if v.Since != "" {
			entry = append(entry, "since: "+v.Since)
		}
		if v.Until != "" {
			entry = append(entry, "until: "+v.Until)
		}
		for i, line := range append(entry, v.Expect.lines("")...) {
			dash := "  - "
			if i > 0 {
				dash = "    "
			}
			lines = append(lines, stepIndent+dash+line)
		}
	}
	return lines
}

// lines returns the lines of an expectation within a step.
func (e Expectation) lines(indent string) []string {
	var lines []string
	add := func(name, value string) { lines = append(lines, indent+name+": "+value) }
	if e.Counts != nil {
		var counts []string
		for _, status := range slices.Sorted(maps.Keys(e.Counts)) {
			counts = append(counts, fmt.Sprintf("%d: %d", status, e.Counts[status]))
		}
		add("expect", "{"+strings.Join(counts, ", ")+"}")
	} else {
		add("expect", fmt.Sprint(e.Status))
	}
	if len(e.Headers) > 0 {
		add("header", pairsText(e.Headers))
	}
	if e.Schema != "" {
		add("schema", scalar(e.Schema))
	}
	switch {
	case e.AnyBody:
		add("answer", "<any>")
	case e.Has != nil:
		add("has", *e.Has)
	case e.Answer != nil:
		add("answer", "|")
		for _, line := range wrap(jsonbody.Compact(*e.Answer), longestLine-len(indent)-2) {
			lines = append(lines, indent+"  "+line)
		}
	}
	return lines
}

// bodyLines returns a request's body as YAML if that is read as the same body, otherwise as text, or as
// bytes.
func bodyLines(body string) []string {
	value, err := orjson.Parse([]byte(body))
	if err == nil {
		if line := stepIndent + "body: " + flow(value); readsAs(line, jsonbody.Compact(body)) {
			return []string{line}
		}
	}
	if line := stepIndent + "text: " + quoted(body); utf8.ValidString(body) && readsAs(line, body) {
		return []string{line}
	}
	return []string{stepIndent + `hex: "` + hex.EncodeToString([]byte(body)) + `"`}
}

// readsAs reports whether the reader reads a line as a body.
func readsAs(line, body string) bool {
	s, _, err := parseScenario("", []byte("title: T\nsteps:\n  - do: GET /\n    expect: 200\n"+line+"\n"), false)
	return err == nil && *s.Steps[0].Body == body
}

// flow returns a value as YAML in one line, quoted only where necessary.
func flow(value any) string {
	switch v := value.(type) {
	case *python.Dict:
		var members []string
		for name, item := range v.All() {
			members = append(members, scalar(name)+": "+flow(item))
		}
		return "{" + strings.Join(members, ", ") + "}"
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, flow(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case string:
		return scalar(v)
	}
	return string(orjson.Append(nil, value))
}

func pairsText(pairs map[string]string) string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		texts = append(texts, scalar(name)+": "+scalar(pairs[name]))
	}
	return "{" + strings.Join(texts, ", ") + "}"
}

var (
	// plainText matches texts that need no quotes in YAML, wherever they stand.
	plainText = regexp.MustCompile(`^[A-Za-z_/][\w./-]*(?: [\w./-]+)*$`)
	// plainRequest matches requests that need no quotes after do: braces have no meaning within a plain text.
	plainRequest = regexp.MustCompile(`^[A-Z]+ /[\w./?&=%{}+~,-]*$`)
	// otherThings matches words that YAML may not read as texts.
	otherThings = regexp.MustCompile(`(?i)^(?:y|n|yes|no|on|off|true|false|null|\.?nan|\.?inf)$`)
)

// scalar returns a text as YAML.
func scalar(text string) string {
	if plainText.MatchString(text) && !otherThings.MatchString(text) {
		return text
	}
	return quoted(text)
}

// quoted returns a text with quotes: single ones if it contains JSON, so that no backslashes are needed.
func quoted(text string) string {
	if strings.Contains(text, `"`) && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\u0085' || r == '\u2028' || r == '\u2029' }) {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return string(orjson.Append(nil, text))
}

// wrap returns compact JSON with spaces between its tokens, broken into lines of at most width bytes where
// possible.
func wrap(text string, width int) []string {
	var lines []string
	var line strings.Builder
	start, inString := 0, false
	end := func(to int) { // text[start:to] is a token with what follows it
		token := text[start:to]
		if line.Len() > 0 && line.Len()+len(token) > width {
			lines = append(lines, strings.TrimRight(line.String(), " "))
			line.Reset()
			line.WriteByte(' ')
		}
		line.WriteString(token)
		start = to
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case !inString && c == ':':
			text = text[:i+1] + " " + text[i+1:]
			i++
		case !inString && c == ',':
			text = text[:i+1] + " " + text[i+1:]
			i++
			end(i + 1)
		}
	}
	end(len(text))
	return append(lines, line.String())
}
