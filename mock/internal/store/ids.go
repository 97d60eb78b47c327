package store

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"github.com/google/uuid"
)

// IDs makes the ids that a database or a random generator would make. The same IDs give the same ids in the same order:
// how many were made is part of the state, so that a restored state goes on as it did the first time.
type IDs [32]byte

// SeededIDs are the ids of a seed: any text, for instance "42".
func SeededIDs(seed string) IDs { return sha256.Sum256([]byte(seed)) }

func (ids IDs) bytes(count uint64) [32]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint64(ids[:], count))
}

// UUID makes the next random (version 4) UUID.
func (tx *Tx) UUID() uuid.UUID {
	tx.state.ids++
	random := tx.ids.bytes(tx.state.ids)
	return version4(random[:16])
}

// version4 marks 16 random bytes as a random UUID.
func version4(random []byte) uuid.UUID {
	id := uuid.UUID(random)
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}

// Aside makes a UUID that does not count as one of [Tx.UUID]: the ids of objects are the same whether such ones are made
// beside them or not. A row's age, and use, tell one from another.
func (tx *Tx) Aside(age uint64, use string) uuid.UUID {
	random := sha256.Sum256(append(binary.BigEndian.AppendUint64(tx.ids[:], age), use...))
	return version4(random[:16])
}

// Secret makes the next random text of letters and digits, length characters long, at most 40.
func (tx *Tx) Secret(length int) string {
	tx.state.ids++
	random := tx.ids.bytes(tx.state.ids)
	return base64.URLEncoding.EncodeToString(random[:])[:length]
}
