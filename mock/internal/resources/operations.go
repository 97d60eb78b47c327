package resources

import (
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Operation is something that a version of authentik's API can do: a method at an address. The address is written as in
// authentik's OpenAPI document, without /api/v3/ in front: "core/groups/{group_uuid}/".
type Operation struct{ Method, Path string }

// Operations are all operations of a contract's version, those that the fake does not serve included, sorted by address.
// They were listed from the OpenAPI documents of the servers that were recorded.
func Operations(c profile.Contract) []Operation {
	var operations []Operation
	for line := range strings.Lines(string(static(c, "operations.txt"))) {
		words := strings.Fields(line)
		for _, method := range words[1:] {
			operations = append(operations, Operation{Method: method, Path: words[0]})
		}
	}
	return operations
}
