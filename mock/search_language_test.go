package mock_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestTheSearchLanguageComparesAsDjangoDoes asks every kind of column with every operator that it takes.
func TestTheSearchLanguageComparesAsDjangoDoes(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5"})
	for _, body := range []string{
		`{"username": "ann", "name": "Ann Lee", "email": "ann@one.example", "path": "staff", "attributes": {"desk": {"floor": 3, "tags": ["a", "b"]}, "nick": "Annie"}}`,
		`{"username": "bob", "name": "Bob Lee", "email": "bob@two.example", "path": "staff/it", "is_active": false, "type": "external", "attributes": {"desk": {"floor": 4}}}`,
		`{"username": "cay", "name": "Cay", "path": "guests", "type": "service_account", "attributes": {"desk": null}}`,
	} {
		want(t, call(t, s, "POST", "/api/v3/core/users/", body), 201)
	}
	for _, test := range []struct{ search, found string }{
		{`username = "ann"`, "[ann]"},
		{`username = "ANN"`, "[]"},
		{`username != "ann" and path = "staff/it"`, "[bob]"},
		{`name ~ "lee"`, "[ann bob]"},
		{`name ~ "lee" and name !~ "BOB"`, "[ann]"},
		{`name startswith "ANN"`, "[ann]"},
		{`name endswith "LEE"`, "[ann bob]"},
		{`name not startswith "ann" and name endswith "lee"`, "[bob]"},
		{`name not endswith "lee" and path = "guests"`, "[cay]"},
		{`username in ("ann", "cay", "dan")`, "[ann cay]"},
		{`username not in ("ann", "cay") and path startswith "staff"`, "[bob]"},
		{`username > "ann" and username < "cay"`, "[bob]"},
		{`username >= "ann" and username <= "bob" and name ~ "lee"`, "[ann bob]"},
		{`is_active = False`, "[bob]"},
		{`is_active = True and name ~ "lee"`, "[ann]"},
		{`is_active != True`, "[bob]"},
		{`type = "external" and username != "nobody"`, "[bob]"},
		{`type in ("external", "service_account") and username != "nobody"`, "[bob cay]"},
		{`attributes.nick = "Annie"`, "[ann]"},
		{`attributes.nick ~ "NNI"`, "[ann]"},
		{`attributes.nick startswith "an" or username = "cay"`, "[ann cay]"},
		{`(username = "ann" or username = "bob") and is_active = True`, "[ann]"},
		{`username = "ann" or username = "bob" and is_active = True`, "[ann]"},
		{`email = "bob@two.example"`, "[bob]"},
	} {
		list := want(t, call(t, s, "GET", "/api/v3/core/users/?"+url.Values{"search": {test.search}, "ordering": {"username"}}.Encode(), ""), 200)
		if got := fmt.Sprint(members(t, list, "username")); got != test.found {
			t.Errorf("%s finds %s, want %s", test.search, got, test.found)
		}
	}
}

func TestTheSearchLanguageComparesEvents(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Now: time.Date(2026, 3, 1, 12, 30, 15, 0, time.UTC)})
	ids := map[string]string{}
	for _, app := range []string{"one", "two", "ten"} {
		ids[app] = made(t, s, "/api/v3/events/events/", map[string]string{
			"one": `{"action": "login", "app": "one", "client_ip": "10.0.0.9", "context": {"a": {"b": [1, 2]}, "n": 5}}`,
			"two": `{"action": "logout", "app": "two", "client_ip": "10.0.0.10", "context": {"a": {"b": "x"}}}`,
			"ten": `{"action": "custom_", "app": "ten", "client_ip": "::1"}`,
		}[app], "pk")
	}
	const ours = `app in ("one", "two", "ten") and `
	for _, test := range []struct{ search, found string }{
		{`client_ip = "10.0.0.9"`, "[one]"},
		{`client_ip > "10.0.0.9"`, "[ten two]"},
		{`client_ip <= "10.0.0.10"`, "[one two]"},
		{`client_ip in ("::1", "10.0.0.9")`, "[one ten]"},
		{`client_ip != "::1"`, "[one two]"},
		{`event_uuid = "` + ids["two"] + `"`, "[two]"},
		{`event_uuid not in ("` + ids["two"] + `", "` + ids["one"] + `")`, "[ten]"},
		{`created >= "2026-03-01"`, "[one ten two]"},
		{`created < "2026-03-01"`, "[]"},
		{`created = "2026-03-01 12:30:15"`, "[one]"}, // the others came a little later
		{`created != "2026-03-01 12:30:15"`, "[ten two]"},
		{`created > "2026-03-01 12:30:15"`, "[ten two]"},
		{`created <= "2026-03-01 12:30:15"`, "[one]"},
		{`created in ("2026-03-01 12:30", "2026-03-01 12:30:15")`, "[one]"},
		{`created ~ "2026-03-01"`, "[one ten two]"},
		{`created startswith "2026-03-01 12:30"`, "[]"}, // a time, whose text has seconds
		{`created < "2026-3-1 9:00"`, "[]"},
		{`action = "login"`, "[one]"},
		{`action = "Login"`, "[one]"},
		{`action in ("Login", "logout")`, "[one two]"},
		{`context.a.b = "x"`, "[two]"},
		{`context.a.b startswith "X"`, "[two]"},
	} {
		list := want(t, call(t, s, "GET", "/api/v3/events/events/?"+url.Values{"search": {ours + test.search}, "ordering": {"app"}}.Encode(), ""), 200)
		if got := fmt.Sprint(members(t, list, "app")); got != test.found {
			t.Errorf("%s finds %s, want %s", test.search, got, test.found)
		}
	}
}
