package orjson_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// manyOf returns a list of items, about a megabyte long.
func manyOf(item string) []byte {
	count := 1<<20/len(item) + 1
	return []byte("[" + strings.TrimSuffix(strings.Repeat(item+",", count), ",") + "]")
}

// Documents of one megabyte, some of which take much more memory when parsed.
var documents = map[string][]byte{
	"objects of one member":    manyOf(`{"a":1}`),
	"objects of two members":   manyOf(`{"a":1,"b":2}`),
	"objects of five members":  manyOf(`{"a":1,"b":1,"c":1,"d":1,"e":1}`),
	"empty objects":            manyOf(`{}`),
	"empty lists":              manyOf(`[]`),
	"lists":                    manyOf(`[0]`),
	"numbers":                  manyOf(`0.1`),
	"large numbers":            manyOf(`18446744073709551615`),
	"short texts":              manyOf(`"ab"`),
	"a long text":              []byte(`"` + strings.Repeat("x", 1<<20) + `"`),
	"a long text of brackets":  []byte(`"` + strings.Repeat(`{[,:\"`, 1<<20/6) + `"`),
	"objects of usual members": manyOf(`{"name":"a stage","order":300,"enabled":true,"slug":"a-stage-of-a-flow"}`),
}

// takes returns the memory in bytes that parsing a document leaves allocated, and the value.
func takes(t *testing.T, document []byte) (bytes int64, value any) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	value, err := orjson.Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc), value
}

// Not parallel: it measures the heap of the process.
func TestTheWeightOfADocumentIsWhatItsValueTakes(t *testing.T) {
	for name, document := range documents {
		taken, value := takes(t, document)
		before := orjson.Weight(document)
		// takes() measures the whole heap, in which the runtime sometimes keeps a little for itself.
		if before < taken*98/100 || before > 6*taken+1<<20 {
			t.Errorf("%s: the value takes %d bytes, and the document is said to take %d", name, taken, before)
		}
		if after := python.Weight(value); after < taken*7/10 || after > taken*15/10 {
			t.Errorf("%s: the value takes %d bytes, and is said to take %d", name, taken, after)
		}
		if size, written := orjson.Size(value), len(orjson.Append(nil, value)); size < written*6/10 || size > written*4 {
			t.Errorf("%s: its text has %d bytes, and is said to have %d", name, written, size)
		}
		t.Logf("%-25s %8d bytes, Weight %8d, python.Weight %8d", name, taken, before, python.Weight(value))
		runtime.KeepAlive(value)
	}
}

func TestTheSizeOfATextCountsItsEscapes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("\x01", 1<<12), strings.Repeat("\"\n", 1<<11), strings.Repeat("ä", 1<<12)} {
		if size, written := orjson.Size(text), len(orjson.Append(nil, text)); size != written {
			t.Errorf("%.2q… has %d bytes, and is said to have %d", text, written, size)
		}
	}
}
