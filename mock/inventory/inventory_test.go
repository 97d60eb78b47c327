package inventory_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/inventory"
)

// allDeclared returns a file for each line.
func allDeclared() map[string]string {
	files := map[string]string{}
	for _, line := range inventory.Resources {
		files[line.Path] = "some.go"
	}
	return files
}

func TestCheckNamesAFileWithoutALineAndALineWithoutAFile(t *testing.T) {
	t.Parallel()
	if err := inventory.Check(allDeclared()); err != nil {
		t.Error(err)
	}
	unlisted := allDeclared()
	unlisted["stages/invented"] = "mock/internal/resources/invented_stage.go"
	undeclared := allDeclared()
	delete(undeclared, "stages/deny")
	for want, files := range map[string]map[string]string{
		`mock/internal/resources/invented_stage.go: stages/invented has no line in mock/inventory/inventory.go: add {Path: "stages/invented"} to Resources`: unlisted,
		"mock/inventory/inventory.go: nothing declares stages/deny: write its file in mock/internal/resources":                                              undeclared,
	} {
		if err := inventory.Check(files); err == nil || err.Error() != want {
			t.Errorf("said %v, want %s", err, want)
		}
	}
}

// TestEveryNameAndPathIsOfOneLine checks that no two resources would share a file.
func TestEveryNameAndPathIsOfOneLine(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, line := range inventory.Resources {
		for _, word := range []string{"path " + line.Path, "name " + line.Name, "given " + line.Given} {
			if other, twice := seen[word]; twice && word != "name " && word != "given " {
				t.Errorf("%s and %s both have the %s", other, line.Path, word)
			}
			seen[word] = line.Path
		}
	}
}
