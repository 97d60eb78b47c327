package openapi_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

func TestOrderedHasTheMembersOfAnObjectAsTheyAreWritten(t *testing.T) {
	for _, text := range []string{
		`{}`, ` { } `, `{"a":1}`, `{"a":-1.5e3,"b":true,"c":null}`, "{\n \"a\" : 1 ,\r\n\t\"b\" : [ 1 , { } ] \n}",
		`{"a\"}b":"}\\","c\\":"\\\"{","d":["]",{"e":"[\\"}],"":{}}`, `{"é":"\u007d","a":{"a":{"a":[[[]]]}}}`,
	} {
		var got openapi.Ordered[json.RawMessage]
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var want map[string]any
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		values, last := map[string]any{}, -1
		for _, entry := range got {
			var value any
			if err := json.Unmarshal(entry.Value, &value); err != nil {
				t.Errorf("%s: %q is %q: %v", text, entry.Name, entry.Value, err)
			}
			values[entry.Name] = value
			name, _ := json.Marshal(entry.Name)
			if at := strings.Index(text, string(name)); at < last {
				t.Errorf("%s: %q is not in its place", text, entry.Name)
			} else {
				last = at
			}
		}
		if !reflect.DeepEqual(values, want) || len(got) != len(want) {
			t.Errorf("%s: got %v", text, values)
		}
	}
	var into openapi.Ordered[json.RawMessage]
	if err := json.Unmarshal([]byte(`["a"]`), &into); err == nil {
		t.Error("a list is no object, but is taken for one")
	}
}
