package openapi_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

func TestCutKeepsTheMockedPathsAndWhatTheyReach(t *testing.T) {
	cut, err := openapi.Cut([]byte(`{"openapi": "3.0.3", "info": {}, "servers": [],
		"paths": {
			"/crypto/nothing/": {"get": {"$ref": "#/components/schemas/Captcha"}},
			"/stages/user_write/": {"get": {"$ref": "#/components/responses/Listed"}}},
		"components": {
			"parameters": {"Page": {}},
			"responses": {"Listed": {"$ref": "#/components/schemas/Stage"}, "Lost": {}},
			"schemas": {"Stage": {"items": {"$ref": "#/components/schemas/Stage"}}, "Captcha": {}},
			"securitySchemes": {"authentik": {}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{"/stages/user_write/", "Listed", `"Stage"`, `"authentik"`} {
		if !strings.Contains(string(cut), kept) {
			t.Errorf("%s is gone:\n%s", kept, cut)
		}
	}
	for _, gone := range []string{"captcha", "Captcha", "Page", "Lost"} {
		if strings.Contains(string(cut), gone) {
			t.Errorf("%s is still there:\n%s", gone, cut)
		}
	}
}

func TestPackAndUnpackLeaveATextAsItIs(t *testing.T) {
	const text = `{"openapi": "3.0.3"}`
	packed, err := openapi.Pack([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := openapi.Unpack(packed); err != nil || string(got) != text {
		t.Errorf("got %q (%v)", got, err)
	}
	if _, err := openapi.Unpack(packed[:len(packed)-5]); err == nil {
		t.Error("half a document is unpacked without an error")
	}
}
