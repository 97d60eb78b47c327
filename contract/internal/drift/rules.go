package drift

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/sets"
	"github.com/authentik-mock/authentik-mock/mock/headers"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// mostShown is the number of different answers that a rule lists.
const mostShown = 2

// gathered collects differences by rule, in the order of their first appearance.
type gathered struct {
	all []*gatheredRule
	at  map[string]*gatheredRule
}

// gatheredRule is a rule that is still collecting differences.
type gatheredRule struct {
	Rule
	// a and b hold the distinct answers of each side; the kind of the rule decides how they are
	// printed.
	a, b []string
	says func(a, b []string) string
	// in holds the places of the requests.
	in map[place]bool
}

// add counts a difference under a rule, and keeps the first one as the example.
func (g *gathered) add(kind Kind, key string, p pair, a, b []string, says func(a, b []string) string) {
	rule := g.at[key]
	if rule == nil {
		rule = &gatheredRule{says: says, in: map[place]bool{}}
		rule.Kind = kind
		rule.Example = Example{Where: p.a.where(), Scenario: p.a.number, Line: p.a.line,
			Request: strings.TrimSpace(p.a.method + " " + p.a.path + " " + printable(secret.HideMembers(p.a.sent))),
			A:       p.a.shown(), B: p.b.shown(), Lines: p.lines(kind)}
		if g.at == nil {
			g.at = map[string]*gatheredRule{}
		}
		g.at[key] = rule
		g.all = append(g.all, rule)
	}
	rule.Count++
	rule.in[p.a.place] = true
	rule.a, rule.b = sets.AddNew(rule.a, a), sets.AddNew(rule.b, b)
	rule.On = sets.AddNew(rule.On, []string{resource(p.a.path)})
}

// printable returns a text without terminal control characters, shortened.
func printable(text string) string {
	return jsonbody.Shorten(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text))
}

// lines returns the lines in which the answers differ, - those of a and + those of b, with three lines of context: of their
// headers, or of their statuses and bodies.
func (p pair) lines(kind Kind) string {
	a, b := p.a.printed(p.partA), p.b.printed(p.partB)
	if kind == Header {
		a, b = p.a.head(), p.b.head()
	}
	_, lines, _ := strings.Cut(jsonbody.DiffLines(a, b), "@@\n") // the head of the first part
	return partHead.ReplaceAllString(lines, " …\n")
}

// partHead matches the line between two parts of a diff.
var partHead = regexp.MustCompile(`(?m)^@@ .* @@\n`)

// head returns the compared headers of an answer, one a line.
func (o observation) head() string {
	var lines []string
	for _, name := range headers.Compared {
		if value := o.answered[name]; value != "" {
			lines = append(lines, name+": "+value)
		}
	}
	return strings.Join(lines, "\n")
}

// printed returns the status and the body of an answer over several lines, or a part of the body.
func (o observation) printed(part any) string {
	text := o.text
	switch {
	case part != nil:
		return jsonbody.Pretty(jsonText(part))
	case o.body != nil:
		text = jsonText(o.body)
	}
	return fmt.Sprintf("%d\n%s", o.status, jsonbody.Pretty(text))
}

func (g *gathered) header(name, a, b string, p pair) {
	g.add(Header, "header "+name+a+"→"+b, p, []string{headers.OrNone(a)}, []string{headers.OrNone(b)}, change("header "+name))
}

func (g *gathered) value(context, member string, a, b any, p pair) {
	subject := context
	if member != "" {
		subject = member + " of " + context
	}
	g.add(kindOf(a, b), "value "+subject, p, []string{jsonbody.Shorten(jsonText(a))}, []string{jsonbody.Shorten(jsonText(b))}, change(subject))
}

// kindOf returns the kind of a difference between two values.
func kindOf(a, b any) Kind {
	_, textA := a.(string)
	_, textB := b.(string)
	switch {
	case a == nil || b == nil:
		return Null
	case textA && textB:
		return Text
	}
	return Value
}

// items adds a list whose objects, or their order, differ. a and b are their names.
func (g *gathered) items(list, a, b string, p pair) {
	kind := Value
	if slices.Equal(slices.Sorted(strings.SplitSeq(a, ", ")), slices.Sorted(strings.SplitSeq(b, ", "))) {
		kind = Order
	}
	g.add(kind, "items "+list, p, []string{jsonbody.Shorten(jsonText(a))}, []string{jsonbody.Shorten(jsonText(b))}, change("objects, or their order, of "+list))
}

func (g *gathered) order(context string, a, b []string, p pair) {
	g.add(Order, "order "+context, p, []string{strings.Join(a, ", ")}, []string{strings.Join(b, ", ")}, change("order of members of "+context))
}

// members adds members that only one side has: renamed, removed or new.
func (g *gathered) members(context string, onlyA, onlyB []string, p pair) {
	kind := Gone
	switch {
	case len(onlyA) == 0:
		kind = New
	case len(onlyA) == len(onlyB):
		kind = Renamed
	}
	g.add(kind, "members "+context, p, onlyA, onlyB, func(a, b []string) string {
		switch {
		case len(a) == 0:
			return fmt.Sprintf("%s: %s new", context, strings.Join(b, ", "))
		case len(b) == 0:
			return fmt.Sprintf("%s: %s gone", context, strings.Join(a, ", "))
		}
		return fmt.Sprintf("%s: %s → %s", context, strings.Join(a, ", "), strings.Join(b, ", "))
	})
}

