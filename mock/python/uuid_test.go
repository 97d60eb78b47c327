package python_test

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

func TestParseUUIDAsCPythonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[reading](t, "uuid.jsonl") {
		id, ok := python.ParseUUID(c.Text)
		checkUUID(t, c, id, ok)
	}
}

func TestUUIDFromIntAsCPythonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[reading](t, "uuid_int.jsonl") {
		n, ok := new(big.Int).SetString(c.Text, 10)
		if !ok {
			t.Fatalf("%q is not an integer", c.Text)
		}
		id, ok := python.UUIDFromInt(n)
		checkUUID(t, c, id, ok)
	}
}

func checkUUID(t *testing.T, c reading, id uuid.UUID, ok bool) {
	t.Helper()
	switch {
	case ok != (c.Value != nil):
		t.Errorf("of %q it reports %v", c.Text, ok)
	case ok && id.String() != *c.Value:
		t.Errorf("of %q it returns %s, want %s", c.Text, id, *c.Value)
	case !ok && id != uuid.Nil:
		t.Errorf("of %q it returns %s and false", c.Text, id)
	}
}

// FuzzParseUUID checks properties of all texts: a parsed UUID is unchanged when it is formatted and parsed
// again, and equals the result of package uuid in the forms that both know.
func FuzzParseUUID(f *testing.F) {
	for _, c := range tabletest.Cases[reading](f, "uuid.jsonl") {
		f.Add(c.Text)
	}
	for _, text := range recordedKeys(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, ok := python.ParseUUID(text)
		if ok {
			again, ok := python.ParseUUID(id.String())
			if !ok || again != id {
				t.Errorf("ParseUUID(%q) = %s, which it reads as %s, %v", text, id, again, ok)
			}
		}
		plain, err := uuid.Parse(text)
		if err == nil && len(text) <= len(id.String()) && (!ok || id != plain) {
			t.Errorf("ParseUUID(%q) = %s, %v, want %s", text, id, ok, plain)
		}
	})
}

// recordedKeys returns the keys of groups that real servers were sent.
func recordedKeys(f *testing.F) []string {
	bodies, err := fixtures.Bodies()
	if err != nil {
		f.Fatal(err)
	}
	var keys []string
	for _, body := range bodies {
		var sent struct {
			Group any `json:"create_users_group"`
		}
		if json.Unmarshal(body, &sent) != nil {
			continue
		}
		if key, ok := sent.Group.(string); ok {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		f.Fatal("no recorded keys")
	}
	return keys
}
