package resources

import (
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/jsonb"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var outpostModel = drf.Model{
	Table: "outpost", App: "authentik_outposts", Name: "outpost", Object: "Outpost", Verbose: "Outpost", VerbosePlural: "Outposts",
	String: func(_ *store.Tx, row *store.Row) string { return "Outpost " + row.Text("name") },
}

// outposts/instances lists the outposts: in a new installation the one that is part of the server.
var _ = declare(drf.Resource{
	Path: "outposts/instances", Title: "Outpost", Description: "Outpost Viewset", Model: outpostModel,
	Unserved: []string{"POST", "PUT", "PATCH", "DELETE"},
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "uuid", Label: "Uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("outpost", "name", "Outpost")}},
		{Name: "type", Kind: drf.Choice, Choices: outpostTypes, Required: true},
		{Name: "providers", Kind: drf.ManyRelated, To: "provider", Through: providersOfOutpost, Required: true, Unkept: true},
		{Name: "providers_obj", Kind: drf.Nested, Many: true, ReadOnly: true, Fields: providerFields, Value: emptyList},
		{Name: "service_connection", Kind: drf.Related, To: "service_connection", Null: true, Unkept: true, Help: "Select Service-Connection authentik should use to manage this outpost. Leave empty if authentik should not handle the deployment."},
		{Name: "service_connection_obj", Kind: drf.Nested, ReadOnly: true, Fields: serviceConnectionFields, Value: nothing},
		{Name: "refresh_interval_s", Kind: drf.Method, Value: fixed(int64(300))}, // the refresh_interval of every config
		{Name: "token_identifier", Kind: drf.Method, Value: func(_ *drf.Request, row *store.Row) any {
			return outpostAccount + drf.KeyText(row.PK()) + "-api"
		}},
		{Name: "config", Kind: drf.JSONDict, Required: true},
		{
			Name: "managed", Kind: drf.Char, Null: true, Label: "Managed by authentik", Translated: true,
			Rules: []drf.Rule{drf.Unique("outpost", "managed", "Outpost")}, Help: managedHelp,
		},
	},
	Filters: []drf.Filter{
		{Name: "providers_by_pk", Kind: drf.ModelsFilter, To: "provider", Through: providersOfOutpost},
		{Name: "providers__isnull", Kind: drf.BooleanFilter, Match: func(_ *drf.Request, _ *store.Row, null any) bool { return null == true }},
		{Name: "name__iexact", Match: sameText("name")}, {Name: "name__icontains", Kind: drf.ContainsFilter, Column: "name"},
		{Name: "service_connection__name__iexact", Match: noConnection}, {Name: "service_connection__name__icontains", Match: noConnection},
		{Name: "managed__iexact", Match: sameText("managed")}, {Name: "managed__icontains", Kind: drf.ContainsFilter, Column: "managed"},
	},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	Actions: []drf.Action{
		{Name: "default_settings", Description: "Global default outpost config", Method: http.MethodGet, Run: defaultOutpostSettings},
		{Name: "health", Description: "Get outposts current health", Detail: true, Method: http.MethodGet, Run: outpostHealth},
	},
	UsedBy: []drf.Relation{},
}, store.Schema{
	Name: "outpost", PK: "uuid", Columns: []string{"uuid", "name", "type", "service_connection", "config", "managed"},
	Unique: [][]string{{"name"}, {"managed"}},
}, linkTable("outpost_provider", "outpost", "provider"))

var providersOfOutpost = &drf.Through{Table: "outpost_provider", Near: "outpost", Far: "provider"}

var outpostTypes = []drf.Option{{Value: "proxy", Name: "Proxy"}, {Value: "ldap", Name: "Ldap"}, {Value: "radius", Name: "Radius"}, {Value: "rac", Name: "Rac"}}

