package drf

import (
	"math"
	"math/big"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Kind is the class of a field; the names are DRF's without "Field".
type Kind int

// The kinds.
const (
	Char Kind = iota
	Slug
	Email
	IPAddress
	Boolean
	Integer
	// BigInteger is an IntegerField with an error of its own.
	BigInteger
	Choice
	UUID
	DateTime
	// AnyJSON is a JSONField, which accepts any value, JSONDict authentik's own, which accepts objects only.
	AnyJSON
	JSONDict
	Float
	// List is a ListField: its items are of the only field in Fields, or texts.
	List
	// Related is a PrimaryKeyRelatedField, ManyRelated the same with many=True.
	Related
	ManyRelated
	// Nested is a serializer inside the serializer, with Many a list of them.
	Nested
	// Method is a SerializerMethodField, ReadOnly a ReadOnlyField: never written.
	Method
	ReadOnly
)

// kind defines how values of a kind are read, checked and shown.
type kind struct {
	// see is the class in a reason.
	see string
	// metadata is the type in OPTIONS.
	metadata string
	// invalid is the class's error for a value that is not a text, and for an invalid text.
	invalid string
	// parse is to_internal_value: it returns the valid value, or the error.
	parse func(r *Request, f *field, value any) (any, *messages.Message)
	// rules returns the validators of the kind, in order.
	rules func(f *field) []Rule
	// show is to_representation; nil shows the stored value.
	show func(value any) any
}

// kinds is filled by init, since parseMany needs the kind of its items.
var kinds map[Kind]kind

func init() {
	kinds = map[Kind]kind{
		Char:        {see: "rest_framework/fields.py CharField", metadata: "string", invalid: "Not a valid string.", parse: parseChar, rules: charRules},
		Slug:        {see: "rest_framework/fields.py SlugField", metadata: "slug", invalid: invalidSlug, parse: parseChar, rules: slugRules},
		Email:       {see: "rest_framework/fields.py EmailField", metadata: "email", invalid: invalidEmail, parse: parseChar, rules: emailRules},
		IPAddress:   {see: "rest_framework/fields.py IPAddressField", metadata: "string", invalid: invalidIP, parse: parseIPAddress, rules: ipRules},
		Boolean:     {see: "rest_framework/fields.py BooleanField", metadata: "boolean", parse: parseBoolean},
		Integer:     {see: "rest_framework/fields.py IntegerField", metadata: "integer", invalid: "A valid integer is required.", parse: parseInteger, rules: integerRules},
		BigInteger:  {see: "rest_framework/fields.py BigIntegerField", metadata: "integer", invalid: "A valid biginteger is required.", parse: parseInteger, rules: integerRules},
		Choice:      {see: "rest_framework/fields.py ChoiceField", metadata: "choice", parse: parseChoice},
		UUID:        {see: "rest_framework/fields.py UUIDField", metadata: "string", parse: parseUUID},
		DateTime:    {see: "rest_framework/fields.py DateTimeField", metadata: "datetime", parse: parseDateTime, show: showDateTime},
		AnyJSON:     {see: "rest_framework/fields.py JSONField", metadata: "field", parse: func(_ *Request, _ *field, value any) (any, *messages.Message) { return value, nil }},
		JSONDict:    {see: "authentik/core/api/utils.py JSONDictField", metadata: "field", parse: parseDict},
		Float:       {see: "rest_framework/fields.py FloatField", metadata: "float", parse: parseFloat},
		List:        {see: "rest_framework/fields.py ListField", metadata: "list"},
		Related:     {see: "rest_framework/relations.py PrimaryKeyRelatedField", metadata: "field", parse: parseRelated},
		ManyRelated: {see: "rest_framework/relations.py ManyRelatedField", metadata: "field", parse: parseMany},
		Nested:      {see: "rest_framework/serializers.py Serializer", metadata: "field"},
		Method:      {see: "rest_framework/fields.py SerializerMethodField", metadata: "field"},
		ReadOnly:    {see: "rest_framework/fields.py ReadOnlyField", metadata: "field"},
	}
}

// refuse implements REST framework's self.fail: it returns the error with a code and its text.
func refuse(code, key string, pairs ...string) (any, *messages.Message) {
	message := messages.New(key, pairs...).Coded(code)
	return nil, &message
}

// parseChar accepts text and numbers, the latter as Python prints them. It refuses booleans, which are
// numbers in Python.
func parseChar(_ *Request, f *field, value any) (any, *messages.Message) {
	switch value.(type) {
	case string, int64, *big.Int, float64:
	default:
		return refuse("invalid", f.kind.invalid)
	}
	text := python.Strip(python.Str(value))
	switch {
	case text == "" && !f.Blank:
		return refuse("blank", "This field may not be blank.")
	case value == text:
		return value, nil
	}
	return text, nil
}

var (
	trueWords  = map[string]bool{"t": true, "y": true, "yes": true, "true": true, "on": true, "1": true}
	falseWords = map[string]bool{"f": true, "n": true, "no": true, "false": true, "off": true, "0": true}
)

func parseBoolean(_ *Request, _ *field, value any) (any, *messages.Message) {
	switch v := value.(type) {
	case bool:
		return v, nil
	case int64:
		if v == 0 || v == 1 {
			return v == 1, nil
		}
	case float64:
		if v == 0 || v == 1 {
			return v == 1, nil
		}
	case string:
		if word := strings.ToLower(v); trueWords[word] || falseWords[word] {
			return trueWords[word], nil
		}
	}
	return refuse("invalid", "Must be a valid boolean.")
}

// longestInteger is the maximum length of a text that DRF passes to int(), which takes quadratic time.
const longestInteger = 1000

func parseInteger(_ *Request, f *field, value any) (any, *messages.Message) {
	text := python.Str(value)
	if s, ok := value.(string); ok && len([]rune(s)) > longestInteger {
		return refuse("max_string_length", "String value too large.")
	}
	if dot := strings.LastIndexByte(text, '.'); dot >= 0 && strings.Trim(python.Strip(text[dot+1:]), "0") == "" {
		text = text[:dot]
	}
	number, ok := python.ParseInt(text)
	if !ok {
		return refuse("invalid", f.kind.invalid)
	}
	return number, nil
}

// parseFloat accepts what Python's float() does: numbers, booleans and texts of numbers.
func parseFloat(r *Request, f *field, value any) (any, *messages.Message) {
	switch v := value.(type) {
	case float64:
		return v, nil
	case bool:
		return float64(map[bool]int{true: 1}[v]), nil
	case int64:
		return float64(v), nil
	case *big.Int:
		number, _ := new(big.Float).SetInt(v).Float64()
		if math.IsInf(number, 0) {
			r.Fail(Crash("float() raises an OverflowError for an integer beyond its range").In(LayerField), f.Field)
		}
		return number, nil
	case string:
		if len([]rune(v)) > longestInteger {
			return refuse("max_string_length", "String value too large.")
		}
		if f, ok := python.ParseFloat(v); ok {
			return f, nil
		}
	}
	return refuse("invalid", "A valid number is required.")
}

func parseChoice(_ *Request, f *field, value any) (any, *messages.Message) {
	text := python.Str(value)
	switch {
	case !f.choices[text] && (text != "" || !f.Blank):
		return refuse("invalid_choice", `"{input}" is not a valid choice.`, "input", text)
	case value == text:
		return value, nil
	}
	return text, nil
}

func parseUUID(_ *Request, _ *field, value any) (any, *messages.Message) {
	if id, ok := uuidKey(value); ok {
		return id, nil
	}
	return refuse("invalid", "Must be a valid UUID.")
}

func parseDateTime(_ *Request, _ *field, value any) (any, *messages.Message) {
	if text, ok := value.(string); ok {
		switch t, ok := django.ParseDateTime(text); {
		case ok && (t.Year() < 1 || t.Year() > 9999): // in UTC, which Python does not reach
			return refuse("overflow", "Datetime value out of range.")
		case ok:
			return t, nil
		}
	}
	return refuse("invalid", "Datetime has wrong format. Use one of these formats instead: {format}.",
		"format", "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]")
}

func parseDict(_ *Request, _ *field, value any) (any, *messages.Message) {
	if dict, ok := value.(*python.Dict); ok {
		return dict, nil
	}
	return refuse("invalid", "Value must be a dictionary, and not have any duplicate keys.")
}

// parseRelated returns the row with a primary key, as queryset.get(pk=…) does.
func parseRelated(r *Request, f *field, value any) (any, *messages.Message) {
	if _, isBool := value.(bool); isBool {
		return refuse("incorrect_type", "Incorrect type. Expected pk value, received {data_type}.", "data_type", "bool")
	}
	var key any // null, which only an item of a list can be, is a key that no row has
	if value != nil {
		var message *messages.Message
		if key, message = ParseKey(r.Tx.Serial(f.To), value); message != nil {
			return nil, message
		}
	}
	if key == nil || !ofType(r.Tx.ByPK(f.To, key), f.ToType) {
		return refuse("does_not_exist", `Invalid pk "{pk_value}" - object does not exist.`, "pk_value", python.Str(value))
	}
	return key, nil
}

// ofType reports whether there is a row, and it is of a type; "" is any type.
func ofType(row *store.Row, wanted string) bool {
	return row != nil && (wanted == "" || row.Get("type") == wanted)
}

// ParseKey parses a primary key as Django's fields do: a serial one with int(), others with uuid.UUID(). A
// number outside the range of any column is nil: Django does not query the database for it.
func ParseKey(serial bool, value any) (any, *messages.Message) {
	if serial {
		number, ok := integerKey(value)
		if !ok {
			return refuse("incorrect_type", "Incorrect type. Expected pk value, received {data_type}.", "data_type", python.TypeName(value))
		}
		return number, nil
	}
	if id, ok := uuidKey(value); ok {
		return id, nil
	}
	return refuse("invalid", "“{value}” is not a valid UUID.", "value", python.Str(value))
}

func uuidKey(value any) (uuid.UUID, bool) {
	switch v := value.(type) {
	case uuid.UUID:
		return v, true
	case string:
		return python.ParseUUID(v)
	case int64:
		return python.UUIDFromInt(big.NewInt(v))
	case *big.Int:
		return python.UUIDFromInt(v)
	}
	return uuid.UUID{}, false
}

func integerKey(value any) (any, bool) {
	switch v := value.(type) {
	case int64:
		return v, true
	case *big.Int:
		return nil, true
	case float64:
		return int64(v), true
	case string:
		number, ok := python.ParseInt(v)
		if _, small := number.(int64); ok && !small {
			return nil, true
		}
		return number, ok
	}
	return nil, false
}

func parseMany(r *Request, f *field, value any) (any, *messages.Message) {
	var items []any
	switch v := value.(type) {
	case []any:
		items = v
	case *python.Dict: // iterating over a Python dict gives its keys
		for name := range v.All() {
			items = append(items, name)
		}
	default:
		message := notAList(value)
		return nil, &message
	}
	if len(items) == 0 && f.NotEmpty {
		return nil, &emptyList
	}
	keys := make([]any, 0, len(items))
	for _, item := range items {
		key, message := parseRelated(r, f, item)
		if message != nil {
			return nil, message
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func showDateTime(value any) any {
	if t, ok := value.(time.Time); ok {
		return django.FormatDateTime(t)
	}
	return value
}

// KeyText returns a primary key as text.
func KeyText(key any) string { return python.Str(key) }

// SentKey returns a primary key in the form that clients send: a number, or the text of any other key.
func SentKey(key any) any {
	if number, ok := key.(int64); ok {
		return number
	}
	return KeyText(key)
}
