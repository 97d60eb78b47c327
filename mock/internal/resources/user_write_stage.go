package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// stages/user_write is the stage that writes the user at the end of a flow.
var _ = declare(drf.Resource{
	Path: "stages/user_write", Title: "User Write Stage", Description: "UserWriteStage Viewset",
	Model: modelOfStage("user_write", "UserWriteStage"), Type: "user_write",
	Fields: stageFields(
		drf.Field{Name: "user_creation_mode", Kind: drf.Choice, Choices: userCreationModes, Default: "create_when_required"},
		drf.Field{
			Name: "create_users_as_inactive", Kind: drf.Boolean, Default: false,
			Help: "When set, newly created users are inactive and cannot login.",
		},
		drf.Field{
			Name: "create_users_group", Kind: drf.Related, To: "group", Null: true,
			Help: "Optionally add newly created users to this group.",
		},
		drf.Field{Name: "user_type", Kind: drf.Choice, Choices: userTypes, Default: "external"},
		drf.Field{Name: "user_path_template", Kind: drf.Char, Blank: true, Default: ""},
	),
	Filters: []drf.Filter{
		{Name: "stage_uuid", Kind: drf.UUIDFilter},
		{Name: "name"},
		{Name: "user_creation_mode", Kind: drf.ChoiceFilter, Choices: userCreationModes},
		{Name: "create_users_as_inactive", Kind: drf.BooleanFilter},
		{Name: "create_users_group", Kind: drf.ModelFilter, To: "group"},
		{Name: "user_type", Kind: drf.ChoiceFilter, Choices: userTypes},
		{Name: "user_path_template"},
	},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	UsedBy:   stageUsers,
}, store.Schema{
	Name:    "stage",
	Columns: []string{"user_creation_mode", "create_users_as_inactive", "create_users_group", "user_type", "user_path_template"},
	Refs:    []store.Ref{{Column: "create_users_group", To: "group", OnDelete: store.SetNull}},
})

var userCreationModes = []drf.Option{
	{Value: "never_create", Name: "Never Create"},
	{Value: "create_when_required", Name: "Create When Required"},
	{Value: "always_create", Name: "Always Create"},
}

var userTypes = []drf.Option{
	{Value: "internal", Name: "Internal"},
	{Value: "external", Name: "External"},
	{Value: "service_account", Name: "Service Account"},
	{Value: "internal_service_account", Name: "Internal Service Account"},
}
