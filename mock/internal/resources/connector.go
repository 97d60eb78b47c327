package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

var agentConnectorModel = drf.Model{
	Table: "connector", App: "authentik_endpoints_connectors_agent", Name: "agentconnector", Object: "AgentConnector",
	Verbose: "Agent Connector", VerbosePlural: "Agent Connectors",
	String: func(_ *store.Tx, row *store.Row) string { return row.Text("name") },
}

// endpoints/agents/connectors connects authentik's own agent on the devices of users. Of the kinds of
// connectors it is the only one that takes no license.
var _ = declare(drf.Resource{
	Path: "endpoints/agents/connectors", Title: "Agent Connector", Model: agentConnectorModel, Span: profile.Since(profile.V2025_12, profile.Document),
	Fields: slices.Concat(
		agentConnectorFields,
		[]drf.Field{
			timeSpan("snapshot_expiry", "hours=24", ""),
			timeSpan("auth_session_duration", "hours=8", ""),
			{Name: "auth_terminate_session_on_expiry", Kind: drf.Boolean, Default: false},
			timeSpan("refresh_interval", "minutes=30", ""),
			{Name: "authorization_flow", Kind: drf.Related, To: "flow", Null: true, NoManager: true},
			{Name: "nss_uid_offset", Kind: drf.Integer, Default: int64(2000), Max: highestInteger},
			{Name: "nss_gid_offset", Kind: drf.Integer, Default: int64(4000), Max: highestInteger},
			{Name: "challenge_key", Kind: drf.Related, To: "certificate", Null: true},
			timeSpan("challenge_idle_timeout", "seconds=5", ""),
			{Name: "challenge_trigger_check_in", Kind: drf.Boolean, Default: false},
			{Name: "jwt_federation_providers", Kind: drf.ManyRelated, To: "provider", Through: federationProviders, Unkept: true},
		},
	),
	Filters:  []drf.Filter{{Name: "name"}, {Name: "enabled", Kind: drf.BooleanFilter}},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	UsedBy: []drf.Relation{
		{Model: stageTypes.models["endpoint"], Action: "cascade", Rows: rowsWhere("stage", "connector")},
	},
}, store.Schema{
	Name: "connector", PK: "connector_uuid",
	Columns: []string{"connector_uuid", "name", "enabled", "snapshot_expiry", "auth_session_duration",
		"auth_terminate_session_on_expiry", "refresh_interval", "authorization_flow", "nss_uid_offset", "nss_gid_offset",
		"challenge_key", "challenge_idle_timeout", "challenge_trigger_check_in"},
	Unique: [][]string{{"name"}},
	Refs: []store.Ref{
		{Column: "authorization_flow", To: "flow", OnDelete: store.SetNull},
		{Column: "challenge_key", To: "certificate", OnDelete: store.SetNull},
	},
}, linkTable("federation_provider", "connector", "provider"))

const agentConnectorForm = "ak-endpoints-connector-agent-form"

var federationProviders = &drf.Through{Table: "federation_provider", Near: "connector", Far: "provider"}

// connectorModel is the parent model of all connectors.
var connectorModel = drf.Model{App: "authentik_endpoints", Name: "connector", Verbose: "connector", VerbosePlural: "connectors"}

// connectorFields returns the members of a connector, as its own model or as the parent, which has no form.
func connectorFields(component string, model drf.Model) []drf.Field {
	return []drf.Field{
		{Name: "connector_uuid", Kind: drf.UUID, Rules: []drf.Rule{drf.Unique("connector", "connector_uuid", "connector")}},
		{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("connector", "name", "connector")}},
		{Name: "enabled", Kind: drf.Boolean, Default: true},
		{Name: "component", Kind: drf.Method, Value: fixed(component)},
		{Name: "verbose_name", Kind: drf.Method, Value: said(model.Verbose)},
		{Name: "verbose_name_plural", Kind: drf.Method, Value: said(model.VerbosePlural)},
		{Name: "meta_model_name", Kind: drf.Method, Value: fixed(model.Label())},
	}
}
