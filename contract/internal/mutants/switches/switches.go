// Package switches is what a mutated source calls: one binary holds many mutants, and the environment says which of
// them is switched on. It is compiled into tests by package mutants and is part of nothing else.
package switches

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
)

// The variables that a test process reads.
const (
	// On names the number of the mutant that is switched on.
	On = "MUTANT"
	// Reached names a file that gets the number of every mutant whose place is reached, a line each.
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

// Is reports whether the mutant n is switched on, and notes that its place was reached.
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

// Zero is the zero value in the place of v.
func Zero[T any](n int, v T) T {
	if Is(n) {
		var zero T
		return zero
	}
	return v
}

// Not is the opposite of v.
func Not[T ~bool](n int, v T) T { return v != T(Is(n)) }

// More is v and one.
func More[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](n int, v T) T {
	if Is(n) {
		return v + 1
	}
	return v
}

// Longer is v with a letter at its end.
func Longer[T ~string](n int, v T) T {
	if Is(n) {
		return v + "~"
	}
	return v
}

// Without is s without its element i.
func Without[S ~[]E, E any](n, i int, s S) S {
	if Is(n) {
		return slices.Delete(slices.Clone(s), i, i+1)
	}
	return s
}
