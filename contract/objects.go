package contract

import (
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// kind is a sort of object that a scenario may be given.
type kind struct {
	name string
	// collection is where it is created, below /api/v3/.
	collection string
	// lacking are members that are sent unless the scenario gives them; <name> is the object's name in the scenario.
	lacking [][2]string
}

// kinds are what a scenario may be given.
var kinds = []kind{
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
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

func kindOf(name string) (kind, bool) {
	for _, k := range kinds {
		if k.name == name {
			return k, true
		}
	}
	return kind{}, false
}

// body is what is sent to create a given object: what the scenario says, and what it leaves out but the API needs.
func (k kind) body(o Object) (string, error) {
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