// serviceConnectionFields are the members of what an outpost is deployed with. There is none, but OPTIONS describes them.
var serviceConnectionFields = []drf.Field{
	{Name: "pk", Kind: drf.UUID, Source: "uuid", Label: "Uuid", ReadOnly: true},
	{Name: "name", Kind: drf.Char, Required: true},
	{Name: "local", Kind: drf.Boolean, Default: false, Help: "If enabled, use the local connection. Required Docker socket/Kubernetes Integration"},
	{Name: "component", Kind: drf.ReadOnly},
	{Name: "verbose_name", Kind: drf.ReadOnly},
	{Name: "verbose_name_plural", Kind: drf.ReadOnly},
	{Name: "meta_model_name", Kind: drf.ReadOnly},
}

func noConnection(*drf.Request, *store.Row, any) bool { return false }

// sameText returns the test of a filter with the lookup iexact.
func sameText(column string) func(*drf.Request, *store.Row, any) bool {
	return func(_ *drf.Request, row *store.Row, value any) bool {
		return strings.EqualFold(row.Text(column), python.Str(value))
	}
}

// outpostHealth answers with the processes that report to authentik: none report to the fake.
func outpostHealth(*drf.Request, *store.Row) (*drf.Response, error) {
	return &drf.Response{Status: http.StatusOK, Body: []any{}}, nil
}

func defaultOutpostSettings(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	return &drf.Response{Status: http.StatusOK, Body: python.DictOf("config", outpostConfig(r.Contract, r.Origin()+"/"))}, nil
}

// strictness is the span in which an outpost may be told to be lenient with certificates of Kubernetes.
var strictness = profile.Dated("outposts have kubernetes_disable_x509_strict", profile.Since(profile.V2026_5RC1, profile.Source))

// outpostConfig returns the settings of a new outpost of the server at an address.
func outpostConfig(c profile.Contract, host string) *python.Dict {
	config := python.DictOf(
		"authentik_host", host, "authentik_host_insecure", false, "authentik_host_browser", "",
		"log_level", "info", "object_naming_template", "ak-outpost-%(name)s", "refresh_interval", "minutes=5",
		"container_image", nil, "docker_network", nil, "docker_map_ports", true, "docker_labels", nil,
		"kubernetes_replicas", int64(1), "kubernetes_namespace", "default", "kubernetes_ingress_annotations", python.NewDict(),
		"kubernetes_ingress_secret_name", "authentik-outpost-tls", "kubernetes_ingress_class_name", nil,
		"kubernetes_ingress_path_type", nil, "kubernetes_httproute_annotations", python.NewDict(),
		"kubernetes_httproute_parent_refs", []any{}, "kubernetes_service_type", "ClusterIP",
		"kubernetes_disabled_components", []any{}, "kubernetes_image_pull_secrets", []any{}, "kubernetes_json_patches", nil)
	if strictness.In(c) {
		config.Set("kubernetes_disable_x509_strict", false)
	}
	return config
}

// sortedMembers returns an object as PostgreSQL returns it from a jsonb column.
func sortedMembers(object *python.Dict) *python.Dict {
	sorted := python.NewDict()
	for _, name := range jsonb.Names(object) {
		member, _ := object.Get(name)
		sorted.Set(name, member)
	}
	return sorted
}

// outpostAccount is the beginning of the name of an outpost's account, before the outpost's key.
const outpostAccount = "ak-outpost-"

// InstallOutpost adds the outpost that is part of the server. Its key is that in the name of its account.
func InstallOutpost(tx *store.Tx, c profile.Contract) error {
	for user := range tx.All("user") {
		digits, is := strings.CutPrefix(user.Text("username"), outpostAccount)
		key, err := hex.DecodeString(digits)
		if !is || err != nil || len(key) != len(uuid.UUID{}) {
			continue
		}
		if _, err := tx.Insert("outpost", map[string]any{
			"uuid": uuid.UUID(key), "name": "authentik Embedded Outpost", "type": "proxy", "config": sortedMembers(outpostConfig(c, "")),
			"managed": "goauthentik.io/outposts/embedded",
		}); err != nil {
			return err
		}
	}
	return nil
}
