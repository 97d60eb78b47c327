package seed

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Schema returns the JSON Schema (2020-12) of seed files for editors, derived from the declarations of all
// contracts: it accepts what any of them accepts.
func Schema() ([]byte, error) {
	sites, err := allSites()
	if err != nil {
		return nil, err
	}
	properties := map[string]any{}
	for _, s := range sections() {
		properties[s.name] = map[string]any{"type": "array", "items": s.schema(sites)}
	}
	text, err := json.MarshalIndent(map[string]any{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "A seed of authentik-mock",
		"description": "A seed of objects, or a whole state, which says its format.",
		"type":        "object",
		"if":          map[string]any{"required": []string{formatMember}},
		"then":        wholeSchema(sites),
		"else": map[string]any{
			"description":          "Objects by natural key: name, slug, username or domain. One that is there already is changed, any other is created.",
			"additionalProperties": false,
			"properties":           properties,
		},
	}, "", " ")
	return append(text, '\n'), err
}

func allSites() ([]*drf.Site, error) {
	var sites []*drf.Site
	for _, p := range profile.All {
		site, err := resources.Site(p.Contract)
		if err != nil {
			return nil, err
		}
		sites = append(sites, site)
	}
	return sites, nil
}

// schema returns the schema of one entry.
func (s section) schema(sites []*drf.Site) map[string]any {
	properties := map[string]any{"id": map[string]any{"description": "The primary key; one is made up if it does not stand here."}}
	for _, site := range sites {
		for _, resource := range site.Kept(s.path) {
			for _, f := range resource.Members() {
				properties[f.Name] = merge(properties[f.Name], memberSchema(f))
			}
		}
	}
	delete(properties, "pk")
	for name := range s.extra {
		properties[name] = s.extraSchema(sites, name)
	}
	return map[string]any{
		"type": "object", "additionalProperties": false, "properties": properties, "required": []string{resources.NaturalKey(s.table)},
	}
}

// merge combines the schemas of a member in several contracts: it keeps the earlier one, and adds choices.
func merge(before any, now map[string]any) map[string]any {
	earlier, ok := before.(map[string]any)
	if !ok {
		return now
	}
	if choices, ok := now["enum"].([]string); ok {
		others, _ := earlier["enum"].([]string)
		for _, choice := range others {
			if !slices.Contains(choices, choice) {
				choices = append(choices, choice)
			}
		}
		now["enum"] = choices
	}
	return now
}

func memberSchema(f drf.Field) map[string]any {
	schema := map[string]any{}
	if f.Help != "" {
		schema["description"] = f.Help
	}
	switch f.Kind {
	case drf.Boolean:
		schema["type"] = "boolean"
	case drf.Integer, drf.BigInteger:
		schema["type"] = "integer"
	case drf.Float:
		schema["type"] = "number"
	case drf.List:
		schema["type"] = "array"
		if len(f.Fields) > 0 {
			schema["items"] = memberSchema(f.Fields[0])
		}
	case drf.JSONDict:
		schema["type"] = "object"
	case drf.ManyRelated:
		schema["type"] = "array"
		schema["items"] = map[string]any{"type": "string"}
		schema["description"] = "Each a " + f.To + ", by its " + resources.NaturalKey(f.To) + "."
	case drf.Related:
		schema["type"] = []string{"string", "null"}
		schema["description"] = strings.TrimSpace(f.Help + " A " + f.To + ", by its " + resources.NaturalKey(f.To) + ".")
	case drf.Choice:
		var choices []string
		for _, option := range f.Choices {
			choices = append(choices, option.Value)
		}
		if !f.Null {
			if choices == nil { // those of a list's items depend on the contract
				schema["type"] = "string"
				break
			}
			schema["enum"] = choices
			break
		}
		schema["anyOf"] = []any{map[string]any{"enum": choices}, map[string]any{"type": "null"}}
	case drf.UUID, drf.ReadOnly:
		schema["type"], schema["format"] = "string", "uuid"
	case drf.DateTime:
		schema["type"] = []string{"string", "null"}
		schema["format"] = "date-time"
	default:
		schema["type"] = "string"
		if f.Null {
			schema["type"] = []string{"string", "null"}
		}
		if f.MaxLength > 0 {
			schema["maxLength"] = f.MaxLength
		}
	}
	return schema
}

// bindingSchema returns the schema of a mapping that binds an object.
func bindingSchema(sites []*drf.Site, path, table, bound string) map[string]any {
	binding := section{name: "bindings", path: path, table: table}.schema(sites)
	binding["required"] = []string{bound}
	return binding
}

// extraSchema returns the schema of a member that no serializer has.
func (s section) extraSchema(sites []*drf.Site, name string) map[string]any {
	text := map[string]any{"type": "string"}
	switch name {
	case "type":
		return map[string]any{"enum": kinds[s.name].all(), "default": kinds[s.name].usual}
	case "permissions":
		entry := map[string]any{"type": "object", "required": []string{"permission"}, "properties": map[string]any{"permission": text, "id": map[string]any{"type": "integer"}}}
		return map[string]any{"type": "array", "items": map[string]any{"anyOf": []any{text, entry}}, "description": "app_label.codename, over all objects."}
	case "tokens":
		tokens := section{name: "tokens", path: "core/tokens", table: "token"}.schema(sites)
		tokens["required"] = []string{"identifier"}
		tokens["properties"].(map[string]any)["key"] = map[string]any{"type": "string", "description": "The secret itself."}
		return map[string]any{"type": "array", "items": tokens}
	case "stages":
		binding := bindingSchema(sites, "flows/bindings", "binding", "stage")
		binding["properties"].(map[string]any)[policiesMember] = s.extraSchema(sites, policiesMember)
		return map[string]any{
			"type": "array", "items": map[string]any{"anyOf": []any{text, binding}},
			"description": "The stages that are bound to the flow, in order: each a name, or a mapping with more of the binding.",
		}
	case policiesMember:
		binding := bindingSchema(sites, "policies/bindings", "policy_binding", "policy")
		return map[string]any{
			"type": "array", "items": map[string]any{"anyOf": []any{text, binding}},
			"description": "The policies that are bound, in order: each a name, or a mapping with more of the binding.",
		}
	case "rules":
		id := map[string]any{"type": "string", "format": "uuid"}
		rule := map[string]any{
			"type": "object", "additionalProperties": false, "required": []string{"id", "name", "binding"},
			"properties": map[string]any{"id": id, "name": text, "binding": id, "order": map[string]any{"type": "integer"}},
		}
		return map[string]any{"type": "array", "items": rule, "description": "The rules of notifications to which a new installation binds the policy."}
	case "gone":
		return map[string]any{"type": "boolean"}
	}
	panic("seed: no schema for " + name) // a mistake of the program, found by its tests
}
