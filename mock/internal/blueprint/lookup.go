package blueprint

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/jsonb"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// stranger is an object of a model that is not implemented. Its primary key is generated, so that others can
// refer to it.
type stranger struct {
	label  string
	values *python.Dict
	key    uuid.UUID
}

// findKey returns the primary key of the first object that meets all conditions, null if there is none.
func (s *scope) findKey(n *ast.TagNode) (any, error) {
	_, row, key, err := s.search(n)
	switch {
	case err != nil:
		return nil, err
	case key != nil:
		return drf.SentKey(key), nil
	case row == nil:
		return nil, nil
	}
	return drf.SentKey(row.PK()), nil
}

// findObject returns the object as its API shows it; for a model that is not implemented, as an entry
// described it.
func (s *scope) findObject(n *ast.TagNode) (any, error) {
	m, row, key, err := s.search(n)
	switch {
	case err != nil:
		return nil, err
	case key != nil:
		return s.shared(n, s.strangers[slices.IndexFunc(s.strangers, func(one stranger) bool { return one.key == key })].object())
	case row == nil:
		return nil, nil
	}
	return s.shared(n, m.Resource.Represent(s.request, row))
}

// object returns the known members of a stranger.
func (s stranger) object() *python.Dict {
	shown := python.NewDict()
	shown.Set("pk", drf.SentKey(s.key))
	for name, value := range s.values.All() {
		shown.Set(name, value)
	}
	return shown
}

// search returns the object that !Find and !FindObject name: a row or, for a model that is not implemented, a
// key.
func (s *scope) search(n *ast.TagNode) (m drf.Registered, row *store.Row, key any, err error) {
	arguments, err := s.arguments(n, 1, many, "[app.model, [field, value], …]")
	if err != nil {
		return m, nil, nil, err
	}
	label, err := s.text(arguments[0], "the model")
	if err != nil {
		return m, nil, nil, err
	}
	conditions := make([]condition, len(arguments)-1)
	for i, argument := range arguments[1:] {
		if conditions[i], err = s.findCondition(argument); err != nil {
			return m, nil, nil, err
		}
	}
	m, known := s.request.Site.Model(label)
	if app, model, _ := strings.Cut(label, "."); !known && !s.contentType(app, model) {
		return m, nil, nil, s.Wrong(arguments[0].GetToken(), "authentik %s has no model %s", s.release(), label)
	}
	if !known {
		s.stranger = label
		if found := s.findStranger(label, conditions); found != nil {
			return m, nil, found.key, nil
		}
		s.warn(arguments[0].GetToken(), "the fake has no %s: nothing is found", label)
		return m, nil, nil, nil
	}
	if row, err = first(s.request.Tx, m, conditions); err != nil {
		return m, nil, nil, s.Wrong(n.Start, "%v", err)
	}
	return m, row, nil, nil
}

func (s *scope) findCondition(node ast.Node) (c condition, err error) {
	items, err := s.items(node, "what to find by")
	if err != nil {
		return c, err
	}
	if len(items) != 2 {
		return c, s.Wrong(node.GetToken(), "write [field, value]")
	}
	if c.path, err = s.text(items[0], "a field"); err != nil {
		return c, err
	}
	c.value, err = s.value(items[1])
	return c, err
}

func (l *loader) findStranger(label string, conditions []condition) *stranger {
	for i, s := range l.strangers {
		differs := func(c condition) bool {
			value, _ := s.values.Get(c.path)
			return !same(value, c.value)
		}
		if strings.EqualFold(s.label, label) && !slices.ContainsFunc(conditions, differs) {
			return &l.strangers[i]
		}
	}
	return nil
}

// condition is a Django look-up, such as slug or target__slug__startswith, and the value to look for.
type condition struct {
	path  string
	value any
}

// first returns the first row of a model that meets all conditions. Like Django, it validates all of them
// before it looks for rows.
func first(tx *store.Tx, m drf.Registered, conditions []condition) (*store.Row, error) {
	for row := range tx.All(m.Model.Table) {
		for _, c := range conditions {
			if _, err := c.meets(tx, row); err != nil {
				return nil, fmt.Errorf("%s: %w", m.Model.Label(), err)
			}
		}
		break
	}
	for row := range candidates(tx, m.Model.Table, conditions) {
		if !m.Holds(row) {
			continue
		}
		meets := true
		for _, c := range conditions {
			met, err := c.meets(tx, row)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", m.Model.Label(), err)
			}
			meets = meets && met
		}
		if meets {
			return row, nil
		}
	}
	return nil, nil
}

