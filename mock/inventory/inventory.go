// Package inventory lists what the fake serves: one line for each resource or page. Facts that can be derived
// are not repeated here: a resource is described in its file in mock/internal/resources; its component, its
// key and how it is deleted are in authentik's own OpenAPI documents.
//
// To add a resource, write its file, its line and a scenario of it, and run make schemas. The fake reports at
// its start what is missing.
package inventory

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Resource is a resource, or a page that is not a resource.
type Resource struct {
	// Path is the address below /api/v3/, without slashes at its ends: "stages/user_write".
	Path string
	// Name is the prefix of the names of its schema files, and in the plural the section of its objects in
	// seeds: "user_write". Without a name there are no schema files; the files of addresses below another
	// resource's path have that resource's name.
	Name string
	// Given is the name of the kind in scenarios: "stage". If it is empty, scenarios cannot be given such
	// objects.
	Given string
	// Values holds values for members that an object needs and a scenario leaves out, where the first choice
	// is not valid or a rule requires a member that is otherwise optional.
	Values map[string]string
}

// Resources lists all of them, in the order in which seeds are loaded: objects come before those that refer
// to them.
var Resources = []Resource{
	{Path: "rbac/roles", Name: "role", Given: "role"},
	{Path: "rbac/initial_permissions", Name: "initial_permission", Given: "initial_permissions"},
	{Path: "core/groups", Name: "group", Given: "group"},
	{Path: "core/users", Name: "user", Given: "user"},
	{Path: "core/tokens", Name: "token", Given: "token"},
	{Path: "core/authenticated_sessions", Name: "authenticated_session"},
	{Path: "core/applications", Name: "application", Given: "application"},
	{Path: "core/application_entitlements", Name: "application_entitlement", Given: "application_entitlement"},
	{Path: "policies/all", Name: "policy"},
	{Path: "policies/dummy", Name: "dummy_policy", Given: "dummy_policy"},
	{Path: "policies/event_matcher", Name: "event_matcher", Given: "event_matcher", Values: map[string]string{"action": "login"}},
	{Path: "policies/expression", Name: "expression", Given: "expression", Values: map[string]string{"expression": "return True"}},
	{Path: "policies/geoip", Name: "geoip", Given: "geoip", Values: map[string]string{"countries": "AT"}},
	{Path: "policies/geoip_iso3166", Name: "country"},
	{Path: "policies/password", Name: "password_policy", Given: "password_policy"},
	{Path: "policies/password_expiry", Name: "password_expiry", Given: "password_expiry"},
	{Path: "policies/reputation/scores", Name: "reputation_score"},
	{Path: "policies/reputation", Name: "reputation", Given: "reputation", Values: map[string]string{"check_ip": "true"}},
	{Path: "policies/unique_password", Name: "unique_password"},
	{Path: "flows/instances", Name: "flow", Given: "flow", Values: map[string]string{"designation": "enrollment"}},
	{Path: "crypto/certificatekeypairs", Name: "certificate"},
	{Path: "endpoints/agents/connectors"},
	{Path: "propertymappings/all", Name: "property_mapping"},
	{Path: "propertymappings/notification", Name: "notification_mapping", Given: "notification_mapping"},
	{Path: "providers/all", Name: "provider"},
	{Path: "outposts/instances", Name: "outpost"},
	{Path: "sources/all", Name: "source"},
	{Path: "sources/oauth", Name: "oauth_source", Given: "oauth_source"},
	{Path: "stages/prompt/prompts", Name: "prompt", Given: "prompt"},
	{Path: "stages/all", Name: "stage"},
	{Path: "stages/account_lockdown", Name: "account_lockdown"},
	{Path: "stages/authenticator/webauthn_device_types", Name: "webauthn_device_type"},
	{Path: "stages/authenticator/duo", Name: "authenticator_duo", Given: "authenticator_duo"},
	{Path: "stages/authenticator/email", Name: "authenticator_email", Given: "authenticator_email"},
	{Path: "stages/authenticator/endpoint_gdtc", Name: "authenticator_endpoint_gdtc"},
	{Path: "stages/authenticator/sms", Name: "authenticator_sms", Given: "authenticator_sms"},
	{Path: "stages/authenticator/static", Name: "authenticator_static", Given: "authenticator_static"},
	{Path: "stages/authenticator/totp", Name: "authenticator_totp", Given: "authenticator_totp"},
	{Path: "stages/authenticator/validate", Name: "authenticator_validate", Given: "authenticator_validate"},
	{Path: "stages/authenticator/webauthn", Name: "authenticator_webauthn", Given: "authenticator_webauthn"},
	{Path: "stages/captcha", Name: "captcha", Given: "captcha"},
	{Path: "stages/consent", Name: "consent", Given: "consent"},
	{Path: "stages/deny", Name: "deny", Given: "deny"},
	{Path: "stages/dummy", Name: "dummy", Given: "dummy"},
	{Path: "stages/email", Name: "email", Given: "email"},
	{Path: "stages/endpoints", Name: "endpoint"},
	{Path: "stages/identification", Name: "identification", Given: "identification", Values: map[string]string{"user_fields": "username"}},
	{Path: "stages/invitation/stages", Name: "invitation_stage", Given: "invitation_stage"},
	{Path: "stages/invitation/invitations", Name: "invitation", Given: "invitation", Values: map[string]string{"name": "{{unique}}-invitation"}},
	{Path: "stages/mtls", Name: "mtls"},
	{Path: "stages/password", Name: "password", Given: "password"},
	{Path: "stages/prompt/stages", Name: "prompt_stage", Given: "prompt_stage"},
	{Path: "stages/redirect", Name: "redirect", Given: "redirect", Values: map[string]string{"target_static": "/"}},
	{Path: "stages/source", Name: "source_stage"},
	{Path: "stages/user_delete", Name: "user_delete", Given: "user_delete"},
	{Path: "stages/user_login", Name: "user_login", Given: "user_login"},
	{Path: "stages/user_logout", Name: "user_logout", Given: "user_logout"},
	{Path: "stages/user_write", Name: "user_write", Given: "stage"},
	{Path: "flows/bindings", Name: "flow_binding", Given: "binding"},
	{Path: "core/brands", Name: "brand", Given: "brand"},
	{Path: "policies/bindings", Name: "policy_binding"},
	{Path: "rbac/permissions", Name: "permission"},
	{Path: "rbac/permissions/assigned_by_roles"},
	{Path: "rbac/permissions/assigned_by_users"},
	{Path: "rbac/permissions/roles"},
	{Path: "rbac/permissions/users"},
	{Path: "events/events"},
	{Path: "events/notifications"},
	{Path: "managed/blueprints", Name: "blueprint"},
	{Path: "admin/settings"},
	{Path: "admin/system"},
	{Path: "admin/version", Name: "version"},
	{Path: "enterprise/license/summary"},
	{Path: "root/config", Name: "config"},
	{Path: "schema"},
}

