package mock_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/authentik-mock/authentik-mock/"

// layers say what each package may import of this project. Imports run one way: what is known of authentik's resources
// stays out of the engine, what is known of HTTP stays out of both.
var layers = map[string][]string{
	"mock/profile":   {},
	"mock/python":    {},
	"mock/yamldoc":   {"mock/python"},
	"mock/orjson":    {"mock/python"},
	"mock/pyyaml":    {"mock/python"},
	"mock/django":    {"mock/python"},
	"mock/djangoql":  {},
	"mock/jsonb":     {"mock/python", "mock/orjson"},
	"mock/messages":  {"mock/profile", "mock/python"},
	"mock/store":     {},
	"mock/drf":       {"mock/profile", "mock/python", "mock/orjson", "mock/django", "mock/jsonb", "mock/messages", "mock/store"},
	"mock/resources": {"mock/profile", "mock/python", "mock/orjson", "mock/django", "mock/djangoql", "mock/jsonb", "mock/messages", "mock/store", "mock/drf", "mock/pyyaml", "mock/blueprint", "schemas"},
	"mock/blueprint": {"mock/profile", "mock/python", "mock/orjson", "mock/django", "mock/jsonb", "mock/messages", "mock/store", "mock/drf", "mock/yamldoc", "mock/pyyaml"},
	"mock/seed":      {"mock/profile", "mock/python", "mock/django", "mock/messages", "mock/store", "mock/drf", "mock/resources", "mock/yamldoc", "mock/pyyaml", "mock/blueprint", "fixtures"},
}

// listeners are what only the outermost package may import.
var listeners = []string{"github.com/gin-gonic/gin", "github.com/gin-contrib/cors"}

func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	for layer, allowed := range layers {
		files, err := filepath.Glob("../" + layer + "/*.go")
		if err != nil || len(files) == 0 {
			t.Errorf("%s has no files (%v)", layer, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range source.Imports {
				path, _ := strconv.Unquote(spec.Path.Value)
				ours, inside := strings.CutPrefix(path, module)
				if inside && !slices.Contains(allowed, ours) || slices.Contains(listeners, path) {
					t.Errorf("%s imports %s, which %s may not", file, path, layer)
				}
			}
		}
	}
}
