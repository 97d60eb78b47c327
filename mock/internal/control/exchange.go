package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// Exchange is a request for an operation, and its answer.
type Exchange struct {
	http.ResponseWriter
	Request *http.Request
	Server  Server
	// closing is closed when the server shuts down, which waits for all requests; nil if there is no server.
	closing <-chan struct{}
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (e *Exchange) Unwrap() http.ResponseWriter { return e.ResponseWriter }

// World returns the world that the request names with [WorkspaceHeader], the common one if it names none.
func (e *Exchange) World() (World, error) {
	return e.Server.World(e.Request.Header.Get(WorkspaceHeader))
}

// flag returns a query parameter that is true, false or absent.
func (e *Exchange) flag(name string) (bool, error) {
	switch value := e.Request.URL.Query().Get(name); value {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	default:
		return false, Refuse(http.StatusBadRequest, "query", "invalid", "%s cannot be %q: give true or false.", name, value)
	}
}

// JSON answers with a value.
func (e *Exchange) JSON(status int, value any) error {
	text, err := encode(value)
	if err != nil {
		return err
	}
	return e.Text(status, "application/json", text)
}

// Text answers with text of a media type.
func (e *Exchange) Text(status int, media string, text []byte) error {
	e.Header().Set("Content-Type", media)
	e.Header().Set("Content-Length", strconv.Itoa(len(text)))
	e.WriteHeader(status)
	e.Write(text)
	return nil
}

// NoContent answers without a body.
func (e *Exchange) NoContent() error {
	e.WriteHeader(http.StatusNoContent)
	return nil
}

func encode(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return text.Bytes(), err
}

// checkTwice returns an error for an object that has a member twice, of which package json takes the last.
func checkTwice(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return err
	}
	seen := map[any]bool{}
	for decoder.More() {
		name, err := decoder.Token()
		var value json.RawMessage
		if err == nil {
			err = decoder.Decode(&value)
		}
		switch {
		case err != nil:
			return err
		case seen[name]:
			return fmt.Errorf("it has %q twice", name)
		}
		seen[name] = true
	}
	return nil
}

// Decode decodes the body, one JSON object. Members that value does not have are an error.
func (e *Exchange) Decode(value any) error {
	text, err := io.ReadAll(e.Request.Body)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err == nil {
		err = decoder.Decode(value)
	}
	if err == nil {
		err = checkTwice(text)
	}
	if err == nil {
		if _, more := decoder.Token(); more != io.EOF {
			err = errors.New("something follows the object")
		}
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("there is none")
	}
	if err != nil {
		return Refuse(http.StatusBadRequest, "body", "invalid", "The body does not fit (%v): GET %sopenapi.json says what it is.", err, Prefix)
	}
	return nil
}
