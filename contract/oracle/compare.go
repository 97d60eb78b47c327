package main

import (
	"bytes"
	"iter"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// batch is how many requests follow each other before both begin anew.
const batch = 100

// compareBodies sends n random bodies to both. What follows a difference in its batch is dropped, since both may hold
// something else from there on.
func compareBodies(o *oracle, f *fake, random *rand.Rand, n int, r *result) error {
	for done := 0; done < n; done += batch {
		if err := f.reset(); err != nil {
			return err
		}
		g := newGenerator(random, f.world)
		questions := []question{{World: &f.world}}
		for range min(batch, n-done) {
			questions = append(questions, g.request())
		}
		answers, err := o.ask(questions)
		if err != nil {
			return err
		}
		compareBatch(f, questions[1:], answers[1:], r)
	}
	return nil
}

// compareBatch asks the fake what the oracle has answered.
func compareBatch(f *fake, questions []question, answers []answer, r *result) {
	for i, q := range questions {
		ours, theirs := reduce(q, f.ask(q)), reduce(q, answers[i])
		if ours.Status != theirs.Status || !bytes.Equal(ours.Body, theirs.Body) {
			r.tell(q.String(), ours.String(), theirs.String())
			r.dropped += len(questions) - i - 1
			return
		}
		r.saw(ours.Status)
	}
}

// reduce leaves of an answer what both must have in common: of a failure that there was one, of an object the members that can
// be written, in their order. Lists of keys have no order of their own, objects in columns have that of PostgreSQL, and the
// expiry of an API token is not the client's. SQLite has no negative zero.
func reduce(q question, a answer) answer {
	switch {
	case a.Status == http.StatusMethodNotAllowed, a.Status >= http.StatusInternalServerError, a.Status == 0:
		return answer{Status: 0, Body: failure(a)}
	case a.Status >= http.StatusMultipleChoices:
		return a
	}
	parsed, err := orjson.Parse(a.Body)
	object, ok := parsed.(*python.Dict)
	if err != nil || !ok {
		return a
	}
	if page, ok := object.Get("pagination"); ok {
		return answer{a.Status, orjson.Append(nil, python.DictOf("pagination", page, "names", namesOn(page, object)))}
	}
	kept := python.NewDict()
	for name, value := range object.All() {
		if written(q.Resource, name) {
			kept.Set(name, unordered(name, value))
		}
	}
	if intent, _ := kept.Get("intent"); intent == "api" {
		kept.Set("expires", nil)
	}
	return answer{a.Status, orjson.Append(nil, kept)}
}

// namesOn returns the names, or identifiers, on the only page of a list, sorted, since databases sort texts in ways of their own.
// A list of several pages has none.
func namesOn(page any, list *python.Dict) any {
	if total, _ := page.(*python.Dict).Get("total_pages"); total != int64(1) {
		return nil
	}
	var names []string
	results, _ := list.Get("results")
	for _, item := range results.([]any) {
		name, named := item.(*python.Dict).Get("name")
		if !named {
			name, _ = item.(*python.Dict).Get("identifier")
		}
		names = append(names, python.Str(name))
	}
	slices.Sort(names)
	return strings.Join(names, "\n")
}

// failure returns what to compare of a failure: nothing, unless it is the fake's own.
func failure(a answer) []byte {
	if bytes.Contains(a.Body, []byte("authentik-mock")) {
		return a.Body
	}
	return nil
}

// String returns the answer as a person reads it.
func (a answer) String() string {
	return strings.TrimSpace(http.StatusText(a.Status) + " " + string(a.Body))
}

// written reports whether a member of a resource can be written.
func written(resource, name string) bool {
	for _, t := range targets {
		if t.resource == resource {
			return slices.ContainsFunc(t.members, func(m member) bool { return m.name == name })
		}
	}
	return false
}

// unordered sorts the keys in a list of related objects, and the members of objects inside a member.
func unordered(name string, value any) any {
	switch value := value.(type) {
	case float64:
		return value + 0
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = unordered("", item)
		}
		if slices.Contains([]string{"parents", "users", "roles", "configuration_stages"}, name) {
			slices.SortFunc(items, func(a, b any) int { return strings.Compare(python.Str(a), python.Str(b)) })
		}
		return items
	case *python.Dict:
		sorted := python.NewDict()
		for _, name := range slices.Sorted(keysIn(value)) {
			item, _ := value.Get(name)
			sorted.Set(name, unordered("", item))
		}
		return sorted
	}
	return value
}

// keysIn yields the names of an object's members.
func keysIn(object *python.Dict) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range object.All() {
			if !yield(name) {
				return
			}
		}
	}
}
