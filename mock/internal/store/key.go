package store

import (
	"encoding/binary"
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Index keys are strings whose byte order is the order of the values: a tag for the type, then the value.
// Null comes last, as in PostgreSQL. Text is sorted by its bytes: authentik's compose file starts PostgreSQL
// on Alpine Linux, whose C library has no other collation in any locale. The list of permissions of a new
// installation, which is sorted by name, shows it: "Can add Device User binding" precedes "Can add Device
// access group".
const (
	tagBool  = 0x01
	tagInt   = 0x02
	tagFloat = 0x03
	tagText  = 0x04
	tagUUID  = 0x05
	tagTime  = 0x06
	tagNull  = 0xff
)

// usualKey is the length in bytes that most keys do not exceed.
const usualKey = 64

// appendKey appends the key of one value. It panics for a type that a column cannot have, which is a wrong
// declaration.
func appendKey(dst []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return append(dst, tagNull)
	case bool:
		if v {
			return append(dst, tagBool, 1)
		}
		return append(dst, tagBool, 0)
	case int64:
		return binary.BigEndian.AppendUint64(append(dst, tagInt), uint64(v)^(1<<63))
	case float64:
		bits := math.Float64bits(v)
		if bits>>63 == 1 {
			bits = ^bits
		} else {
			bits |= 1 << 63
		}
		return binary.BigEndian.AppendUint64(append(dst, tagFloat), bits)
	case string:
		return appendText(append(dst, tagText), v)
	case uuid.UUID:
		return append(append(dst, tagUUID), v[:]...)
	case time.Time:
		return binary.BigEndian.AppendUint64(append(dst, tagTime), uint64(v.UnixMicro())^(1<<63))
	}
	panic("store: a column that is indexed holds a " + reflect.TypeOf(value).String()) // fmt would have every value allocated
}

// appendText terminates the text so that no other text's key begins with it.
func appendText(dst []byte, text string) []byte {
	dst = slices.Grow(dst, len(text)+2)
	for i := range len(text) {
		if text[i] == 0 {
			dst = append(dst, 0, 0xff)
			continue
		}
		dst = append(dst, text[i])
	}
	return append(dst, 0, 1)
}

// key returns the row's key in an index; ok is false if rows of its shape are not in the index. Keys of
// indexes that are not unique contain the row's age, so that every key is different.
func (r *Row) key(place int) (key string, ok bool) {
	columns := r.shape.entries[place]
	if columns == nil {
		return "", false
	}
	buffer := make([]byte, 0, usualKey)
	ties := !r.shape.indexes[place].unique
	for _, column := range columns {
		value := r.values[column]
		ties = ties || value == nil
		buffer = appendKey(buffer, value)
	}
	if ties {
		buffer = binary.BigEndian.AppendUint64(buffer, r.age)
	}
	return string(buffer), true
}

// OrderKey returns a string whose byte order is PostgreSQL's order of such values.
func OrderKey(value any) string { return string(appendKey(nil, value)) }
