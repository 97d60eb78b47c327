package scenario

import (
	"encoding/hex"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/spelling"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// Read reads one scenario file. name is the file's name in errors; unknown members are an error.
func Read(name string, text []byte) (Scenario, error) { return read(name, text, false) }

// ReadDraft is like [Read] for a scenario whose steps may have no expectations.
func ReadDraft(name string, text []byte) (Scenario, error) { return read(name, text, true) }

func read(name string, text []byte, draft bool) (Scenario, error) {
	s, r, err := parseScenario(name, text, draft)
	if err != nil {
		return Scenario{}, err
	}
	return s, r.faults(s)
}

// parseScenario reads the members of a scenario without checking the meaning of its texts.
func parseScenario(name string, text []byte, draft bool) (Scenario, *reader, error) {
	document, err := yamldoc.Parse(name, text)
	if err != nil {
		return Scenario{}, nil, unquoted(name, text, err)
	}
	r := &reader{Document: document, draft: draft}
	s := Scenario{File: name}
	var of Variant
	err = r.members(document.Root, "a scenario", map[string]func(ast.Node) error{
		"title":    r.text(&s.Title),
		"profiles": r.profiles(&s.Profiles),
		"since":    r.profile(&of.Since),
		"until":    r.profile(&of.Until),
		"given":    r.given(&s.Given),
		"steps":    r.steps(&s.Steps),
		"known":    r.known(&s.Known),
		"recorded": r.strings(&s.Recorded),
	})
	switch {
	case err != nil:
		return Scenario{}, nil, err
	case s.Title == "":
		return Scenario{}, nil, yamldoc.WrongAt(name, text, 1, 1, "a scenario needs a title: a short sentence that says what it shows")
	case len(s.Steps) == 0:
		return Scenario{}, nil, yamldoc.WrongAt(name, text, 1, 1, "a scenario needs steps: a list of requests, at the beginning of a line")
	case of.limited() && len(s.Profiles) > 0:
		return Scenario{}, nil, yamldoc.WrongAt(name, text, 1, 1, "a scenario lists its profiles, or says since or until: leave one out")
	case of.limited():
		s.Profiles = of.profiles()
	}
	return s, r, nil
}

type reader struct {
	*yamldoc.Document
	draft bool
	// stepLines holds the first line of each step.
	stepLines []int
}

// members reads a mapping, each known member by its function. Other members are an error.
func (r *reader) members(node ast.Node, what string, known map[string]func(ast.Node) error) error {
	entries, err := r.Mapping(node, what)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		read, ok := known[entry.Name]
		if !ok {
			return r.Wrong(entry.At, "%s has no %q%s: it has %s", what, entry.Name, strings.TrimSuffix(spelling.DidYouMean(entry.Name, strings.Split(keys(known), ", ")), "?"), keys(known))
		}
		if err := read(entry.Value); err != nil {
			return err
		}
	}
	return nil
}

func keys[V any](m map[string]V) string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func (r *reader) text(into *string) func(ast.Node) error {
	return func(node ast.Node) error {
		value, err := r.Value(node)
		if err != nil {
			return err
		}
		switch v := value.(type) {
		case string:
			*into = v
		case int64, float64:
			*into = node.GetToken().Value // 2025.10 is a name, not a number
		default:
			return r.Wrong(node.GetToken(), "this must be a text")
		}
		return nil
	}
}

func (r *reader) number(into *int) func(ast.Node) error {
	return func(node ast.Node) error {
		value, err := r.Value(node)
		if err != nil {
			return err
		}
		number, ok := value.(int64)
		if !ok {
			return r.Wrong(node.GetToken(), "this must be a whole number")
		}
		*into = int(number)
		return nil
	}
}

func (r *reader) strings(into *map[string]string) func(ast.Node) error {
	return func(node ast.Node) error {
		entries, err := r.Mapping(node, "this")
		if err != nil {
			return err
		}
		*into = map[string]string{}
		for _, entry := range entries {
			var text string
			if err := r.text(&text)(entry.Value); err != nil {
				return err
			}
			(*into)[entry.Name] = text
		}
		return nil
	}
}

// each returns a function that reads a list, every item by read.
func (r *reader) each(what string, read func(ast.Node) error) func(ast.Node) error {
	return func(node ast.Node) error {
		items, err := r.Sequence(node, what)
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := read(item); err != nil {
				return err
			}
		}
		return nil
	}
}

func (r *reader) profiles(into *[]string) func(ast.Node) error {
	return r.collect("profiles", into, r.profile)
}

func (r *reader) texts(into *[]string) func(ast.Node) error {
	return r.collect("this", into, r.text)
}

