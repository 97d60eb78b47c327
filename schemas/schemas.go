// Package schemas holds authentik's contracts as JSON Schema 2020-12: one folder a profile, one file a contract.
//
// Everything in it is derived from the OpenAPI document that each real server answered at /api/v3/schema/, of which
// folder openapi keeps the part that covers the mocked resources. No declaration of this project went into it, so that
// the two can check one another.
package schemas

import (
	"embed"
	"fmt"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

//go:embed openapi/*.json
var files embed.FS

// OpenAPI is the OpenAPI 3.0.3 document of a profile, cut down to the mocked resources: an indented JSON object with
// openapi, info, servers, paths and components. Profile documented has the document of 2025.10, the last generation for
// which the published documentation was written. The error names the profiles there are.
func OpenAPI(name string) ([]byte, error) {
	p, err := profile.Parse(name)
	if err != nil {
		return nil, err
	}
	text, err := files.ReadFile("openapi/" + documentOf(p) + ".json")
	if err != nil {
		return nil, fmt.Errorf("profile %s has no OpenAPI document: %w", name, err)
	}
	return text, nil
}

func documentOf(p profile.Profile) string {
	if p.Contract == profile.Documented {
		return "2025.10"
	}
	return p.Name
}
