package resources

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// sources/all lists the sources of every type, with the members that all have, and deletes them. A source is
// created and changed at the address of its type.
var _ = declare(drf.Resource{
	Path: "sources/all", Title: "Source", Description: "Source Viewset", Model: sourceModel, Children: sourceTypes.models, Lookup: "slug",
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "DELETE", "HEAD", "OPTIONS"},
	Fields:        sourceFields(),
	Filters:       []drf.Filter{{Name: "slug"}, {Name: "name"}, {Name: "managed"}, {Name: "pbm_uuid", Kind: drf.UUIDFilter}},
	Search:        []string{"slug", "name"},
	Deletable:     notBuiltIn,
	UsedBy:        sourceUsers,
}, store.Schema{
	Name: "source", PK: "pbm_uuid",
	Columns: []string{"pbm_uuid", "type", "name", "slug", "enabled", "promoted", "authentication_flow", "enrollment_flow",
		"policy_engine_mode", "user_matching_mode", "managed", "user_path_template", "icon"},
	Unique: [][]string{{"slug"}},
	Refs: []store.Ref{
		{Column: "authentication_flow", To: "flow", OnDelete: store.SetNull},
		{Column: "enrollment_flow", To: "flow", OnDelete: store.SetNull},
	},
})

// notBuiltIn refuses to delete the source that authentik makes itself.
func notBuiltIn(_ *drf.Request, row *store.Row) error {
	if row.Text("type") == builtInSource {
		return drf.Detail(http.StatusBadRequest, messages.Raw("Built-in sources cannot be deleted"))
	}
	return nil
}
