package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/user_write is the stage that writes the user at the end of a flow.
var _ = declareStage("UserWriteStage", drf.Resource{
	Path: "stages/user_write", Type: "user_write",
	Fields: []drf.Field{
		{Name: "user_creation_mode", Kind: drf.Choice, Choices: userCreationModes, Default: "create_when_required"},
		{
			Name: "create_users_as_inactive", Kind: drf.Boolean, Default: false,
			Help: "When set, newly created users are inactive and cannot login.",
		},
		{
			Name: "create_users_group", Kind: drf.Related, To: "group", Null: true,
			Help: "Optionally add newly created users to this group.",
		},
		{Name: "user_type", Kind: drf.Choice, Choices: userTypes, Default: "external"},
		{Name: "user_path_template", Kind: drf.Char, Blank: true, Default: ""},
	},
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
