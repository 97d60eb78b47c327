package drf

import (
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Rule is a validator: it returns the error of a value that its kind accepted, nil for none. row is the row
// that is updated, nil on create.
type Rule func(r *Request, f *Field, row *store.Row, value any) *messages.Message

// Unique returns Django's validator of a unique column: no other row of table may have the value in column;
// model and label are used in the message. The column must be a Unique of the table.
func Unique(table, column, model string) Rule {
	return unique(table, column, func(f *Field) messages.Message {
		return messages.New("{model_name} with this {field_label} already exists.").Coded("unique").
			With("model_name", messages.New(model)).With("field_label", f.label())
	})
}

// label returns the field's name for a message. A name that the model sets is translated unchanged; one that
// Django derives from the column is in lower case, and English.
func (f *Field) label() messages.Message {
	if f.Translated {
		return messages.New(f.title())
	}
	return messages.Raw(strings.ToLower(f.title()))
}

// UniqueHere returns a UniqueValidator that the serializer declares itself, with DRF's own message.
func UniqueHere(table, column string) Rule {
	return unique(table, column, func(*Field) messages.Message { return messages.New("This field must be unique.").Coded("unique") })
}

// UniqueAmong is like [UniqueHere], but asks only the rows of a type.
func UniqueAmong(table, kind, column string) Rule {
	among := UniqueHere(table, column)
	return func(r *Request, f *Field, row *store.Row, value any) *messages.Message {
		if !ofType(r.Tx.One(table, column, value), kind) {
			return nil
		}
		return among(r, f, row, value)
	}
}

func unique(table, column string, words func(*Field) messages.Message) Rule {
	return func(r *Request, f *Field, row *store.Row, value any) *messages.Message {
		if other := r.Tx.One(table, column, value); other != nil && !other.Is(row) {
			message := words(f)
			return &message
		}
		return nil
	}
}

// Slugged refuses texts with anything but letters, digits, hyphens and underscores (Django's validate_slug).
func Slugged(_ *Request, _ *Field, _ *store.Row, value any) *messages.Message {
	if django.IsSlug(value.(string)) {
		return nil
	}
	message := messages.New("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.")
	return &message
}

func charRules(f *field) []Rule {
	return append(lengthRules(f), noNull)
}

func slugRules(f *field) []Rule {
	return append(charRules(f), slugField)
}

func emailRules(f *field) []Rule {
	return append(charRules(f), email)
}

func lengthRules(f *field) []Rule {
	if f.MaxLength == 0 {
		return nil
	}
	return []Rule{maxLength}
}

func maxLength(_ *Request, f *Field, _ *store.Row, value any) *messages.Message {
	if utf8.RuneCountInString(value.(string)) <= f.MaxLength {
		return nil
	}
	message := messages.New("Ensure this field has no more than {max_length} characters.",
		"max_length", python.Str(int64(f.MaxLength))).Coded("max_length")
	return &message
}

func noNull(_ *Request, _ *Field, _ *store.Row, value any) *messages.Message {
	if strings.IndexByte(value.(string), 0) < 0 {
		return nil
	}
	message := messages.New("Null characters are not allowed.").Coded("null_characters_not_allowed")
	return &message
}

// The errors of DRF's own SlugField and EmailField.
const (
	invalidSlug  = `Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.`
	invalidEmail = "Enter a valid email address."
)

// slugField returns the rule of DRF's own SlugField, whose message differs from Django's in its quotes.
func slugField(_ *Request, _ *Field, _ *store.Row, value any) *messages.Message {
	if django.IsSlug(value.(string)) {
		return nil
	}
	message := messages.New(invalidSlug)
	return &message
}

func email(_ *Request, _ *Field, _ *store.Row, value any) *messages.Message {
	text := value.(string)
	if text == "" || django.IsEmail(text) {
		return nil
	}
	message := messages.New(invalidEmail)
	return &message
}

func integerRules(f *field) []Rule {
	if f.Min == 0 && f.Max == 0 {
		return nil
	}
	return []Rule{atMost, atLeast}
}

func atMost(_ *Request, f *Field, _ *store.Row, value any) *messages.Message {
	if asBig(value).Cmp(big.NewInt(f.Max)) <= 0 {
		return nil
	}
	message := messages.New("Ensure this value is less than or equal to {max_value}.", "max_value", python.Str(f.Max)).Coded("max_value")
	return &message
}

func atLeast(_ *Request, f *Field, _ *store.Row, value any) *messages.Message {
	if asBig(value).Cmp(big.NewInt(f.Min)) >= 0 {
		return nil
	}
	message := messages.New("Ensure this value is greater than or equal to {min_value}.", "min_value", python.Str(f.Min)).Coded("min_value")
	return &message
}

func asBig(value any) *big.Int {
	if number, ok := value.(*big.Int); ok {
		return number
	}
	return big.NewInt(value.(int64))
}
