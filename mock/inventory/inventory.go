// Package inventory lists what the fake serves: one line a resource or page. Whatever can be derived stands elsewhere: what a
// resource is, in its file in mock/internal/resources; its component, its key and how it is deleted, in authentik's own
// OpenAPI documents.
//
// To add a resource, write its file, its line and a scenario of it, and run make schemas. The fake says at its start what has
// been forgotten.
package inventory

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Resource is a resource, or a page that is no resource.
type Resource struct {
	// Path is the address below /api/v3/, without slashes at its ends: "stages/user_write".
	Path string
	// Name begins the names of its schema files, and with an s at its end it is the section of seeds that holds its objects:
	// "user_write". Without a name there are no files; what lies below the path of another resource has files under that
	// one's name.
	Name string
	// Given is what a scenario calls an object of it that it is given: "stage". Without it there can be none.
	Given string
	// Values are the values of members that an object needs and a scenario leaves out, where the first choice will not do or
	// a rule asks for a member that is not required by itself.
	Values map[string]string
}

// Resources are all of them, in the order in which seeds are loaded: what is referred to stands before what refers to it.
var Resources = []Resource{
	{Path: "rbac/roles", Name: "role", Given: "role"},
	{Path: "core/groups", Name: "group", Given: "group"},
	{Path: "core/users", Name: "user", Given: "user"},
	{Path: "core/tokens", Name: "token"},
	{Path: "core/applications", Name: "application"},
	{Path: "flows/instances", Name: "flow", Given: "flow", Values: map[string]string{"designation": "enrollment"}},
	{Path: "stages/all", Name: "stage"},
	{Path: "stages/deny", Name: "deny", Given: "deny"},
	{Path: "stages/dummy", Name: "dummy", Given: "dummy"},
	{Path: "stages/redirect", Name: "redirect", Given: "redirect", Values: map[string]string{"target_static": "/"}},
	{Path: "stages/user_write", Name: "user_write", Given: "stage"},
	{Path: "flows/bindings", Name: "flow_binding", Given: "binding"},
	{Path: "core/brands", Name: "brand"},
	{Path: "policies/bindings", Name: "policy_binding"},
	{Path: "rbac/permissions", Name: "permission"},
	{Path: "rbac/permissions/assigned_by_roles"},
	{Path: "rbac/permissions/assigned_by_users"},
	{Path: "rbac/permissions/roles"},
	{Path: "rbac/permissions/users"},
	{Path: "events/events"},
	{Path: "events/notifications"},
	{Path: "managed/blueprints"},
	{Path: "admin/settings"},
	{Path: "admin/system"},
	{Path: "admin/version", Name: "version"},
	{Path: "enterprise/license/summary"},
	{Path: "root/config", Name: "config"},
	{Path: "schema"},
}

// Place is where the line of a path stands among the others, -1 if there is none.
func Place(path string) int {
	return slices.IndexFunc(Resources, func(line Resource) bool { return line.Path == path })
}

// Covers reports whether an address below /api/v3/, such as "/core/groups/{group_uuid}/", is one of the resource's.
func (r Resource) Covers(address string) bool {
	_, ok := r.Below(address)
	return ok
}

// Below is what follows the resource's path in an address of its own: "{group_uuid}/".
func (r Resource) Below(address string) (rest string, ok bool) {
	return strings.CutPrefix(address, "/"+r.Path+"/")
}

// Named returns the resource after whose name the schema files of an address are called; ok is false if it has none.
func Named(address string) (named Resource, ok bool) {
	for _, line := range Resources {
		if line.Name != "" && line.Covers(address) {
			return line, true
		}
	}
	return Resource{}, false
}

// Given are the resources of which a scenario can be given objects.
func Given() []Resource {
	var given []Resource
	for _, line := range Resources {
		if line.Given != "" {
			given = append(given, line)
		}
	}
	return given
}

// Check holds the lines against what is declared: the files by the paths of what they declare. The error names a file
// without its line, or a line without its file.
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
