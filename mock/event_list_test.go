package mock_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// noted are events that a client reports, each with what a filter looks for.
var noted = []string{
	`{"action":"login","app":"a","user":{"username":"ida","pk":5},"brand":{"name":"Brand b.example"},"client_ip":"fe80::1%eth0"}`,
	`{"action":"login_failed","app":"b","context":{"username":"ida"},"client_ip":"10.0.0.7"}`,
	`{"action":"custom_","app":"c","context":{"model":{"pk":"0123456789abcdef0123456789abcdef","app":"authentik_core","model_name":"group","name":"g"}}}`,
	`{"action":"custom_","app":"d","context":{"model":{"pk":12,"app":"authentik_core","model_name":"user"},"authorized_application":{"pk":"aa"},"device":{"pk":"bb"}}}`,
}

// TestEveryFilterOfEventsNarrowsTheList: each finds what it names and nothing else. The members of JSON columns are compared
// as they are, but primary keys in every form that a client may send.
func TestEveryFilterOfEventsNarrowsTheList(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		for _, event := range noted {
			want(t, call(t, s, "POST", "/api/v3/events/events/", event), 201)
		}
		device := "[d]"
		if !since(release, "2026.5-rc1") {
			device = "[a b c d]" // not a parameter yet
		}
		for query, wanted := range map[string]string{
			"":             "[a b c d]",
			"username=ida": "[a b]", "username= ida ": "[a b]", "username=Ida": "[]", "username=nobody": "[]", "username=": "[a b c d]",
			"context_model_pk=0123456789abcdef0123456789abcdef": "[c]", "context_model_pk=01234567-89ab-cdef-0123-456789abcdef": "[c]",
			"context_model_pk=12": "[d]", "context_model_pk=-1-2": "[d]", "context_model_pk=012": "[d]", "context_model_pk=1": "[]", "context_model_pk=zz": "[]",
			"context_model_name=group": "[c]", "context_model_name=grou": "[]", "context_model_app=authentik_core": "[c d]", "context_model_app=zz": "[]",
			"context_authorized_app=aa": "[d]", "context_authorized_app=a": "[]", "context_device=bb": device,
			"brand_name=Brand b.example": "[a]", "brand_name=brand": "[]", "brand_name=Brand fallback": "[b c d]",
			"action=LOGIN": "[a b]", "actions=login&actions=custom_": "[a c d]", "client_ip=10.0.0.7": "[b]",
			"client_ip=FE80:0::1": "[a]", "client_ip=fe80::1%x": "[a]", "client_ip=::ffff:10.0.0.7": "[]",
			"username=ida&action=failed": "[b]", "search=ida": "[a b]", "search=model_name group": "[c]", "search=fe80::": "[a]",
		} {
			list := want(t, call(t, s, "GET", "/api/v3/events/events/?ordering=created&"+escaped(query), ""), 200)
			if got := fmt.Sprint(members(t, list, "app")); got != wanted {
				t.Errorf("?%s finds %s, want %s", query, got, wanted)
			}
		}
		want(t, call(t, s, "GET", "/api/v3/events/events/?client_ip=x", ""), 500)
	})
}

func escaped(query string) string {
	return (&url.URL{Path: query}).EscapedPath()
}

// TestTheSearchLanguageIsUnderstoodSince2026_5 asks for something that no word of any event says.
func TestTheSearchLanguageIsUnderstoodSince2026_5(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		for _, event := range noted {
			want(t, call(t, s, "POST", "/api/v3/events/events/", event), 201)
		}
		wanted, group := "[]", "[]"
		if since(release, "2026.5-rc1") {
			wanted, group = "[a]", "[g]"
		}
		query := url.Values{"search": {`user.username = "ida" and (app = 'a' or nope.x = 1)`}}
		list := want(t, call(t, s, "GET", "/api/v3/events/events/?"+query.Encode(), ""), 200)
		if got := fmt.Sprint(members(t, list, "app")); got != "[]" {
			t.Errorf("a name that is not known: %s", got)
		}
		query.Set("search", `user.username = "ida" and app in ("a", "c")`)
		list = want(t, call(t, s, "GET", "/api/v3/events/events/?"+query.Encode(), ""), 200)
		if got := fmt.Sprint(members(t, list, "app")); got != wanted {
			t.Errorf("found %s, want %s", got, wanted)
		}
		want(t, call(t, s, "POST", "/api/v3/core/groups/", `{"name":"g","attributes":{"a":{"b":"c"}}}`), 201)
		query.Set("search", `attributes.a.b startswith "C" and is_superuser = False`)
		list = want(t, call(t, s, "GET", "/api/v3/core/groups/?"+query.Encode(), ""), 200)
		if got := fmt.Sprint(members(t, list, "name")); got != group {
			t.Errorf("found %s, want %s", got, group)
		}
	})
}

// TestAnAddressIsRefusedInTheWordsOfItsJudge: a text without a colon by Django, one with it by the REST framework.
func TestAnAddressIsRefusedInTheWordsOfItsJudge(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		for _, test := range []struct{ language, address, wanted string }{
			{"de", "x", "Bitte eine gültige IPv4 oder IPv6-Adresse eingeben."},
			{"de", "x:", "Geben Sie eine gültige IPv4 oder IPv6 Adresse an."},
			{"cs", "1.2.3", "Zadejte platnou IPv4 nebo IPv6 adresu."},
			{"cs", "1:2", "Vložte platnou IPv4 nebo IPv6 adresu."},
			{"en", "01.2.3.4", "Enter a valid IPv4 or IPv6 address."},
			{"en", "::1%", "Enter a valid IPv4 or IPv6 address."},
		} {
			body := `{"action":"login","app":"t","client_ip":"` + test.address + `"}`
			a := want(t, call(t, s, "POST", "/api/v3/events/events/", body, "Accept-Language", test.language), 400)
			if a.text != `{"client_ip":["`+test.wanted+`"]}` {
				t.Errorf("%s, %s: %s", test.language, test.address, a.text)
			}
		}
	})
}
