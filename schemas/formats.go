package schemas

import (
	"encoding/json"
	"math"
	"net/mail"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// formats holds formats in addition to those of the library, which has uuid, date-time and uri.
var formats = map[string]func(value any) bool{
	"double": isDouble,
	"email":  isAddress,
}

// isDouble reports whether a number is in the range of IEEE 754 double precision, OpenAPI 3.0.3's format
// double.
func isDouble(value any) bool {
	number, ok := value.(json.Number)
	if !ok {
		return true
	}
	float, err := number.Float64()
	return err == nil && !math.IsInf(float, 0)
}

// isAddress returns the library's email check without what Go's mail parser accepts beyond RFC 5321: blanks and
// comments around the address.
func isAddress(value any) bool {
	text, ok := value.(string)
	if !ok {
		return true
	}
	parsed, err := mail.ParseAddress(text)
	return err == nil && parsed.Address == text && jsonschema.Formats["email"](value)
}
