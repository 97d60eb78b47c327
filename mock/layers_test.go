package mock_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/authentik-mock/authentik-mock/"

// layers say what each package may import of this project; a package that is not among them fails the test. Imports run one
// way: what is known of authentik's resources stays out of the engine, what is known of HTTP stays out of both. Of the rooms
// of contract, scenario knows no player, play knows nobody who plays, and report, record and drift know nothing of each other.
var layers = map[string][]string{
	"mock/spelling":           {},
	"mock/profile":            {"mock/spelling"},
	"mock/inventory":          {},
	"mock/python":             {},
	"mock/secret":             {},
	"mock/yamldoc":            {"mock/python"},
	"mock/orjson":             {"mock/python"},
	"mock/msgspec":            {"mock/python"},
	"mock/internal/pysyntax":  {"mock/python"},
	"mock/internal/pyyaml":    {"mock/python"},
	"mock/internal/django":    {"mock/python"},
	"mock/internal/djangoql":  {},
	"mock/internal/jsonb":     {"mock/python", "mock/orjson"},
	"mock/internal/messages":  {"mock/profile", "mock/python"},
	"mock/internal/store":     {},
	"mock/internal/drf":       {"mock/profile", "mock/python", "mock/orjson", "mock/internal/django", "mock/internal/jsonb", "mock/internal/messages", "mock/internal/store"},
	"mock/internal/resources": {"mock/profile", "mock/inventory", "mock/python", "mock/orjson", "mock/internal/django", "mock/internal/djangoql", "mock/internal/jsonb", "mock/internal/messages", "mock/internal/store", "mock/internal/drf", "mock/internal/pysyntax", "mock/internal/pyyaml", "schemas"},
	"mock/internal/blueprint": {"mock/spelling", "mock/profile", "mock/python", "mock/orjson", "mock/internal/django", "mock/internal/jsonb", "mock/internal/messages", "mock/internal/store", "mock/internal/drf", "mock/internal/resources", "mock/yamldoc", "mock/internal/pyyaml"},
	"mock/describe":           {"mock/profile", "mock/internal/messages", "mock/internal/drf", "mock/internal/faults", "mock/internal/resources", "fixtures", "mock/python", "mock/orjson", "schemas"},
	"mock/internal/seed":      {"mock/spelling", "mock/profile", "mock/python", "mock/orjson", "mock/internal/django", "mock/internal/messages", "mock/internal/store", "mock/internal/drf", "mock/internal/resources", "mock/yamldoc", "mock/internal/pyyaml", "mock/internal/blueprint", "fixtures"},
	"mock/internal/memory":    {},
	"mock/headers":            {"mock/profile", "schemas"},
	"mock/internal/journal":   {"mock/profile", "mock/headers", "mock/inventory", "mock/python", "mock/orjson", "mock/secret", "mock/internal/drf"},
	"mock/internal/faults":    {"mock/spelling", "mock/yamldoc"},
	"mock/internal/bus":       {},
	"mock/internal/metrics":   {},
	"mock/internal/control":   {"mock/spelling", "mock/internal/bus", "mock/internal/faults", "mock/internal/journal", "mock/internal/metrics", "mock/yamldoc", "mock/internal/page"},
	"mock/internal/page":      {},
	"mock/internal/tabletest": {},
	"mock":                    {"mock/describe", "mock/headers", "mock/profile", "mock/python", "mock/orjson", "mock/yamldoc", "mock/internal/django", "mock/internal/messages", "mock/internal/store", "mock/internal/drf", "mock/internal/resources", "mock/internal/seed", "mock/internal/blueprint", "mock/internal/memory", "mock/internal/control", "mock/internal/faults", "mock/internal/journal", "mock/internal/bus", "mock/internal/metrics", "mock/internal/page", "mock/msgspec", "mock/secret"},
	"mock/mocktest":           {"mock", "mock/internal/control", "mock/internal/faults", "mock/internal/journal"},

	"fixtures":                   {},
	"schemas":                    {"mock/profile", "schemas/internal/openapi", "schemas/internal/contracts", "schemas/internal/translate"},
	"schemas/internal/openapi":   {"mock/profile", "mock/inventory"},
	"schemas/internal/contracts": {"mock/inventory", "schemas/internal/openapi"},
	"schemas/internal/translate": {"schemas/internal/openapi", "schemas/internal/contracts"},
	"schemas/internal/scenario":  {"mock/profile", "mock/inventory"},
	"schemas/internal/readme":    {"mock/inventory"},
	"schemas/generate":           {"mock/profile", "mock/describe", "schemas/internal/openapi", "schemas/internal/translate", "schemas/internal/scenario", "schemas/internal/readme"},

	"contract/internal/sets":      {},
	"contract/internal/wholefile": {},
	"contract/internal/wire":      {},
	"contract/internal/jsonbody":  {"mock/python", "mock/orjson"},
	"contract/internal/fake":      {"mock", "contract/internal/wire"},
	"contract/internal/api":       {"mock/profile", "mock/describe", "contract/internal/sets", "contract/internal/jsonbody"},
	"contract/internal/corpus":    slices.Concat(values, shared, []string{"fixtures", "mock/headers"}),
	"contract/internal/scenario":  slices.Concat(values, shared, []string{"mock/spelling", "fixtures", "schemas", "mock/describe", "mock/inventory", "mock/yamldoc", "contract/internal/api"}),
	"contract/internal/play":      slices.Concat(values, shared, []string{"fixtures", "schemas", "mock/describe", "contract/internal/api", "mock/headers", "contract/internal/fake", "contract/internal/corpus", "contract/internal/scenario"}),
	"contract/internal/report":    slices.Concat(values, shared, []string{"contract/internal/wholefile", "contract/internal/corpus", "contract/internal/scenario", "contract/internal/play"}),
	"contract/internal/record":    slices.Concat(values, shared, []string{"schemas", "contract/internal/wholefile", "contract/internal/api", "mock/headers", "contract/internal/fake", "contract/internal/corpus", "contract/internal/scenario", "contract/internal/play"}),
	"contract/internal/drift":     slices.Concat(values, shared, []string{"fixtures", "schemas", "mock/describe", "contract/internal/api", "mock/headers", "contract/internal/fake", "contract/internal/corpus", "contract/internal/scenario", "contract/internal/play"}),
	"contract/internal/propose":   {"fixtures", "mock/secret", "contract/internal/scenario", "contract/internal/play", "contract/internal/record", "contract/internal/drift"},
	"contract/internal/release":   slices.Concat(values, shared, []string{"fixtures", "mock/describe", "contract/internal/wholefile", "contract/internal/corpus", "contract/internal/play"}),
	"contract/internal/upgrade":   {"mock", "mock/describe", "mock/profile", "contract/internal/scenario", "contract/internal/play", "contract/internal/record", "contract/internal/drift"},
	"contract/internal/replay":    {"mock/profile", "contract/internal/jsonbody", "contract/internal/scenario", "contract/internal/play", "contract/internal/report"},
	"contract": {"contract/internal/wire", "contract/internal/wholefile", "contract/internal/corpus", "contract/internal/scenario", "contract/internal/play",
		"contract/internal/report", "contract/internal/record", "contract/internal/drift", "contract/internal/replay", "contract/internal/upgrade", "contract/internal/propose", "contract/internal/release"},
	"contract/internal/mutants":          {"contract/internal/mutants/switches"},
	"contract/internal/mutants/switches": {},

	"cmd/authentik-mock": {"mock/spelling", "mock", "mock/describe", "mock/profile", "mock/yamldoc", "contract", "schemas"},
	"contract/oracle":    {"mock", "mock/msgspec", "mock/orjson", "mock/python"},
	"contract/peers":     {"mock", "schemas"},
	"cmd/packages":       {},
}

