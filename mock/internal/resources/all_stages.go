package resources

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// stages/all lists the stages of every type and deletes them. A stage is created and changed at the address
// of its type.
var _ = declare(drf.Resource{
	Path: "stages/all", Title: "Stage", Description: "Stage Viewset", Model: stageModel,
	Children:      stageTypes.models,
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "DELETE", "HEAD", "OPTIONS"},
	Fields:        stageFields(),
	Filters:       []drf.Filter{{Name: "name"}},
	Search:        []string{"name"},
	Actions: []drf.Action{
		{Name: "types", Description: "Get all creatable types", Method: http.MethodGet, Run: typeList(func(s *static) []byte { return s.stageTypes })},
		{Name: "user_settings", Description: "Get all stages the user can configure", Method: http.MethodGet, Run: stageUserSettings},
	},
	UsedBy: stageUsers,
}, store.Schema{
	Name: "stage", PK: "stage_uuid",
	Columns: []string{"stage_uuid", "type", "name", "configure_flow"},
	Unique:  [][]string{{"name"}},
	Refs: []store.Ref{
		{Column: "configure_flow", To: "flow", OnDelete: store.SetNull},
	},
})

// typeList returns the entries that the admin page offers under "New stage" or "New policy". They do not
// depend on the installation. The types are sorted by their names in the client's language.
func typeList(of func(*static) []byte) func(*drf.Request, *store.Row) (*drf.Response, error) {
	return func(r *drf.Request, _ *store.Row) (*drf.Response, error) {
		read, err := orjson.Parse(of(staticFor(r)))
		if err != nil {
			return nil, err
		}
		types := read.([]any)
		for _, each := range types {
			each := each.(*python.Dict)
			each.Set("name", r.Say(messages.New(nameOf(each))))
		}
		slices.SortStableFunc(types, func(a, b any) int { return cmp.Compare(nameOf(a), nameOf(b)) })
		return &drf.Response{Status: http.StatusOK, Body: types}, nil
	}
}

func nameOf(objectType any) string {
	name, _ := objectType.(*python.Dict).Get("name")
	return name.(string)
}

// userSettings holds the titles and components of the stages that users set up themselves, by type. The
// titles of authenticators are the names that the installation gave them; that of the password is the
// model's.
var userSettings = map[string]struct {
	title     messages.Message
	component string
}{
	"authenticator_static":   {messages.Raw("Static tokens"), "ak-user-settings-authenticator-static"},
	"authenticator_totp":     {messages.Raw("TOTP Device"), "ak-user-settings-authenticator-totp"},
	"authenticator_webauthn": {messages.Raw("WebAuthn device"), "ak-user-settings-authenticator-webauthn"},
	"password":               {messages.New("Password Stage"), "ak-user-settings-password"},
}

// stageUserSettings returns the stages with a configuration flow, grouped by type.
func stageUserSettings(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	settings := []any{}
	byName, _ := r.Tx.Ordered("stage", "name")
	rows := slices.Collect(byName)
	slices.SortStableFunc(rows, func(a, b *store.Row) int { return cmp.Compare(a.Text("type"), b.Text("type")) })
	for _, row := range rows {
		offered, ok := userSettings[row.Text("type")]
		if !ok || row.Get("configure_flow") == nil {
			continue
		}
		uid := drf.KeyText(row.Get("stage_uuid"))
		setting := python.NewDict()
		setting.Set("title", r.Say(offered.title))
		setting.Set("component", offered.component)
		setting.Set("object_uid", uid)
		setting.Set("configure_url", "/flows/-/configure/"+uid+"/")
		settings = append(settings, setting)
	}
	return &drf.Response{Status: http.StatusOK, Body: settings}, nil
}