// collect returns a function that reads a list of texts, each by read.
func (r *reader) collect(what string, into *[]string, read func(*string) func(ast.Node) error) func(ast.Node) error {
	return r.each(what, func(item ast.Node) error {
		var text string
		if err := read(&text)(item); err != nil {
			return err
		}
		*into = append(*into, text)
		return nil
	})
}

func (r *reader) profile(into *string) func(ast.Node) error {
	return func(node ast.Node) error {
		if err := r.text(into)(node); err != nil {
			return err
		}
		p, err := profile.Parse(*into)
		if err != nil {
			return r.Wrong(node.GetToken(), "%v", err)
		}
		*into = p.Name
		return nil
	}
}

func (r *reader) given(into *[]Object) func(ast.Node) error {
	return func(node ast.Node) error {
		entries, err := r.Mapping(node, "given")
		if err != nil {
			return err
		}
		for _, entry := range entries {
			object, kindAt := Object{Name: entry.Name, Kind: entry.Name, Line: entry.At.Position.Line}, entry.At
			if slices.Contains(scenarioMembers, entry.Name) {
				return r.Wrong(entry.At, "%s is no given object: it belongs at the beginning of a line", entry.Name)
			}
			fields, err := r.Mapping(entry.Value, "a given object")
			if err != nil {
				return err
			}
			body := []string{}
			for _, field := range fields {
				switch field.Name {
				case "kind":
					kindAt = field.Value.GetToken()
					err = r.text(&object.Kind)(field.Value)
				case "may":
					err = r.texts(&object.May)(field.Value)
				default:
					var value any
					if value, err = r.Value(field.Value); err == nil {
						body = append(body, string(orjson.Append(nil, field.Name))+":"+string(orjson.Append(nil, value)))
					}
				}
				if err != nil {
					return err
				}
			}
			if _, known := KindOf(object.Kind); !known {
				return r.Wrong(kindAt, "a given object is a %s: name it so, or say its kind%s", strings.Join(kindNames(), ", "), spelling.DidYouMean(object.Kind, kindNames()))
			}
			object.Body = "{" + strings.Join(body, ",") + "}"
			*into = append(*into, object)
		}
		return nil
	}
}

func (r *reader) known(into **Excuse) func(ast.Node) error {
	return func(node ast.Node) error {
		known := &Excuse{}
		*into = known
		err := r.members(node, "known", map[string]func(ast.Node) error{
			"reason": r.text(&known.Reason), "link": r.text(&known.Link), "profile": r.profile(&known.Profile),
		})
		if err == nil && (known.Reason == "" || known.Link == "") {
			return r.Wrong(node.GetToken(), "a known difference needs a reason and a link")
		}
		return err
	}
}

func (r *reader) steps(into *[]Step) func(ast.Node) error {
	return r.each("steps", func(item ast.Node) error {
		step, err := r.step(item)
		if err != nil {
			return err
		}
		line := item.GetToken().Position.Line
		if members, err := r.Mapping(item, "a step"); err == nil && len(members) > 0 {
			line = members[0].At.Position.Line
		}
		r.stepLines = append(r.stepLines, line)
		*into = append(*into, step)
		return nil
	})
}

func (r *reader) step(node ast.Node) (Step, error) {
	s := Step{As: "admin", Type: "application/json"}
	var do string
	var at *token.Token
	known := map[string]func(ast.Node) error{
		"do": func(n ast.Node) error {
			at = n.GetToken()
			s.Line = at.Position.Line
			return r.text(&do)(n)
		},
		"as":      r.text(&s.As),
		"body":    r.body(&s.Body),
		"text":    r.exact(&s.Body),
		"hex":     r.hex(&s.Body),
		"type":    r.text(&s.Type),
		"headers": r.pairs(&s.Headers),
		"at_once": r.number(&s.AtOnce),
		"keep":    r.strings(&s.Keep),
		"differs": r.variants(&s.Differs),
	}
	for name, read := range r.expectation(&s.Expect) {
		known[name] = read
	}
	bodies := 0
	for _, name := range []string{"body", "text", "hex"} {
		read := known[name]
		known[name] = func(n ast.Node) error { bodies++; return read(n) }
	}
	if err := r.members(node, "a step", known); err != nil {
		return s, err
	}
	method, path, ok := strings.Cut(do, " ")
	if !ok || method == "" || !strings.HasPrefix(path, "/") {
		if at == nil {
			at = node.GetToken()
		}
		return s, r.Wrong(at, "a step needs do: METHOD /path, such as do: PATCH /api/v3/stages/user_write/{{stage}}/")
	}
	s.Method, s.Path = method, path
	if bodies > 1 {
		return s, r.Wrong(at, "body, text and hex are three ways to write the body: a step has one of them")
	}
	if Missing(s.Expect) && !r.draft {
		return s, r.Wrong(at, "a step needs expect: the status of the answer")
	}
	return s, nil
}

