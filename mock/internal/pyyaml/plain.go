// Package pyyaml reads and writes YAML text like PyYAML, which authentik uses for its blueprints: YAML 1.1,
// where "yes" is true and 010 is eight.
package pyyaml

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// The types of unquoted texts, as in https://yaml.org/type/ with the restrictions of PyYAML's SafeLoader: an
// exponent needs its sign, a float its point.
var (
	integer     = regexp.MustCompile(`^[-+]?(0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$`)
	float       = regexp.MustCompile(`^([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?)$`)
	sexagesimal = regexp.MustCompile(`^[-+]?([1-9][0-9_]*(:[0-5]?[0-9])+|[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*)$`)
	infinity    = regexp.MustCompile(`^[-+]?\.(inf|Inf|INF)$`)
	timestamp   = regexp.MustCompile(`^[0-9]{4}-([0-9]{2}-[0-9]{2}|[0-9][0-9]?-[0-9][0-9]?([Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}` +
		`(\.[0-9]*)?([ \t]*(Z|[-+][0-9][0-9]?(:[0-9]{2})?))?)$`)
)

var words = map[string]any{
	"": nil, "~": nil, "null": nil, "Null": nil, "NULL": nil,
	"yes": true, "Yes": true, "YES": true, "true": true, "True": true, "TRUE": true, "on": true, "On": true, "ON": true,
	"no": false, "No": false, "NO": false, "false": false, "False": false, "FALSE": false, "off": false, "Off": false, "OFF": false,
	".nan": math.NaN(), ".NaN": math.NaN(), ".NAN": math.NaN(),
}

// mostDigits is the maximum number of digits in an integer. Python parses no longer decimal integers, and
// formats none of other bases: the time for it grows with the square of the length.
const mostDigits = 4300

// ErrDigits reports an integer with more digits.
var ErrDigits = fmt.Errorf("no integer may have more than %d digits", mostDigits)

// Plain returns the value of an unquoted text: nil, a bool, int64, *big.Int, float64 or the text itself. A
// date, for which JSON has no type, stays text. The error is [ErrDigits].
func Plain(text string) (any, error) {
	if len(text) > mostDigits && (integer.MatchString(text) || sexagesimal.MatchString(text)) {
		if digits := strings.NewReplacer("_", "", "+", "", "-", "").Replace(text); len(digits) > mostDigits {
			return nil, ErrDigits
		}
	}
	return plainValue(text), nil
}

func plainValue(text string) any {
	if value, ok := words[text]; ok {
		return value
	}
	switch {
	case integer.MatchString(text):
		if value, ok := parseInteger(text); ok {
			return value
		}
	case float.MatchString(text):
		if value, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64); err == nil || math.IsInf(value, 0) {
			return value
		}
	case sexagesimal.MatchString(text):
		return parseSexagesimal(text)
	case infinity.MatchString(text):
		return math.Inf(sign(text))
	}
	return text
}

// isText reports whether an unquoted text is read as text.
func isText(text string) bool {
	_, word := words[text]
	return !word && text != "<<" && text != "=" && !integer.MatchString(text) && !float.MatchString(text) &&
		!sexagesimal.MatchString(text) && !infinity.MatchString(text) && !timestamp.MatchString(text)
}

func sign(text string) int {
	if strings.HasPrefix(text, "-") {
		return -1
	}
	return 1
}

func parseInteger(text string) (any, bool) {
	digits := strings.TrimLeft(strings.ReplaceAll(text, "_", ""), "+-")
	base := 10
	switch {
	case strings.HasPrefix(digits, "0b"):
		digits, base = digits[2:], 2
	case strings.HasPrefix(digits, "0x"):
		digits, base = digits[2:], 16
	case len(digits) > 1 && digits[0] == '0':
		base = 8
	}
	number, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return nil, false
	}
	if sign(text) < 0 {
		number.Neg(number)
	}
	return small(number), true
}

// parseSexagesimal parses 1:30 as ninety, and 1:30.5 as ninety and a half.
func parseSexagesimal(text string) any {
	parts := strings.Split(strings.TrimLeft(strings.ReplaceAll(text, "_", ""), "+-"), ":")
	if strings.Contains(text, ".") {
		sum := 0.0
		for _, part := range parts {
			value, _ := strconv.ParseFloat(strings.TrimSuffix(part, "."), 64)
			sum = sum*60 + value
		}
		return sum * float64(sign(text))
	}
	sum := new(big.Int)
	for _, part := range parts {
		value, _ := new(big.Int).SetString(part, 10)
		sum.Mul(sum, big.NewInt(60)).Add(sum, value)
	}
	return small(sum.Mul(sum, big.NewInt(int64(sign(text)))))
}

func small(number *big.Int) any {
	if number.IsInt64() {
		return number.Int64()
	}
	return number
}