// values are the packages that know what a body holds, shared those that look into requests and answers.
var (
	values = []string{"mock/profile", "mock/python", "mock/orjson"}
	shared = []string{"contract/internal/sets", "mock/secret", "contract/internal/wire", "contract/internal/jsonbody"}
)

// listeners lists the packages that only mock may import.
var listeners = []string{"github.com/gin-gonic/gin", "github.com/gin-contrib/cors"}

// ofTests reports whether only tests may import a package: those of Ginkgo bring go/types into the binary, testing brings its flags.
// mocktest and tabletest are for tests.
func ofTests(layer, path string) bool {
	return strings.HasPrefix(path, "github.com/onsi/") ||
		(path == "testing" || path == "net/http/httptest") && layer != "mock/mocktest" && layer != "mock/internal/tabletest"
}

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
				if inside && !slices.Contains(allowed, ours) || layer != "mock" && slices.Contains(listeners, path) || ofTests(layer, path) {
					t.Errorf("%s imports %s, which %s may not", file, path, layer)
				}
			}
		}
	}
}

func TestEveryPackageHasItsLayer(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != ".." && (strings.HasPrefix(entry.Name(), ".") || slices.Contains([]string{"testdata", "node_modules"}, entry.Name())):
			return filepath.SkipDir
		case entry.IsDir() && name != ".." && isModule(name):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(name) != ".go":
			return nil
		}
		folder, err := filepath.Rel("..", filepath.Dir(name))
		if _, listed := layers[filepath.ToSlash(folder)]; err == nil && !listed {
			t.Errorf("%s is in a package without a layer: say in layers what %s may import", name, folder)
			return filepath.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// isModule reports whether a folder is a module of its own, such as the tests that drive a browser.
func isModule(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}
