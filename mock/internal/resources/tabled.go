package resources

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// Tabled returns the data that follows from the OpenAPI document of a version, by the paths of the files in the
// module: operations.txt, and event_matcher.json, which is right since 2026.5: apps and models have no other names
// any more. The error says what the document lacks.
func Tabled(version string, document []byte) (files map[string][]byte, err error) {
	var read struct {
		Paths      map[string]map[string]json.RawMessage
		Components struct {
			Schemas map[string]struct{ Enum []string }
		}
	}
	if err := json.Unmarshal(document, &read); err != nil {
		return nil, err
	}
	if len(read.Paths) == 0 {
		return nil, errors.New("it has no paths")
	}
	var operations strings.Builder
	for _, address := range slices.Sorted(maps.Keys(read.Paths)) {
		fmt.Fprint(&operations, strings.TrimPrefix(address, "/"))
		for _, method := range tabledMethods {
			if read.Paths[address][strings.ToLower(method)] != nil {
				fmt.Fprint(&operations, " ", method)
			}
		}
		fmt.Fprintln(&operations)
	}
	m := matched{Models: read.Components.Schemas["ModelEnum"].Enum}
	for _, app := range read.Components.Schemas["AppEnum"].Enum {
		m.Apps = append(m.Apps, [2]string{app, app})
	}
	text, err := json.MarshalIndent(m, "", "")
	folder := path.Join("mock/internal/resources/static", version)
	return map[string][]byte{
		path.Join(folder, "operations.txt"):     []byte(operations.String()),
		path.Join(folder, "event_matcher.json"): append(text, '\n'),
	}, err
}

// tabledMethods lists the methods in their order in operations.txt.
var tabledMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
