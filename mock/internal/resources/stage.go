package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// The common part of all stages: authentik's StageSerializer, from which each stage's serializer is derived.

var stageModel = drf.Model{
	Table: "stage", App: "authentik_flows", Name: "stage", Object: "Stage", Verbose: "stage", VerbosePlural: "stages",
	String: func(_ *store.Tx, row *store.Row) string { return "Stage " + row.Text("name") },
}

// stageTypes holds the child models of stages.
var stageTypes = childTypesOf(map[string]childType{
	"account_lockdown":            newStageType("ak-stage-account-lockdown-form", "authentik_stages_account_lockdown", "accountlockdownstage", "Account Lockdown Stage"),
	"authenticator_duo":           newStageType("ak-stage-authenticator-duo-form", "authentik_stages_authenticator_duo", "authenticatorduostage", "Duo Authenticator Setup Stage"),
	"authenticator_email":         newStageType("ak-stage-authenticator-email-form", "authentik_stages_authenticator_email", "authenticatoremailstage", "Email Authenticator Setup Stage"),
	"authenticator_endpoint_gdtc": newStageType("ak-stage-authenticator-endpoint-gdtc-form", "authentik_stages_authenticator_endpoint_gdtc", "authenticatorendpointgdtcstage", "Endpoint Authenticator Google Device Trust Connector Stage"),
	"authenticator_sms":           newStageType("ak-stage-authenticator-sms-form", "authentik_stages_authenticator_sms", "authenticatorsmsstage", "SMS Authenticator Setup Stage"),
	"authenticator_static":        newStageType("ak-stage-authenticator-static-form", "authentik_stages_authenticator_static", "authenticatorstaticstage", "Static Authenticator Setup Stage"),
	"authenticator_totp":          newStageType("ak-stage-authenticator-totp-form", "authentik_stages_authenticator_totp", "authenticatortotpstage", "TOTP Authenticator Setup Stage"),
	"authenticator_validate":      newStageType("ak-stage-authenticator-validate-form", "authentik_stages_authenticator_validate", "authenticatorvalidatestage", "Authenticator Validation Stage"),
	"authenticator_webauthn":      newStageType("ak-stage-authenticator-webauthn-form", "authentik_stages_authenticator_webauthn", "authenticatorwebauthnstage", "WebAuthn Authenticator Setup Stage"),
	"captcha":                     newStageType("ak-stage-captcha-form", "authentik_stages_captcha", "captchastage", "Captcha Stage"),
	"consent":                     newStageType("ak-stage-consent-form", "authentik_stages_consent", "consentstage", "Consent Stage"),
	"deny":                        newStageType("ak-stage-deny-form", "authentik_stages_deny", "denystage", "Deny Stage"),
	"dummy":                       newStageType("ak-stage-dummy-form", "authentik_stages_dummy", "dummystage", "Dummy Stage"),
	"email":                       newStageType("ak-stage-email-form", "authentik_stages_email", "emailstage", "Email Stage"),
	"endpoint":                    newStageType("ak-endpoints-stage-form", "authentik_endpoints", "endpointstage", "Endpoint Stage"),
	"identification":              newStageType("ak-stage-identification-form", "authentik_stages_identification", "identificationstage", "Identification Stage"),
	"invitation":                  newStageType("ak-stage-invitation-form", "authentik_stages_invitation", "invitationstage", "Invitation Stage"),
	"mtls":                        newStageType("ak-stage-mtls-form", "authentik_stages_mtls", "mutualtlsstage", "Mutual TLS Stage"),
	"password":                    newStageType("ak-stage-password-form", "authentik_stages_password", "passwordstage", "Password Stage"),
	"prompt":                      newStageType("ak-stage-prompt-form", "authentik_stages_prompt", "promptstage", "Prompt Stage"),
	"redirect":                    newStageType("ak-stage-redirect-form", "authentik_stages_redirect", "redirectstage", "Redirect Stage"),
	"source":                      newStageType("ak-stage-source-form", "authentik_stages_source", "sourcestage", "Source Stage"),
	"user_delete":                 newStageType("ak-stage-user-delete-form", "authentik_stages_user_delete", "userdeletestage", "User Delete Stage"),
	"user_login":                  newStageType("ak-stage-user-login-form", "authentik_stages_user_login", "userloginstage", "User Login Stage"),
	"user_logout":                 newStageType("ak-stage-user-logout-form", "authentik_stages_user_logout", "userlogoutstage", "User Logout Stage"),
	"user_write":                  newStageType("ak-stage-user-write-form", "authentik_stages_user_write", "userwritestage", "User Write Stage"),
})

