// Package schemas holds authentik's contracts as JSON Schema 2020-12: one folder for each profile, one file
// for each contract.
//
// All schemas are derived from the OpenAPI documents that real servers answered at /api/v3/schema/. Folder
// openapi/whole holds them, folder openapi the parts that cover the mocked resources. They do not depend on
// declarations of this project, so that the two can check each other. [Check] validates a document against a
// contract; [Deviations] lists where real servers break their own contracts.
//
// All functions are safe for concurrent use. No schema needs the network.
package schemas

import (
	"embed"
	"fmt"
	"slices"

	"github.com/agnivade/levenshtein"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
	"github.com/authentik-mock/authentik-mock/schemas/internal/translate"
)

//go:embed openapi/*.json.gz documented/deviations.json [0-9]*/deviations.json
var files embed.FS

// textsOf returns the schema files of a profile. They are made from its document when they are used: a program that
// contains the documents needs not contain what follows from them too.
var textsOf = profile.Once(func(p profile.Profile) (*translate.Files, error) {
	document, err := documents(p)
	if err != nil {
		return nil, err
	}
	return translate.Of(p.Name, document)
})

// Profiles returns the names of the profiles that have schemas, the oldest contract first.
func Profiles() []string {
	return profile.Names()
}

// Names returns the contracts of a profile in alphabetical order, such as user_write.patch.request. It is
// empty for an unknown profile.
func Names(profileName string) []string {
	p, err := profile.Parse(profileName)
	if err != nil {
		return nil
	}
	files, err := textsOf(p)
	if err != nil {
		return nil
	}
	return files.Names()
}

// Text returns the schema file of a contract, a self-contained, indented JSON object. The error for an
// unknown profile lists the profiles, that for an unknown name the nearest names.
func Text(profileName, name string) ([]byte, error) {
	p, err := profile.Parse(profileName)
	if err != nil {
		return nil, err
	}
	files, err := textsOf(p)
	if err != nil {
		return nil, err
	}
	text, err := files.Text(name)
	if text == nil && err == nil {
		err = fmt.Errorf("profile %s has no schema %q: did you mean %s?", p.Name, name, nearest(name, files.Names()))
	}
	return text, err
}

// OpenAPI returns the OpenAPI 3.0.3 document of a profile, cut down to the mocked resources: an indented JSON
// object with openapi, info, servers, paths and components. Profile documented has the document of 2025.10,
// the last generation for which the published documentation was written. The error lists the profiles.
func OpenAPI(profileName string) ([]byte, error) {
	p, err := profile.Parse(profileName)
	if err != nil {
		return nil, err
	}
	packed, err := p.Read(files, "schemas", openapi.File(p))
	if err != nil {
		return nil, err
	}
	return openapi.Unpack(packed)
}

// nearest returns the three most similar names as text.
func nearest(name string, names []string) string {
	sorted := slices.Clone(names)
	slices.SortStableFunc(sorted, func(a, b string) int {
		return levenshtein.ComputeDistance(name, a) - levenshtein.ComputeDistance(name, b)
	})
	return either(sorted[:min(3, len(sorted))])
}
