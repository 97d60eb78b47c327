package seed

import (
	"maps"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// wholeSchema returns the schema of a whole state.
func wholeSchema(sites []*drf.Site) map[string]any {
	tables := map[string]*store.Schema{}
	for _, schema := range resources.Tables() {
		tables[schema.Name] = schema
	}
	var profiles []string
	for _, p := range profile.All {
		profiles = append(profiles, p.Name)
	}
	count := map[string]any{"type": "integer", "minimum": 0}
	properties := map[string]any{
		formatMember:  map[string]any{"const": Format, "description": "The version of the format."},
		profileMember: map[string]any{"enum": profiles, "description": "The profile of the fake that holds the state."},
		countsMember:  map[string]any{"type": "object", "additionalProperties": count, "description": "How many rows, ids and keys were made, also of what is gone."},
	}
	for _, part := range parts() {
		row := rowSchema(sites, func(name string) *store.Schema { return tables[name] }, tables[part.table])
		properties[part.section] = map[string]any{"type": "array", "items": row}
	}
	return map[string]any{
		"description":          "Everything that a fake holds. It replaces what seeds before it made.",
		"additionalProperties": false, "properties": properties, "required": []string{formatMember, profileMember},
	}
}

// rowSchema returns the schema of a row.
func rowSchema(sites []*drf.Site, schemaOf func(string) *store.Schema, schema *store.Schema) map[string]any {
	place := map[string]any{"type": "integer", "minimum": 1}
	properties, needed := map[string]any{madeMember: place, writtenMember: place}, []string{}
	for _, site := range sites {
		kinds := kindsOf(schemaOf, site, schema)
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			for _, c := range kinds[kind] {
				if _, there := properties[c.member]; there && properties[c.member].(map[string]any)["type"] != nil {
					continue // as in a contract or a kind before
				}
				properties[c.member] = c.schema()
				if c.needed && kind == "" && !slices.Contains(needed, c.member) {
					needed = append(needed, c.member)
				}
			}
		}
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties, "required": needed}
}

// schema returns the schema of a column's values.
func (c column) schema() map[string]any {
	if c.to != "" {
		return map[string]any{"type": []string{"string", "null"}, "description": "A " + c.to + ", by its " + resources.NaturalKey(c.to) + "."}
	}
	name, format := "string", ""
	switch c.kind {
	case anything:
		return map[string]any{}
	case boolean:
		name = "boolean"
	case integer:
		name = "integer"
	case number:
		name = "number"
	case identity:
		format = "uuid"
	case moment:
		format = "date-time"
	}
	schema := map[string]any{"type": []string{name, "null"}}
	if c.needed {
		schema["type"] = name
	}
	if format != "" {
		schema["format"] = format
	}
	return schema
}
