package scenario

import (
	"maps"
	"slices"
	"sync"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Kind is a sort of object that a scenario may be given.
type Kind struct {
	Name string
	// Collection is where it is created, below /api/v3/.
	Collection string
	// Schema is the schema of what is sent to create one.
	Schema string

	values map[string]string
}

// Kinds are what a scenario may be given: what the inventory says.
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

// KindOf is the kind with a name, false if there is none.
func KindOf(name string) (Kind, bool) {
	for _, k := range Kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// required are the members that an object of each collection needs in any version.
var required = sync.OnceValue(func() map[string][]describe.Member {
	all := map[string][]describe.Member{}
	for resource := range api.ServedResources() {
		for _, m := range resource.Members {
			known := func(other describe.Member) bool { return other.Name == m.Name }
			if m.Required && !slices.ContainsFunc(all[resource.Path], known) {
				all[resource.Path] = append(all[resource.Path], m)
			}
		}
	}
	return all
})

// Dependent says whether an object hangs on others, which have to be there before it.
func (k Kind) Dependent() bool {
	return slices.ContainsFunc(required()[k.Collection], func(m describe.Member) bool { return m.To != "" })
}

// Body is what is sent to create a given object: what the scenario says, and what it leaves out but the API needs.
func (k Kind) Body(o Object) (string, error) {
	parsed, err := orjson.Parse([]byte(o.Body))
	if err != nil {
		return "", err
	}
	members := parsed.(*python.Dict) // the reader writes nothing else
	for _, m := range required()[k.Collection] {
		if _, given := members.Get(m.Name); !given && k.values[m.Name] == "" {
			members.Set(m.Name, k.standIn(m, o.Name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(k.values)) {
		if _, given := members.Get(name); !given {
			members.Set(name, k.values[name])
		}
	}
	return string(orjson.Append(nil, members)), nil
}

// standIn is the value of a member that a scenario leaves out: a name of the object's own, one of the choices, or the given
// object that is called as what it refers to.
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