// changesStrangers reports whether a step expects to change an object that exists without the scenario: its
// address contains no placeholder, and no refusal is expected.
func (s Step) changesStrangers() bool {
	changes := s.Method == "PUT" || s.Method == "PATCH" || s.Method == "DELETE"
	address, _, _ := strings.Cut(s.Path, "?")
	strange := changes && !Word.MatchString(address) || s.Method == "POST" && spellsObject(address)
	return strange && !s.refused() && !s.givesBack()
}

// keptMembers matches a body that consists of values that were read before, and an empty one.
var keptMembers = regexp.MustCompile(`^\{(?:"\w+":"\{\{[\w-]+\}\}",?)*\}$`)

// givesBack reports whether a step only writes values that an earlier step kept, so that nothing changes.
func (s Step) givesBack() bool {
	return s.Method != "DELETE" && s.Body != nil && keptMembers.MatchString(*s.Body) && !strings.Contains(*s.Body, "{{unique}}")
}

func (e Expectation) refused() bool {
	for status := range e.Counts {
		if status < http.StatusMultipleChoices {
			return false
		}
	}
	return e.Counts != nil || e.Status >= http.StatusMultipleChoices
}

// expectation returns the readers of the members that describe what a step, or one of its variants, expects.
func (r *reader) expectation(e *Expectation) map[string]func(ast.Node) error {
	return map[string]func(ast.Node) error{
		"expect": r.status(e),
		"answer": func(node ast.Node) error {
			var text string
			if err := r.text(&text)(node); err != nil {
				return err
			}
			if text == "<any>" {
				e.AnyBody = true
				return nil
			}
			e.Answer = &text
			return nil
		},
		"has":    r.body(&e.Has),
		"header": r.strings(&e.Headers),
		"schema": r.text(&e.Schema),
	}
}

// status reads one status, or the number of answers with each.
func (r *reader) status(e *Expectation) func(ast.Node) error {
	return func(node ast.Node) error {
		if _, one := node.(*ast.IntegerNode); one {
			return r.number(&e.Status)(node)
		}
		entries, err := r.Mapping(node, "expect")
		if err != nil {
			return r.Wrong(node.GetToken(), "expect is a status, or for requests at once how many have which: {200: 1, 400: 9}")
		}
		e.Counts = map[int]int{}
		for _, entry := range entries {
			status, err := strconv.Atoi(entry.Name)
			if err != nil {
				return r.Wrong(entry.At, "%q is no status", entry.Name)
			}
			var count int
			if err := r.number(&count)(entry.Value); err != nil {
				return err
			}
			e.Counts[status] = count
		}
		return nil
	}
}

func (r *reader) variants(into *[]Variant) func(ast.Node) error {
	return r.each("differs", func(item ast.Node) error {
		var v Variant
		known := map[string]func(ast.Node) error{"since": r.profile(&v.Since), "until": r.profile(&v.Until)}
		for name, read := range r.expectation(&v.Expect) {
			known[name] = read
		}
		if err := r.members(item, "an entry of differs", known); err != nil {
			return err
		}
		*into = append(*into, v)
		return nil
	})
}

// body reads a body that is written as YAML; it is sent as compact JSON.
func (r *reader) body(into **string) func(ast.Node) error {
	return func(node ast.Node) error {
		value, err := r.Value(node)
		if err != nil {
			return err
		}
		text := string(orjson.Append(nil, value))
		*into = &text
		return nil
	}
}

func (r *reader) exact(into **string) func(ast.Node) error {
	return func(node ast.Node) error {
		var text string
		*into = &text
		return r.text(&text)(node)
	}
}

func (r *reader) hex(into **string) func(ast.Node) error {
	return func(node ast.Node) error {
		raw, err := hex.DecodeString(node.GetToken().Value)
		if err != nil {
			return r.Wrong(node.GetToken(), "hex is an even number of the digits 0-9 and a-f")
		}
		text := string(raw)
		*into = &text
		return nil
	}
}

func (r *reader) pairs(into *[][2]string) func(ast.Node) error {
	return func(node ast.Node) error {
		entries, err := r.Mapping(node, "headers")
		if err != nil {
			return err
		}
		for _, entry := range entries {
			var text string
			if err := r.text(&text)(entry.Value); err != nil {
				return err
			}
			*into = append(*into, [2]string{entry.Name, text})
		}
		return nil
	}
}
