package translate_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
	"github.com/authentik-mock/authentik-mock/schemas/internal/translate"
)

// Every keyword of OpenAPI that the reader knows has its counterpart in JSON Schema.
func TestEveryKeywordArrives(t *testing.T) {
	files := generated(t, `{
		"info": {"title": "authentik", "version": "1.2.3"},
		"paths": {"/core/groups/": {"post": {
			"operationId": "core_groups_create", "description": "Group Viewset",
			"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/GroupRequest"}}}},
			"responses": {}}}},
		"components": {"responses": {}, "schemas": {
			"ValidationError": {"type": "object", "properties": {"code": {"type": "string"}}},
			"Mode": {"type": "string", "enum": ["a", "b"]},
			"GroupRequest": {"type": "object", "description": "Group <Serializer>", "required": ["name"], "properties": {
				"name": {"type": "string", "title": "Name", "minLength": 1, "maxLength": 9, "pattern": "^a+$", "default": "a"},
				"parent": {"type": "string", "format": "uuid", "nullable": true, "readOnly": true},
				"mode": {"allOf": [{"$ref": "#/components/schemas/Mode"}], "description": "How"},
				"other": {"allOf": [{"$ref": "#/components/schemas/Mode"}], "nullable": true},
				"order": {"type": "integer", "minimum": -3, "maximum": 4},
				"users": {"type": "array", "items": {"type": "integer"}},
				"attributes": {"type": "object", "additionalProperties": {}}}}}}}`)
	want := `{
 "$schema": "https://json-schema.org/draft/2020-12/schema",
 "$id": "urn:authentik-mock:some:group.create.request",
 "title": "POST /core/groups/, the request's body",
 "description": "Group Viewset",
 "$comment": "From the OpenAPI document that authentik 1.2.3 answers at /api/v3/schema/: operation core_groups_create, request.",
 "$ref": "#/$defs/GroupRequest",
 "$defs": {
  "GroupRequest": {
   "description": "Group <Serializer>",
   "type": "object",
   "properties": {
    "name": {
     "title": "Name",
     "type": "string",
     "pattern": "^a+$",
     "minLength": 1,
     "maxLength": 9,
     "default": "a"
    },
    "parent": {
     "type": [
      "string",
      "null"
     ],
     "format": "uuid",
     "readOnly": true
    },
    "mode": {
     "description": "How",
     "$ref": "#/$defs/Mode"
    },
    "other": {
     "anyOf": [
      {
       "$ref": "#/$defs/Mode"
      },
      {
       "type": "null"
      }
     ]
    },
    "order": {
     "type": "integer",
     "minimum": -3,
     "maximum": 4
    },
    "users": {
     "type": "array",
     "items": {
      "type": "integer"
     }
    },
    "attributes": {
     "type": "object",
     "additionalProperties": {}
    }
   },
   "required": [
    "name"
   ]
  },
  "Mode": {
   "type": "string",
   "enum": [
    "a",
    "b"
   ]
  }
 }
}
`
	if got := string(files["group.create.request"]); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestGeneratorRefusesWhatItWouldLose(t *testing.T) {
	for _, schema := range []string{
		`{"type": "string", "enum": ["a"], "nullable": true}`,
		`{"allOf": [{"type": "string"}, {"type": "object"}]}`,
		`{"$ref": "#/components/schemas/Nowhere"}`,
	} {
		document, err := openapi.Parse([]byte(`{"paths": {"/root/config/": {"get": {"operationId": "root_config_retrieve",
			"responses": {"200": {"content": {"application/json": {"schema": ` + schema + `}}}}}}}}`))
		if err != nil {
			t.Fatal(err)
		}
		files, err := translate.Of("some", document)
		if err == nil {
			_, err = files.All()
		}
		if err == nil || !strings.Contains(err.Error(), "config.read.response") {
			t.Errorf("%s: got error %v, want one that names the contract", schema, err)
		}
	}
}

func TestReaderRefusesUnknownKeywords(t *testing.T) {
	for _, text := range []string{
		`{"components": {"schemas": {"Fine": {"type": "string"}, "Odd": {"type": "string", "multipleOf": 2}}}}`,
		`{"paths": {"/odd/": {"get": {"requestBody": {"content": {"application/json": {"schema": {"multipleOf": 2}}}}}}}}`,
	} {
		document, err := openapi.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := document.Decode(); err == nil || !strings.Contains(err.Error(), "multipleOf") || !strings.Contains(strings.ToLower(err.Error()), "odd") {
			t.Errorf("got error %v, want one that names the keyword and its place", err)
		}
	}
}

func generated(t *testing.T, text string) map[string][]byte {
	t.Helper()
	document, err := openapi.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	files, err := translate.Of("some", document)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := files.All()
	if err != nil {
		t.Fatal(err)
	}
	return texts
}
