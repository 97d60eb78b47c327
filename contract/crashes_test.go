package contract_test

import (
	"cmp"
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
	"sync"
	"testing"
)

// crashesFile lists why authentik fails, each with its evidence: a set of recordings, a scenario, or authentik's source
// alone. By it make schemathesis tells an answer of authentik's from a failure of the fake.
const crashesFile = "schemathesis/crashes.tsv"

// The evidence of a crash. What is recorded is followed by the set.
const (
	isRecorded   = "recorded "
	isScenario   = "scenario"
	isSourceOnly = "source"
)

// readCrashes returns the evidence for every reason. In a reason an asterisk stands for any text.
func readCrashes(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(crashesFile)
	if err != nil {
		t.Fatal(err)
	}
	crashes := map[string]string{}
	for line := range strings.Lines(string(text)) {
		evidence, why, found := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !found || evidence != isScenario && evidence != isSourceOnly && !strings.HasPrefix(evidence, isRecorded) {
			t.Errorf("%s: %q has no evidence that is known", crashesFile, line)
		}
		crashes[why] = evidence
	}
	return crashes
}

// writeCrashes writes the file again.
func writeCrashes(t *testing.T, crashes map[string]string) {
	t.Helper()
	var lines []string
	for why, evidence := range crashes {
		lines = append(lines, evidence+"\t"+why+"\n")
	}
	slices.Sort(lines)
	if err := os.WriteFile(crashesFile, []byte(strings.Join(lines, "")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// crashList are the crashes that recordings prove, with the first set that does.
type crashList struct {
	lock          sync.Mutex
	sets          map[string]string
	expected, ran int
}

func (l *crashList) add(set string, crashes []string) {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.ran++
	if l.sets == nil {
		l.sets = map[string]string{}
	}
	for _, why := range crashes {
		l.sets[why] = min(cmp.Or(l.sets[why], set), set)
	}
}

// compare holds them against the file.
func (l *crashList) compare(t *testing.T) {
	if l.ran < l.expected { // -run picked some of the sets
		return
	}
	listed := readCrashes(t)
	wanted := maps.Clone(listed)
	for why, evidence := range listed {
		if strings.HasPrefix(evidence, isRecorded) {
			wanted[why] = isSourceOnly
		}
	}
	for why, set := range l.sets {
		wanted[why] = isRecorded + set
	}
	if *update {
		writeCrashes(t, wanted)
		return
	}
	for why, evidence := range wanted {
		if listed[why] != evidence {
			t.Errorf("%s has %q for %q, and the recordings say %q: go test ./contract -run EveryRecordedAnswer -update writes it", crashesFile, listed[why], why, evidence)
		}
	}
}

// TestEveryCrashIsListed reads the reasons of crashes in the code.
func TestEveryCrashIsListed(t *testing.T) {
	listed, written := readCrashes(t), crashesIn(t, "../mock")
	if len(written) == 0 {
		t.Fatal("no crash in the code")
	}
	wanted := map[string]string{}
	for _, why := range written {
		wanted[why] = cmp.Or(listed[why], isSourceOnly)
	}
	if *update {
		writeCrashes(t, wanted)
		return
	}
	for why := range wanted {
		if listed[why] == "" {
			t.Errorf("%s does not list %q: go test ./contract -run EveryCrash -update adds it, as known from the source alone", crashesFile, why)
		}
	}
	for why := range listed {
		if wanted[why] == "" {
			t.Errorf("%s lists %q, which no code says", crashesFile, why)
		}
	}
}

// crashesIn returns the reasons that the code below a folder gives to Crash.
func crashesIn(t *testing.T, root string) (reasons []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok && isCrash(call.Fun) {
				if why := textOf(call.Args[0]); why != "*" { // a helper's own parameter
					reasons = append(reasons, why)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return reasons
}

// isCrash reports whether a function is drf.Crash, or a helper whose name says that it takes the same.
func isCrash(function ast.Expr) bool {
	name := ""
	switch function := function.(type) {
	case *ast.SelectorExpr:
		name = function.Sel.Name
	case *ast.Ident:
		name = function.Name
	}
	return name == "Crash" || strings.HasPrefix(name, "crashed")
}

// textOf returns the text of an expression, with an asterisk for each part that is not written there.
func textOf(expression ast.Expr) string {
	switch expression := expression.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(expression.Value)
		return text
	case *ast.BinaryExpr:
		return textOf(expression.X) + textOf(expression.Y)
	}
	return "*"
}
