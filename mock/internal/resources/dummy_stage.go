package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// stages/dummy is a stage for trying out flows: it does nothing, or fails.
var _ = declare(drf.Resource{
	Path: "stages/dummy", Title: "Dummy Stage", Description: "DummyStage Viewset",
	Model: modelOfStage("dummy", "DummyStage"), Type: "dummy",
	Fields:   stageFields(drf.Field{Name: "throw_error", Kind: drf.Boolean, Default: false}),
	Filters:  []drf.Filter{{Name: "stage_uuid", Kind: drf.UUIDFilter}, {Name: "name"}, {Name: "throw_error", Kind: drf.BooleanFilter}},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	UsedBy:   stageUsers,
}, store.Schema{Name: "stage", Columns: []string{"throw_error"}})
