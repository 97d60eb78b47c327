package mock_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestTheSystemShowsTheRequestToItself holds what Django's request.META has of a request that came through authentik's proxy.
func TestTheSystemShowsTheRequestToItself(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		host := strings.TrimPrefix(s.URL, "http://")
		a := want(t, call(t, s, "POST", "/api/v3/admin/system/?q=1%20", `{"a": 1}`, "Cookie", "x=1; authentik_session=secret",
			"X-Copy", "a secret", "X_Underscore", "no", "X-Letter", "\xfc"), 200)
		var system struct {
			Headers json.RawMessage `json:"http_headers"`
			Host    string          `json:"http_host"`
			Runtime json.RawMessage
			Brand   string
		}
		if err := json.Unmarshal([]byte(a.text), &system); err != nil {
			t.Fatal(err)
		}
		_, port, _ := strings.Cut(host, ":")
		headers := `{"REQUEST_METHOD":"POST","QUERY_STRING":"q=1%20","SCRIPT_NAME":"","PATH_INFO":"/api/v3/admin/system/",` +
			`"REMOTE_ADDR":"127.0.0.1","REMOTE_HOST":"127.0.0.1","SERVER_NAME":"127.0.0.1","SERVER_PORT":"` + port + `",` +
			`"HTTP_HOST":"` + host + `","HTTP_USER_AGENT":"Go-http-client/1.1","CONTENT_LENGTH":"8","HTTP_ACCEPT_ENCODING":"gzip",` +
			`"HTTP_AUTHORIZATION":"Bearer mock-token","CONTENT_TYPE":"application/json",` +
			`"HTTP_COOKIE":"x=1; authentik_session=********************","HTTP_X_COPY":"a ********************",` +
			`"HTTP_X_FORWARDED_FOR":"127.0.0.1","HTTP_X_LETTER":"ü"}`
		if string(system.Headers) != headers {
			t.Errorf("got %s\nwant %s", system.Headers, headers)
		}
		runtime := `{"architecture":"x86_64","authentik_version":"` + versionOf(t, release) + `"`
		if !strings.HasPrefix(string(system.Runtime), runtime) || !strings.Contains(string(system.Runtime), `,"openssl_fips_enabled":null,`) {
			t.Errorf("the members of runtime come by the alphabet, and nothing is known of FIPS: %s", system.Runtime)
		}
		if system.Host != host || system.Brand != "Default brand" {
			t.Errorf("host %s, brand %s", system.Host, system.Brand)
		}
		made(t, s, "/api/v3/core/brands/", `{"domain": "brand.test"}`, "domain")
		got := want(t, call(t, s, "GET", "/api/v3/admin/system/", "", "Host", "www.brand.test", "X-Forwarded-For", "10.0.0.1"), 200).json(t)
		sent := got["http_headers"].(map[string]any)
		if _, length := sent["CONTENT_LENGTH"]; length || sent["HTTP_X_FORWARDED_FOR"] != "10.0.0.1, 127.0.0.1" || sent["REQUEST_METHOD"] != "GET" {
			t.Errorf("of GET: %v", sent)
		}
		if got["brand"] != "Brand brand.test" || got["http_host"] != "www.brand.test" {
			t.Errorf("brand %v of host %v", got["brand"], got["http_host"])
		}
	})
}
