package resources

import "github.com/authentik-mock/authentik-mock/mock/profile"

// Operation is an operation of authentik's API: a method at an address. The address is written as in
// authentik's OpenAPI document, without the leading /api/v3/: "core/groups/{group_uuid}/".
type Operation struct{ Method, Path string }

// Operations returns all operations of a contract's version, including those that the fake does not serve,
// sorted by address. They were listed from the OpenAPI document of the version. The error names a missing
// file.
func Operations(c profile.Contract) ([]Operation, error) { return operations(c.Profile()) }
