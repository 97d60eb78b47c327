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
	"mock/profile":            {},
	"mock/python":             {},
	"mock/yamldoc":            {"mock/python"},
	"mock/orjson":             {"mock/python"},
	"mock/internal/pyyaml":    {"mock/python"},
	"mock/internal/django":    {"mock/python"},
	"mock/internal/djangoql":  {},
	"mock/internal/jsonb":     {"mock/python", "mock/orjson"},
	"mock/internal/messages":  {"mock/profile", "mock/python"},
	"mock/internal/store":     {},
	"mock/internal/drf":       {"mock/profile", "mock/python", "mock/orjson", "mock/internal/django", "mock/internal/jsonb", "mock/internal/messages", "mock/internal/store"},
	"mock/internal/resources": {"mock/profile", "mock/python", "mock/orjson", "mock/internal/django", "mock/internal/djangoql", "mock/internal/jsonb", "mock/internal/messages", "mock/internal/store", "mock/internal/drf", "mock/internal/pyyaml", "schemas"},
	"mock/internal/blueprint": {"mock/profile", "mock/python", "mock/orjson", "mock/internal/django", "mock/internal/jsonb", "mock/internal/messages", "mock/internal/store", "mock/internal/drf", "mock/internal/resources", "mock/yamldoc", "mock/internal/pyyaml"},
	"mock/describe":           {"mock/profile", "mock/internal/drf", "mock/internal/resources", "fixtures"},
	"mock/internal/seed":      {"mock/profile", "mock/python", "mock/internal/django", "mock/internal/messages", "mock/internal/store", "mock/internal/drf", "mock/internal/resources", "mock/yamldoc", "mock/internal/pyyaml", "mock/internal/blueprint", "fixtures"},
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
