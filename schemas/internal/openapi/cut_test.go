package openapi_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

func TestCutLeavesACutDocumentAsItIs(t *testing.T) {
	files, err := filepath.Glob("../../openapi/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no documents", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cut, err := openapi.Cut(text)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(cut, text) {
			t.Errorf("%s: cutting it again changes it", file)
		}
	}
}

func TestCutKeepsTheMockedPathsAndWhatTheyReach(t *testing.T) {
	cut, err := openapi.Cut([]byte(`{"openapi": "3.0.3", "info": {}, "servers": [],
		"paths": {
			"/stages/captcha/": {"get": {"$ref": "#/components/schemas/Captcha"}},
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
