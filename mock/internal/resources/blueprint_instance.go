package resources

import (
	"crypto/sha512"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// ownBlueprints lists the blueprints that a new installation applies itself, by their paths: the same ones
// from 2025.10 to 2026.5. The objects that they create are in the fresh seed.
var ownBlueprints = []struct{ path, name string }{
	{"default/default-brand.yaml", "Default - Brand"},
	{"default/events-default.yaml", "Default - Events Transport & Rules"},
	{"default/flow-default-authentication-flow.yaml", "Default - Authentication flow"},
	{"default/flow-default-authenticator-static-setup.yaml", "Default - Static MFA setup flow"},
	{"default/flow-default-authenticator-totp-setup.yaml", "Default - TOTP MFA setup flow"},
	{"default/flow-default-authenticator-webauthn-setup.yaml", "Default - WebAuthn MFA setup flow"},
	{"default/flow-default-invalidation-flow.yaml", "Default - Invalidation flow"},
	{"default/flow-default-provider-authorization-explicit-consent.yaml", "Default - Provider authorization flow (explicit consent)"},
	{"default/flow-default-provider-authorization-implicit-consent.yaml", "Default - Provider authorization flow (implicit consent)"},
	{"default/flow-default-provider-invalidation.yaml", "Default - Provider invalidation flow"},
	{"default/flow-default-source-authentication.yaml", "Default - Source authentication flow"},
	{"default/flow-default-source-enrollment.yaml", "Default - Source enrollment flow"},
	{"default/flow-default-source-pre-authentication.yaml", "Default - Source pre-authentication flow"},
	{"default/flow-default-user-settings-flow.yaml", "Default - User settings flow"},
	{"default/flow-oobe.yaml", "Default - Out-of-box-experience flow"},
	{"default/flow-password-change.yaml", "Default - Password change flow"},
	{"default/rbac-role-read-only.yaml", "Default - RBAC - Read-only"},
	{"migrations/migrate-prompt-name.yaml", "Migration - Remove old prompt fields"},
	{"system/bootstrap.yaml", "authentik Bootstrap"},
	{"system/providers-google-workspace.yaml", "System - Google Workspace Provider - Mappings"},
	{"system/providers-microsoft-entra.yaml", "System - Microsoft Entra Provider - Mappings"},
	{"system/providers-oauth2.yaml", "System - OAuth2 Provider - Scopes"},
	{"system/providers-proxy.yaml", "System - Proxy Provider - Scopes"},
	{"system/providers-rac.yaml", "System - RAC Provider - Mappings"},
	{"system/providers-saml.yaml", "System - SAML Provider - Mappings"},
	{"system/providers-scim.yaml", "System - SCIM Provider - Mappings"},
	{"system/sources-kerberos.yaml", "System - Kerberos Source - Mappings"},
	{"system/sources-ldap.yaml", "System - LDAP Source - Mappings"},
}

func installBlueprints(tx *store.Tx, now time.Time) error {
	for _, own := range ownBlueprints {
		if err := InstallBlueprint(tx, own.name, own.path, now); err != nil {
			return err
		}
	}
	return nil
}

// InstallBlueprint adds a blueprint to those that authentik applies itself, so that others can require it.
// Its key and its hash are derived from its path: the fake does not have authentik's own files.
func InstallBlueprint(tx *store.Tx, name, path string, now time.Time) error {
	_, err := tx.Insert("blueprint_instance", map[string]any{
		"instance_uuid": uuid.NewSHA1(uuid.NameSpaceURL, []byte(path)), "name": name, "path": path, "enabled": true, "content": "",
		"context": python.NewDict(), "metadata": blueprintMetadata(name), "last_applied": now, "last_applied_hash": blueprintHash(path),
		"managed_models": []any{}, "managed": nil, "status": "successful",
	})
	return err
}

func blueprintHash(path string) string {
	sum := sha512.Sum512([]byte(path))
	return hex.EncodeToString(sum[:])
}

// blueprintMetadata returns what a file says of itself. The fake does not know the labels of authentik's files.
func blueprintMetadata(name string) *python.Dict {
	metadata := python.NewDict()
	metadata.Set("name", name)
	metadata.Set("labels", python.NewDict())
	return metadata
}

var blueprintModel = drf.Model{
	Table: "blueprint_instance", App: "authentik_blueprints", Name: "blueprintinstance", Object: "BlueprintInstance",
	Verbose: "Blueprint Instance", VerbosePlural: "Blueprint Instances",
	String: func(_ *store.Tx, row *store.Row) string { return "Blueprint Instance " + row.Text("name") },
}

// managed/blueprints are the blueprints that authentik applies repeatedly: those of a new installation and
// those of seeds. Others are imported once, with an action that OPTIONS describes.
var _ = declare(drf.Resource{
	Path: "managed/blueprints", Title: "Blueprint Instance", Description: "Blueprint instances", Model: blueprintModel,
	Unserved: []string{"POST", "PUT", "PATCH", "DELETE"},
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "instance_uuid", Label: "Instance uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("blueprint_instance", "name", "Blueprint Instance")}},
		{Name: "path", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "context", Kind: drf.JSONDict, Default: python.NewDict()},
		{Name: "last_applied", Kind: drf.DateTime, ReadOnly: true},
		{Name: "last_applied_hash", Kind: drf.Char, ReadOnly: true},
		{Name: "status", Kind: drf.Choice, ReadOnly: true, Choices: blueprintStates},
		{Name: "enabled", Kind: drf.Boolean, Default: true},
		{Name: "managed_models", Kind: drf.List, ReadOnly: true, Fields: []drf.Field{{Name: "managed_models", Kind: drf.Char, Required: true}}},
		{Name: "metadata", Kind: drf.JSONDict, ReadOnly: true},
		{Name: "content", Kind: drf.Char, Blank: true, Default: ""},
	},
	Filters:  []drf.Filter{{Name: "name"}, {Name: "path"}},
	Search:   []string{"name", "path"},
	Ordering: []string{"name"},
	Actions: []drf.Action{
		importBlueprint,
		{Name: "available", Description: "Get blueprints", Method: http.MethodGet, Run: availableBlueprints},
		{
			Name: "apply", Description: "Apply a blueprint", Detail: true, Method: http.MethodPost, Unfiltered: true,
			Needs: blueprintModel.Permission("view"), Run: applyBlueprint,
		},
	},
	UsedBy: []drf.Relation{},
}, store.Schema{
	Name: "blueprint_instance", PK: "instance_uuid",
	Columns: []string{"instance_uuid", "name", "path", "context", "last_applied", "last_applied_hash", "status", "enabled",
		"managed_models", "metadata", "content", "managed"},
	Unique: [][]string{{"name"}},
})

