package mock_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// forms are the ways to write a value, right ones and those beside the bounds, by the member or the filter that reads it.
var forms = []struct {
	address, member string
	texts           []string
}{
	{"core/applications/shop/", "meta_launch_url", []string{
		"https://x.example", "HTTPS://X.example", "http://localhost", "http://localhost:1", "http://[::1]/", "http://[::1", "http://::1]/", "http://[1.2.3.4]/",
		"http://[::1]x/", "http://a[::1]/", "http://1.2.3.4/", "http://1.2.3.256/", "http://x.example:0", "http://x.example:99999", "http://x.example:999999",
		"http://" + strings.Repeat("a.", 124) + "x.com", "http://" + strings.Repeat("a.", 125) + "x.com", "http://" + strings.Repeat("a", 63) + ".com",
		"http://" + strings.Repeat("a", 64) + ".com", "http://-a.com", "http://a-.com", "http://u:p@x.example", "http://u@v@x.example", "ssh://x.example",
		"sftp://x.example", "blank://x.example", "mailto://x.example", "x.example", "http://%(username)s.example/", "http://%(username)s/", "http://x.example/a b",
		"http://x.example?a", "http://x.example#a", "http://ⅴ.example", "http://x℀.example", "http://", "://x", "http://.x.example", "http://x..example",
	}},
	{"core/applications/shop/", "slug", []string{"authorize", "token", "device", "userinfo", "introspect", "revoke", "authorized", "shop"}},
	{"events/events/one/", "expires", []string{
		"2100-01-02", "2100-1-2T3:4", "2100-01-02T03", "2100-01-02T03:04", "2100-01-02 03:04:05", "2100-01-02T03:04:05.6", "2100-01-02T03:04:05,678901",
		"2100-01-02T03:04:05.6789012", "2100-01-02T03:04:05Z", "2100-01-02T03:04:05+01", "2100-01-02T03:04:05+0130", "2100-01-02T03:04:05-01:30",
		"2100-01-02T03:04:05+24:00", "2100-01-02T24:00", "2100-01-02T03:60", "2100-02-29T00:00", "2096-02-29T00:00", "2100-13-01T00:00", "2100-00-01T00:00",
		"2100-W01-1", "2100-W01", "2100-W53-1", "2099-W53-7", "21000102T030405", "0000-01-01T00:00", "now", "2100-01-02T03:04:05 Z",
		"0001-01-01T00:59+01", "0001-01-01T01:00+01", "9999-12-31T23:00-01", "9999-12-31T22:59-01",
	}},
	{"admin/settings/", "event_retention", []string{
		"days=1", "weeks=1;days=2,hours=3", "seconds=-1", "microseconds=1.5", "milliseconds=1e3", "minutes=+1", "hours=nan",
		"days=1;days=2", "days", "=1", "days=", "months=1", "days=1;", "DAYS=1", "days = 1", "days=1_0",
	}},
	{"core/users/ann/", "email", []string{
		"a@b.example", "a@b", "a@localhost", "a@[1.2.3.4]", "a@[::1]", "a@[x]", `"a b"@c.example`, "a b@c.example", ".a@b.example", "a.@b.example", "a..b@c.example",
		"a@-b.example", "a@b_c.example", "a@ä.example", "ä@b.example", "@b.example", "a@", strings.Repeat("a", 64) + "@b.example", strings.Repeat("a", 300) + "@b.example",
	}},
	{"core/users/ann/", "path", []string{"a/b", "/a", "a/", "a//b", "", "a b"}},
	{"events/events/one/", "client_ip", []string{
		"1.2.3.4", "1.2.3", "1.2.3.256", "01.2.3.4", "::1", "::ffff:1.2.3.4", "::FFFF", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "fe80::1%eth0", "x", "1.2.3.4/8",
	}},
	{"flows/bindings/?order=", "", []string{
		"1", " 1 ", "+1", "-1", "1.0", "1.5", "1e2", "1e400", "-1e400", "nan", "inf", "1_0", "9223372036854775807", "9223372036854775808", "1e308", "1.7e308",
		"1.8e308", "179769313486231570000" + strings.Repeat("0", 288), "179769313486231590000" + strings.Repeat("0", 288), "0x1", "", "１",
	}},
	{"core/users/?date_joined__gt=", "", []string{"2020-01-01", "2020-01-01T00:00Z", "2020-01-01 00:00", "2020-01-01T00:00:00.5+01:00", "2020-W01-1", "x"}},
	{"core/users/?is_active=", "", []string{"true", "True", "TRUE", "tRUE", "1", "0", "false", "yes", ""}},
	{"core/users/?attributes=", "", []string{
		`{"b": 2}`, `{"b__lt": 3}`, `{"b__lte": 2}`, `{"b__gt": 2}`, `{"b__gte": 2}`, `{"t": "Text"}`, `{"t__iexact": "TEXT"}`, `{"t__contains": "ex"}`,
		`{"t__icontains": "EX"}`, `{"t__startswith": "Te"}`, `{"t__istartswith": "te"}`, `{"t__endswith": "xt"}`, `{"t__iendswith": "XT"}`, `{"t__regex": "^T"}`,
		`{"t__iregex": "^t"}`, `{"d__e": [1]}`, `{"d__e__0": 1}`, `{"d__isnull": true}`, `{"d__isnull": false}`, `{"x__isnull": true}`, `{"b__in": [1, 2]}`,
		`{"d__has_key": "e"}`, `{"d__has_keys": ["e"]}`, `{"d__contains": {"e": [1]}}`, `{"b__range": [1, 3]}`, `{"b__x": 1}`, `{}`, `[]`, `{"b": null}`, `{"n": null}`, "x",
	}},
}

