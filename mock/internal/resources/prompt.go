package resources

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

var promptModel = drf.Model{
	Table: "prompt", App: "authentik_stages_prompt", Name: "prompt", Object: "Prompt", Verbose: "Prompt", VerbosePlural: "Prompts",
	String: func(_ *store.Tx, row *store.Row) string {
		return "Prompt field '" + row.Text("field_key") + "' type " + row.Text("type")
	},
}

// stages/prompt/prompts is a field of the form that a prompt stage shows.
var _ = declare(drf.Resource{
	Path: "stages/prompt/prompts", Title: "Prompt", Description: "Prompt Viewset", Model: promptModel,
	Fields: promptFields,
	Filters: []drf.Filter{
		{Name: "field_key"}, {Name: "name"}, {Name: "label"},
		{Name: "type", Kind: drf.ChoiceFilter, Choices: promptTypes},
		{Name: "placeholder"},
	},
	Search:   []string{"field_key", "name", "label", "type", "placeholder"},
	Ordering: []string{"field_key"},
	Actions: []drf.Action{{
		Name: "preview", Description: "Preview a prompt as a challenge, just like a flow would receive",
		Method: http.MethodPost, Run: previewPrompt,
	}},
	UsedBy: []drf.Relation{promptStagesUsing(promptStagesOfPrompt)},
}, store.Schema{
	Name: "prompt", PK: "prompt_uuid",
	Columns: []string{"prompt_uuid", "name", "field_key", "label", "type", "required", "placeholder", "initial_value", "order",
		"sub_text", "placeholder_expression", "initial_value_expression"},
	Unique: [][]string{{"name"}},
})

var promptFields = []drf.Field{
	{Name: "pk", Kind: drf.UUID, Source: "prompt_uuid", Label: "Prompt uuid", ReadOnly: true},
	{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("prompt", "name", "Prompt")}},
	{Name: "field_key", Kind: drf.Char, Required: true, Help: "Name of the form field, also used to store the value"},
	{Name: "label", Kind: drf.Char, Required: true},
	{Name: "type", Kind: drf.Choice, Choices: promptTypes, Required: true},
	{Name: "required", Kind: drf.Boolean, Default: true},
	{
		Name: "placeholder", Kind: drf.Char, Blank: true, Default: "",
		Help: "Optionally provide a short hint that describes the expected input value. When creating a fixed choice field, enable interpreting as expression and return a list to return multiple choices.",
	},
	{
		Name: "initial_value", Kind: drf.Char, Blank: true, Default: "",
		Help: "Optionally pre-fill the input with an initial value. When creating a fixed choice field, enable interpreting as expression and return a list to return multiple default choices.",
	},
	{Name: "order", Kind: drf.Integer, Default: int64(0), Min: lowestInteger, Max: highestInteger},
	{
		Name: "prompt_stages_obj", Kind: drf.Nested, Many: true, ReadOnly: true, Fields: stageFields(promptStageFields...),
		Rows: linked(promptStagesOfPrompt, "stage"),
	},
	{Name: "sub_text", Kind: drf.Char, Blank: true, Default: ""},
	{Name: "placeholder_expression", Kind: drf.Boolean, Default: false},
	{Name: "initial_value_expression", Kind: drf.Boolean, Default: false},
}

var promptTypes = []drf.Option{
	{Value: "text", Name: "Text: Simple Text input", Translated: true},
	{Value: "text_area", Name: "Text area: Multiline Text Input.", Translated: true},
	{Value: "text_read_only", Name: "Text (read-only): Simple Text input, but cannot be edited.", Translated: true},
	{Value: "text_area_read_only", Name: "Text area (read-only): Multiline Text input, but cannot be edited.", Translated: true},
	{Value: "username", Name: "Username: Same as Text input, but checks for and prevents duplicate usernames.", Translated: true},
	{Value: "email", Name: "Email: Text field with Email type.", Translated: true},
	{Value: "password", Name: "Password: Masked input, multiple inputs of this type on the same prompt need to be identical.", Translated: true},
	{Value: "number", Name: "Number"},
	{Value: "checkbox", Name: "Checkbox"},
	{Value: "radio-button-group", Name: "Fixed choice field rendered as a group of radio buttons.", Translated: true},
	{Value: "dropdown", Name: "Fixed choice field rendered as a dropdown.", Translated: true},
	{Value: "date", Name: "Date"},
	{Value: "date-time", Name: "Date Time"},
	{Value: "file", Name: "File: File upload for arbitrary files. File content will be available in flow context as data-URI", Translated: true},
	{Value: "separator", Name: "Separator: Static Separator Line", Translated: true},
	{Value: "hidden", Name: "Hidden: Hidden field, can be used to insert data into form.", Translated: true},
	{Value: "static", Name: "Static: Static value, displayed as-is.", Translated: true},
	{Value: "alert_info", Name: "Alert (Info): Static alert box with info styling", Translated: true, Span: profile.Since(profile.V2026_5, profile.Document)},
	{Value: "alert_warning", Name: "Alert (Warning): Static alert box with warning styling", Translated: true, Span: profile.Since(profile.V2026_5, profile.Document)},
	{Value: "alert_danger", Name: "Alert (Danger): Static alert box with danger styling", Translated: true, Span: profile.Since(profile.V2026_5, profile.Document)},
	{Value: "ak-locale", Name: "authentik: Selection of locales authentik supports", Translated: true},
}