func newStageType(form, app, name, verbose string) childType {
	return childType{form, drf.Model{
		Table: "stage", App: app, Name: name, Verbose: verbose, VerbosePlural: verbose + "s", String: stageModel.String,
	}}
}

// modelOfStage returns the model of a type, with the name of its class.
func modelOfStage(name, object string) drf.Model {
	model := stageTypes.models[name]
	model.Object = object
	return model
}

// stageFields returns the first members of every stage, followed by its own. A name
// with a rule of its own replaces theirs.
func stageFields(more ...drf.Field) []drf.Field {
	fields := firstStageFields()
	for _, own := range more {
		if i := slices.IndexFunc(fields, func(f drf.Field) bool { return f.Name == "name" && own.Name == "name" }); i >= 0 {
			fields[i] = own
			continue
		}
		fields = append(fields, own)
	}
	return fields
}

func firstStageFields() []drf.Field {
	return slices.Concat([]drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "stage_uuid", Label: "Stage uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("stage", "name", "stage")}},
	}, stageTypes.fields(), []drf.Field{
		{
			Name: "flow_set", Kind: drf.Nested, Many: true, Fields: documentedFlowSetFields, Rows: flowsOfStage,
			Complete: true, Write: writeFlowSet, Span: profile.Until(profile.V2025_10, profile.Document),
		},
		{
			Name: "flow_set", Kind: drf.Nested, Many: true, Fields: flowSetFields, Rows: flowsOfStage,
			Span: profile.Between(profile.V2025_10, profile.V2025_12, profile.Document),
		},
		{
			Name: "flow_set", Kind: drf.Nested, Many: true, Fields: flowSetFields, Rows: flowsOfStage,
			ReadOnly: true, Span: profile.Since(profile.V2025_12, profile.Recorded),
		},
	})
}

// flowsOfStage returns the flows that a stage is bound to, once for each binding, in the order in which the
// flows were written.
func flowsOfStage(r *drf.Request, row *store.Row) []*store.Row {
	flows := []*store.Row{}
	for binding := range r.Tx.Where("binding", "stage", row.PK()) {
		flows = append(flows, r.Tx.ByPK("flow", binding.Get("target")))
	}
	slices.SortStableFunc(flows, store.ByWrite)
	return flows
}

// stageUsers lists the relations that use a stage: the flows it is bound to, and the bindings.
var stageUsers = []drf.Relation{
	{Model: flowModel, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
		var flows []*store.Row
		for binding := range tx.Where("binding", "stage", row.PK()) {
			flows = append(flows, tx.ByPK("flow", binding.Get("target")))
		}
		return flows
	}},
	{Model: flowStageBindingModel, Action: "cascade", Rows: rowsWhere("binding", "stage")},
}

// rowsWhere returns the rows of a table whose column refers to the row.
func rowsWhere(table, column string) func(*store.Tx, *store.Row) []*store.Row {
	return func(tx *store.Tx, row *store.Row) []*store.Row {
		return slices.Collect(tx.Where(table, column, row.PK()))
	}
}

// StageTypes returns the names of the stage types, in alphabetical order.
func StageTypes() []string { return stageTypes.names() }
