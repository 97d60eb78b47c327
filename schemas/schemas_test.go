package schemas_test

import (
	"encoding/json"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

func TestOpenAPIIsOfTheProfilesVersion(t *testing.T) {
	for _, p := range profile.All {
		text, err := schemas.OpenAPI(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		var document struct {
			Info struct{ Version string }
		}
		if err := json.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		if document.Info.Version != p.Version {
			t.Errorf("%s: the document is of %s, want %s", p.Name, document.Info.Version, p.Version)
		}
	}
}

func TestOpenAPIRefusesAnUnknownProfile(t *testing.T) {
	if _, err := schemas.OpenAPI("2024.2"); err == nil {
		t.Error("an unknown profile has a document")
	}
}
