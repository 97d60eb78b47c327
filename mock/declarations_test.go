package mock_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// testdata/declarations/2026.5-rc1.txt is what a running 2026.5 printed of its own viewsets and serializers. What OPTIONS says
// of a resource follows from it, as REST framework's SimpleMetadata derives it.

// viewset is the path of a printed viewset, and the fields of its serializer.
type viewset struct {
	path   string
	fields []printedField
}

// printedField is a field as repr() shows it, with those of a nested serializer.
type printedField struct {
	name, class, arguments string
	nested                 []printedField
}

var (
	printedLine = regexp.MustCompile(`^( *)(\w+) = (\w+)\((.*)\):?$`)
	pythonText  = `(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")`
	choicePair  = regexp.MustCompile(`\(` + pythonText + `, ` + pythonText + `\)`)
)

func printedViewsets(t *testing.T, file string) []viewset {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var viewsets []viewset
	for _, section := range strings.Split(string(text), "\n## ")[1:] {
		head, rest, _ := strings.Cut(section, "\n")
		path, _, registered := strings.Cut(head, " = ")
		if !registered {
			continue
		}
		v := viewset{path: path}
		for line := range strings.Lines(rest) {
			line = strings.TrimRight(line, "\n")
			if found := printedLine.FindStringSubmatch(line); found != nil {
				field := printedField{name: found[2], class: found[3], arguments: found[4]}
				place := &v.fields
				for range len(found[1])/4 - 1 {
					place = &(*place)[len(*place)-1].nested
				}
				*place = append(*place, field)
			}
		}
		viewsets = append(viewsets, v)
	}
	return viewsets
}

// text returns the value of an argument that is a text, "" if it was not printed.
func (f printedField) text(argument string) string {
	found := regexp.MustCompile(`\b` + argument + `=` + pythonText).FindStringSubmatch(f.arguments)
	if found == nil {
		return ""
	}
	return strings.NewReplacer(`\'`, `'`, `\n`, "\n").Replace(found[1] + found[2])
}

func (f printedField) has(argument string) bool { return strings.Contains(f.arguments, argument) }

// metadataTypes holds the types in SimpleMetadata of classes of fields other than "field".
var metadataTypes = map[string]string{
	"BooleanField": "boolean", "CharField": "string", "UUIDField": "string", "EmailField": "email", "SlugField": "slug",
	"IntegerField": "integer", "DateTimeField": "datetime", "ChoiceField": "choice", "ListField": "list",
	"IPAddressField": "string",
}

// metadata returns what SimpleMetadata says of a field.
func (f printedField) metadata() map[string]any {
	said := map[string]any{"type": "field", "read_only": f.has("read_only=True"), "label": f.text("label")}
	said["required"] = !f.has("read_only=True") && !f.has("required=False") && !f.has("default=")
	if f.class == "SerializerMethodField" || f.class == "ReadOnlyField" {
		said["read_only"], said["required"] = true, false
	}
	if name, ok := metadataTypes[f.class]; ok {
		said["type"] = name
	} else if len(f.nested) > 0 {
		said["type"] = "nested object"
	}
	if said["label"] == "" {
		words := strings.ReplaceAll(f.name, "_", " ")
		said["label"] = strings.ToUpper(words[:1]) + words[1:]
	}
	if help := f.text("help_text"); help != "" {
		said["help_text"] = help
	}
	for _, bound := range []string{"max_length", "min_length", "max_value", "min_value"} {
		if found := regexp.MustCompile(bound + `=(-?\d+)`).FindStringSubmatch(f.arguments); found != nil {
			said[bound], _ = strconv.ParseFloat(found[1], 64)
		}
	}
	if f.class == "ChoiceField" && said["read_only"] == false {
		choices := []any{}
		for _, pair := range choicePair.FindAllStringSubmatch(f.arguments, -1) {
			choices = append(choices, map[string]any{"value": pair[1] + pair[2], "display_name": pair[3] + pair[4]})
		}
		said["choices"] = choices
	}
	if len(f.nested) > 0 {
		children := map[string]any{}
		for _, nested := range f.nested {
			children[nested.name] = nested.metadata()
		}
		said["children"] = children
		if f.has("many=True") {
			said["type"] = "field"
			delete(said, "children")
			said["child"] = map[string]any{"type": "nested object", "children": children}
		}
	}
	return said
}

func TestOPTIONSSaysOfAResourceWhatItsSerializerPrints(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5-rc1", Seeds: []string{"fresh"}})
	compared := 0
	for _, v := range printedViewsets(t, "testdata/declarations/2026.5-rc1.txt") {
		answer := call(t, s, "OPTIONS", "/api/v3/"+v.path+"/", "")
		if answer.status != 200 {
			continue
		}
		said, _ := answer.json(t)["actions"].(map[string]any)
		fields, _ := said["POST"].(map[string]any)
		if fields == nil {
			continue
		}
		compared++
		for _, f := range v.fields {
			wanted := f.metadata()
			got, _ := fields[f.name].(map[string]any)
			forgetUnprinted(got)
			if !sameJSON(t, got, wanted) {
				t.Errorf("%s.%s:\ngot  %s\nwant %s", v.path, f.name, compact(t, got), compact(t, wanted))
			}
			delete(fields, f.name)
		}
		if len(fields) > 0 {
			t.Errorf("%s has fields that no real server has: %s", v.path, compact(t, fields))
		}
	}
	if compared < 10 {
		t.Errorf("only %d resources were compared", compared)
	}
}

// forgetUnprinted leaves out what repr() does not show: whether the child of a list was made with its own read_only.
func forgetUnprinted(said map[string]any) {
	child, _ := said["child"].(map[string]any)
	delete(child, "required")
	delete(child, "read_only")
	if said["type"] == "list" {
		delete(said, "child")
	}
	for _, holder := range []map[string]any{said, child} {
		children, _ := holder["children"].(map[string]any)
		for _, nested := range children {
			forgetUnprinted(nested.(map[string]any))
		}
	}
}

func compact(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func sameJSON(t *testing.T, a, b any) bool { return compact(t, a) == compact(t, b) }
