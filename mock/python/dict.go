package python

import (
	"iter"
	"slices"
)

// A Dict is a Python dict with str keys: it keeps its members in the order in which their keys were first
// set. The zero value is an empty Dict.
//
// A Dict must not be copied. It must not be modified while another goroutine uses it.
type Dict struct {
	members []member
	index   map[string]int // positions in members; nil while the Dict is small
}

type member struct {
	key   string
	value any
}

// firstRoom is the initial capacity of a Dict, in members: as many as most JSON objects have.
const firstRoom = 16

// indexedFrom is the number of members from which a map finds a key faster than a linear search.
const indexedFrom = 24

// NewDict returns an empty Dict.
func NewDict() *Dict {
	return &Dict{}
}

// DictOf returns a Dict of pairs (key, value, key, value …) with no spare capacity. The keys must be
// different strings, and few.
func DictOf(pairs ...any) *Dict {
	d := &Dict{members: make([]member, 0, len(pairs)/2)}
	for i := 0; i < len(pairs); i += 2 {
		d.members = append(d.members, member{pairs[i].(string), pairs[i+1]})
	}
	return d
}

// Len returns the number of members. A nil Dict has none.
func (d *Dict) Len() int {
	if d == nil {
		return 0
	}
	return len(d.members)
}

// Get returns the value of key, and reports whether it exists.
func (d *Dict) Get(key string) (any, bool) {
	i := d.find(key)
	if i < 0 {
		return nil, false
	}
	return d.members[i].value, true
}

// At returns the member at position i, counted from 0. It panics if i is not smaller than Len.
func (d *Dict) At(i int) (key string, value any) {
	m := d.members[i]
	return m.key, m.value
}

// Set sets the value of key. An existing key keeps its position.
func (d *Dict) Set(key string, value any) {
	if i := d.find(key); i >= 0 {
		d.members[i].value = value
		return
	}
	if d.members == nil {
		d.members = make([]member, 0, firstRoom)
	}
	d.members = append(d.members, member{key, value})
	switch {
	case d.index != nil:
		d.index[key] = len(d.members) - 1
	case len(d.members) >= indexedFrom:
		d.reindex()
	}
}

// Clip releases the spare capacity of d, if it is most of the capacity: useful for a Dict that stays and is
// not modified any more.
func (d *Dict) Clip() {
	if 4*len(d.members) <= cap(d.members) {
		d.members = slices.Clip(slices.Clone(d.members))
	}
}

// Delete removes key. It does nothing if there is no such key. It takes time in proportion to Len.
func (d *Dict) Delete(key string) {
	i := d.find(key)
	if i < 0 {
		return
	}
	d.members = slices.Delete(d.members, i, i+1)
	if d.index != nil {
		d.reindex()
	}
}

// All yields the members in order.
func (d *Dict) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if d == nil {
			return
		}
		for _, m := range d.members {
			if !yield(m.key, m.value) {
				return
			}
		}
	}
}

// Clone returns a deep copy of d.
func (d *Dict) Clone() *Dict {
	if d == nil {
		return nil
	}
	c := &Dict{members: make([]member, len(d.members))}
	for i, m := range d.members {
		c.members[i] = member{m.key, Clone(m.value)}
	}
	if d.index != nil {
		c.reindex()
	}
	return c
}

// find returns the position of key, or -1.
func (d *Dict) find(key string) int {
	if d == nil {
		return -1
	}
	if d.index != nil {
		if i, ok := d.index[key]; ok {
			return i
		}
		return -1
	}
	for i := range d.members {
		if d.members[i].key == key {
			return i
		}
	}
	return -1
}

func (d *Dict) reindex() {
	d.index = make(map[string]int, len(d.members))
	for i, m := range d.members {
		d.index[m.key] = i
	}
}