// candidates returns rows that include all matches of the conditions: those that an index finds, or all.
func candidates(tx *store.Tx, table string, conditions []condition) iter.Seq[*store.Row] {
	for _, c := range conditions {
		text, ok := c.value.(string)
		if !ok || !tx.Indexed(table, c.path) {
			continue
		}
		rows := slices.Collect(tx.Where(table, c.path, text))
		if id, ok := python.ParseUUID(text); ok {
			rows = slices.AppendSeq(rows, tx.Where(table, c.path, id))
		}
		return slices.Values(rows)
	}
	return tx.All(table)
}

// lookups holds the comparisons that may end a path.
var lookups = map[string]func(stored, wanted any) bool{
	"exact":       same,
	"iexact":      onText(strings.EqualFold),
	"contains":    contains,
	"icontains":   onText(func(a, b string) bool { return strings.Contains(strings.ToLower(a), strings.ToLower(b)) }),
	"startswith":  onText(strings.HasPrefix),
	"istartswith": onText(func(a, b string) bool { return strings.HasPrefix(strings.ToLower(a), strings.ToLower(b)) }),
	"endswith":    onText(strings.HasSuffix),
	"iendswith":   onText(func(a, b string) bool { return strings.HasSuffix(strings.ToLower(a), strings.ToLower(b)) }),
	"isnull":      func(stored, wanted any) bool { return (stored == nil) == python.Truth(wanted) },
	"in": func(stored, wanted any) bool {
		list, _ := wanted.([]any)
		return slices.ContainsFunc(list, func(one any) bool { return same(stored, one) })
	},
}

// meets follows the path of fields and relations, which two underscores separate.
func (c condition) meets(tx *store.Tx, row *store.Row) (bool, error) {
	compare := same
	names := strings.Split(c.path, "__")
	if lookup, ok := lookups[names[len(names)-1]]; ok && len(names) > 1 {
		compare, names = lookup, names[:len(names)-1]
	}
	for i, name := range names {
		column := columnOf(tx, row, name)
		if column == "" {
			return false, &unknownFieldError{name, c.path}
		}
		if i == len(names)-1 {
			return compare(row.Get(column), c.value), nil
		}
		next, reference := tx.Refer(row, column)
		if !reference {
			return false, &unknownFieldError{names[i+1], c.path}
		}
		if next == nil {
			return compare(nil, c.value), nil
		}
		row = next
	}
	return false, nil
}

// unknownFieldError reports a look-up by a field that a model does not have.
type unknownFieldError struct{ name, path string }

// Error names the look-up.
func (e *unknownFieldError) Error() string { return fmt.Sprintf("nothing can be found by %q", e.path) }

// columnOf returns the column for Django's name of a field; "" if there is none.
func columnOf(tx *store.Tx, row *store.Row, name string) string {
	switch {
	case name == "pk":
		return tx.PKColumn(row.Table())
	case row.Has(name):
		return name
	case strings.HasSuffix(name, "_id") && row.Has(strings.TrimSuffix(name, "_id")):
		return strings.TrimSuffix(name, "_id")
	}
	return ""
}

// same reports whether a stored value equals one in a file, where UUIDs are texts and numbers may be.
func same(stored, wanted any) bool {
	switch v := stored.(type) {
	case nil:
		return wanted == nil
	case uuid.UUID:
		text, ok := wanted.(string)
		id, isID := python.ParseUUID(text)
		return ok && isID && id == v
	case int64:
		if text, ok := wanted.(string); ok {
			wanted, _ = python.ParseInt(text)
		}
		return wanted == any(v)
	case string:
		return wanted != nil && python.Str(wanted) == v
	}
	return python.Repr(stored) == python.Repr(wanted)
}

func onText(compare func(stored, wanted string) bool) func(stored, wanted any) bool {
	return func(stored, wanted any) bool {
		return stored != nil && wanted != nil && compare(drf.KeyText(stored), python.Str(wanted))
	}
}

// contains implements PostgreSQL's jsonb @> for JSON, and substring search for text.
func contains(stored, wanted any) bool {
	text, ok := stored.(string)
	part, isText := wanted.(string)
	if ok && isText {
		return strings.Contains(text, part)
	}
	return jsonb.Contains(stored, wanted)
}
