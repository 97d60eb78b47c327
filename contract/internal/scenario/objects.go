package scenario

import (
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Kind is a sort of object that a scenario may be given.
type Kind struct {
	Name string
	// Collection is where it is created, below /api/v3/.
	Collection string
	// lacking are members that are sent unless the scenario gives them; <name> is the object's name in the scenario.
	lacking [][2]string
}

// Kinds are what a scenario may be given.
var Kinds = []Kind{
	{"stage", "stages/user_write", named},
	{"deny", "stages/deny", named},
	{"flow", "flows/instances", [][2]string{{"name", nameLike}, {"slug", slugLike}, {"title", nameLike}, {"designation", "enrollment"}}},
	{"binding", "flows/bindings", [][2]string{{"target", "{{flow.pk}}"}, {"stage", "{{stage}}"}, {"order", "0"}}},
	{"group", "core/groups", named},
	{"user", "core/users", [][2]string{{"username", slugLike}, {"name", nameLike}}},
	{"role", "rbac/roles", named},
}

const (
	nameLike = "{{unique}} <name>"
	slugLike = "{{unique}}-<name>"
)

var named = [][2]string{{"name", nameLike}}

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

// Body is what is sent to create a given object: what the scenario says, and what it leaves out but the API needs.
func (k Kind) Body(o Object) (string, error) {
	parsed, err := orjson.Parse([]byte(o.Body))
	if err != nil {
		return "", err
	}
	members := parsed.(*python.Dict) // the reader writes nothing else
	for _, lacking := range k.lacking {
		if _, given := members.Get(lacking[0]); !given {
			members.Set(lacking[0], strings.ReplaceAll(lacking[1], "<name>", o.Name))
		}
	}
	return string(orjson.Append(nil, members)), nil
}
