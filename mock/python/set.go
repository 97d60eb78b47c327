package python

import (
	"math/big"

	"github.com/google/uuid"
)

// SetOrder returns the keys, each once, in the order in which a CPython set yields them that they were added to one after the
// other and that was then copied, as set.difference copies it. Keys are int64 and uuid.UUID.
func SetOrder(keys []any) []any {
	s := &set{table: make([]slot, smallestSet)}
	for _, key := range keys {
		s.add(key)
	}
	ordered := make([]any, 0, s.used)
	for _, entry := range s.copy().table {
		if entry.taken {
			ordered = append(ordered, entry.key)
		}
	}
	return ordered
}

// What Objects/setobject.c of CPython has: the size of a new table, how many neighbours of a place are tried before the next
// jump, and by how many bits the hash is shifted for that.
const (
	smallestSet  = 8
	linearProbes = 9
	perturbShift = 5
	// hugeSet is from which size on a set grows to twice its size only, not four times.
	hugeSet = 50_000
)

// set is the table of a CPython set.
type set struct {
	table []slot
	used  int
}

type slot struct {
	key   any
	hash  uint64
	taken bool
}

func (s *set) mask() int { return len(s.table) - 1 }

func (s *set) add(key any) {
	entry := s.find(slot{key, hash(key), true})
	if entry.taken {
		return
	}
	*entry = slot{key, hash(key), true}
	s.used++
	if s.used*5 < s.mask()*3 {
		return
	}
	growth := 4
	if s.used > hugeSet {
		growth = 2
	}
	s.resize(s.used * growth)
}

// find is the place of a key, or the empty one where it belongs.
func (s *set) find(wanted slot) *slot {
	mask := uint64(s.mask())
	perturb, i := wanted.hash, wanted.hash&mask
	for {
		last := i
		if i+linearProbes <= mask {
			last += linearProbes
		}
		for place := i; place <= last; place++ {
			if entry := &s.table[place]; !entry.taken || entry.hash == wanted.hash && entry.key == wanted.key {
				return entry
			}
		}
		perturb >>= perturbShift
		i = (i*5 + 1 + perturb) & mask
	}
}

// resize moves the entries, in the order of the table, into one with room for more than least of them.
func (s *set) resize(least int) {
	size := smallestSet
	for size <= least {
		size <<= 1
	}
	old := s.table
	s.table = make([]slot, size)
	for _, entry := range old {
		if entry.taken {
			*s.find(entry) = entry
		}
	}
}

func (s *set) copy() *set {
	c := &set{table: make([]slot, smallestSet), used: s.used}
	if s.used*5 >= c.mask()*3 {
		c.resize(s.used * 2)
	}
	if len(c.table) == len(s.table) {
		copy(c.table, s.table)
		return c
	}
	for _, entry := range s.table {
		if entry.taken {
			*c.find(entry) = entry
		}
	}
	return c
}

// hashModulus is the prime that CPython takes integers modulo.
var hashModulus = new(big.Int).SetUint64(1<<61 - 1)

// hash is hash() of a key: of a UUID that of its integer.
func hash(key any) uint64 {
	number := new(big.Int)
	switch key := key.(type) {
	case int64:
		number.SetInt64(key)
	case uuid.UUID:
		number.SetBytes(key[:])
	}
	rest := new(big.Int).Rem(number, hashModulus).Int64()
	if rest == -1 {
		rest = -2
	}
	return uint64(rest)
}
