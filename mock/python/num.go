package python

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// maxDigits is the maximum number of decimal digits that int(text) accepts, including leading zeros
// (sys.int_info.default_max_str_digits).
const maxDigits = 4300

// Digits may be grouped by single underscores, each between two digits.
var (
	decimalPattern = regexp.MustCompile(`^[+-]?[0-9]+(?:_[0-9]+)*$`)
	hexPattern     = regexp.MustCompile(`^\+?(?:0[xX]_?)?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*$`)
	floatPattern   = regexp.MustCompile(`^[+-]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?$`)
)

// ParseInt returns int(text), an int64 or a *big.Int. It accepts a sign, white space around it, single
// underscores between digits, and the decimal digits of any script. It returns false where Python raises a
// ValueError, including for more than 4300 digits.
func ParseInt(text string) (any, bool) {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil && len(text) <= maxDigits {
		return i, true
	}
	digits, ok := plainNumber(text)
	if !ok || !decimalPattern.MatchString(digits) {
		return nil, false
	}
	digits = strings.ReplaceAll(digits, "_", "")
	if len(strings.TrimLeft(digits, "+-")) > maxDigits {
		return nil, false
	}
	if i, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return i, true
	}
	return new(big.Int).SetString(digits, 10)
}

// ParseFloat returns float(text). In addition to what ParseInt accepts, it reads a decimal point, an
// exponent, and inf, infinity and nan in any case. A number beyond the range is infinite. It returns false
// where Python raises a ValueError.
func ParseFloat(text string) (float64, bool) {
	digits, ok := plainNumber(text)
	if !ok {
		return 0, false
	}
	if f, ok := parseSpecialFloat(digits); ok {
		return f, true
	}
	if !floatPattern.MatchString(digits) {
		return 0, false
	}
	// After the pattern, the only possible error is a number out of range, whose result is the infinity that
	// Python returns too.
	f, _ := strconv.ParseFloat(strings.ReplaceAll(digits, "_", ""), 64)
	return f, true
}

func parseSpecialFloat(text string) (float64, bool) {
	unsigned, negative := strings.CutPrefix(text, "-")
	if !negative {
		unsigned = strings.TrimPrefix(text, "+")
	}
	switch strings.ToLower(unsigned) {
	case "inf", "infinity":
		if negative {
			return math.Inf(-1), true
		}
		return math.Inf(1), true
	case "nan":
		return math.NaN(), true
	}
	return 0, false
}

// parseHex returns int(text, 16) of a text without a minus sign. It accepts what ParseInt does, and the
// prefix 0x.
func parseHex(text string) (*big.Int, bool) {
	digits, ok := plainNumber(text)
	if !ok || !hexPattern.MatchString(digits) {
		return nil, false
	}
	digits = strings.TrimPrefix(strings.ReplaceAll(digits, "_", ""), "+")
	if len(digits) > 2 && (digits[1] == 'x' || digits[1] == 'X') {
		digits = digits[2:]
	}
	return new(big.Int).SetString(digits, 16)
}

// plainNumber returns a number in ASCII and without the white space around it, and false for a character that
// numbers do not contain.
//
// The separators U+001C to U+001F are white space to str.strip() and not to int(): CPython replaces only
// non-ASCII white space with blanks, and then strips what C's isspace matches.
func plainNumber(text string) (string, bool) {
	plain := make([]byte, 0, len(text))
	for _, r := range text {
		switch digit, isDigit := decimalDigit(r); {
		case r <= unicode.MaxASCII:
			plain = append(plain, byte(r))
		case IsSpace(r):
			plain = append(plain, ' ')
		case isDigit:
			plain = append(plain, '0'+digit)
		default:
			return "", false
		}
	}
	return strings.Trim(string(plain), " \t\n\v\f\r"), true
}

// decimalDigit returns the value of a decimal digit of any script. Unicode assigns every script's digits ten
// consecutive code points, from zero to nine.
func decimalDigit(r rune) (byte, bool) {
	if !unicode.IsDigit(r) {
		return 0, false
	}
	zero := r
	for unicode.IsDigit(zero - 1) {
		zero--
	}
	return byte(r-zero) % 10, true
}
