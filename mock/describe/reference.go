package describe

import (
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// Reference returns authentik's OpenAPI document of a profile's version, cut to the operations that the fake
// serves. The summary of an operation is its coverage. The error names a missing file of the version.
func Reference(p profile.Profile) ([]byte, error) { return references(p) }

var references = profile.Once(func(p profile.Profile) ([]byte, error) {
	covered, err := coverages(p)
	if err != nil {
		return nil, err
	}
	text, err := schemas.OpenAPI(p.Name)
	if err != nil {
		return nil, err
	}
	parsed, err := orjson.Parse(text)
	if err != nil {
		return nil, err
	}
	document := parsed.(*python.Dict) // an OpenAPI document is one, and so are its paths
	paths, _ := document.Get("paths")
	document.Set("paths", servedPaths(paths.(*python.Dict), covered))
	return orjson.Append(nil, document), nil
})

// servedPaths returns the paths of a document with the served operations alone.
func servedPaths(paths *python.Dict, covered map[Operation]Coverage) *python.Dict {
	served := python.NewDict()
	for path, methods := range paths.All() {
		kept := python.NewDict()
		for method, operation := range methods.(*python.Dict).All() {
			coverage := covered[Operation{Method: strings.ToUpper(method), Path: strings.TrimPrefix(path, "/")}]
			if coverage <= NotServed {
				continue
			}
			marked := python.DictOf("summary", coverage.String())
			for member, value := range operation.(*python.Dict).All() {
				marked.Set(member, value)
			}
			kept.Set(method, marked)
		}
		if kept.Len() > 0 {
			served.Set(path, kept)
		}
	}
	return served
}
