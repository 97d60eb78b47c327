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

// What authentik says inside of the errors of entries, beside REST framework's own words.
var (
	requiredBlueprint = messages.Raw("Required blueprint does not exist").Coded("invalid")
	existsAlready     = messages.Raw("State is set to must_created and object exists already").Coded("unique")
)

// InvalidError is a blueprint that authentik's importer refuses, as opposed to one over which it fails. The error itself is
// in words for the author of the file, at a place of the file.
type InvalidError struct {
	error
	// Log is what authentik logs about it.
	Log []LogLine
	// Failed is why authentik cannot log it, and so fails over the blueprint; nil if it can.
	Failed error
}

// Unwrap is what is wrong, in words for the author of the file.
func (e InvalidError) Unwrap() error { return e.error }

// FaultError is a mistake of the fake's own while it applies an entry, which says nothing about authentik.
type FaultError struct{ error }

// Unwrap is the mistake.
func (e FaultError) Unwrap() error { return e.error }

// Beyond says whether an error is about a bound of the document.
func Beyond(err error) bool { return errors.Is(err, yamldoc.ErrLimit) }

// LogLine is a warning that authentik's importer logs.
type LogLine struct {
	Event string
	// Attributes are what the line itself says, without what every line says about its request.
	Attributes *python.Dict
	// Bare says that the line does not come from the log: it has neither a logger nor attributes.
	Bare bool
}

// validationFailed is the last line about a blueprint with an entry that is refused.
var validationFailed = LogLine{Event: "Blueprint validation failed"}

// badVersion is a blueprint of another version.
func badVersion(err error) error {
	return InvalidError{error: err, Log: []LogLine{{Event: "Invalid blueprint version", Bare: true}}}
}

// unknownModel is an entry of a model that authentik does not have.
func unknownModel(err error, app, model string) error {
	attributes := python.NewDict()
	attributes.Set("app", app)
	attributes.Set("model", model)
	return InvalidError{error: err, Log: []LogLine{{Event: "App or Model does not exist", Attributes: attributes}, validationFailed}}
}

// invalid is an entry that is refused: err in words for the author of the file, reason in authentik's. authentik's line
// shows the entry, and resolves its tags once more to do so, as if it were the only entry of a blueprint without a context.
// If that fails, so does authentik.
func (s *scope) invalid(err error, reason string) error {
	shown, failed := s.shownEntry()
	attributes := python.NewDict()
	attributes.Set("entry", shown)
	attributes.Set("error", reason)
	return InvalidError{err, []LogLine{{Event: "Entry invalid: " + reason, Attributes: attributes}, validationFailed}, failed}
}

// shownEntry is the entry as authentik's log shows it.
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

// shown is a value as the log shows it: what a tag stands for is text.
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

// shownList leaves out what is empty or false, as authentik does.
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

// refused is an entry that its serializer refuses, for the author at the member that is to blame.
func (s *scope) refused(problem *drf.Problem) error {
	name, words := problem.First()
	if name == "" {
		return s.refusedAt(problem, words)
	}
	return s.invalid(s.at(name, "%s: %s: %s", s.entry.label, name, words), s.serializerErrors(problem))
}

// refusedAt is the same with other words for the author, about the member that is to blame.
func (s *scope) refusedAt(problem *drf.Problem, words string) error {
	name, _ := problem.First()
	return s.invalid(s.at(name, "%s: %s", s.entry.label, words), s.serializerErrors(problem))
}

// serializerErrors is what authentik says of the errors of a serializer: str(serializer.errors).
func (l *loader) serializerErrors(problem *drf.Problem) string {
	return "Serializer errors " + l.details(problem.Body)
}

// details writes a tree of messages as Python writes a tree of REST framework's ErrorDetail.
func (l *loader) details(tree any) string {
	return written(drf.Words(tree, func(m messages.Message) string {
		return "ErrorDetail(string=" + python.Repr(l.request.Say(m)) + ", code=" + python.Repr(cmp.Or(m.Code, "invalid")) + ")"
	}))
}

// written writes a tree whose texts are written already.
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
