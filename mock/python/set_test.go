package python_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/tabletest"
)

func TestSetOrderIsCPythons(t *testing.T) {
	for _, c := range tabletest.Cases[struct{ Keys, Order []json.RawMessage }](t, "sets.jsonl") {
		if got, want := python.SetOrder(setKeys(t, c.Keys)), setKeys(t, c.Order); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", c.Keys, got, want)
		}
	}
}

// setKeys reads numbers and UUIDs.
func setKeys(t *testing.T, texts []json.RawMessage) []any {
	t.Helper()
	keys := make([]any, len(texts))
	for i, text := range texts {
		var number int64
		var id uuid.UUID
		if json.Unmarshal(text, &number) == nil {
			keys[i] = number
		} else if err := json.Unmarshal(text, &id); err == nil {
			keys[i] = id
		} else {
			t.Fatal(err)
		}
	}
	return keys
}
