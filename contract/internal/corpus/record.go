package corpus

import (
	"bytes"
	"context"
	"encoding/json"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
)

// Record sends a recorded set to a target and returns its answers as the recording of a version holds them, one JSON object a line.
// The target's own token becomes that of the recordings. The target must be newly installed.
func Record(ctx context.Context, target wire.Target, set string) ([]byte, error) {
	scenarios, err := readRequests(set)
	if err != nil {
		return nil, err
	}
	connection, err := wire.Dial(target)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	encoder.SetEscapeHTML(false)
	var failed error
	err = Play(ctx, connection, target, scenarios, func(scenario string, i int, step Step, path string, answer wire.Answer, n *Names) {
		if step.Quiet || failed != nil {
			return
		}
		recorded := Answer{Scenario: scenario, Step: i, Method: step.Method, Path: path, Status: answer.Status, Headers: ComparedHeaders(answer, n)}
		recorded.Body, recorded.Text = recordedBody(answer.Body, n)
		failed = encoder.Encode(recorded)
	})
	if err == nil {
		err = failed
	}
	return bytes.ReplaceAll(lines.Bytes(), []byte(target.Token), []byte(administrator)), err
}

// recordedBody returns a body as a recording holds it: as JSON, or the beginning of another text.
func recordedBody(body []byte, n *Names) (json.RawMessage, *string) {
	hidden := n.Hide(string(body))
	if _, err := orjson.Parse([]byte(hidden)); err == nil && json.Valid([]byte(hidden)) && utf8.ValidString(hidden) {
		return json.RawMessage(jsonbody.Compact(hidden)), nil
	}
	runes := []rune(hidden)
	text := string(runes[:min(len(runes), longestText)])
	return nil, &text
}
