package python_test

import (
	"encoding/hex"
	"errors"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

func TestDecodeUTF8AsCPythonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[struct{ Hex, Text, Error string }](t, "decode.jsonl") {
		data, err := hex.DecodeString(c.Hex)
		if err != nil {
			t.Fatal(err)
		}
		text, err := python.DecodeUTF8(data)
		if text != c.Text {
			t.Errorf("DecodeUTF8(% x) = %q, want %q", data, text, c.Text)
		}
		if got := errorText(err); got != c.Error {
			t.Errorf("DecodeUTF8(% x): error %q, want %q", data, got, c.Error)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestDecodeUTF8SaysWhere(t *testing.T) {
	_, err := python.DecodeUTF8([]byte("ab\xe2\x82"))
	var decodeError *python.UnicodeDecodeError
	if !errors.As(err, &decodeError) {
		t.Fatalf("error %v, want a *UnicodeDecodeError", err)
	}
	if decodeError.Start != 2 || decodeError.End != 4 {
		t.Errorf("the fault lies in %d to %d, want 2 to 4", decodeError.Start, decodeError.End)
	}
}
