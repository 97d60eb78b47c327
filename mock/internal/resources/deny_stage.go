package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// stages/deny is the stage that ends a flow. It is the simplest stage; its names show that all stages share
// theirs.
var _ = declare(drf.Resource{
	Path: "stages/deny", Title: "Deny Stage", Description: "DenyStage Viewset",
	Model: modelOfStage("deny", "DenyStage"), Type: "deny",
	Fields:   stageFields(drf.Field{Name: "deny_message", Kind: drf.Char, Blank: true, Default: ""}),
	Filters:  []drf.Filter{{Name: "stage_uuid", Kind: drf.UUIDFilter}, {Name: "name"}, {Name: "deny_message"}},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	UsedBy:   stageUsers,
}, store.Schema{Name: "stage", Columns: []string{"deny_message"}})
