package blueprint

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// The values of an entry's state.
const (
	present     = "present"
	created     = "created"
	mustCreated = "must_created"
	absent      = "absent"
)

// object is an entry with its tags resolved.
type object struct {
	*scope
	drf.Registered
	state string
	// identifiers select the object, values are the attributes together with the identifiers.
	identifiers, values *python.Dict
	// strange maps members whose values come from a model that is not implemented to that model.
	strange map[string]string
	// row is the object, nil if it does not exist yet.
	row *store.Row
}

// apply applies an entry. An entry in state absent is skipped rather than refused.
func (l *loader) apply(e *entry) error {
	s := &scope{loader: l, entry: e}
	var err error
	if e.label, err = s.label(e.model); err != nil {
		return err
	}
	if err := s.known(); err != nil {
		return err
	}
	met, err := s.list(e.conditions)
	if err != nil {
		return err
	}
	if !all(met.([]any)) {
		e.skipped = "its conditions do not hold"
		return nil
	}
	state, err := s.stateOf(e.state)
	if err != nil {
		return err
	}
	err = s.applyAs(state)
	var invalid InvalidError
	if state == absent && errors.As(err, &invalid) {
		e.skipped = "its state is absent"
		s.warn(e.at, "authentik skips this entry, since its state is absent: %s", firstLine(invalid.Error()))
		return nil
	}
	return err
}

// applyAs applies an entry whose conditions hold.
func (s *scope) applyAs(state string) error {
	o := &object{scope: s, state: state}
	var known bool
	o.Registered, known = s.request.Site.Model(s.entry.label)
	if err := s.mayBe(o.Registered); err != nil {
		return err
	}
	if app, _, _ := strings.Cut(s.entry.label, "."); isMeta(app) && strings.HasSuffix(s.entry.label, "."+metaApply) {
		return s.applyMeta()
	}
	if err := o.resolve(); err != nil {
		return o.orLeftOut(err)
	}
	switch {
	case !known:
		o.keepStranger("the fake has no %s: the entry is left out", s.entry.label)
		return nil
	case len(o.strange) == 0:
		return o.reconcile()
	}
	return o.orLeftOut(o.request.Tx.Try(o.reconcile))
}

// orLeftOut leaves the entry out, with a warning, if an error is only about members whose values come from a
// model that is not implemented; it returns any other error. Entries that refer to this one find a stand-in.
func (o *object) orLeftOut(err error) error {
	var blame *blameError
	if !errors.As(err, &blame) || errors.Is(err, yamldoc.ErrLimit) {
		return err
	}
	label := ""
	for _, name := range blame.names {
		model, strange := o.strange[name]
		if !strange && name != "" {
			return err
		}
		label = cmp.Or(label, model)
	}
	for _, name := range slices.Sorted(maps.Keys(o.strange)) {
		label = cmp.Or(label, o.strange[name])
	}
	if label == "" {
		return err
	}
	o.keepStranger("the fake has no %s, to which this refers: the entry is left out", label)
	return nil
}

// blameError is an error about members of an entry; "" is the entry as a whole.
type blameError struct {
	error
	names []string
}

// Unwrap returns the wrapped error.
func (e *blameError) Unwrap() error { return e.error }

// blamed returns the members that a problem is about.
func blamed(problem *drf.Problem) []string {
	tree, ok := problem.Body.(*python.Dict)
	if !ok {
		return []string{""}
	}
	var names []string
	for name := range tree.All() {
		if name == "non_field_errors" || name == "detail" {
			name = ""
		}
		names = append(names, name)
	}
	return names
}

// label returns the model of an entry.
func (s *scope) label(node ast.Node) (string, error) {
	label, err := s.text(node, "a model")
	if err != nil {
		return "", err
	}
	if strings.Count(label, ".") != 1 {
		return "", s.Wrong(node.GetToken(), "a model is app.model, such as authentik_flows.flow")
	}
	return label, nil
}

