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

// Reason is why a fake answers as it does, with secrets hidden.
type Reason struct {
	// Text is the reason in words. Declaration is what is declared so, a resource or resource.member; Rule names where the rule
	// comes from, Recording where it is recorded. Each may be empty.
	Text, Declaration, Rule, Recording string
}

// String returns the reason in one line.
func (r Reason) String() string {
	from := slices.DeleteFunc([]string{r.Declaration, r.Rule, r.Recording}, func(text string) bool { return text == "" })
	return fmt.Sprintf("%s (%s)", r.Text, strings.Join(from, ", "))
}

// why returns the reasons that a fake gives for an answer, none if the target is no fake, or the answer is no refusal. A fake says
// where its reasons are in a header.
func (p *Player) why(ctx context.Context, e Exchange) []Reason {
	address := e.Answered.Get("X-Mock-Explain")
	if address == "" {
		return nil
	}
	answer, err := p.Wire.Send(ctx, wire.Request{Method: "GET", Path: address, Headers: wire.Bearer(p.Target.Token)})
	var explained struct{ Reasons []Reason }
	if err != nil || json.Unmarshal(answer.Body, &explained) != nil {
		return nil
	}
	for i := range explained.Reasons {
		explained.Reasons[i].Text = secret.HideMembers(explained.Reasons[i].Text)
	}
	return explained.Reasons
}
