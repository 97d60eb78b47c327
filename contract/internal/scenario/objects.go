package scenario

import (
	"slices"
	"sync"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Kind is a kind of object that a scenario may be given.
type Kind struct {
	Name string
	// Collection is its collection, below /api/v3/.
	Collection string
	// Schema is the schema of the request that creates it.
	Schema string

	values map[string]string
}

// Kinds lists the kinds of objects that a scenario may be given, as the inventory has them.
var Kinds = func() []Kind {
	var kinds []Kind
	for _, line := range inventory.Given() {
		kinds = append(kinds, Kind{Name: line.Given, Collection: line.Path, Schema: line.Name + ".create.request", values: line.Values})
	}
	return kinds
}()

func kindNames() []string {
	var names []string
	for _, k := range Kinds {
		names = append(names, k.Name)
	}
	return names
}

// KindOf returns the kind with a name, false if there is none.
func KindOf(name string) (Kind, bool) {
	for _, k := range Kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// membersOf returns the members of the objects of each collection in any version.
var membersOf = sync.OnceValue(func() map[string][]describe.Member {
	all := map[string][]describe.Member{}
	for resource := range api.ServedResources() {
		for _, m := range resource.Members {
			place := slices.IndexFunc(all[resource.Path], func(known describe.Member) bool { return known.Name == m.Name })
			switch {
			case place < 0:
				all[resource.Path] = append(all[resource.Path], m)
			case m.Required && !all[resource.Path][place].Required:
				all[resource.Path][place] = m
			}
		}
	}
	return all
})

// Dependent reports whether an object refers to others, which must exist before it.
func (k Kind) Dependent() bool {
	return slices.ContainsFunc(membersOf()[k.Collection], func(m describe.Member) bool { return m.Required && m.To != "" })
}

// Body returns the request that creates a given object: the members in the scenario, and generated values for
// required members that are missing.
func (k Kind) Body(o Object) (string, error) {
	parsed, err := orjson.Parse([]byte(o.Body))
	if err != nil {
		return "", err
	}
	members := parsed.(*python.Dict) // the reader writes nothing else
	for _, m := range membersOf()[k.Collection] {
		_, given := members.Get(m.Name)
		value, chosen := k.values[m.Name]
		switch {
		case given || !m.Required && !chosen:
			continue
		case chosen:
			members.Set(m.Name, m.Of(value))
		default:
			members.Set(m.Name, m.Of(k.standIn(m, o.Name)))
		}
	}
	return string(orjson.Append(nil, members)), nil
}

// standIn returns the generated value of a missing member: a name of the object's own, one of the choices, or
// the given object that has the name of what the member refers to.
func (k Kind) standIn(m describe.Member, object string) any {
	switch {
	case len(m.Choices) > 0:
		return m.Choices[0]
	case m.To != "":
		return "{{" + m.To + ".pk}}"
	case m.Integer:
		return int64(0)
	case m.Name == "name" || m.Name == "title":
		return "{{unique}} " + object
	}
	return "{{unique}}-" + object
}
