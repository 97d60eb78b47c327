package python

import (
	"encoding/hex"
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// ParseUUID returns uuid.UUID(text). Python removes every "urn:" and "uuid:" and every dash, strips braces, and
// then requires 32 characters that int(x, 16) accepts: hexadecimal digits, but also white space around them, a
// sign, 0x, underscores and the digits of other scripts.
//
// It returns false where Python raises a ValueError.
func ParseUUID(text string) (uuid.UUID, bool) {
	if id, ok := canonical(text); ok {
		return id, true
	}
	text = strings.ReplaceAll(text, "urn:", "")
	text = strings.ReplaceAll(text, "uuid:", "")
	text = strings.Trim(text, "{}")
	text = strings.ReplaceAll(text, "-", "")
	if utf8.RuneCountInString(text) != 32 {
		return uuid.Nil, false
	}
	if id, err := hex.DecodeString(text); err == nil {
		return uuid.UUID(id), true
	}
	n, ok := parseHex(text)
	if !ok {
		return uuid.Nil, false
	}
	return UUIDFromInt(n)
}

// canonical parses a UUID in its usual form without allocating. It returns false for all other forms.
func canonical(text string) (uuid.UUID, bool) {
	const length = len("00000000-0000-0000-0000-000000000000")
	if len(text) != length {
		return uuid.Nil, false
	}
	id, err := uuid.Parse(text)
	return id, err == nil
}

// UUIDFromInt returns uuid.UUID(int=n). It returns false if n is negative or has more than 128 bits.
func UUIDFromInt(n *big.Int) (uuid.UUID, bool) {
	var id uuid.UUID
	if n.Sign() < 0 || n.BitLen() > 8*len(id) {
		return uuid.Nil, false
	}
	n.FillBytes(id[:])
	return id, true
}
