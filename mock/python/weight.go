package python

import "math/big"

// Weight returns the approximate memory of d in bytes, including its values.
func (d *Dict) Weight() int64 {
	if d == nil {
		return 0
	}
	const room, entry = 40, 64 // of a member, and of a key in the map of positions
	weight := 32 + room*int64(cap(d.members)) + entry*int64(len(d.index))
	for _, m := range d.members {
		weight += int64(len(m.key)) + Weight(m.value)
	}
	return weight
}

// Weight returns the approximate memory of v in bytes, without the two words of an any.
func Weight(v any) int64 {
	switch v := v.(type) {
	case int64:
		if 0 <= v && v < 256 {
			return 0 // Go keeps these ready
		}
		return 8
	case float64:
		return 8
	case *big.Int:
		return 48
	case string:
		return 16 + int64(len(v))
	case []any:
		weight := 24 + 16*int64(cap(v))
		for _, item := range v {
			weight += Weight(item)
		}
		return weight
	case *Dict:
		return v.Weight()
	}
	return 0
}
