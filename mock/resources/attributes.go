package resources

import (
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// attributesFilter compares the free attributes of users and groups: ?attributes={"path__to__key": value}. Its refusals are
// translated for users and not for groups.
func attributesFilter(spoken func(messages.Message) messages.Message) drf.Filter {
	return drf.Filter{Name: "attributes", Match: matchAttributes, Parse: func(text string) (any, error) {
		value, err := orjson.Parse([]byte(text))
		if err != nil {
			return nil, drf.Invalid([]any{spoken(messages.New("filter: failed to parse JSON"))})
		}
		if _, ok := value.(*python.Dict); !ok {
			return nil, drf.Invalid([]any{spoken(messages.New("filter: value must be key:value mapping"))})
		}
		return value, nil
	}}
}

func inAnyLanguage(m messages.Message) messages.Message { return m }

func inEnglish(m messages.Message) messages.Message { return messages.Raw(m.Key) }

func matchAttributes(_ *drf.Request, row *store.Row, value any) bool {
	for path, wanted := range value.(*python.Dict).All() {
		var found any = row.Get("attributes")
		for _, key := range strings.Split(path, "__") {
			dict, ok := found.(*python.Dict)
			if !ok {
				return false
			}
			if found, ok = dict.Get(key); !ok {
				return false
			}
		}
		if python.Repr(found) != python.Repr(wanted) {
			return false
		}
	}
	return true
}

// systemPermissions are the permissions of the user that concern the installation as a whole.
func systemPermissions(r *drf.Request) any {
	held := []any{}
	for _, codename := range staticJSON(r.Contract, "system_permissions.json").([]any) {
		if r.User.Has("authentik_rbac." + codename.(string)) {
			held = append(held, codename)
		}
	}
	return held
}
