package resources

import (
	"errors"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/djangoql"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// searchLanguage is the span in which the search language works without an enterprise license.
var searchLanguage = profile.Dated("the search language works without a licence", profile.Since(profile.V2026_5RC1, profile.Source))

// asks parses a search in the language with these names. A search that the language refuses becomes a search
// for its words; one that the language accepts and Django does not makes the server crash.
func asks(known []askable) func(*drf.Request, string) (func(*store.Row) bool, error) {
	return func(r *drf.Request, text string) (func(*store.Row) bool, error) {
		expression, err := djangoql.Parse(text)
		if err == nil {
			err = check(known, expression)
		}
		if errors.Is(err, djangoql.ErrSyntax) || errors.Is(err, errNotAsked) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return build(known, expression)
	}
}

// errNotAsked reports a comparison that the language does not accept.
var errNotAsked = errors.New("the list cannot be asked so")

// crashedSearch returns the crash for a search that the language accepts and Django or PostgreSQL does not.
func crashedSearch(why string) error { return drf.Crash(why).In(drf.LayerLookUp).Of("search") }

// check checks the comparisons from left to right.
func check(known []askable, e *djangoql.Expression) error {
	if e.Comparison != nil {
		return checkComparison(known, e.Comparison)
	}
	if err := check(known, e.Left); err != nil {
		return err
	}
	return check(known, e.Right)
}

// checkComparison returns an error if the list does not know the name, or the values are not of its kind.
func checkComparison(known []askable, c *djangoql.Comparison) error {
	field, err := resolve(known, c.Name)
	if err != nil {
		return err
	}
	if field.kind == "relation" && field.name != c.Name[0] {
		if !c.List() && c.Values[0] == nil {
			return nil
		}
		return errNotAsked
	}
	if slices.ContainsFunc(c.Values, func(value any) bool { return !field.takes(value) }) {
		return errNotAsked
	}
	return nil
}

// resolve returns the column for a name: the JSON column at its beginning, or otherwise the column named by
// its last part.
func resolve(known []askable, name []string) (found *askable, err error) {
	for i, part := range name {
		if i > 0 && found.kind == "relation" {
			return nil, crashedSearch("DjangoQL takes a JSON column behind another for a model, which its schema does not have")
		}
		place := slices.IndexFunc(known, func(a askable) bool { return a.name == part })
		if place < 0 {
			return nil, errNotAsked
		}
		if found = &known[place]; i == 0 && found.kind == "relation" {
			return found, nil
		}
	}
	return found, nil
}

func (a *askable) takes(value any) bool {
	switch v := value.(type) {
	case nil:
		return a.null
	case bool:
		return a.kind == "bool"
	case string:
		if a.kind == "datetime" {
			_, ok := askedTime(v)
			return ok
		}
		return a.kind != "bool"
	}
	return false
}

// build returns the test of an expression that the language accepts.
func build(known []askable, e *djangoql.Expression) (func(*store.Row) bool, error) {
	if e.Comparison != nil {
		return buildComparison(known, e.Comparison)
	}
	left, err := build(known, e.Left)
	if err != nil {
		return nil, err
	}
	right, err := build(known, e.Right)
	if err != nil {
		return nil, err
	}
	if e.Or {
		return func(row *store.Row) bool { return left(row) || right(row) }, nil
	}
	return func(row *store.Row) bool { return left(row) && right(row) }, nil
}

func buildComparison(known []askable, c *djangoql.Comparison) (func(*store.Row) bool, error) {
	field, err := resolve(known, c.Name)
	if err != nil {
		return nil, err
	}
	for _, value := range c.Values {
		if text, ok := value.(string); ok && (!utf8.ValidString(text) || strings.ContainsRune(text, 0)) {
			return nil, crashedSearch("PostgreSQL takes neither half a surrogate pair nor a null character")
		}
	}
	if field.name == c.Name[0] && field.kind == "relation" {
		return inJSON(field, c)
	}
	if len(c.Name) > 1 {
		return nil, crashedSearch("Django finds no column behind another that is no relation")
	}
	return field.inColumn(c)
}

// suffixes maps the operators to Django's look-ups.
var suffixes = map[string]string{
	"=": "", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "~": "icontains", "in": "in", "startswith": "istartswith",
	"endswith": "iendswith",
}

// inJSON compares a value in a JSON column. The path is the name, without its last part if that is the
// column's name; its last step may be a look-up.
func inJSON(field *askable, c *djangoql.Comparison) (func(*store.Row) bool, error) {
	parts := c.Name
	if parts[len(parts)-1] == field.name {
		parts = parts[:len(parts)-1]
	}
	if len(parts) == 0 {
		return nil, crashedSearch("a JSON column alone leaves Django a look-up without a name")
	}
	if suffix := suffixes[c.Operator]; suffix != "" {
		parts = append(slices.Clone(parts), suffix)
	}
	steps := strings.Split(strings.Join(parts, "__"), "__")[1:]
	var value any = c.Values[0]
	if c.List() {
		value = c.Values
	}
	if len(steps) == 0 {
		steps = []string{"exact"}
	}
	read, err := parseComparison(steps, value)
	if err != nil {
		return nil, err
	}
	if read == nil {
		return nil, crashedSearch("Django raises a ValueError for the value of the look-up, and nothing catches it")
	}
	return func(row *store.Row) bool { return read.holds(row.Get(field.name), c.Not) }, nil
}

// inColumn compares a column of another kind.
func (a *askable) inColumn(c *djangoql.Comparison) (func(*store.Row) bool, error) {
	values := slices.Clone(c.Values)
	if a.choices != nil {
		values = a.chosen(c)
	}
	if a.kind == "datetime" {
		return a.inTime(c)
	}
	switch c.Operator {
	case "~", "startswith", "endswith":
		return a.inText(c, values[0].(string)), nil
	}
	if !c.List() && values[0] == nil {
		return func(row *store.Row) bool { return (row.Get(a.name) == nil) != c.Not }, nil
	}
	for i, value := range values {
		key, err := a.key(value)
		if err != nil {
			return nil, err
		}
		values[i] = key
	}
	return a.compare(c, values), nil
}

// chosen returns the values for display names.
func (a *askable) chosen(c *djangoql.Comparison) []any {
	if c.List() {
		var values []any
		for _, o := range a.choices {
			if slices.Contains(c.Values, any(o.Value)) || slices.Contains(c.Values, any(o.Name)) {
				values = append(values, o.Value)
			}
		}
		return values
	}
	for _, o := range a.choices {
		if c.Values[0] == o.Value || c.Values[0] == o.Name {
			return []any{o.Value}
		}
	}
	return slices.Clone(c.Values)
}

// inText compares a column as text, ignoring case.
func (a *askable) inText(c *djangoql.Comparison, text string) func(*store.Row) bool {
	text = strings.ToUpper(text)
	holds := strings.Contains
	switch c.Operator {
	case "startswith":
		holds = strings.HasPrefix
	case "endswith":
		holds = strings.HasSuffix
	}
	return func(row *store.Row) bool {
		found := row.Get(a.name)
		return (found != nil && holds(strings.ToUpper(columnText(found)), text)) != c.Not
	}
}

// columnText returns a column's value as PostgreSQL casts it to text.
func columnText(value any) string {
	if at, ok := value.(time.Time); ok {
		text := at.UTC().Format("2006-01-02 15:04:05.999999")
		return text + "+00"
	}
	return python.Str(value)
}

// key returns a value in the column's type.
func (a *askable) key(value any) (any, error) {
	text, ok := value.(string)
	if !ok {
		return value, nil
	}
	switch a.name {
	case "event_uuid":
		id, ok := python.ParseUUID(text)
		if !ok {
			return nil, crashedSearch("Django raises an error of its own for what is no UUID, and nothing catches it")
		}
		return id, nil
	case "client_ip":
		if text == "" {
			return nil, nil // Django keeps the empty text as null, which equals nothing
		}
		return askedAddress(text)
	}
	return text, nil
}

// compare compares a column with valid values. A null in the column differs from all of them; a null among
// the values matches nothing.
func (a *askable) compare(c *djangoql.Comparison, values []any) func(*store.Row) bool {
	if !c.List() && values[0] == nil {
		return func(row *store.Row) bool { return row.Get(a.name) == nil && c.Not }
	}
	holds := func(found any) bool { return slices.Contains(values, found) }
	if order, ordered := orders[c.Operator]; ordered {
		holds = func(found any) bool { return order(compareColumns(found, values[0])) }
	}
	return func(row *store.Row) bool {
		found := row.Get(a.name)
		if a.name == "client_ip" && found != nil {
			found, _ = askedAddress(found.(string))
		}
		return (found != nil && holds(found)) != c.Not
	}
}

var orders = map[string]func(int) bool{
	">": func(order int) bool { return order > 0 }, ">=": func(order int) bool { return order >= 0 },
	"<": func(order int) bool { return order < 0 }, "<=": func(order int) bool { return order <= 0 },
}

func compareColumns(found, value any) int {
	switch f := found.(type) {
	case netip.Addr:
		return f.Compare(value.(netip.Addr))
	case uuid.UUID:
		v := value.(uuid.UUID)
		return strings.Compare(string(f[:]), string(v[:]))
	case time.Time:
		return f.Compare(value.(time.Time))
	}
	return strings.Compare(found.(string), value.(string))
}

// askedAddress parses an address for a look-up; Django fails on an invalid one.
func askedAddress(text string) (any, error) {
	address, err := parseAddress(text)
	if err != nil {
		return nil, err
	}
	return netip.MustParseAddr(address.(string)), nil
}

// inTime compares a time. Text operators compare the sent text; all others parse it.
func (a *askable) inTime(c *djangoql.Comparison) (func(*store.Row) bool, error) {
	if c.Operator == "~" {
		return a.inText(c, c.Values[0].(string)), nil
	}
	var times []any
	for _, value := range c.Values {
		at, _ := askedTime(value.(string))
		if at == nil && !c.List() && c.Operator != "=" {
			return nil, crashedSearch("Django compares nothing with None")
		}
		if at == nil && !c.List() {
			return func(row *store.Row) bool { return (row.Get(a.name) == nil) != c.Not }, nil
		}
		times = append(times, at)
	}
	if c.Operator == "startswith" || c.Operator == "endswith" {
		return a.inText(c, timeText(times[0])), nil
	}
	if c.List() || c.Operator == "=" {
		return func(row *store.Row) bool {
			found := row.Get(a.name).(time.Time)
			return slices.ContainsFunc(times, func(at any) bool { return at != nil && found.Equal(at.(time.Time)) }) != c.Not
		}, nil
	}
	return a.compare(c, times), nil
}

var askedTimes = regexp.MustCompile(`^(\d{4})-(1[0-2]|0[1-9]|[1-9])-(3[01]|[12]\d|0[1-9]|[1-9]| [1-9])(?:\s+(2[0-3]|[01]\d|\d):([0-5]\d|\d)(?::(6[01]|[0-5]\d|\d))?)?$`)

// askedTime parses a time in the language's format. The length of the text decides whether it has hours, and
// seconds. The empty text is nil; ok is false for an invalid time.
func askedTime(text string) (at any, ok bool) {
	if text == "" {
		return nil, true
	}
	match := askedTimes.FindStringSubmatch(text)
	length := utf8.RuneCountInString(text)
	if match == nil || (match[4] != "") != (length > 10) || (match[6] != "") != (length > 16) {
		return nil, false
	}
	var parts [6]int
	for i := range parts {
		parts[i], _ = strconv.Atoi(strings.TrimSpace(match[i+1]))
	}
	t := time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], parts[5], 0, time.UTC)
	return t, t.Day() == parts[2] && parts[5] < 60 && parts[0] > 0
}
