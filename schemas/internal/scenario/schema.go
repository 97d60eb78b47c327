// Package scenario generates the JSON Schema of scenario files, with the kinds of objects that the inventory
// lists.
package scenario

import (
	"bytes"
	_ "embed"
	"strconv"
	"strings"
	"text/template"

	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// File is the path of the schema, relative to folder schemas.
const File = "fixture/scenario.json"

// The schema is full of {{words}} of its own, so that the template has other ones.
//
//go:embed schema.json.tmpl
var text string

var schema = template.Must(template.New("scenario").Delims("<%", "%>").Funcs(template.FuncMap{
	"either": func(names []string) string {
		last := len(names) - 1
		return strings.Join(names[:last], ", ") + " or " + names[last]
	},
	"join":   func(names []string) string { return strings.Join(names, ", ") },
	"quoted": func(names []string) string { return `"` + strings.Join(names, `", "`) + `"` },
}).Parse(text))

// Schema returns the JSON Schema (2020-12) of scenario files.
func Schema() ([]byte, error) {
	facts := struct {
		// Given lists the kinds of objects that a scenario may be given, Profiles the names of the profiles,
		// and Releases those that YAML reads as numbers.
		Given, Profiles, Releases []string
	}{Profiles: profile.Names()}
	for _, name := range facts.Profiles {
		if _, err := strconv.ParseFloat(name, 64); err == nil {
			facts.Releases = append(facts.Releases, name)
		}
	}
	for _, line := range inventory.Given() {
		facts.Given = append(facts.Given, line.Given)
	}
	var out bytes.Buffer
	err := schema.Execute(&out, facts)
	return out.Bytes(), err
}
