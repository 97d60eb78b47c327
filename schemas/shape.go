package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

// ErrNotJSON is wrapped by the error of [Shape] for a body that is not JSON.
var ErrNotJSON = errors.New("not JSON")

// Shape validates the body of a successful answer against the OpenAPI document of a profile. It is stricter
// than [Check], as serializers are: an object has exactly the members of its component, in the document's
// order, which is that of the serializer; a time is written as Django REST Framework writes times. Known
// deviations of real servers are not faults: see [Deviations] and shapeDeviations.
//
// A body that the document does not describe has no faults: for an unknown operation, another status, or a
// body that is not JSON.
func Shape(profileName, method, path string, status int, body []byte) ([]Fault, error) {
	p, err := profile.Parse(profileName)
	if err != nil {
		return nil, err
	}
	document, err := documents(p)
	if err != nil {
		return nil, err
	}
	_, operation, err := find(profileName, method, path)
	if operation == nil {
		return nil, err
	}
	response, ok := operation.Responses.Get(strconv.Itoa(status))
	if !ok || response.Ref != "" || response.JSON() == nil {
		return nil, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	w := &shapeWalk{document: document, decoder: decoder}
	if err := w.value(place{}, response.JSON()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotJSON, err)
	}
	known, err := deviationsOf(p)
	if err != nil {
		return nil, err
	}
	markDeviations(known, w.faults)
	return slices.DeleteFunc(w.faults, func(f Fault) bool { return f.Deviation || deviates(f) }), nil
}

// place is the place of a value in a document: its JSON Pointer, and the component, with the member, whose
// rule applies.
type place struct{ pointer, member string }

// shapeWalk reads a document once, value by value, along with its schema.
type shapeWalk struct {
	document *openapi.Document
	decoder  *json.Decoder
	faults   []Fault
}

func (w *shapeWalk) fault(at place, keyword, expected, got string) {
	w.faults = append(w.faults, Fault{Pointer: at.pointer, Member: at.member, Keyword: keyword, Expected: expected, Got: got})
}

// resolve follows references to the schema that describes the value itself, and sets its component.
func (w *shapeWalk) resolve(at place, s *openapi.Schema) (place, *openapi.Schema, error) {
	for s != nil && s.Target() != "" {
		at.member = s.Target()
		component, err := w.document.Component(at.member)
		if err != nil {
			return at, nil, err
		}
		s = component
	}
	return at, s, nil
}

// value checks one value. A nil schema accepts any value.
func (w *shapeWalk) value(at place, s *openapi.Schema) error {
	token, err := w.decoder.Token()
	if err != nil {
		return err
	}
	nullable := s != nil && s.Nullable
	inner, s, err := w.resolve(at, s)
	if err != nil {
		return err
	}
	if s != nil && token == nil && !nullable && !s.Nullable && s.Type != "" {
		w.fault(inner, "type", "no null", "null")
	}
	switch token {
	case json.Delim('{'):
		w.typed(inner, s, "object")
		return w.object(inner, s)
	case json.Delim('['):
		w.typed(inner, s, "array")
		return w.array(inner, s)
	}
	w.scalar(inner, s, token)
	return nil
}

// typed adds a fault for a value of the wrong type.
func (w *shapeWalk) typed(at place, s *openapi.Schema, got string) {
	if s == nil || s.Type == "" || s.Type == got || s.Type == "number" && got == "integer" {
		return
	}
	w.fault(at, "type", article(s.Type), article(got))
}

func article(kind string) string {
	if strings.ContainsRune("aio", rune(kind[0])) {
		return "an " + kind
	}
	return "a " + kind
}

// writtenTime matches a time as Django REST Framework writes it in UTC: with microseconds, or without a
// fraction if they are zero.
var writtenTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$`)

func (w *shapeWalk) scalar(at place, s *openapi.Schema, token json.Token) {
	switch v := token.(type) {
	case string:
		w.typed(at, s, "string")
		if s != nil && s.Format == "date-time" && !writtenTime.MatchString(v) {
			w.fault(at, "format", "a time such as 2026-04-01T12:30:45.123456Z", strconv.Quote(v))
		}
	case bool:
		w.typed(at, s, "boolean")
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			w.typed(at, s, "number")
		} else {
			w.typed(at, s, "integer")
		}
	}
}

func (w *shapeWalk) array(at place, s *openapi.Schema) error {
	var items *openapi.Schema
	if s != nil {
		items = s.Items
	}
	for i := 0; w.decoder.More(); i++ {
		if err := w.value(place{fmt.Sprintf("%s/%d", at.pointer, i), at.member}, items); err != nil {
			return err
		}
	}
	_, err := w.decoder.Token()
	return err
}

// object checks an object. If its schema names no members, it may have any.
func (w *shapeWalk) object(at place, s *openapi.Schema) error {
	var names []string
	for w.decoder.More() {
		token, err := w.decoder.Token()
		if err != nil {
			return err
		}
		name, ok := token.(string)
		if !ok {
			return errors.New("a member has no name")
		}
		inner := place{at.pointer + "/" + escaper.Replace(name), at.member + "." + name}
		var schema *openapi.Schema
		switch {
		case s == nil:
		case len(s.Properties) == 0:
			schema = s.AdditionalProperties
		default:
			var known bool
			if schema, known = s.Properties.Get(name); !known && s.AdditionalProperties != nil {
				schema = s.AdditionalProperties
			} else if !known {
				w.fault(inner, "properties", "no such member", "one")
			}
		}
		names = append(names, name)
		if err := w.value(inner, schema); err != nil {
			return err
		}
	}
	if s != nil && len(s.Properties) > 0 {
		w.members(at, s, names)
	}
	_, err := w.decoder.Token()
	return err
}

// members compares the names of an object's members with those of its schema.
func (w *shapeWalk) members(at place, s *openapi.Schema, names []string) {
	var expected, known []string
	for _, property := range s.Properties {
		if !slices.Contains(names, property.Name) {
			w.fault(place{at.pointer + "/" + escaper.Replace(property.Name), at.member + "." + property.Name}, "required", "a member", "none")
			continue
		}
		expected = append(expected, property.Name)
	}
	for _, name := range names {
		if slices.Contains(expected, name) && !slices.Contains(known, name) {
			known = append(known, name)
		} else if slices.Contains(known, name) {
			w.fault(at, "properties", "every member once", name+" twice")
		}
	}
	if !slices.Equal(known, expected) {
		w.fault(at, "order", "members in the order "+strings.Join(expected, ", "), strings.Join(known, ", "))
	}
}
