package django_test

import (
	"bufio"
	"bytes"
	"embed"
	"encoding/json"
	"testing"
)

//go:embed testdata/*.jsonl
var tables embed.FS

// table reads the cases of a table that testdata/generate.py wrote.
func table[T any](t *testing.T, name string) []T {
	t.Helper()
	document, err := tables.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var cases []T
	lines := bufio.NewScanner(bytes.NewReader(document))
	for lines.Scan() {
		var c T
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil || len(cases) == 0 {
		t.Fatalf("%s: %d cases, error %v", name, len(cases), err)
	}
	return cases
}

// verdict is a case of a function that accepts a text or not.
type verdict struct {
	Text     string
	Accepted bool
}