// TestFormsOfValues writes values in every form, and holds which are taken, and as what, against a file that was reviewed.
func TestFormsOfValues(t *testing.T) {
	onReleasesTold(t, func(w *told, release string) {
		made(t, w.s, "/api/v3/core/applications/", `{"name": "Shop", "slug": "shop"}`, "pk")
		keys := map[string]string{
			"ann":    made(t, w.s, "/api/v3/core/users/", `{"username": "ann", "name": "Ann", "attributes": {"b": 2, "t": "Text", "d": {"e": [1]}, "n": null}}`, "pk"),
			"events": made(t, w.s, "/api/v3/events/events/", `{"action": "login", "app": "a"}`, "pk"),
		}
		for _, f := range forms {
			address := "/api/v3/" + strings.NewReplacer("/ann/", "/"+keys["ann"]+"/", "events/one/", "events/"+keys["events"]+"/").Replace(f.address)
			fmt.Fprintln(&w.text, f.address, f.member)
			for _, text := range f.texts {
				fmt.Fprintf(&w.text, "  %.60q: %s\n", text, w.form(address, f.member, text))
			}
		}
		golden(t, "forms-"+release+".txt", w.text.String())
	})
}

// form returns what becomes of a text as a member's value, or as a filter's without a member.
func (w *told) form(address, member, text string) string {
	if member == "" {
		a, reasons := w.ask("GET", address+url.QueryEscape(text), "")
		found, isList := objects(a)
		if isList {
			return fmt.Sprint(len(found), " found")
		}
		return fmt.Sprint(a.status, reasons)
	}
	a, reasons := w.ask("PATCH", address, fmt.Sprintf("{%q: %q}", member, text))
	if a.status != 200 {
		return fmt.Sprint(a.status, reasons)
	}
	shown := fmt.Sprint(a.json(w.t)[member])
	if member == "slug" && shown != "shop" {
		call(w.t, w.s, "PATCH", "/api/v3/core/applications/"+shown+"/", `{"slug": "shop"}`)
	}
	if shown == text {
		return "taken"
	}
	return fmt.Sprintf("taken as %.60s", shown)
}
