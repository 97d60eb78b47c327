// Package python implements CPython's operations on values: conversion to text and from text, and decoding of
// bytes. authentik's answers quote values in Python's syntax, so that clients see these rules.
//
// # Values
//
// A decoded JSON value is a Go any that holds one of
//
//	nil       None
//	bool      bool
//	int64     int
//	*big.Int  int, only where an int64 is too small; never modified
//	float64   float
//	string    str, always valid UTF-8
//	[]any     list
//	*Dict     dict with str keys
//
// The functions of this package panic for any other type, which is a mistake in the program, never in a
// request.
//
// The tests compare with tables that CPython wrote; testdata/generate.py creates them.
package python

import (
	"fmt"
	"math/big"
)

// TypeName returns type(v).__name__: "NoneType", "bool", "int", "float", "str", "list" or "dict".
func TypeName(v any) string {
	switch v.(type) {
	case nil:
		return "NoneType"
	case bool:
		return "bool"
	case int64, *big.Int:
		return "int"
	case float64:
		return "float"
	case string:
		return "str"
	case []any:
		return "list"
	case *Dict:
		return "dict"
	}
	panic(notAValue(v))
}

// Truth returns bool(v): false for None, False, zero and everything empty, true for everything else,
// including NaN.
func Truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case int64:
		return v != 0
	case *big.Int:
		return v.Sign() != 0
	case float64:
		return v != 0
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case *Dict:
		return v.Len() > 0
	}
	panic(notAValue(v))
}

// Clone returns a deep copy of v, as copy.deepcopy(v) does. It shares no list and no
// dict with v.
func Clone(v any) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = Clone(item)
		}
		return list
	case *Dict:
		return v.Clone()
	}
	return v
}

func notAValue(v any) string {
	return fmt.Sprintf("python: %T is not a value of the JSON model", v)
}
