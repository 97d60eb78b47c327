// Package contracts names the bodies that an OpenAPI document describes. Each gets one name and one file.
//
// A name consists of the resource, the action, and the side that sends the body: user_write.patch.request,
// user_write.list.response, group.used_by.response, error.detail.
package contracts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

// Contract is one body of one operation, or one of the shared error bodies.
type Contract struct {
	// Name is the file's name without its ending.
	Name string
	// Title describes the body.
	Title string
	// Description is the operation's, from the document.
	Description string
	// Origin is the place of the schema in the document.
	Origin string
	// Schema is the body's schema, or, for a refusal, the schema of the refused request.
	Schema *openapi.Schema
	// Refusal reports whether the body lists what is wrong with a request, member by member.
	Refusal bool
}

// verbs names the action of a method on one object.
var verbs = map[string]string{"get": "read", "put": "put", "patch": "patch", "delete": "delete"}

// OperationName returns the name of an operation, such as user_write.patch or group.add_user; "" if the path
// belongs to no resource with a name.
func OperationName(method, path string, operation *openapi.Operation) string {
	resource, ok := inventory.Named(path)
	if !ok {
		return ""
	}
	rest, _ := resource.Below(path)
	steps := []string{resource.Name}
	for _, segment := range strings.FieldsFunc(rest, func(r rune) bool { return r == '/' }) {
		if !strings.HasPrefix(segment, "{") {
			steps = append(steps, segment)
		}
	}
	if verb := verbOf(method, rest, operation); verb != "" {
		steps = append(steps, verb)
	}
	return strings.Join(steps, ".")
}

// verbOf returns the verb of a method, "" for an action, whose last segment names it.
func verbOf(method, rest string, operation *openapi.Operation) string {
	switch {
	case strings.HasSuffix(rest, "}/"):
		return verbs[method]
	case rest != "":
		return ""
	case method == "post":
		return "create"
	case strings.HasSuffix(operation.ID, "_list"):
		return "list"
	}
	return "read"
}

// ResponseBody returns the schema of an operation's successful answer; nil if it has no JSON body.
func ResponseBody(operation *openapi.Operation) *openapi.Schema {
	for _, status := range []string{"200", "201"} {
		if response, ok := operation.Responses.Get(status); ok {
			return response.JSON()
		}
	}
	return nil
}

// Of returns the contracts of a document in the order of its paths, then the error bodies. It is an error if
// two have the same name, or if the document cannot be read.
func Of(document *openapi.Document) ([]Contract, error) {
	var list []Contract
	for _, path := range document.Paths {
		for _, method := range path.Value {
			operation, err := method.Value.Value()
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method.Name, path.Name, err)
			}
			list = append(list, ofOperation(method.Name, path.Name, operation)...)
		}
	}
	list = append(list, sharedErrors(document)...)
	return list, noTwins(list)
}

func ofOperation(method, path string, operation *openapi.Operation) []Contract {
	name := OperationName(method, path, operation)
	if name == "" {
		return nil
	}
	var list []Contract
	add := func(side string, schema *openapi.Schema) {
		if schema == nil {
			return
		}
		list = append(list, Contract{
			Name:        name + "." + side,
			Title:       fmt.Sprintf("%s %s, the %s's body", strings.ToUpper(method), path, side),
			Description: operation.Description,
			Origin:      fmt.Sprintf("operation %s, %s", operation.ID, side),
			Schema:      schema,
		})
	}
	add("request", operation.RequestBody.JSON())
	add("response", ResponseBody(operation))
	if resource, ok := strings.CutSuffix(name, ".create"); ok {
		list = append(list, refusal(resource, operation))
	}
	return list
}

// refusal returns the contract for the answer to a request with wrong members. The document describes it only
// as an object, so it is derived from the request that creates an object, whose members are those of PUT and
// PATCH too.
func refusal(resource string, create *openapi.Operation) Contract {
	return Contract{
		Name:        resource + ".error.validation",
		Title:       "What is wrong with the members of a " + resource,
		Description: "Sent with status 400 to POST, PUT and PATCH. An item that is right leaves an empty object.",
		Origin: "derived from operation " + create.ID + ", request, and from how Django REST Framework nests errors; " +
			"the document itself says no more than error.validation",
		Schema:  create.RequestBody.JSON(),
		Refusal: true,
	}
}

func sharedErrors(document *openapi.Document) []Contract {
	var list []Contract
	for _, shared := range []struct{ name, response, title string }{
		{"error.detail", "GenericErrorResponse", "An error that concerns the whole request"},
		{"error.validation", "ValidationErrorResponse", "Errors of a request's members"},
	} {
		if response, ok := document.Components.Responses.Get(shared.response); ok {
			list = append(list, Contract{
				Name: shared.name, Title: shared.title, Origin: "response " + shared.response, Schema: response.JSON(),
			})
		}
	}
	return list
}

func noTwins(list []Contract) error {
	names := make([]string, len(list))
	for i, contract := range list {
		names[i] = contract.Name
	}
	slices.Sort(names)
	for i := 1; i < len(names); i++ {
		if names[i] == names[i-1] {
			return fmt.Errorf("two bodies would be called %s", names[i])
		}
	}
	return nil
}