func (s *scope) stateOf(node ast.Node) (string, error) {
	if node == nil {
		return present, nil
	}
	state, err := s.text(node, "a state")
	if err != nil {
		return "", err
	}
	states := []string{present, created, mustCreated, absent}
	if !slices.Contains(states, state) {
		return "", s.Wrong(node.GetToken(), "there is no state %q: there are %s", state, strings.Join(states, ", "))
	}
	return state, nil
}

// resolve resolves the identifiers and the attributes.
func (o *object) resolve() error {
	o.identifiers, o.values = python.NewDict(), python.NewDict()
	o.strange = map[string]string{}
	for _, m := range o.entry.identifiers {
		value, err := o.member(m)
		if err != nil {
			return err
		}
		if dict, ok := value.(*python.Dict); ok {
			if key, ok := dict.Get("pk"); ok {
				value = key // an object that !FindObject found
			}
		}
		o.identifiers.Set(m.Name, o.follow(value))
	}
	if o.identifiers.Len() == 0 {
		return o.invalid(o.Wrong(o.entry.at, "an entry needs identifiers: what tells its object from others, such as its slug or name"),
			"No or invalid identifiers")
	}
	for _, m := range o.entry.attributes {
		value, err := o.member(m)
		if err != nil {
			return err
		}
		o.values.Set(m.Name, o.followAll(value))
	}
	merge(o.values, o.identifiers)
	return nil
}

// member returns the value of a member, and records whether it comes from a model that is not implemented.
func (o *object) member(m yamldoc.Entry) (any, error) {
	o.stranger = ""
	value, err := o.value(m.Value)
	if o.stranger != "" {
		o.strange[m.Name] = o.stranger
	}
	if err != nil {
		return nil, &blameError{err, []string{m.Name}}
	}
	return value, nil
}

// resolved returns members as a mapping, with their tags resolved.
func (s *scope) resolved(members []yamldoc.Entry) (*python.Dict, error) {
	dict := python.NewDict()
	for _, m := range members {
		value, err := s.value(m.Value)
		if err != nil {
			return nil, err
		}
		dict.Set(m.Name, value)
	}
	return dict, nil
}

// follow replaces a primary key that an earlier entry named with that of the object which that entry found.
func (o *object) follow(value any) any {
	if text, ok := value.(string); ok {
		if key, moved := o.moved[text]; moved {
			return key
		}
	}
	return value
}

// followAll is like follow and also replaces keys within a list or a mapping.
func (o *object) followAll(value any) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = o.follow(v[i])
		}
	case *python.Dict:
		for name, member := range v.All() {
			v.Set(name, o.follow(member))
		}
	}
	return o.follow(value)
}

// keepStranger warns that the entry is left out, and records its object for references to it.
func (o *object) keepStranger(warning string, label string) {
	o.warn(o.entry.model.GetToken(), warning, label)
	if o.state == absent {
		o.entry.skipped = "its state is absent"
		return
	}
	key := o.newUUID()
	o.strangers = append(o.strangers, stranger{o.entry.label, o.values, key})
	o.entry.standIn = key
}

// reconcile brings the object into the state of the entry.
func (o *object) reconcile() error {
	if kept, err := o.settle(o.put); err != nil || !kept {
		return err
	}
	return o.assign()
}

// settle finds the object, and deletes it, keeps it or calls put, depending on the state. kept is false if
// there is no object afterwards.
func (o *object) settle(put func() error) (kept bool, err error) {
	if o.row, err = o.lookUp(); err != nil {
		return false, err
	}
	if o.state == absent {
		o.entry.skipped = "its state is absent"
		if o.row == nil {
			return false, nil
		}
		return false, o.request.Delete(o.row)
	}
	if o.state == mustCreated && o.row != nil {
		problem := python.NewDict()
		for _, m := range o.entry.identifiers {
			problem.Set(m.Name, []any{existsAlready})
		}
		return false, o.invalid(o.Wrong(o.entry.at, "the object exists already, which must_created refuses: use created or present"),
			o.details(problem))
	}
	if o.row == nil || o.state != created {
		if err := put(); err != nil {
			return false, err
		}
	}
	o.entry.row = o.row
	o.remember()
	return true, nil
}

