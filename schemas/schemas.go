// Package schemas holds authentik's contracts as JSON Schema 2020-12: one folder a profile, one file a contract.
//
// Everything in it is derived from the OpenAPI document that each real server answered at /api/v3/schema/. Folder
// openapi/whole keeps it, folder openapi the part of it that covers the mocked resources. No declaration of this project went into it, so that
// the two can check one another. [Check] holds a document against a contract; where real servers break their own
// contract, [Deviations] says so.
//
// All functions may be called from several goroutines at once. No schema reaches the network.
package schemas

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

//go:embed openapi/*.json documented [0-9]*
var files embed.FS

// Profiles are the names of the profiles that have schemas, oldest contract first.
func Profiles() []string {
	return profile.Names()
}

// Names are the contracts of a profile in alphabetical order, such as user_write.patch.request. It is empty for an
// unknown profile.
func Names(profile string) []string {
	found, _ := files.ReadDir(profile)
	var names []string
	for _, entry := range found {
		if name := strings.TrimSuffix(entry.Name(), ".json"); strings.Contains(name, ".") {
			names = append(names, name)
		}
	}
	return names
}

// Text is the schema file of a contract, an indented JSON object that stands alone. The error of an unknown profile
// lists the profiles, that of an unknown name the nearest names.
func Text(profileName, name string) ([]byte, error) {
	p, err := profile.Parse(profileName)
	if err != nil {
		return nil, err
	}
	names := Names(profileName)
	if len(names) == 0 {
		return nil, p.Incomplete("schemas/" + profileName)
	}
	if !slices.Contains(names, name) {
		return nil, fmt.Errorf("profile %s has no schema %q: did you mean %s?", profileName, name, nearest(name, names))
	}
	return files.ReadFile(path.Join(profileName, name+".json"))
}

// OpenAPI is the OpenAPI 3.0.3 document of a profile, cut down to the mocked resources: an indented JSON object with
// openapi, info, servers, paths and components. Profile documented has the document of 2025.10, the last generation for
// which the published documentation was written. The error lists the profiles there are.
func OpenAPI(profileName string) ([]byte, error) {
	p, err := profile.Parse(profileName)
	if err != nil {
		return nil, err
	}
	return p.Read(files, "schemas", openapi.File(p))
}

// nearest is a list, for people, of the three names that take the fewest changes to reach.
func nearest(name string, names []string) string {
	sorted := slices.Clone(names)
	slices.SortStableFunc(sorted, func(a, b string) int {
		return levenshtein.ComputeDistance(name, a) - levenshtein.ComputeDistance(name, b)
	})
	return either(sorted[:min(3, len(sorted))])
}