var blueprintStates = []drf.Option{
	{Value: "successful", Name: "Successful"}, {Value: "warning", Name: "Warning"}, {Value: "error", Name: "Error"},
	{Value: "orphaned", Name: "Orphaned"}, {Value: "unknown", Name: "Unknown"},
}

// lastChange is the second in which the files of blueprints were last changed. Those of authentik are as old as its image;
// the fake has none, and any time will do that is the same in every run.
const lastChange = 1735689600

// availableBlueprints lists the files of blueprints, with the second of their last change and without what
// authentik itself has as examples.
func availableBlueprints(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	files := slices.Collect(r.Tx.All("blueprint_instance"))
	slices.SortFunc(files, func(a, b *store.Row) int { return strings.Compare(a.Text("path"), b.Text("path")) })
	body := []any{}
	for _, row := range files {
		file := python.NewDict()
		file.Set("path", row.Text("path"))
		file.Set("version", int64(1))
		file.Set("hash", blueprintHash(row.Text("path")))
		file.Set("last_m", int64(lastChange))
		file.Set("meta", row.Get("metadata"))
		body = append(body, file)
	}
	return &drf.Response{Status: http.StatusOK, Body: body}, nil
}

// applyBlueprint answers with the blueprint as it was: authentik's worker applies it afterwards. The fake has
// what the blueprints of an installation and of seeds say already.
func applyBlueprint(r *drf.Request, row *store.Row) (*drf.Response, error) {
	body := r.Represent("managed/blueprints", row)
	_, err := r.Tx.Update(row, map[string]any{"last_applied": r.Now, "status": "successful"})
	return &drf.Response{Status: http.StatusOK, Body: body}, err
}
