package resources

import (
	"net/http"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var flowModel = drf.Model{
	Table: "flow", App: "authentik_flows", Name: "flow", Object: "Flow", Verbose: "Flow", VerbosePlural: "Flows",
	String: func(_ *store.Tx, row *store.Row) string {
		return "Flow " + row.Text("name") + " (" + row.Text("slug") + ")"
	},
}

// flows/instances is a flow: the stages that users go through, in order. Its address ends in its slug.
var _ = declare(drf.Resource{
	Path: "flows/instances", Title: "Flow", Description: "Flow Viewset", Model: flowModel, Lookup: "slug",
	Fields: slices.Concat(
		flowIdentity,
		[]drf.Field{
			uploadedBackground,
			{
				Name: "background", Kind: drf.Char, Blank: true, Default: "", Rules: []drf.Rule{pictureName},
				Help: "Background shown during execution", Span: profile.Since(profile.V2025_12, profile.Recorded),
			},
			flowBackground,
			themedPictures("background", "background_themed_urls", profile.Recorded),
			{Name: "stages", Kind: drf.Method, Value: stagesOfFlow},
			{Name: "policies", Kind: drf.Method, Value: policiesOfFlow},
			{Name: "cache_count", Kind: drf.Method, Value: func(*drf.Request, *store.Row) any { return int64(0) }},
		},
		flowBehaviour,
		[]drf.Field{{
			Name: "authentication", Kind: drf.Choice, Choices: flowAuthentications, Default: "none",
			Help: "Required level of authentication and authorization to access a flow.",
		}},
	),
	Filters: []drf.Filter{
		{Name: "flow_uuid", Kind: drf.UUIDFilter},
		{Name: "name"},
		{Name: "slug"},
		{Name: "designation", Kind: drf.ChoiceFilter, Choices: designations},
		{Name: "denied_action", Kind: drf.ChoiceFilter, Choices: deniedActions},
	},
	Search:   []string{"name", "slug", "designation", "title", "denied_action"},
	Ordering: []string{"slug", "name"},
	Created: func(r *drf.Request, values drf.Values) {
		values["policybindingmodel_ptr_id"] = r.Tx.UUID()
		if values["background"] == nil {
			values["background"] = ""
		}
	},
	Actions: []drf.Action{
		importFlow,
		{Name: "cache_info", Description: "Info about cached flows", Method: http.MethodGet, NeedsGlobal: []string{"authentik_flows.view_flow_cache"}, Run: emptyCache},
		{Name: "cache_clear", Description: "Clear flow cache", Method: http.MethodPost, NeedsGlobal: []string{"authentik_flows.clear_flow_cache"}, Run: clearedCache},
		{Name: "diagram", Description: "Return diagram for flow with slug `slug`, in the format used by flowchart.js", Detail: true, Method: http.MethodGet, Unfiltered: true, Run: flowDiagram},
		{Name: "execute", Description: "Execute flow for current user", Detail: true, Method: http.MethodGet, Unsearched: true, Run: executeFlow},
		exportFlow,
		setFileURL("set_background_url", "Set Flow background (as URL)", "background", "authentik_flows.change_flow"),
	},
	UsedBy: flowUsers,
}, store.Schema{
	Name: "flow", PK: "flow_uuid",
	Columns: []string{"flow_uuid", "policybindingmodel_ptr_id", "name", "slug", "title", "designation", "background",
		"policy_engine_mode", "compatibility_mode", "layout", "denied_action", "authentication"},
	Unique:  [][]string{{"slug"}, {"policybindingmodel_ptr_id"}},
	Ordered: [][]string{{"slug", "name"}, {"name"}},
})

// flowIdentity holds the first members of a flow, alone or inside a stage.
var flowIdentity = []drf.Field{
	{Name: "pk", Kind: drf.UUID, Source: "flow_uuid", Label: "Flow uuid", ReadOnly: true},
	{Name: "policybindingmodel_ptr_id", Kind: drf.ReadOnly},
	{Name: "name", Kind: drf.Char, Required: true},
	{
		Name: "slug", Kind: drf.Slug, Required: true, MaxLength: 50, Help: "Visible in the URL.",
		Rules: []drf.Rule{drf.Unique("flow", "slug", "Flow")}, Span: profile.Until(profile.V2025_12, profile.Recorded),
	},
	{
		Name: "slug", Kind: drf.Char, Required: true, Help: "Visible in the URL.",
		Rules: []drf.Rule{drf.Slugged, drf.Unique("flow", "slug", "Flow")}, Span: profile.Since(profile.V2025_12, profile.Recorded),
	},
	{Name: "title", Kind: drf.Char, Required: true, Help: "Shown as the Title in Flow pages."},
	{
		Name: "designation", Kind: drf.Choice, Required: true, Choices: designations,
		Help: "Decides what this Flow is used for. For example, the Authentication flow is redirect to when an un-authenticated user visits authentik.",
	},
}

// flowBehaviour holds the last members of a flow.
var flowBehaviour = []drf.Field{
	{Name: "policy_engine_mode", Kind: drf.Choice, Choices: policyEngineModes, Default: "any"},
	{
		Name: "compatibility_mode", Kind: drf.Boolean, Default: false,
		Help: "Enable compatibility mode, increases compatibility with password managers on mobile devices.",
	},
	{Name: "export_url", Kind: drf.Method, Value: func(_ *drf.Request, row *store.Row) any {
		return "/api/v3/flows/instances/" + row.Text("slug") + "/export/"
	}},
	{Name: "layout", Kind: drf.Choice, Choices: flowLayouts, Default: "stacked"},
	{
		Name: "denied_action", Kind: drf.Choice, Choices: deniedActions, Default: "message_continue",
		Help: "Configure what should happen when a flow denies access to a user.",
	},
}

// flowSetFields are a flow's members inside a stage.
var flowSetFields = slices.Concat(
	flowIdentity,
	[]drf.Field{
		uploadedBackground,
		flowBackground,
	},
	flowBehaviour,
)

// documentedFlowSetFields are the same, except that the slug may be that of an existing flow: the
// documentation says that flows are sent with the stage, not that they must be new.
var documentedFlowSetFields = func() []drf.Field {
	fields := slices.Clone(flowSetFields)
	for i := range fields {
		if fields[i].Name == "slug" {
			fields[i].Rules = nil
		}
	}
	return fields
}()

// writeFlowSet binds a stage to exactly these flows, in this order. A flow with the item's slug is changed if
// the item has other values, or created; existing bindings keep everything but their order.
func writeFlowSet(r *drf.Request, stage *store.Row, items []drf.Values) error {
	bound := map[any]*store.Row{}
	kept := map[any]bool{}
	for _, binding := range slices.Collect(r.Tx.Where("binding", "stage", stage.PK())) {
		if err := r.Tx.Delete(binding); err != nil {
			return err
		}
		if bound[binding.Get("target")] == nil {
			bound[binding.Get("target")] = binding
		}
	}
	for i, item := range items {
		target, err := r.Save("flows/instances", r.Tx.One("flow", "slug", item["slug"]), item)
		if err != nil {
			return err
		}
		if err := bind(r, target, stage, int64(i), bound[target.PK()]); err != nil {
			return err
		}
		kept[target.PK()] = true
	}
	for target, binding := range bound {
		if kept[target] {
			continue
		}
		if err := r.Audit(drf.Deleted, binding); err != nil {
			return err
		}
	}
	return nil
}

// bind inserts a binding, which takes over the values of an earlier one between the same two.
func bind(r *drf.Request, target, stage *store.Row, order int64, earlier *store.Row) error {
	values := map[string]any{
		"policybindingmodel_ptr_id": nil, "target": target.PK(), "stage": stage.PK(), "order": order,
		"evaluate_on_plan": false, "re_evaluate_policies": true, "policy_engine_mode": "any", "invalid_response_action": "retry",
	}
	if earlier == nil {
		values["policybindingmodel_ptr_id"] = r.Tx.UUID()
		_, err := r.Insert("binding", values)
		return err
	}
	for _, column := range []string{"fsb_uuid", "policybindingmodel_ptr_id", "evaluate_on_plan", "re_evaluate_policies",
		"policy_engine_mode", "invalid_response_action"} {
		values[column] = earlier.Get(column)
	}
	row, err := r.Tx.Insert("binding", values)
	if err != nil || row.Get("order") == earlier.Get("order") {
		return err
	}
	return r.Audit(drf.Updated, row)
}

// defaultBackground is the brand's picture, which flows without a picture show.
const defaultBackground = "/static/dist/assets/images/flow_background.jpg"

// uploadedBackground is the address of a flow's picture until 2025.10, flowBackground since then.
var (
	uploadedBackground = drf.Field{
		Name: "background", Kind: drf.Method, Span: profile.Until(profile.V2025_12, profile.Recorded),
		Value: func(_ *drf.Request, row *store.Row) any {
			return orDefault(uploadedURL(row.Text("background"), "http", "/"))
		},
	}
	flowBackground = drf.Field{
		Name: "background_url", Kind: drf.Method, Span: profile.Since(profile.V2025_12, profile.Recorded),
		Value: func(r *drf.Request, row *store.Row) any { return orDefault(pictureURL(r, row.Text("background"))) },
	}
)

func orDefault(url any) any {
	if url == nil {
		return defaultBackground
	}
	return url
}

// stagesOfFlow returns the stages that a flow is bound to, once for each binding, in the order in which the
// bindings were written, not by their own order: PostgreSQL reads the bindings first in this join.
func stagesOfFlow(r *drf.Request, row *store.Row) any {
	bindings := slices.SortedStableFunc(r.Tx.Where("binding", "target", row.PK()), store.ByWrite)
	keys := make([]any, len(bindings))
	for i, binding := range bindings {
		keys[i] = drf.KeyText(binding.Get("stage"))
	}
	return keys
}

// policiesOfFlow returns the policies bound to a flow.
func policiesOfFlow(r *drf.Request, row *store.Row) any {
	policies := boundPolicies(r.Tx, row)
	slices.SortStableFunc(policies, store.ByWrite)
	keys := make([]any, len(policies))
	for i, policy := range policies {
		keys[i] = drf.KeyText(policy.PK())
	}
	return keys
}

func nothing(*drf.Request, *store.Row) any { return nil }

func emptyList(*drf.Request, *store.Row) any { return []any{} }

// emptyCache tells how many results are cached; the fake has no cache.
func emptyCache(*drf.Request, *store.Row) (*drf.Response, error) {
	body := python.NewDict()
	body.Set("count", int64(0))
	return &drf.Response{Status: http.StatusOK, Body: body}, nil
}

// clearedCache answers as if it emptied a cache; the fake has none.
func clearedCache(*drf.Request, *store.Row) (*drf.Response, error) {
	return &drf.Response{Status: http.StatusNoContent}, nil
}

// flowUsers lists the relations that use a flow: the stages that it configures, brands, bindings, stages.
var flowUsers = slices.Concat(
	[]drf.Relation{{
		Model: stageTypes.models["account_lockdown"], Action: "set_null", Span: profile.Since(profile.V2026_5, profile.Modelled),
		Rows: rowsWhere("stage", "self_service_completion_flow"),
	}},
	configuredBy("authenticator_duo", "authenticator_email", "authenticator_endpoint_gdtc", "authenticator_sms",
		"authenticator_static", "authenticator_totp", "authenticator_webauthn"),
	usersBeforePasswords, configuredBy("password"),
	[]drf.Relation{
		{Model: providerModel, Action: "set_null", Rows: rowsWhere("provider", "authentication_flow")},
		{Model: providerModel, Action: "cascade", Rows: rowsWhere("provider", "authorization_flow")},
		{Model: providerModel, Action: "set_default", Rows: rowsWhere("provider", "invalidation_flow")},
	},
	[]drf.Relation{{Model: stageTypes.models["redirect"], Action: "set_null", Rows: rowsWhere("stage", "target_flow")}},
	usersAfterPasswords,
)

// configuredBy returns the relations to stages of these types that users configure with a flow.
func configuredBy(types ...string) []drf.Relation {
	relations := make([]drf.Relation, len(types))
	for i, name := range types {
		relations[i] = drf.Relation{Model: stageTypes.models[name], Action: "set_null", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
			stages := rowsWhere("stage", "configure_flow")(tx, row)
			return slices.DeleteFunc(stages, func(stage *store.Row) bool { return stage.Get("type") != name })
		}}
	}
	return relations
}

