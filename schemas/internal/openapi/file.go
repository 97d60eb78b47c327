package openapi

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// File returns the path of a profile's cut document, packed by [Pack], relative to folder schemas. Profile documented has that
// of 2025.10: the published documentation was made from documents of that generation and is the same.
func File(p profile.Profile) string { return "openapi/" + p.Document + ".json.gz" }

// WholeFile returns the path of a profile's whole document, packed by [Pack]. [Cut] derives the other one
// from it.
func WholeFile(p profile.Profile) string { return "openapi/whole/" + p.Document + ".json.gz" }

// Pack compresses a document, of which the program holds several. Equal texts give equal bytes.
func Pack(text []byte) ([]byte, error) {
	var packed bytes.Buffer
	writer, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := writer.Write(text); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// Unpack returns the text of a packed document.
func Unpack(packed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("OpenAPI document: %w", err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("OpenAPI document: %w", err)
	}
	return text, nil
}
