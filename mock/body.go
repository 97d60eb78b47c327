package mock

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/msgspec"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// body is the body of a request.
type body struct {
	media string
	text  []byte
}

// undecodable returns the error for text that is not UTF-8: it is a parse error where the
// server catches that of the decoder.
var undecodable = profile.Dated("bodies that are not UTF-8", profile.History[func(text []byte) error]{
	{profile.Documented, profile.Recorded, crashUndecoded}, {profile.V2026_2, profile.Recorded, refuseUndecoded}, {profile.V2026_8RC1, profile.Recorded, crashUndecoded},
})

// readers holds the JSON reader of each generation.
var readers = profile.Dated("the JSON reader", profile.History[func(text []byte, words orjson.Words) (any, error)]{
	{profile.Documented, profile.Original, func(text []byte, words orjson.Words) (any, error) { return words.Parse(text) }},
	{profile.V2026_8RC1, profile.Original, func(text []byte, words orjson.Words) (any, error) { return msgspec.Parse(text, words) }},
})

// parse parses the body like DRF. An empty body is an empty object, whatever the content type.
func (b body) parse(c profile.Contract, words orjson.Words, form bool) (any, error) {
	switch {
	case len(b.text) == 0:
		return python.NewDict(), nil
	case form && matches(b.media, "multipart/form-data"):
		return b.parseForm()
	case form, !matchesJSON(b.media):
		return nil, drf.UnsupportedMediaType(b.media)
	}
	if !utf8.Valid(b.text) {
		return nil, undecodable.In(c)(b.text)
	}
	value, err := readers.In(c)(b.text, words)
	switch {
	case errors.Is(err, msgspec.ErrDepth):
		return nil, tooNested(drf.LayerBody)
	case err != nil:
		return nil, parseError(err)
	}
	return value, nil
}

// tooNested returns the crash of Python over a value that is nested too deeply to be read or written.
func tooNested(in drf.Layer) error {
	return drf.Crash("Python's stack is too small for the nesting, and nothing catches the RecursionError").In(in)
}

// parseForm parses a multipart/form-data body. Of an invalid one, Django uses the parts that it can read:
// here, none.
func (b body) parseForm() (any, error) {
	_, parameters, _ := mime.ParseMediaType(b.media)
	if parameters["boundary"] == "" {
		return nil, drf.Detail(http.StatusBadRequest, messages.New("Multipart form parse error - {error}",
			"error", "Invalid boundary in multipart: None")).Because(unparsed)
	}
	data := python.NewDict()
	form, err := multipart.NewReader(bytes.NewReader(b.text), parameters["boundary"]).ReadForm(int64(len(b.text)))
	if err != nil {
		return data, nil
	}
	for name, values := range form.Value {
		data.Set(name, values[len(values)-1])
	}
	for name, files := range form.File {
		last := files[len(files)-1]
		file, err := last.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(file)
		if err != nil {
			return nil, err
		}
		data.Set(name, drf.File{Name: last.Filename, Content: content})
	}
	return data, nil
}

func crashUndecoded([]byte) error {
	return drf.Crash("the body is no UTF-8, and nothing catches the UnicodeDecodeError").In(drf.LayerBody)
}

func refuseUndecoded(text []byte) error {
	_, err := python.DecodeUTF8(text)
	return parseError(err)
}

func parseError(err error) error {
	return drf.Detail(http.StatusBadRequest, messages.New("JSON parse error - {error}", "error", err.Error())).Because(unparsed)
}

// unparsed is the reason of REST framework's ParseError.
var unparsed = drf.Reason{Layer: drf.LayerBody, Code: "parse_error"}
