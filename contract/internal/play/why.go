package play

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// why returns the reasons that a fake gives for an answer, in one line; "" if the target is no fake, or the answer is no refusal.
// A fake says where its reasons are in a header.
func (p *Player) why(ctx context.Context, e Exchange) string {
	address := e.Answered.Get("X-Mock-Explain")
	if address == "" {
		return ""
	}
	answer, err := p.Wire.Send(ctx, wire.Request{Method: "GET", Path: address, Headers: wire.Bearer(p.Target.Token)})
	var explained struct {
		Reasons []struct{ Text, Declaration, Rule, Recording string }
	}
	if err != nil || json.Unmarshal(answer.Body, &explained) != nil {
		return ""
	}
	var all []string
	for _, r := range explained.Reasons {
		from := slices.DeleteFunc([]string{r.Declaration, r.Rule, r.Recording}, func(text string) bool { return text == "" })
		all = append(all, fmt.Sprintf("%s (%s)", r.Text, strings.Join(from, ", ")))
	}
	return secret.HideMembers(strings.Join(all, "; "))
}