func (g *gathered) pageSize(p pair, a, b size) {
	subject := "default page size"
	if asked := parameters(p.a.path)["page_size"]; len(asked) > 0 {
		subject = "page size for page_size=" + asked
	}
	g.add(Value, subject, p, []string{a.String()}, []string{b.String()}, func(a, b []string) string {
		return fmt.Sprintf("%s: %s → %s", subject, known(a), known(b))
	})
}

// known returns the exact sizes, or the largest lower bound if there are none.
func known(sizes []string) string {
	exact := slices.DeleteFunc(slices.Clone(sizes), func(s string) bool { return strings.HasPrefix(s, "at least") })
	if len(exact) == 0 {
		return slices.MaxFunc(sizes, func(a, b string) int { return len(a) - len(b) })
	}
	return listed(exact)
}

// outcome adds a request that only one side accepts, or that both refuse in other words.
func (g *gathered) outcome(c cause, p pair) {
	a, b := c.outcome(p.a, p.a), c.outcome(p.b, p.a)
	if a == b && p.a.status != p.b.status {
		a, b = fmt.Sprintf("%s with %d", a, p.a.status), fmt.Sprintf("%s with %d", b, p.b.status)
	}
	kind := Text
	if p.a.status != p.b.status {
		kind = Status
	}
	g.add(kind, "outcome "+c.String(), p, []string{a}, []string{b},
		func(a, b []string) string { return fmt.Sprintf("%s: %s → %s", c, outcomes(a), outcomes(b)) })
}

func change(subject string) func(a, b []string) string {
	return func(a, b []string) string { return fmt.Sprintf("%s: %s → %s", subject, listed(a), listed(b)) }
}

// listed returns the first of some words, and the number of further ones.
func listed(items []string) string {
	if len(items) > mostShown {
		return strings.Join(items[:mostShown], " or ") + fmt.Sprintf(" or %d more", len(items)-mostShown)
	}
	return strings.Join(items, " or ")
}

// outcomes lists answers by status: the first few of each, and the number of further ones.
func outcomes(items []string) string {
	var statuses []string
	of := map[string][]string{}
	for _, item := range items {
		status, _, _ := strings.Cut(item, " ")
		statuses = sets.AddNew(statuses, []string{status})
		of[status] = append(of[status], item)
	}
	for i, status := range statuses {
		statuses[i] = listed(of[status])
	}
	return strings.Join(statuses, " or ")
}

// cause is the property of a request that makes its outcome differ.
type cause struct {
	// member is a member of a request's body and of its resource; any other property is in trait.
	member, of string
	trait      string
}

func (c cause) String() string {
	if c.member != "" {
		return fmt.Sprintf("%s in requests of %s", c.member, c.of)
	}
	return c.trait
}

// outcome describes the outcome of a request in a few words.
func (c cause) outcome(o, request observation) string {
	if o.succeeded() {
		return c.fate(o, request)
	}
	body, isObject := o.body.(*python.Dict)
	if !isObject {
		return fmt.Sprintf("%d %s", o.status, orWithout(jsonbody.Shorten(o.text)))
	}
	if wrong, isValidation := wrongMembers(o); isValidation && c.member != "" && wrong[c.member] == "" {
		return "ignored"
	}
	said := any(body)
	for _, name := range []string{c.member, "detail", "non_field_errors"} {
		if value, ok := body.Get(name); ok {
			said = value
			break
		}
	}
	return fmt.Sprintf("%d %s", o.status, firstWords(said))
}

func orWithout(text string) string {
	if text == "" {
		return "without a body"
	}
	return text
}

// fate describes what a successful answer shows for the member that was sent.
func (c cause) fate(o, request observation) string {
	sent, err := orjson.Parse([]byte(request.sent))
	answered, isObject := o.body.(*python.Dict)
	if c.member == "" || err != nil || !isObject {
		return fmt.Sprint(o.status)
	}
	if value, there := answered.Get(c.member); there && jsonText(value) == jsonText(jsonbody.Member(sent, c.member)) {
		return "taken"
	}
	return "ignored"
}

// firstWords returns the first message in an error.
func firstWords(said any) string {
	switch v := said.(type) {
	case string:
		return fmt.Sprintf("%q", jsonbody.Shorten(v))
	case []any:
		for _, item := range v {
			if words := firstWords(item); words != "" {
				return words
			}
		}
	case *python.Dict:
		for name, item := range v.All() {
			if words := firstWords(item); words != "" {
				return name + " " + words
			}
		}
	}
	return ""
}

// rules returns all rules. A difference that no member explains is put under the property of the
// requests that explains most of them.
func (c *comparison) rules() []Rule {
	var rules []Rule
	for _, rule := range c.finished() {
		rules = append(rules, rule.Rule)
	}
	return rules
}

// finished is like rules and keeps the places of the requests.
func (c *comparison) finished() []*gatheredRule {
	c.explain()
	for _, rule := range c.gathered.all {
		slices.Sort(rule.On)
		rule.Says = rule.says(rule.a, rule.b)
	}
	return c.gathered.all
}
