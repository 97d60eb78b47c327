package orjson_test

import (
	"bufio"
	"bytes"
	"embed"
	"encoding/json"
	"testing"
)

//go:embed testdata/*.jsonl
var tables embed.FS

// table reads the cases of a table that orjson wrote.
func table[T any](t testing.TB, name string) []T {
	t.Helper()
	data, err := tables.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var cases []T
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		var c T
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		cases = append(cases, c)
	}
	if len(cases) == 0 {
		t.Fatalf("%s has no cases", name)
	}
	return cases
}

// document is a case of Parse: Out is what orjson writes when it writes the value
// again, nil when there is no value or it is too deep to be written.
type document struct {
	In    string
	Out   *string
	Error string
}
