package contract

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
)

// give creates a given object; a user with a token of their own, and with what they may.
func (p *player) give(ctx context.Context, o Object) error {
	kind, _ := kindOf(o.Kind) // the reader has refused other kinds
	text, err := kind.body(o)
	if err != nil {
		return err
	}
	body, err := p.create(ctx, kind.collection, text)
	if err != nil {
		return err
	}
	p.scope.kept[o.Name] = created{keyOf(kind.collection, body), body}
	if o.Kind != "user" {
		return nil
	}
	if err := p.giveToken(ctx, o.Name); err != nil {
		return err
	}
	return p.allow(ctx, o)
}

// giveToken makes an API token for a given user.
func (p *player) giveToken(ctx context.Context, user string) error {
	if _, err := p.create(ctx, "core/tokens", fmt.Sprintf(
		`{"identifier": "{{unique}}-%s", "intent": "api", "user": "{{%s}}", "expiring": false}`, user, user)); err != nil {
		return err
	}
	key := rand.Text()
	_, err := p.must(ctx, "POST", fmt.Sprintf("/api/v3/core/tokens/{{unique}}-%s/set_key/", user), fmt.Sprintf(`{"key": %q}`, key))
	p.tokens[user] = key
	return err
}

// allow gives a user permissions, the way authentik has them: through a role and a group.
func (p *player) allow(ctx context.Context, o Object) error {
	if len(o.May) == 0 {
		return nil
	}
	role, err := p.create(ctx, "rbac/roles", fmt.Sprintf(`{"name": "{{unique}} %s"}`, o.Name))
	if err != nil {
		return err
	}
	pk := plain(memberOf(role, "pk"))
	if _, err := p.must(ctx, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+pk+"/assign/",
		fmt.Sprintf(`{"permissions": ["%s"]}`, strings.Join(o.May, `", "`))); err != nil {
		return err
	}
	_, err = p.create(ctx, "core/groups", fmt.Sprintf(`{"name": "{{unique}} %s", "roles": [%q], "users": ["{{%s}}"]}`, o.Name, pk, o.Name))
	return err
}

// create adds an object to a collection as the administrator; what it answers with is remembered to be cleaned away.
func (p *player) create(ctx context.Context, collection, body string) (any, error) {
	return p.must(ctx, "POST", collectionPath(collection), body)
}

// must sends a request of the runner's own, which has to succeed, and returns its answer.
func (p *player) must(ctx context.Context, method, path, body string) (any, error) {
	step := Step{Method: method, Path: path, As: "admin", Type: "application/json", Body: &body}
	exchange, err := p.send(ctx, step)
	if err != nil {
		return nil, err
	}
	if exchange.Status >= http.StatusMultipleChoices {
		return nil, fmt.Errorf("%s %s answered %d %s", method, exchange.Path, exchange.Status, shorten(exchange.Answer))
	}
	return exchange.parsed(), nil
}
