package python

import (
	"fmt"
	"unicode/utf8"
)

// A UnicodeDecodeError is CPython's error for bytes that are not UTF-8. Start and End are the range of the
// invalid bytes.
type UnicodeDecodeError struct {
	Object     []byte
	Start, End int
	Reason     string
}

// Error returns str(error), for example
//
//	'utf-8' codec can't decode byte 0xff in position 0: invalid start byte
func (e *UnicodeDecodeError) Error() string {
	if e.End == e.Start+1 {
		return fmt.Sprintf("'utf-8' codec can't decode byte 0x%02x in position %d: %s", e.Object[e.Start], e.Start, e.Reason)
	}
	return fmt.Sprintf("'utf-8' codec can't decode bytes in position %d-%d: %s", e.Start, e.End-1, e.Reason)
}

// DecodeUTF8 returns data.decode("utf-8"). Its error is a *UnicodeDecodeError for
// the first sequence that is not UTF-8.
func DecodeUTF8(data []byte) (string, error) {
	if utf8.Valid(data) {
		return string(data), nil
	}
	start := 0
	for {
		r, size := utf8.DecodeRune(data[start:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		start += size
	}
	length, reason := malformed(data[start:])
	return "", &UnicodeDecodeError{Object: data, Start: start, End: start + length, Reason: reason}
}

// malformed returns the length of the malformed sequence at the start of data, and what is wrong with it. As
// Unicode recommends, it is the longest part that could begin a character.
func malformed(data []byte) (length int, reason string) {
	size, low, high := sequence(data[0])
	if size == 0 {
		return 1, "invalid start byte"
	}
	for i := 1; i < size; i++ {
		if i == len(data) {
			return i, "unexpected end of data"
		}
		if data[i] < low || data[i] > high {
			return i, "invalid continuation byte"
		}
		low, high = 0x80, 0xbf
	}
	panic("python: a well-formed sequence was taken for a malformed one")
}

// sequence returns the length of a character that begins with the byte first,
// 0 for none, and the range of its second byte (the Unicode Standard, table 3-7).
func sequence(first byte) (size int, low, high byte) {
	switch {
	case 0xc2 <= first && first <= 0xdf:
		return 2, 0x80, 0xbf
	case first == 0xe0:
		return 3, 0xa0, 0xbf
	case first == 0xed:
		return 3, 0x80, 0x9f
	case 0xe1 <= first && first <= 0xef:
		return 3, 0x80, 0xbf
	case first == 0xf0:
		return 4, 0x90, 0xbf
	case first == 0xf4:
		return 4, 0x80, 0x8f
	case 0xf1 <= first && first <= 0xf3:
		return 4, 0x80, 0xbf
	}
	return 0, 0, 0
}
