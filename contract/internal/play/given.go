package play

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
)

// Give creates a given object. A user gets a token and the permissions that the scenario names.
func (p *Player) Give(ctx context.Context, o scenario.Object) error {
	kind, _ := scenario.KindOf(o.Kind) // the reader has refused other kinds
	text, err := kind.Body(o)
	if err != nil {
		return err
	}
	body, err := p.create(ctx, kind.Collection, text)
	if err != nil {
		return err
	}
	p.Scope.Kept[o.Name] = Created{api.KeyOf(kind.Collection, body), body}
	if o.Kind != "user" {
		return nil
	}
	if err := p.giveToken(ctx, o.Name); err != nil {
		return err
	}
	return p.allow(ctx, o)
}

// giveToken creates an API token for a given user.
func (p *Player) giveToken(ctx context.Context, user string) error {
	if _, err := p.create(ctx, "core/tokens", fmt.Sprintf(
		`{"identifier": "{{unique}}-%s", "intent": "api", "user": "{{%s}}", "expiring": false}`, user, user)); err != nil {
		return err
	}
	key := rand.Text()
	_, err := p.must(ctx, "POST", fmt.Sprintf("/api/v3/core/tokens/{{unique}}-%s/set_key/", user), fmt.Sprintf(`{"key": %q}`, key))
	p.Tokens[user] = key
	return err
}

// allow gives a user permissions as authentik stores them: through a role and a group.
func (p *Player) allow(ctx context.Context, o scenario.Object) error {
	if len(o.May) == 0 {
		return nil
	}
	role, err := p.create(ctx, "rbac/roles", fmt.Sprintf(`{"name": "{{unique}} %s"}`, o.Name))
	if err != nil {
		return err
	}
	pk := jsonbody.Plain(jsonbody.Member(role, "pk"))
	if _, err := p.must(ctx, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+pk+"/assign/",
		fmt.Sprintf(`{"permissions": ["%s"]}`, strings.Join(o.May, `", "`))); err != nil {
		return err
	}
	_, err = p.create(ctx, "core/groups", fmt.Sprintf(`{"name": "{{unique}} %s", "roles": [%q], "users": ["{{%s}}"]}`, o.Name, pk, o.Name))
	return err
}

// create adds an object to a collection as the administrator and records it for cleaning up.
func (p *Player) create(ctx context.Context, collection, body string) (any, error) {
	return p.must(ctx, "POST", api.CollectionPath(collection), body)
}

// must sends a request of the runner itself and returns its answer. Any other answer than success is an
// error.
func (p *Player) must(ctx context.Context, method, path, body string) (any, error) {
	step := scenario.Step{Method: method, Path: path, As: "admin", Type: "application/json", Body: &body}
	exchange, err := p.Send(ctx, step)
	if err != nil {
		return nil, err
	}
	if exchange.Status >= http.StatusMultipleChoices {
		return nil, fmt.Errorf("%s %s answered %d %s", method, exchange.Path, exchange.Status, jsonbody.Shorten(exchange.Answer))
	}
	return parsed(exchange), nil
}
