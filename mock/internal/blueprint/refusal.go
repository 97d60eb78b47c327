package blueprint

import (
	"cmp"
	"errors"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// authentik's messages within the errors of entries, in addition to those of REST framework.
var (
	requiredBlueprint = messages.Raw("Required blueprint does not exist").Coded("invalid")
	existsAlready     = messages.Raw("State is set to must_created and object exists already").Coded("unique")
)

// InvalidError reports a blueprint that authentik's importer refuses, as opposed to one that makes it fail.
// The error itself is a text for the author of the file, with a place in the file.
type InvalidError struct {
	error
	// Log holds the lines that authentik logs about it.
	Log []LogLine
	// Failed is the reason why authentik cannot log it, and fails; nil if it can.
	Failed error
}

// Unwrap returns the error for the author of the file.
func (e InvalidError) Unwrap() error { return e.error }

// FaultError reports a mistake of the fake itself while it applies an entry. It implies nothing about
// authentik.
type FaultError struct{ error }

// Unwrap returns the mistake.
func (e FaultError) Unwrap() error { return e.error }

// Beyond reports whether an error is about a limit of the document.
func Beyond(err error) bool { return errors.Is(err, yamldoc.ErrLimit) }

// LogLine is a warning that authentik's importer logs.
type LogLine struct {
	Event string
	// Attributes are the line's own members, without those that every line has about its request.
	Attributes *python.Dict
	// Bare reports whether the line does not come from the log: it has neither a logger nor attributes.
	Bare bool
}

// validationFailed is the last log line about a blueprint with a refused entry.
var validationFailed = LogLine{Event: "Blueprint validation failed"}

// badVersion returns the error for a blueprint of another version.
func badVersion(err error) error {
	return InvalidError{error: err, Log: []LogLine{{Event: "Invalid blueprint version", Bare: true}}}
}

// unknownModel returns the error for an entry of a model that authentik does not have.
func unknownModel(err error, app, model string) error {
	attributes := python.NewDict()
	attributes.Set("app", app)
	attributes.Set("model", model)
	return InvalidError{error: err, Log: []LogLine{{Event: "App or Model does not exist", Attributes: attributes}, validationFailed}}
}

// invalid returns the error for a refused entry: err is for the author of the file, reason is authentik's.
// authentik's log line shows the entry, and for this resolves its tags once more, as if it were the only
// entry of a blueprint without a context. If that fails, so does authentik.
func (s *scope) invalid(err error, reason string) error {
	shown, failed := s.shownEntry()
	attributes := python.NewDict()
	attributes.Set("entry", shown)
	attributes.Set("error", reason)
	return InvalidError{err, []LogLine{{Event: "Entry invalid: " + reason, Attributes: attributes}, validationFailed}, failed}
}

// shownEntry returns the entry as authentik's log shows it.
func (s *scope) shownEntry() (*python.Dict, error) {
	alone := newLoader(s.request, s.Source)
	alone.budget = s.budget
	e, entry := s.entry, &scope{loader: alone, entry: &entry{}}
	shown := python.NewDict()
	parts := []struct {
		name  string
		value func() (any, error)
	}{
		{"model", func() (any, error) { return entry.shown(e.model) }},
		{"state", func() (any, error) {
			if e.state == nil {
				return present, nil
			}
			return entry.shown(e.state)
		}},
		{"conditions", func() (any, error) { return entry.shownList(e.conditions) }},
		{"identifiers", func() (any, error) { return entry.shownMembers(e.identifiers) }},
		{"attrs", func() (any, error) {
			if e.noAttributes {
				return nil, nil
			}
			return entry.shownMembers(e.attributes)
		}},
		{"permissions", func() (any, error) { return entry.shownPermissions(e.permissions) }},
		{"id", func() (any, error) {
			if e.id == "" {
				return nil, nil
			}
			return e.id, nil
		}},
	}
	for _, part := range parts {
		value, err := part.value()
		if err != nil {
			return nil, err
		}
		shown.Set(part.name, value)
	}
	state := python.NewDict()
	state.Set("instance", nil)
	shown.Set("_state", state)
	return shown, nil
}

// shown returns a value as the log shows it: resolved tags are text.
func (s *scope) shown(node ast.Node) (any, error) {
	node, err := s.Follow(node)
	if err != nil {
		return nil, err
	}
	switch n := node.(type) {
	case *ast.TagNode:
		value, err := s.value(n)
		if err != nil || strings.HasPrefix(n.Start.Value, "!!") {
			return value, err
		}
		return python.Str(value), nil
	case *ast.SequenceNode:
		return s.shownList(n.Values)
	case *ast.MappingNode, *ast.MappingValueNode:
		members, err := s.members(node, "")
		if err != nil {
			return nil, err
		}
		return s.shownMembers(members)
	}
	return s.value(node)
}

// shownList leaves out values that are false in Python, as authentik does.
func (s *scope) shownList(nodes []ast.Node) (any, error) {
	items := []any{}
	for _, node := range nodes {
		value, err := s.shown(node)
		if err != nil {
			return nil, err
		}
		if python.Truth(value) {
			items = append(items, value)
		}
	}
	return items, nil
}

func (s *scope) shownMembers(members []yamldoc.Entry) (any, error) {
	dict := python.NewDict()
	for _, m := range members {
		value, err := s.shown(m.Value)
		if err != nil {
			return nil, err
		}
		dict.Set(m.Name, value)
	}
	return dict, nil
}

func (s *scope) shownPermissions(nodes []ast.Node) (any, error) {
	items := []any{}
	for _, node := range nodes {
		members, err := s.members(node, "a permission")
		if err != nil {
			return nil, err
		}
		dict := python.NewDict()
		for _, name := range []string{"permission", "user", "role"} {
			value, err := s.shown(find(members, name))
			if err != nil {
				return nil, err
			}
			dict.Set(name, value)
		}
		items = append(items, dict)
	}
	return items, nil
}

// refused returns the error for an entry that its serializer refuses, at the member that caused it.
func (s *scope) refused(problem *drf.Problem) error {
	name, words := problem.First()
	if name == "" {
		return s.refusedAt(problem, words)
	}
	return s.invalid(s.at(name, "%s: %s: %s", s.entry.label, name, words), s.serializerErrors(problem))
}

// refusedAt is like refused, with another text for the author.
func (s *scope) refusedAt(problem *drf.Problem, words string) error {
	name, _ := problem.First()
	return s.invalid(s.at(name, "%s: %s", s.entry.label, words), s.serializerErrors(problem))
}

// serializerErrors returns the errors of a serializer as authentik writes them: str(serializer.errors).
func (l *loader) serializerErrors(problem *drf.Problem) string {
	return "Serializer errors " + l.details(problem.Body)
}

// details returns a tree of messages as Python formats a tree of REST framework's ErrorDetail.
func (l *loader) details(tree any) string {
	return written(drf.Words(tree, func(m messages.Message) string {
		return "ErrorDetail(string=" + python.Repr(l.request.Say(m)) + ", code=" + python.Repr(cmp.Or(m.Code, "invalid")) + ")"
	}))
}

// written returns a tree as Python formats it; the texts in it are formatted already.
func written(tree any) string {
	switch node := tree.(type) {
	case string:
		return node
	case []any:
		items := make([]string, len(node))
		for i, item := range node {
			items[i] = written(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case *python.Dict:
		var members []string
		for name, item := range node.All() {
			members = append(members, python.Repr(name)+": "+written(item))
		}
		return "{" + strings.Join(members, ", ") + "}"
	}
	return python.Repr(tree)
}
