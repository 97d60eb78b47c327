package orjson

import (
	"math/big"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The memory of the parts of a parsed document, without the bytes of texts: at least as much as package
// python needs for them.
const (
	weightOfText   = 32  // its header, behind an any
	weightOfObject = 48  // a Dict without members
	weightOfMember = 136 // a member: a small Dict has more room than members, a large one a map of them
	weightOfItem   = 40  // an item or member: its any, twice while its list grows, and a number behind it
)

// Weight returns the approximate memory of Parse(document) in bytes, rather too high than too low, at less
// than the cost of parsing. A document that is not JSON has some weight too; one that is nested too deeply
// has none.
func Weight(document []byte) int64 {
	weight := int64(len(document)) + weightOfItem
	for i, depth := 0, 0; i < len(document) && depth <= maxDepth; i++ {
		switch document[i] {
		case '"':
			weight += weightOfText
			for i++; i < len(document) && document[i] != '"'; i++ {
				if document[i] == '\\' {
					i++
				}
			}
		case '{':
			depth++
			weight += weightOfObject
		case '[':
			depth++
			weight += weightOfItem
		case ']', '}':
			depth--
		case ':':
			weight += weightOfMember
		case ',':
			weight += weightOfItem
		}
	}
	return weight
}

// Size returns the approximate length of Append(nil, v) in bytes, which is exact except for numbers.
func Size(v any) int {
	const number = 8
	switch v := v.(type) {
	case bool, nil:
		return len("false")
	case *big.Int:
		return v.BitLen()/3 + number
	case uuid.UUID:
		return 38
	case string:
		return sizeOfText(v)
	case []any:
		size := len("[]")
		for _, item := range v {
			size += Size(item) + len(",")
		}
		return size
	case *python.Dict:
		size := len("{}")
		for i := range v.Len() {
			name, value := v.At(i)
			size += sizeOfText(name) + Size(value) + len(":,")
		}
		return size
	case Raw:
		return len(v)
	}
	return number
}

// escapes holds the number of additional bytes that escaping adds to each byte of a text.
var escapes = func() (more [256]uint8) {
	for c := range more {
		more[c] = uint8(len(appendString(nil, string([]byte{byte(c)}))) - len(`""`) - 1)
	}
	return more
}()

// sizeOfText counts escapes in long texts only, where they matter.
func sizeOfText(text string) int {
	const long = 1 << 10
	size := len(text) + len(`""`)
	if len(text) < long {
		return size
	}
	for i := range len(text) {
		size += int(escapes[text[i]])
	}
	return size
}
