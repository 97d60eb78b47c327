package python_test

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"testing"
)

// reading is a case of a function that parses a text: Value is nil where CPython raises a ValueError.
type reading struct {
	Text  string
	Value *string
}

// float returns the number with the bits in hexadecimal.
func float(t testing.TB, bits string) float64 {
	t.Helper()
	data, err := hex.DecodeString(bits)
	if err != nil {
		t.Fatal(err)
	}
	return math.Float64frombits(binary.BigEndian.Uint64(data))
}
