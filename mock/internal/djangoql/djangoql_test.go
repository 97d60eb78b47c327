package djangoql_test

import (
	"encoding/json"
	"reflect"
	"strconv"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/djangoql"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
)

func TestParseAsDjangoQL(t *testing.T) {
	t.Parallel()
	for _, c := range tabletest.Cases[struct {
		Text string
		Tree any
	}](t, "parse.jsonl") {
		var got any
		if expression, err := djangoql.Parse(c.Text); err == nil {
			got = plain(t, tree(expression))
		}
		if !reflect.DeepEqual(got, c.Tree) {
			t.Errorf("%q\nis read as %v\nDjangoQL:   %v", c.Text, got, c.Tree)
		}
	}
}

// TestParseKeepsHalfSurrogatePairs covers texts that a JSON table cannot contain, since they are not UTF-8.
func TestParseKeepsHalfSurrogatePairs(t *testing.T) {
	t.Parallel()
	expression, err := djangoql.Parse(`a = "\ud83d"`)
	if err != nil {
		t.Fatal(err)
	}
	if got := expression.Values[0]; got != "\xed\xa0\xbd" {
		t.Errorf("read as %q", got)
	}
}

// tree returns an expression in the form of generate.py.
func tree(e *djangoql.Expression) map[string]any {
	if e.Comparison == nil {
		join := "and"
		if e.Or {
			join = "or"
		}
		return map[string]any{"join": join, "left": tree(e.Left), "right": tree(e.Right)}
	}
	operator := e.Operator
	switch {
	case e.Not && (operator == "=" || operator == "~"):
		operator = "!" + operator
	case e.Not:
		operator = "not " + operator
	}
	values := make([]any, len(e.Values))
	for i, value := range e.Values {
		values[i] = value
		if number, ok := value.(djangoql.Number); ok {
			parsed, _ := strconv.ParseFloat(string(number), 64)
			values[i] = map[string]any{"number": parsed}
		}
	}
	return map[string]any{"name": e.Name, "operator": operator, "values": values}
}

// plain returns a value in its JSON form.
func plain(t *testing.T, v any) (decoded any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &decoded); err != nil {
		t.Fatal(err)
	}
	return decoded
}
