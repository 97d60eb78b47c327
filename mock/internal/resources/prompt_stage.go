package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// stages/prompt/stages is the stage that asks users to fill in a form.
var _ = declareStage("PromptStage", drf.Resource{
	Path: "stages/prompt/stages", Type: "prompt",
	Fields: promptStageFields, Validate: freeStageName,
	UsedBy: slices.Concat(
		[]drf.Relation{manyTo(promptModel, promptFieldLinks)}, stageUsers, []drf.Relation{manyTo(policyModel, validationPolicies)},
	),
})

var promptStageFields = []drf.Field{
	{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.UniqueAmong("stage", "prompt", "name")}},
	{Name: "fields", Kind: drf.ManyRelated, To: "prompt", Through: promptFieldLinks, Required: true, NotEmpty: true},
	{Name: "validation_policies", Kind: drf.ManyRelated, To: "policy", Through: validationPolicies},
}

// The links of such a stage.
var (
	promptFieldLinks   = &drf.Through{Table: "prompt_field", Near: "stage", Far: "prompt"}
	validationPolicies = &drf.Through{Table: "validation_policy", Near: "stage", Far: "policy"}
)

var _ = keep(linkTable("prompt_field", "stage", "prompt"), linkTable("validation_policy", "stage", "policy"))

// The same links from their other ends.
var (
	promptStagesOfPrompt = &drf.Through{Table: "prompt_field", Near: "prompt", Far: "stage"}
	promptStagesOfPolicy = &drf.Through{Table: "validation_policy", Near: "policy", Far: "stage"}
)

// PromptsOf returns the prompts of a stage, none of a stage of another type.
func PromptsOf(tx *store.Tx, stage *store.Row) []*store.Row {
	return promptFieldLinks.Linked(tx, promptModel.Table, stage)
}

// promptStagesUsing is the manager of the prompt stages that an object is linked with.
func promptStagesUsing(through *drf.Through) drf.Relation {
	return manyTo(stageTypes.models["prompt"], through)
}

// freeStageName refuses a name that a stage of another type has. The serializer of this type asks prompt stages
// only, so that the database finds out.
func freeStageName(r *drf.Request, row *store.Row, values drf.Values) error {
	if other := r.Tx.One("stage", "name", values["name"]); values["name"] != nil && other != nil && !other.Is(row) {
		return drf.Crash("the database has every name of a stage once, and the serializer asks prompt stages only").In(drf.LayerStore).Of("name")
	}
	return nil
}
