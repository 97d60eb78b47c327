package schemas

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/schemas/internal/contracts"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

// Request returns the name of the contract for the body of a request to a path such as
// /api/v3/stages/user_write/, without its query. It is "" if the profile has none: for an unknown path or
// method, or a body that is not JSON.
func Request(profileName, method, path string) string {
	name, operation, err := find(profileName, method, path)
	if err != nil || name == "" || operation.RequestBody.JSON() == nil {
		return ""
	}
	return name + ".request"
}

// Response returns the name of the contract for an answer with a status to a request to a path such as
// /api/v3/stages/user_write/, without its query. It is "" if the document describes no JSON body for it.
func Response(profileName, method, path string, status int) string {
	name, operation, err := find(profileName, method, path)
	if err != nil || name == "" {
		return ""
	}
	response, ok := operation.Responses.Get(strconv.Itoa(status))
	if !ok {
		return ""
	}
	switch {
	case strings.HasSuffix(response.Ref, "/ValidationErrorResponse"):
		return "error.validation"
	case strings.HasSuffix(response.Ref, "/GenericErrorResponse"):
		return "error.detail"
	case response.JSON() != nil && response.JSON() == contracts.ResponseBody(operation):
		return name + ".response"
	}
	return ""
}

// find returns the operation whose path has the most fixed segments in common with the given one, and the name of
// its contracts. The operation is nil if there is none.
func find(profileName, method, path string) (string, *openapi.Operation, error) {
	document, err := document(profileName)
	if err != nil {
		return "", nil, err
	}
	segments := strings.Split(strings.TrimPrefix(path, "/api/v3"), "/")
	method = strings.ToLower(method)
	var address string
	var found openapi.Later[openapi.Operation]
	var fewest int
	for i, template := range templatesOf(document) {
		parameters, ok := match(template, segments)
		if !ok || address != "" && parameters >= fewest {
			continue
		}
		described := document.Paths[i]
		if operation, ok := described.Value.Get(method); ok {
			address, found, fewest = described.Name, operation, parameters
		}
	}
	if address == "" {
		return "", nil, nil
	}
	operation, err := found.Value()
	if err != nil {
		return "", nil, fmt.Errorf("the OpenAPI document of profile %s: %s %s: %w", profileName, method, address, err)
	}
	return contracts.OperationName(method, address, operation), operation, nil
}

// templates holds the paths of documents, split into segments.
var templates sync.Map

// templatesOf returns the paths of a document, in its order, split into segments.
func templatesOf(document *openapi.Document) [][]string {
	if split, ok := templates.Load(document); ok {
		return split.([][]string)
	}
	split := make([][]string, len(document.Paths))
	for i, path := range document.Paths {
		split[i] = strings.Split(path.Name, "/")
	}
	templates.Store(document, split)
	return split
}

// match reports whether a path matches a template, and the number of parameters in it.
func match(template, segments []string) (parameters int, ok bool) {
	matches := slices.EqualFunc(template, segments, func(pattern, segment string) bool {
		if strings.HasPrefix(pattern, "{") && segment != "" {
			parameters++
			return true
		}
		return pattern == segment
	})
	return parameters, matches
}

// Methods returns the methods in the Allow header of a path such as /api/v3/stages/user_write/, in the order
// of Django REST Framework: the methods that the document has there, and HEAD if it has GET. It is nil if the
// document does not have the path.
func Methods(profileName, path string) []string {
	document, err := document(profileName)
	if err != nil {
		return nil
	}
	segments := strings.Split(strings.TrimPrefix(path, "/api/v3"), "/")
	var methods openapi.Ordered[openapi.Later[openapi.Operation]]
	fewest := len(segments)
	for i, template := range templatesOf(document) {
		if parameters, ok := match(template, segments); ok && parameters < fewest {
			methods, fewest = document.Paths[i].Value, parameters
		}
	}
	if methods == nil {
		return nil
	}
	var allowed []string
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		if _, ok := methods.Get(strings.ToLower(method)); ok {
			allowed = append(allowed, method)
		}
	}
	if slices.Contains(allowed, "GET") {
		allowed = append(allowed, "HEAD")
	}
	return append(allowed, "OPTIONS")
}
