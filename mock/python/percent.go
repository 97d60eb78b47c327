package python

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// conversion matches a conversion specifier of Python's %: flags, width, precision, length (which is ignored)
// and type.
var conversion = regexp.MustCompile(`%(\(([^)]*)\))?([-+ #0]*)(\d*)(?:\.(\d*))?[hlL]?(.?)`)

// ErrTooLong reports a text longer than the limit of [Percent].
var ErrTooLong = errors.New("the text becomes too long")

// Percent returns template % tuple(values) for the conversions s, r, d, i, u, x, X, o, c, f, F, e, E and %%.
// If the text would be longer than most bytes, it returns [ErrTooLong] without building the text.
func Percent(template string, values []any, most int) (string, error) {
	next := 0
	text, err := percent(template, most, func(name string, named bool) (any, error) {
		if named {
			return nil, errors.New("the values have no names: write %s")
		}
		if next >= len(values) {
			return nil, errors.New("there are more places in the text than values")
		}
		next++
		return values[next-1], nil
	})
	if err == nil && next < len(values) {
		err = errors.New("there are more values than places in the text")
	}
	return text, err
}

// PercentNamed returns template % values, for specifiers with names: %(name)s. A first specifier without a
// name takes the whole mapping, which is the only value then.
func PercentNamed(template string, values *Dict) (string, error) {
	whole := true
	return percent(template, widest, func(name string, named bool) (any, error) {
		if named {
			whole = false
			value, ok := values.Get(name)
			if !ok {
				return nil, fmt.Errorf("there is no value %q", name)
			}
			return value, nil
		}
		if !whole {
			return nil, errors.New("there are more places in the text than values")
		}
		whole = false
		return values, nil
	})
}

// widest is the maximum width of one value, and the maximum length of PercentNamed's text: package fmt writes
// no number wider than a million characters.
const widest = 1_000_000

// percent replaces each specifier with the next value, or the value with its name.
func percent(template string, most int, value func(name string, named bool) (any, error)) (string, error) {
	var failed error
	room := most - len(template)
	text := conversion.ReplaceAllStringFunc(template, func(spec string) string {
		if spec == "%%" || failed != nil {
			return "%"
		}
		part := conversion.FindStringSubmatch(spec)
		if wide := max(atoi(part[4]), atoi(part[5])); wide > min(room, widest) {
			failed = ErrTooLong
			return ""
		}
		var put any
		if put, failed = value(part[2], part[1] != ""); failed != nil {
			return ""
		}
		var written string
		written, failed = convert(spec, part[3], part[4], part[5], part[6], put)
		if room -= len(written); room < 0 && failed == nil {
			failed = ErrTooLong
			return ""
		}
		return written
	})
	return text, failed
}

// convert formats one value.
func convert(spec, flags, width, precision, kind string, value any) (string, error) {
	if kind == "" {
		return "", fmt.Errorf("%q ends before it says what to write: a percent sign is written %%%%", spec)
	}
	switch kind {
	case "s", "r":
		text := Str(value)
		if kind == "r" {
			text = Repr(value)
		}
		if limit, err := strconv.Atoi(precision); err == nil && limit < utf8.RuneCountInString(text) {
			text = string([]rune(text)[:limit])
		}
		return pad(text, flags, width), nil
	case "c":
		text, err := character(value)
		return pad(text, flags, width), err
	}
	number, err := numberOf(kind, value)
	if err != nil {
		return "", err
	}
	zeros := strings.Contains(flags, "0") && !strings.Contains(flags, "-") && atoi(width) > atoi(precision)
	if isInteger(kind) && (zeros || atoi(precision) == 0) {
		precision = "" // either the width asks for more zeros, or nothing does
	}
	if precision != "" {
		precision = "." + precision
	}
	return fmt.Sprintf("%"+flags+width+precision+strings.NewReplacer("i", "d", "u", "d").Replace(kind), number), nil
}

func isInteger(kind string) bool { return strings.Contains("diuxXo", kind) }

// atoi returns the number in a part of a specifier, 0 if it is empty. A number that overflows int becomes the
// largest int.
func atoi(digits string) int {
	number, _ := strconv.Atoi(digits)
	return number
}

// character returns a text of one character, or the character with a number.
func character(value any) (string, error) {
	switch v := value.(type) {
	case string:
		if utf8.RuneCountInString(v) == 1 {
			return v, nil
		}
	case bool:
		return map[bool]string{false: "\x00", true: "\x01"}[v], nil
	case int64:
		if 0 <= v && v <= unicode.MaxRune {
			return string(rune(v)), nil
		}
	}
	return "", fmt.Errorf("%%c requires a character, not %s", Repr(value))
}

// numberOf converts a value to the type of a conversion.
func numberOf(kind string, value any) (any, error) {
	if truth, ok := value.(bool); ok {
		value = int64(map[bool]int{false: 0, true: 1}[truth])
	}
	switch kind {
	case "d", "i", "u":
		if f, ok := value.(float64); ok {
			value, _ := big.NewFloat(f).Int(nil)
			return value, nil
		}
		fallthrough
	case "x", "X", "o":
		switch value.(type) {
		case int64, *big.Int:
			return value, nil
		}
	case "f", "F", "e", "E":
		switch v := value.(type) {
		case float64:
			return v, nil
		case int64:
			return float64(v), nil
		}
	default:
		return nil, fmt.Errorf("%%%s is no way to write a value", kind)
	}
	return nil, fmt.Errorf("%%%s needs a number, not %s", kind, Repr(value))
}

func pad(text, flags, width string) string {
	room := strings.Repeat(" ", max(0, atoi(width)-utf8.RuneCountInString(text)))
	if strings.Contains(flags, "-") {
		return text + room
	}
	return room + text
}
