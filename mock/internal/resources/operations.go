package resources

import "github.com/authentik-mock/authentik-mock/mock/profile"

// Operation is something that a version of authentik's API can do: a method at an address. The address is written as in
// authentik's OpenAPI document, without /api/v3/ in front: "core/groups/{group_uuid}/".
type Operation struct{ Method, Path string }

// Operations are all operations of a contract's version, those that the fake does not serve included, sorted by address.
// They were listed from the OpenAPI documents of the servers that were recorded. The error names a missing file.
func Operations(c profile.Contract) ([]Operation, error) {
	s, err := staticOf(c)
	if err != nil {
		return nil, err
	}
	return s.operations, nil
}
