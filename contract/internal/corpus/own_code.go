package corpus

import (
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// ownCode stands in recordings for the texts of authentik's default policies and prompts, which are not kept. Any text
// may stand there.
const ownCode = "<authentik's own code>"

// Masked returns an answer with ownCode where the recorded one has it and the answer has a text.
func Masked(recorded, answered any) any {
	if !jsonbody.AnyPart(recorded, "", func(_ string, value any) bool { return value == ownCode }) {
		return answered
	}
	return masked(recorded, answered)
}

func masked(recorded, answered any) any {
	switch r := recorded.(type) {
	case string:
		if _, text := answered.(string); text && r == ownCode {
			return ownCode
		}
	case *python.Dict:
		a, ok := answered.(*python.Dict)
		if !ok {
			return answered
		}
		shown := python.NewDict()
		for name, value := range a.All() {
			other, _ := r.Get(name)
			shown.Set(name, masked(other, value))
		}
		return shown
	case []any:
		a, ok := answered.([]any)
		if !ok || len(a) != len(r) {
			return answered
		}
		items := make([]any, len(a))
		for i := range a {
			items[i] = masked(r[i], a[i])
		}
		return items
	}
	return answered
}