// remember records which object a primary key among the identifiers stood for.
func (o *object) remember() {
	if key, ok := o.identifiers.Get("pk"); ok {
		o.moved[python.Str(key)] = drf.SentKey(o.row.PK())
	}
}

// lookUp finds the object: by the primary key or by all other identifiers. A mapping need only be part of the
// stored one. If both match objects, authentik takes the one that its database lists first.
func (o *object) lookUp() (*store.Row, error) {
	tx, table := o.request.Tx, o.Model.Table
	if key, ok := o.identifiers.Get("pk"); ok {
		parsed, message := drf.ParseKey(tx.Serial(table), key)
		if message != nil {
			return nil, &blameError{o.at("pk", "this is no primary key of %s", o.entry.label), []string{"pk"}}
		}
		if row := tx.ByPK(table, parsed); row != nil && o.Holds(row) {
			return row, nil
		}
	}
	var conditions []condition
	for name, value := range o.identifiers.All() {
		if name == "pk" {
			continue
		}
		if _, dict := value.(*python.Dict); dict {
			name += "__contains"
		}
		conditions = append(conditions, condition{name, o.stored(name, value)})
	}
	if len(conditions) == 0 {
		return nil, nil
	}
	row, err := first(tx, o.Registered, conditions)
	var unknown *unknownFieldError
	if errors.As(err, &unknown) {
		return nil, o.invalid(o.Wrong(o.entry.at, "%v", err), "Invalid identifier field: Cannot resolve keyword "+
			python.Repr(unknown.name)+" into field.")
	}
	return row, err
}

// stored returns an identifier in its column's form, where that differs from the API's.
func (o *object) stored(name string, value any) any {
	field, _, _ := o.Resource.Member(name)
	if field.Parse == nil {
		return value
	}
	key, message := field.Parse(o.request, value)
	if message != nil {
		return value
	}
	return drf.SentKey(key)
}

// at returns an error at an attribute or identifier of the entry.
func (s *scope) at(name, format string, args ...any) error {
	for _, members := range [][]yamldoc.Entry{s.entry.attributes, s.entry.identifiers} {
		if node := find(members, name); node != nil {
			return s.Wrong(node.GetToken(), format, args...)
		}
	}
	return s.Wrong(s.entry.at, format, args...)
}

// put creates or changes the object, with the validation of its resource.
func (o *object) put() error {
	body, facts, err := o.split()
	if err != nil {
		return err
	}
	row, err := o.Resource.Put(o.request, o.row, body, facts)
	if err != nil {
		return o.explain(err)
	}
	o.row = row
	return nil
}

// explain returns an error about the resource's refusal, at the member that caused it.
func (o *object) explain(err error) error {
	var problem *drf.Problem
	if drf.IsCrash(err) {
		return o.Wrong(o.entry.at, "%s: authentik itself fails on these values", o.entry.label)
	}
	if !errors.As(err, &problem) {
		wrong := o.Wrong(o.entry.at, "%v", err)
		if errors.Is(err, store.ErrUnique) {
			return wrong
		}
		return FaultError{wrong}
	}
	return &blameError{o.refused(problem), blamed(problem)}
}

// firstLine returns the text of an error without the line of the file.
func firstLine(words string) string {
	first, _, _ := strings.Cut(words, "\n")
	return first
}

// newUUID returns the primary key in the identifiers, or a new one.
func (o *object) newUUID() uuid.UUID {
	if text, given := o.identifiers.Get("pk"); given {
		if id, ok := python.ParseUUID(python.Str(text)); ok {
			return id
		}
	}
	return o.request.Tx.UUID()
}
