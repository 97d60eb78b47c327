package msgspec

import (
	"errors"
	"fmt"
	"strconv"
)

// ErrTruncated means that a document ends before its value does.
//
//lint:ignore ST1005 these are msgspec's words
var ErrTruncated = errors.New("Input data was truncated")

// A SyntaxError describes what is wrong with a document, in msgspec's words, and where. Byte counts the bytes
// that were read.
type SyntaxError struct {
	Reason string
	Byte   int
}

// Error returns str(error), for example
//
//	JSON is malformed: invalid character (byte 8)
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("JSON is malformed: %s (byte %d)", e.Reason, e.Byte)
}

func (p *parser) malformed(reason string) error { return &SyntaxError{reason, p.at} }

// A RangeError is about a number that Python cannot hold.
type RangeError struct {
	Reason string
	in     *place
}

// Error returns str(error), for example
//
//	Number out of range - at `$[...][0]`
func (e *RangeError) Error() string {
	if e.in == nil {
		return e.Reason
	}
	return e.Reason + " - at `$" + e.in.path() + "`"
}

// path returns the place below the document: the index in each list, and no name of a member.
func (in *place) path() string {
	path := ""
	for ; in != nil; in = in.above {
		if in.index == inMember {
			path = "[...]" + path
		} else {
			path = "[" + strconv.Itoa(in.index) + "]" + path
		}
	}
	return path
}
