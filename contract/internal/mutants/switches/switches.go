// Package switches is called by mutated source code: one binary holds many mutants, and an
// environment variable selects the active one. Package mutants compiles it into tests; nothing else
// uses it.
package switches

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
)

// The environment variables that a test process reads.
const (
	// On holds the number of the active mutant.
	On = "MUTANT"
	// Reached holds the name of a file that gets the number of every mutant whose place is reached,
	// one a line.
	Reached = "MUTANTS_REACHED"
)

var (
	chosen  = number(os.Getenv(On))
	reached = os.Getenv(Reached)
	seen    sync.Map
)

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// Is reports whether the mutant n is active, and records that its place was reached.
func Is(n int) bool {
	if reached != "" {
		note(n)
	}
	return n == chosen
}

func note(n int) {
	if _, noted := seen.LoadOrStore(n, true); noted {
		return
	}
	file, err := os.OpenFile(reached, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	if _, err := fmt.Fprintln(file, n); err != nil {
		panic(err)
	}
}

// Zero returns the zero value instead of v if mutant n is active.
func Zero[T any](n int, v T) T {
	if Is(n) {
		var zero T
		return zero
	}
	return v
}

// Not returns the opposite of v if mutant n is active.
func Not[T ~bool](n int, v T) T { return v != T(Is(n)) }

// More returns v plus one if mutant n is active.
func More[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](n int, v T) T {
	if Is(n) {
		return v + 1
	}
	return v
}

// Longer returns v with a letter added at its end if mutant n is active.
func Longer[T ~string](n int, v T) T {
	if Is(n) {
		return v + "~"
	}
	return v
}

// Without returns s without its element i if mutant n is active.
func Without[S ~[]E, E any](n, i int, s S) S {
	if Is(n) {
		return slices.Delete(slices.Clone(s), i, i+1)
	}
	return s
}
