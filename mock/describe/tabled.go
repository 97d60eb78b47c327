package describe

import "github.com/authentik-mock/authentik-mock/mock/internal/resources"

// Tabled returns the files of the project that follow from the OpenAPI document of a version since 2026.5, by their
// paths in the module. The error says what the document lacks.
func Tabled(version string, document []byte) (files map[string][]byte, err error) {
	return resources.Tabled(version, document)
}
