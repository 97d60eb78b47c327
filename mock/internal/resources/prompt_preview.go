package resources

import (
	"net/http"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// fixedChoices are the types of prompts whose placeholder is their choice.
var fixedChoices = []any{"radio-button-group", "dropdown"}

// previewPrompt answers with the challenge that a flow would send for a prompt, which is not stored. Its name
// does not matter: authentik replaces it by a random one. The fake runs no expressions, and shows their text.
func previewPrompt(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	data, err := r.Data()
	if err != nil {
		return nil, err
	}
	sent, ok := data.(*python.Dict)
	if !ok {
		return nil, drf.Crash("a body that is no object takes no name").In(drf.LayerBody)
	}
	named := python.NewDict()
	for name, value := range sent.All() {
		named.Set(name, value)
	}
	named.Set("name", r.Tx.Secret(40))
	prompt, err := r.Validate(promptFields, named)
	if err != nil {
		return nil, err
	}
	for _, f := range promptFields {
		if _, given := prompt[f.Name]; !given && f.Default != nil {
			prompt[f.Name] = f.Default
		}
	}
	if prompt["placeholder_expression"] == true || prompt["initial_value_expression"] == true {
		r.Warnings = append(r.Warnings, "the preview shows the text of an expression, which authentik would run")
	}
	body := python.DictOf("component", "ak-stage-prompt", "fields", []any{promptChallenge(prompt)})
	return &drf.Response{Status: http.StatusOK, Body: body, ContentType: challengeType}, nil
}

// challengeType is the Content-Type of a challenge in every version: Django's JsonResponse writes it, not REST
// framework, which names a charset.
const challengeType = "application/json"

// promptChallenge returns a field of a challenge. The placeholder of a fixed choice is its only choice, and
// the initial value is that choice, or none.
func promptChallenge(prompt drf.Values) *python.Dict {
	var choices any
	placeholder, initial := prompt["placeholder"], prompt["initial_value"]
	if slices.Contains(fixedChoices, prompt["type"]) {
		choices = []any{python.DictOf("label", placeholder, "value", placeholder)}
		placeholder, initial = "", placeholder
	}
	return python.DictOf("field_key", prompt["field_key"], "label", prompt["label"], "type", prompt["type"], "required", prompt["required"],
		"placeholder", placeholder, "initial_value", initial, "order", prompt["order"], "sub_text", prompt["sub_text"], "choices", choices)
}
