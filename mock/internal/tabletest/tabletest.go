// Package tabletest reads the tables of test cases: answers of CPython, orjson, Django or Django REST
// Framework, written by the program beside each table.
package tabletest

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
)

// Cases returns the lines of a table, a JSON value each. name is a file in the testdata of the package under test. A table
// that cannot be read, or has no lines, fails the test.
func Cases[T any](t testing.TB, name string) []T {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var cases []T
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
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
