package python_test

import (
	"bufio"
	"bytes"
	"embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"testing"
)

//go:embed testdata/*.jsonl
var tables embed.FS

// table reads the cases of a table that CPython wrote.
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

// reading is a case of a function that reads a text: Value is nil where CPython
// raises a ValueError.
type reading struct {
	Text  string
	Value *string
}

// float returns the number whose bits are written in hexadecimal.
func float(t testing.TB, bits string) float64 {
	t.Helper()
	data, err := hex.DecodeString(bits)
	if err != nil {
		t.Fatal(err)
	}
	return math.Float64frombits(binary.BigEndian.Uint64(data))
}
