package describe

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// shown reports whether recordings show each bound of a rule: there is a request to the resource that was
// recorded of the version of the bound and of the recorded version before it, and the two answers differ in
// what the rule is about. A member is there in one answer only, or has another value, error or description; a
// value or a used_by entry is there in one answer only; a request with the filter or the search, to the action
// or to the resource has another status, or finds another number of objects, or is refused otherwise.
func shown(rule resources.Rule) (bool, error) {
	for _, bound := range rule.Bounds() {
		changes, err := changesAt(bound.Profile())
		if err != nil || !slices.ContainsFunc(changes, func(c change) bool { return c.shows(rule) }) {
			return false, err
		}
	}
	return true, nil
}

// change is a request to which two versions gave different answers. Its path has no /api/v3/ in front.
type change struct {
	path          string
	query         url.Values
	before, since recorded
	// bodyBefore and bodySince return the bodies as values. Many rules are about the same change.
	bodyBefore, bodySince func() any
}

// changesAt returns the requests to which a version and the recorded one before it gave different answers.
// There are none for the oldest version.
var changesAt = profile.Once(func(p profile.Profile) ([]change, error) {
	versions := profile.RecordedNames()
	at := slices.Index(versions, p.Name)
	if at < 1 {
		return nil, nil
	}
	type place struct {
		set, scenario string
		step          int
	}
	earlier := map[place]recorded{}
	err := eachRecorded(versions[at-1], func(r recorded) { earlier[place{r.set, r.Scenario, r.Step}] = r })
	if err != nil {
		return nil, err
	}
	var changes []change
	err = eachRecorded(p.Name, func(r recorded) {
		before, found := earlier[place{r.set, r.Scenario, r.Step}]
		if found && (before.Status != r.Status || !bytes.Equal(before.Body, r.Body)) {
			changes = append(changes, change{strings.TrimPrefix(r.Path, "/api/v3/"), r.query, before, r, decodedOnce(before.Body), decodedOnce(r.Body)})
		}
	})
	return changes, err
})

// shows reports whether the answers differ in what a rule is about.
func (c change) shows(rule resources.Rule) bool {
	if !strings.HasPrefix(c.path, rule.Resource+"/") {
		return false
	}
	switch rule.Kind {
	case "member":
		names := strings.Split(rule.Name, ".")
		return c.differsIn(func(body any) any { return valuesOf(body, names) })
	case "value":
		_, value, _ := strings.Cut(rule.Name, ".")
		for within := true; within; _, value, within = strings.Cut(value, ".") {
			if c.differsIn(func(body any) any { return holdsText(body, value) }) {
				return true
			}
		}
		return false
	case "used by":
		return strings.HasSuffix(c.path, "/used_by/") && c.differsIn(func(body any) any { return uses(body, rule.Name) })
	case "filter":
		return c.query.Has(rule.Name) && c.differsInNumber()
	case "search":
		return c.query.Has("search") && c.differsInNumber()
	case "action":
		return strings.Contains(c.path, "/"+rule.Name+"/") && (c.before.Status != c.since.Status || c.since.Status >= http.StatusBadRequest)
	}
	return c.before.Status != c.since.Status
}

// differsIn reports whether a part of the bodies differs.
func (c change) differsIn(part func(body any) any) bool {
	return !reflect.DeepEqual(part(c.bodyBefore()), part(c.bodySince()))
}

// differsInNumber reports whether the statuses differ, or the number of objects that a list has.
func (c change) differsInNumber() bool {
	count := func(body any) any { return valuesOf(body, []string{"pagination", "count"}) }
	return c.before.Status != c.since.Status || c.differsIn(count)
}

// decodedOnce returns a function that decodes a body on its first call.
func decodedOnce(body json.RawMessage) func() any {
	return sync.OnceValue(func() (value any) {
		_ = json.Unmarshal(body, &value) // what is no JSON has no members
		return value
	})
}

// objectsIn returns the objects that a body describes: itself, the items of lists, and those that OPTIONS tells
// of.
func objectsIn(value any) []map[string]any {
	var found []map[string]any
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			found = append(found, objectsIn(item)...)
		}
	case map[string]any:
		found = append(found, v)
		for _, holder := range []string{"results", "children", "child"} {
			found = append(found, objectsIn(v[holder])...)
		}
		if methods, are := v["actions"].(map[string]any); are {
			found = append(found, objectsIn(slices.Collect(maps.Values(methods)))...)
		}
	}
	return found
}

// valuesOf returns the values of a member as sorted JSON: of one of the body's objects, or of an object inside.
func valuesOf(body any, names []string) []string {
	objects := objectsIn(body)
	for _, within := range names[:len(names)-1] {
		var inside []map[string]any
		for _, object := range objects {
			inside = append(inside, objectsIn(object[within])...)
		}
		objects = inside
	}
	var values []string
	for _, object := range objects {
		if value, has := object[names[len(names)-1]]; has {
			text, _ := json.Marshal(value)
			values = append(values, string(text))
		}
	}
	slices.Sort(values)
	return values
}

// holdsText reports whether a text or a name in the body is this one.
func holdsText(body any, text string) bool {
	switch v := body.(type) {
	case string:
		return v == text
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return holdsText(item, text) })
	case map[string]any:
		for name, value := range v {
			if name == text || holdsText(value, text) {
				return true
			}
		}
	}
	return false
}

// uses returns what a delete would do to the objects of a model, by used_by.
func uses(body any, model string) []string {
	app, name, _ := strings.Cut(model, ".")
	var actions []string
	for _, object := range objectsIn(body) {
		if object["app"] == app && object["model_name"] == name {
			action, _ := object["action"].(string)
			actions = append(actions, action)
		}
	}
	return actions
}
