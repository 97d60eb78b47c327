package store

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"github.com/google/uuid"
)

// IDs generates the ids that a database or a random generator would. Equal IDs generate the same ids in the
// same order: their number is part of the state, so that a restored state continues with the same ids.
type IDs [32]byte

// SeededIDs returns the IDs of a seed: any text, for instance "42".
func SeededIDs(seed string) IDs { return sha256.Sum256([]byte(seed)) }

func (ids IDs) bytes(count uint64) [32]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint64(ids[:], count))
}

// UUID returns the next random (version 4) UUID.
func (tx *Tx) UUID() uuid.UUID {
	tx.state.ids++
	random := tx.ids.bytes(tx.state.ids)
	return version4(random[:16])
}

// version4 turns 16 random bytes into a random UUID.
func version4(random []byte) uuid.UUID {
	id := uuid.UUID(random)
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}

// Aside returns a UUID outside of the sequence of [Tx.UUID], so that it does not affect the ids of objects. A
// row's age and use distinguish one from another.
func (tx *Tx) Aside(age uint64, use string) uuid.UUID {
	random := sha256.Sum256(append(binary.BigEndian.AppendUint64(tx.ids[:], age), use...))
	return version4(random[:16])
}

// Secret returns the next random text of letters and digits, length characters long, at most 40.
func (tx *Tx) Secret(length int) string {
	tx.state.ids++
	random := tx.ids.bytes(tx.state.ids)
	return base64.URLEncoding.EncodeToString(random[:])[:length]
}