var usersBeforePasswords = []drf.Relation{
	{Model: policyBindingModel, Action: "cascade", Rows: boundTo},
	{Model: brandModel, Action: "set_null", Rows: rowsWhere("brand", "flow_authentication")},
	{Model: brandModel, Action: "set_null", Rows: rowsWhere("brand", "flow_device_code")},
	{Model: brandModel, Action: "set_null", Rows: rowsWhere("brand", "flow_invalidation")},
	{Model: brandModel, Action: "set_null", Rows: rowsWhere("brand", "flow_recovery")},
	{Model: brandModel, Action: "set_null", Rows: rowsWhere("brand", "flow_unenrollment")},
	{Model: brandModel, Action: "set_null", Rows: rowsWhere("brand", "flow_user_settings")},
	{Model: flowStageBindingModel, Action: "cascade", Rows: rowsWhere("binding", "target")},
	{Model: invitationModel, Action: "set_default", Rows: rowsWhere("invitation", "flow")},
}

var usersAfterPasswords = []drf.Relation{
	{Model: policyModel, Action: "cascade_many", Rows: boundPolicies},
	{Model: sourceModel, Action: "set_null", Rows: rowsWhere("source", "authentication_flow")},
	{Model: sourceModel, Action: "set_null", Rows: rowsWhere("source", "enrollment_flow")},
	{Model: stageModel, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
		var stages []*store.Row
		for binding := range tx.Where("binding", "target", row.PK()) {
			stages = append(stages, tx.ByPK("stage", binding.Get("stage")))
		}
		return stages
	}},
}

