package mock_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// The key of a token is not unique: of several tokens that have it the first by primary key that is valid counts.
func TestTokensMayShareAKey(t *testing.T) {
	t.Parallel()
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		const tokens, shared = "/api/v3/core/tokens/", "Bearer shared-key"
		names := map[string]string{}
		var pks []string
		for _, name := range []string{"ann", "ben"} {
			user := call(t, s, "POST", "/api/v3/core/users/", fmt.Sprintf(`{"username": %q, "name": "N"}`, name)).json(t)["pk"]
			pk := made(t, s, tokens, fmt.Sprintf(`{"identifier": %q, "user": %v}`, name, user), "pk")
			want(t, call(t, s, "POST", tokens+name+"/set_key/", `{"key": "shared-key"}`), 204)
			names[pk], pks = name, append(pks, pk)
		}
		slices.Sort(pks)
		for _, pk := range pks {
			me := want(t, call(t, s, "GET", "/api/v3/core/users/me/", "", "Authorization", shared), 200).json(t)["user"].(map[string]any)
			if me["username"] != names[pk] {
				t.Errorf("the key stands for %v, want %s", me["username"], names[pk])
			}
			want(t, call(t, s, "PATCH", tokens+names[pk]+"/", `{"intent": "app_password"}`), 200)
		}
		want(t, call(t, s, "GET", "/api/v3/core/users/me/", "", "Authorization", shared), 403)
	})
}

// A seed stores the time that it says, which the API of authentik never does for an API token.
func TestASeededTokenExpiresWhenItsSeedSays(t *testing.T) {
	t.Parallel()
	seed := writeFile(t, "tokens.yaml", `users:
  - username: mia
    name: Mia
    tokens:
      - {identifier: old, key: old-key, expires: "2020-01-31T12:00:00Z"}
      - {identifier: long, key: long-key, expires: 2090-01-31T12:00:00Z}
      - {identifier: ended, key: ended-key, expires: "2020-01-31T12:00:00Z", expiring: false}
      - {identifier: never, key: never-key, expires: null}
`)
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{seed}})
	for identifier, expires := range map[string]any{
		"old": "2020-01-31T12:00:00Z", "long": "2090-01-31T12:00:00Z", "ended": "2020-01-31T12:00:00Z", "never": nil,
	} {
		token := want(t, call(t, s, "GET", "/api/v3/core/tokens/"+identifier+"/", ""), 200).json(t)
		if token["expires"] != expires {
			t.Errorf("%s expires %v, want %v", identifier, token["expires"], expires)
		}
		status := 200
		if identifier == "old" {
			status = 403
		}
		want(t, call(t, s, "GET", "/api/v3/core/users/me/", "", "Authorization", "Bearer "+identifier+"-key"), status)
	}
}

// TestAReasonSaysWhyAKeyIdentifiesNobody, which authentik's answer does not.
func TestAReasonSaysWhyAKeyIdentifiesNobody(t *testing.T) {
	t.Parallel()
	seed := writeFile(t, "tokens.yaml", `users:
  - username: mia
    name: Mia
    tokens:
      - {identifier: old, key: old-key, expires: "2020-01-31T12:00:00Z"}
      - {identifier: app, key: app-key, intent: app_password}
  - username: gone
    name: Gone
    is_active: false
    tokens:
      - {identifier: hers, key: hers-key, expiring: false}
`)
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{seed}})
	putFault(t, s, "a", `{"preset": "token-expired", "match": {"method": "HEAD"}}`)
	for _, c := range [][3]string{
		{"GET", "old-key", "the token old has expired at 2020-01-31T12:00:00Z"},
		{"GET", "app-key", "the token app has the intent app_password, and only api identifies"},
		{"GET", "hers-key", "the user gone of the token hers is not active"},
		{"GET", "none", "unknown token"},
		{"HEAD", s.Token, "the token counts as expired"},
	} {
		want(t, call(t, s, c[0], "/api/v3/core/users/me/", "", "Authorization", "Bearer "+c[1]), 403)
		asked := s.Requests()
		reasons := asked[len(asked)-1].Reasons()
		if len(reasons) == 0 || reasons[len(reasons)-1].Why != c[2] {
			t.Errorf("%s: %+v, want %q", c[1], reasons, c[2])
		}
	}
}
