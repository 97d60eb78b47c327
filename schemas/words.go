package schemas

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// expectation describes a keyword of a schema in words.
func expectation(keyword string, schema map[string]any) string {
	rule := schema[keyword]
	switch keyword {
	case "type":
		return either(each(types(schema), func(name string) string { return kinds[name] }))
	case "enum":
		return either(each(rule.([]any), compact))
	case "format":
		return fmt.Sprintf("%s of format %s", kinds[types(schema)[0]], rule)
	case "pattern":
		return fmt.Sprintf("a string that matches %s", rule)
	case "minLength":
		return fmt.Sprintf("at least %s", count(rule, "character"))
	case "maxLength":
		return fmt.Sprintf("at most %s", count(rule, "character"))
	case "minItems":
		return fmt.Sprintf("at least %s", count(rule, "item"))
	case "minimum":
		return fmt.Sprintf("at least %s", rule)
	case "maximum":
		return fmt.Sprintf("at most %s", rule)
	}
	return fmt.Sprintf("%s %s", keyword, compact(rule))
}

// kinds maps the types of JSON Schema to their names with articles.
var kinds = map[string]string{
	"string": "a string", "integer": "an integer", "number": "a number", "boolean": "a boolean",
	"array": "an array", "object": "an object", "null": "null",
}

// types returns the types that are valid for a schema; null comes last.
func types(schema map[string]any) []string {
	if names, ok := schema["type"].([]any); ok {
		return each(names, func(name any) string { return name.(string) })
	}
	return []string{schema["type"].(string)}
}

func count(number any, noun string) string {
	if fmt.Sprint(number) == "1" {
		return "1 " + noun
	}
	return fmt.Sprintf("%v %ss", number, noun)
}

func each[T any](values []T, word func(T) string) []string {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = word(value)
	}
	return words
}

// either joins words as alternatives: a, b or c.
func either(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// show returns a value as text for people: short ones as they are, long ones by their size.
func show(value any) string {
	switch value := value.(type) {
	case map[string]any:
		return fmt.Sprintf("an object of %s", count(len(value), "member"))
	case []any:
		return fmt.Sprintf("an array of %s", count(len(value), "item"))
	case string:
		if length := utf8.RuneCountInString(value); length > longestShown {
			return fmt.Sprintf("%s of %d characters", compact(shorten(value)), length)
		}
	}
	return shorten(compact(value))
}

const longestShown = 60

func shorten(text string) string {
	if utf8.RuneCountInString(text) <= longestShown {
		return text
	}
	return string([]rune(text)[:longestShown]) + "…"
}

// compact returns a value as JSON, with < and > unescaped.
func compact(value any) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSpace(text.String())
}
