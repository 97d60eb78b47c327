package blueprint

import (
	"errors"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// The states that an entry may ask for.
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
	// identifiers say which object it is, values are the attributes with the identifiers among them.
	identifiers, values *python.Dict
	// row is the object if it is there already.
	row *store.Row
}

// apply does what an entry says.
func (l *loader) apply(e *entry) error {
	s := &scope{loader: l, entry: e}
	met, err := s.list(e.conditions)
	if err != nil {
		return err
	}
	if !all(met.([]any)) {
		e.skipped = "its conditions do not hold"
		return nil
	}
	if e.label, err = s.label(e.model); err != nil {
		return err
	}
	o := &object{scope: s}
	if o.state, err = s.stateOf(e.state); err != nil {
		return err
	}
	if err := o.resolve(); err != nil {
		return err
	}
	var known bool
	o.Registered, known = l.request.Site.Model(e.label)
	switch {
	case known:
		err := o.reconcile()
		if fault := (FaultError{}); err == nil || errors.As(err, &fault) {
			return err
		}
		return InvalidError{err}
	case isPolicy(e.label):
		return o.keepPolicy()
	}
	o.keepStranger()
	return nil
}

// label is the model that an entry names.
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
	for _, m := range o.entry.identifiers {
		value, err := o.value(m.Value)
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
		return o.Wrong(o.entry.at, "an entry needs identifiers: what tells its object from others, such as its slug or name")
	}
	for _, m := range o.entry.attributes {
		value, err := o.value(m.Value)
		if err != nil {
			return err
		}
		o.values.Set(m.Name, o.followAll(value))
	}
	merge(o.values, o.identifiers)
	return nil
}

// follow replaces the primary key that an entry above named by that of the object that it found.
func (o *object) follow(value any) any {
	if text, ok := value.(string); ok {
		if key, moved := o.moved[text]; moved {
			return key
		}
	}
	return value
}

// followAll does so in a list or a mapping, too.
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

// seeded are the names of the blueprints that authentik comes with; what they make is in the fresh seed.
var seeded = []string{"Default - ", "System - "}

// keepStranger remembers the object of a model that the fake lacks.
func (o *object) keepStranger() {
	name, _ := o.identifiers.Get("name")
	isSeeded := func(prefix string) bool { return strings.HasPrefix(python.Str(name), prefix) }
	if strings.EqualFold(o.entry.label, "authentik_blueprints.metaapplyblueprint") && slices.ContainsFunc(seeded, isSeeded) {
		o.entry.skipped = "it applies another blueprint"
		return
	}
	o.warn(o.entry.model.GetToken(), "the fake has no %s: the entry is left out", o.entry.label)
	if o.state == absent {
		o.entry.skipped = "its state is absent"
		return
	}
	key := o.newUUID()
	o.strangers = append(o.strangers, stranger{o.entry.label, o.values, key})
	o.entry.standIn = key
}

// reconcile makes the object what the entry says.
func (o *object) reconcile() error {
	if o.Type == "" && len(o.Resource.Children) > 0 {
		return o.Wrong(o.entry.model.GetToken(), "%s is what many models have in common: name the one that is meant", o.entry.label)
	}
	if kept, err := o.settle(o.put); err != nil || !kept {
		return err
	}
	return o.assign()
}

// settle finds the object, and deletes it, leaves it or has it put as the state says; kept is false if there is none
// afterwards.
func (o *object) settle(put func() error) (kept bool, err error) {
	if o.row, err = o.lookUp(); err != nil {
		return false, err
	}
	if o.state == absent {
		o.entry.skipped = "its state is absent"
		if o.row == nil {
			return false, nil
		}
		return false, o.request.Tx.Delete(o.row)
	}
	if o.state == mustCreated && o.row != nil {
		return false, o.Wrong(o.entry.at, "the object is there already, which must_created refuses: take created or present")
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

// remember tells later entries which object a primary key among the identifiers stood for.
func (o *object) remember() {
	if key, ok := o.identifiers.Get("pk"); ok {
		o.moved[python.Str(key)] = wire(o.row.PK())
	}
}

// lookUp finds the object: by the primary key or else by all other identifiers. A mapping need only be part of the
// stored one. Where both name objects, authentik takes the one that its database lists first.
func (o *object) lookUp() (*store.Row, error) {
	tx, table := o.request.Tx, o.Model.Table
	if key, ok := o.identifiers.Get("pk"); ok {
		parsed, message := drf.ParseKey(tx.Serial(table), key)
		if message != nil {
			return nil, o.at("pk", "this is no primary key of %s", o.entry.label)
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
	if err != nil {
		return nil, o.Wrong(o.entry.at, "%v", err)
	}
	return row, nil
}

// stored is an identifier as its column holds it, where that differs from what the API shows.
func (o *object) stored(name string, value any) any {
	if o.Resource == nil {
		return value
	}
	field, _, _ := o.Resource.Member(name)
	if field.Parse == nil {
		return value
	}
	key, message := field.Parse(o.request, value)
	if message != nil {
		return value
	}
	return wire(key)
}

// at is an error at an attribute or identifier of the entry.
func (o *object) at(name, format string, args ...any) error {
	for _, members := range [][]yamldoc.Entry{o.entry.attributes, o.entry.identifiers} {
		if node := find(members, name); node != nil {
			return o.Wrong(node.GetToken(), format, args...)
		}
	}
	return o.Wrong(o.entry.at, format, args...)
}

// put creates the object or changes it, under the rules of its resource.
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

// explain says what the resource refused, at the member that is to blame.
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
	name, words := problem.First()
	if name == "" {
		return o.Wrong(o.entry.at, "%s: %s", o.entry.label, words)
	}
	return o.at(name, "%s: %s: %s", o.entry.label, name, words)
}
