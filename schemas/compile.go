package schemas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas/internal/translate"
)

// contract is a compiled schema.
type contract struct {
	compiled *jsonschema.Schema
	text     any         // the schema as decoded JSON, to read from it what a fault broke
	known    []Deviation // of real servers from the document of its profile
}

// ready holds the compiled contracts by profile/name.
var ready sync.Map

// load returns a contract. It compiles it on first use.
func load(profileName, name string) (*contract, error) {
	p, err := profile.Parse(profileName)
	if err != nil {
		return nil, err
	}
	profileName = p.Name
	key := profileName + "/" + name
	once, ok := ready.Load(key)
	if !ok {
		text, err := Text(profileName, name)
		if err != nil {
			return nil, err
		}
		once, _ = ready.LoadOrStore(key, sync.OnceValues(func() (*contract, error) {
			return prepare(profileName, name, text)
		}))
	}
	return once.(func() (*contract, error))()
}

func prepare(profileName, name string, text []byte) (*contract, error) {
	id := translate.ID(profileName, name)
	compiled, err := compile(id, text)
	if err != nil {
		return nil, err
	}
	decoded, err := decode(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	known, err := Deviations(profileName)
	return &contract{compiled, decoded, known}, err
}

func compile(id string, text []byte) (*jsonschema.Schema, error) {
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft2020
	compiler.AssertFormat = true
	compiler.LoadURL = func(address string) (io.ReadCloser, error) {
		return nil, fmt.Errorf("%s stands alone, but refers to %s", id, address)
	}
	for name, fits := range formats {
		compiler.Formats[name] = fits
	}
	if err := compiler.AddResource(id, bytes.NewReader(text)); err != nil {
		return nil, err
	}
	return compiler.Compile(id)
}

// decode decodes one JSON value and keeps its numbers as they are written.
func decode(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if rest := strings.TrimSpace(string(text[decoder.InputOffset():])); rest != "" {
		return nil, fmt.Errorf("not JSON: something follows the value: %.20q", rest)
	}
	return value, nil
}