var designations = []drf.Option{
	{Value: "authentication", Name: "Authentication"},
	{Value: "authorization", Name: "Authorization"},
	{Value: "invalidation", Name: "Invalidation"},
	{Value: "enrollment", Name: "Enrollment"},
	{Value: "unenrollment", Name: "Unrenollment"}, // authentik's own spelling
	{Value: "recovery", Name: "Recovery"},
	{Value: "stage_configuration", Name: "Stage Configuration"},
}

var policyEngineModes = []drf.Option{
	{Value: "all", Name: "all, all policies must pass", Translated: true},
	{Value: "any", Name: "any, any policy must pass", Translated: true},
}

var flowLayouts = []drf.Option{
	{Value: "stacked", Name: "Stacked"},
	{Value: "content_left", Name: "Content Left"},
	{Value: "content_right", Name: "Content Right"},
	{Value: "sidebar_left", Name: "Sidebar Left"},
	{Value: "sidebar_right", Name: "Sidebar Right"},
	{Value: "sidebar_left_frame_background", Name: "Sidebar Left Frame Background", Span: profile.Since(profile.V2026_2, profile.Recorded)},
	{Value: "sidebar_right_frame_background", Name: "Sidebar Right Frame Background", Span: profile.Since(profile.V2026_2, profile.Recorded)},
}

var deniedActions = []drf.Option{
	{Value: "message_continue", Name: "Message Continue"},
	{Value: "message", Name: "Message"},
	{Value: "continue", Name: "Continue"},
}

var flowAuthentications = []drf.Option{
	{Value: "none", Name: "None"},
	{Value: "require_authenticated", Name: "Require Authenticated"},
	{Value: "require_unauthenticated", Name: "Require Unauthenticated"},
	{Value: "require_superuser", Name: "Require Superuser"},
	{Value: "require_redirect", Name: "Require Redirect"},
	{Value: "require_outpost", Name: "Require Outpost"},
	{Value: "require_token", Name: "Require Token", Span: profile.Since(profile.V2026_5RC1, profile.Document)},
}
