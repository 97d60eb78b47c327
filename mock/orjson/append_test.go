package orjson_test

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/big"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

func TestFloatsAreWrittenAsOrjsonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[struct{ Bits, Text string }](t, "floats.jsonl") {
		data, err := hex.DecodeString(c.Bits)
		if err != nil {
			t.Fatal(err)
		}
		f := math.Float64frombits(binary.BigEndian.Uint64(data))
		if got := string(orjson.Append(nil, f)); got != c.Text {
			t.Errorf("Append(%x) = %s, want %s", f, got, c.Text)
		}
	}
}

func TestAppendExtendsWhatItIsGiven(t *testing.T) {
	d := python.NewDict()
	d.Set("z", orjson.Raw(`{"a": 1}`))
	d.Set("a", []any{new(big.Int).SetUint64(math.MaxUint64), nil, "\x01\"é"})
	got := string(orjson.Append([]byte("before "), d))
	want := `before {"z":{"a": 1},"a":[18446744073709551615,null,"\u0001\"é"]}`
	if got != want {
		t.Errorf("Append = %s, want %s", got, want)
	}
}

func TestAppendPanicsForOtherTypes(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Append took a map")
		}
	}()
	orjson.Append(nil, map[string]any{})
}
