package python_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// TestDictAgainstAModel applies random operations to a Dict and to a list of its keys with a map, with few
// keys and with so many that the Dict indexes them.
func TestDictAgainstAModel(t *testing.T) {
	for _, keys := range []int{3, 11, 40} {
		t.Run(fmt.Sprint(keys, " keys"), func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, uint64(keys)))
			d := python.NewDict()
			var order []string
			model := map[string]int{}
			for step := range 5000 {
				key := strconv.Itoa(random.IntN(keys))
				_, known := model[key]
				if random.IntN(3) == 0 {
					d.Delete(key)
					delete(model, key)
					order = slices.DeleteFunc(order, func(k string) bool { return k == key })
				} else {
					d.Set(key, step)
					model[key] = step
					if !known {
						order = append(order, key)
					}
				}
				checkDict(t, d, order, model)
			}
		})
	}
}

func checkDict(t *testing.T, d *python.Dict, order []string, model map[string]int) {
	t.Helper()
	if d.Len() != len(order) {
		t.Fatalf("Len = %d, want %d", d.Len(), len(order))
	}
	i := 0
	for key, value := range d.All() {
		if key != order[i] || value != model[key] {
			t.Fatalf("member %d is %s: %v, want %s: %v", i, key, value, order[i], model[order[i]])
		}
		if k, v := d.At(i); k != key || v != value {
			t.Fatalf("At(%d) = %s, %v, want %s, %v", i, k, v, key, value)
		}
		if got, ok := d.Get(key); !ok || got != value {
			t.Fatalf("Get(%s) = %v, %v, want %v", key, got, ok, value)
		}
		i++
	}
	if _, ok := d.Get("none"); ok {
		t.Fatal("Get finds a key that was never set")
	}
}

func TestDictYieldsUntilToldToStop(t *testing.T) {
	d := python.NewDict()
	d.Set("a", nil)
	d.Set("b", nil)
	for key := range d.All() {
		if key != "a" {
			t.Fatalf("All went on to %s", key)
		}
		break
	}
}

func TestCloneSharesNothing(t *testing.T) {
	inner := python.NewDict()
	inner.Set("x", int64(1))
	list := []any{inner}
	d := python.NewDict()
	d.Set("list", list)
	for i := range 20 {
		d.Set(strconv.Itoa(i), int64(i))
	}
	c := d.Clone()
	before := python.Repr(d)
	if got := python.Repr(c); got != before {
		t.Fatalf("the clone is %s, want %s", got, before)
	}
	inner.Set("x", int64(2))
	list[0] = nil
	d.Set("7", nil)
	d.Delete("8")
	if got := python.Repr(c); got != before {
		t.Errorf("the clone changed with the original to %s", got)
	}
	if v, ok := c.Get("8"); !ok || v != int64(8) {
		t.Errorf("the clone has 8: %v, %v", v, ok)
	}
}
