package messages_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
)

var update = flag.Bool("update", false, "write testdata/keys.json and unasked.json")

// TestKeys finds every text of the program, in its source and in its data, and checks the list of texts that
// authentik has been asked for.
func TestKeys(t *testing.T) {
	said := saidKeys(t)
	if len(said) < 300 {
		t.Errorf("%d texts were found only", len(said))
	}
	asked := askedKeys(t)
	unasked := slices.DeleteFunc(slices.Clone(said), func(key string) bool { return slices.Contains(asked, key) })
	for path, want := range map[string][]string{"testdata/keys.json": said, "unasked.json": unasked} {
		if *update {
			if err := os.WriteFile(path, encodeKeys(t, want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		for _, key := range want {
			if !slices.Contains(got, key) {
				t.Errorf("%s has no %q: run make messages", path, key)
			}
		}
		for _, key := range got {
			if !slices.Contains(want, key) {
				t.Errorf("%s has %q, which is not said any more or was asked meanwhile: run make messages", path, key)
			}
		}
	}
}

func TestUnaskedAreTheTextsOfTheList(t *testing.T) {
	data, err := os.ReadFile("unasked.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	if got := messages.Unasked(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// askedKeys returns the keys that every release was asked for.
func askedKeys(t *testing.T) []string {
	t.Helper()
	file, err := os.Open("testdata/authentik.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var releases map[string]struct{ Asked []string }
	if err := json.NewDecoder(unpacked).Decode(&releases); err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for _, release := range releases {
		for _, key := range release.Asked {
			times[key]++
		}
	}
	maps.DeleteFunc(times, func(_ string, n int) bool { return n < len(releases) })
	return slices.Collect(maps.Keys(times))
}

func encodeKeys(t *testing.T, keys []string) []byte {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(keys); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// saidKeys returns the keys in alphabetical order.
func saidKeys(t *testing.T) []string {
	t.Helper()
	found := finder{said: make(map[string]bool)}
	packages := make(map[string][]*ast.File)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.Name() == "permissions.json":
			found.modelNames(t, path)
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			packages[filepath.Dir(path)] = append(packages[filepath.Dir(path)], file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, files := range packages {
		found.constants = constantsOf(files)
		for _, file := range files {
			ast.Inspect(file, found.look)
		}
	}
	return slices.Sorted(maps.Keys(found.said))
}

// finder collects the texts in a package, whose constants it knows.
type finder struct {
	constants map[string]string
	said      map[string]bool
}

// sayers maps functions that take a text to the index of its argument.
var sayers = map[string]int{"messages.New": 0, "refuse": 1, "say": 0, "Unique": 2, "newStageType": 3}

func (f finder) look(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.CallExpr:
		name := nameOf(node.Fun)
		if position, ok := sayers[name]; ok && position < len(node.Args) {
			text := f.say(node.Args[position])
			if name == "newStageType" {
				f.said[text+"s"] = true // its plural
			}
		}
	case *ast.CompositeLit:
		f.declaration(node)
	}
	return true
}

// declaration collects the members of a declaration that are shown to people: some always, others if it says
// so.
func (f finder) declaration(literal *ast.CompositeLit) {
	members := make(map[string]ast.Expr)
	for _, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			members[nameOf(pair.Key)] = pair.Value
		}
	}
	for _, name := range []string{"Help", "Verbose", "VerbosePlural", "invalid"} {
		f.say(members[name])
	}
	if members["Translated"] != nil {
		f.say(members["Label"])
		if members["Value"] != nil {
			f.say(members["Name"])
		}
	}
}

func (f finder) say(text ast.Expr) string {
	value, ok := constantText(text, f.constants)
	if ok && value != "" {
		f.said[value] = true
	}
	return value
}

// modelNames collects the names of the models and apps in a list of permissions.
func (f finder) modelNames(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var models []map[string]any
	if err := json.Unmarshal(data, &models); err != nil {
		t.Fatal(err)
	}
	for _, model := range models {
		for _, member := range []string{"verbose", "app_verbose"} {
			f.said[model[member].(string)] = true
		}
	}
}

func nameOf(node ast.Expr) string {
	switch node := node.(type) {
	case *ast.Ident:
		return node.Name
	case *ast.SelectorExpr:
		if nameOf(node.X) == "messages" {
			return "messages." + node.Sel.Name
		}
		return node.Sel.Name
	}
	return ""
}

func constantsOf(files []*ast.File) map[string]string {
	constants := make(map[string]string)
	for _, file := range files {
		ast.Inspect(file, func(node ast.Node) bool {
			if spec, ok := node.(*ast.ValueSpec); ok {
				for i, value := range spec.Values {
					if text, ok := constantText(value, constants); ok {
						constants[spec.Names[i].Name] = text
					}
				}
			}
			return true
		})
	}
	return constants
}

// constantText returns the value of an expression, if it is made of string constants.
func constantText(node ast.Expr, constants map[string]string) (string, bool) {
	switch node := node.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(node.Value)
		return text, err == nil && node.Kind == token.STRING
	case *ast.Ident:
		text, ok := constants[node.Name]
		return text, ok
	case *ast.BinaryExpr:
		left, leftOK := constantText(node.X, constants)
		right, rightOK := constantText(node.Y, constants)
		return left + right, leftOK && rightOK && node.Op == token.ADD
	}
	return "", false
}