// Place returns the index of the line of a path, -1 if there is none.
func Place(path string) int {
	return slices.IndexFunc(Resources, func(line Resource) bool { return line.Path == path })
}

// Covers reports whether an address below /api/v3/, such as "/core/groups/{group_uuid}/", belongs to the
// resource.
func (r Resource) Covers(address string) bool {
	_, ok := r.Below(address)
	return ok
}

// Below returns the part of an address after the resource's path: "{group_uuid}/".
func (r Resource) Below(address string) (rest string, ok bool) {
	return strings.CutPrefix(address, "/"+r.Path+"/")
}

// Named returns the resource that names the schema files of an address; ok is false if there is none.
func Named(address string) (named Resource, ok bool) {
	for _, line := range Resources {
		if line.Name != "" && line.Covers(address) {
			return line, true
		}
	}
	return Resource{}, false
}

// Given returns the resources whose objects a scenario can be given.
func Given() []Resource {
	var given []Resource
	for _, line := range Resources {
		if line.Given != "" {
			given = append(given, line)
		}
	}
	return given
}

// Naming lists the members that name an object, and so may contain the prefix of a scenario's run.
var Naming = []string{"name", "slug", "username", "identifier", "domain"}

// Administrator is the name of the first user of an installation, whom scenarios call admin.
const Administrator = "akadmin"

// Check compares the lines with the declarations; files maps declared paths to their files. The error names a
// file without its line, or a line without its file.
func Check(files map[string]string) error {
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if Place(path) < 0 {
			return fmt.Errorf("%s: %s has no line in mock/inventory/inventory.go: add {Path: %q} to Resources", files[path], path, path)
		}
	}
	for _, line := range Resources {
		if files[line.Path] == "" {
			return fmt.Errorf("mock/inventory/inventory.go: nothing declares %s: write its file in mock/internal/resources", line.Path)
		}
	}
	return nil
}
