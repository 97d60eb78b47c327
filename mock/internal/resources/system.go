package resources

import (
	"net/http"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// enterprise/license/summary answers that there is no enterprise licence.
var _ = show(drf.View{
	Path: "enterprise/license/summary", Title: "Summary", Description: "Get the total license status",
	Run: func(*drf.Request) (*drf.Response, error) {
		body := python.NewDict()
		body.Set("internal_users", int64(0))
		body.Set("external_users", int64(0))
		body.Set("status", "unlicensed")
		body.Set("latest_valid", django.FormatDateTime(time.Unix(0, 0).UTC()))
		body.Set("license_flags", []any{})
		return &drf.Response{Status: http.StatusOK, Body: body}, nil
	},
})

// admin/system describes the machine, of which the fake shows nothing, and the request itself, for the
// overview of the admin interface.
var _ = show(drf.View{
	Path: "admin/system", Title: "System", Description: "Get system information.", Methods: []string{"GET", "POST", "HEAD", "OPTIONS"}, Needs: "authentik_rbac.view_system_info",
	Run: func(r *drf.Request) (*drf.Response, error) {
		body := python.NewDict()
		body.Set("http_headers", requestHeaders(r))
		body.Set("http_host", r.Host)
		body.Set("http_is_secure", false)
		body.Set("runtime", runtimeOf(r))
		body.Set("brand", brandModel.String(r.Tx, hostBrand(r)))
		body.Set("server_time", django.FormatDateTime(r.Now))
		body.Set("embedded_outpost_disabled", false)
		body.Set("embedded_outpost_host", r.Origin())
		if baseURLs.In(r.Contract) {
			body.Set("base_url", setting(r.Tx, "base_url"))
		}
		return &drf.Response{Status: http.StatusOK, Body: body}, nil
	},
})

// baseURLs is the span in which an installation knows its own address.
var baseURLs = profile.Dated("admin/system shows base_url", profile.Since(profile.V2026_8, profile.Document))

// runtimeOf returns the server's runtime. Only installations with a licence show whether OpenSSL follows
// FIPS.
func runtimeOf(r *drf.Request) *python.Dict {
	runtime := python.NewDict()
	runtime.Set("architecture", "x86_64")
	runtime.Set("authentik_version", r.Contract.Profile().Version)
	runtime.Set("environment", "custom")
	runtime.Set("openssl_fips_enabled", nil)
	runtime.Set("openssl_version", "OpenSSL 3.5.4")
	runtime.Set("platform", "Linux")
	runtime.Set("python_version", "3.13.9")
	runtime.Set("uname", "Linux")
	return runtime
}

// sessionCookie is the cookie of a logged-in user; its value is hidden.
const sessionCookie = "authentik_session"

// hidden is the text that Django writes in place of a secret.
const hidden = "********************"

// requestHeaders returns the variables of the request, with the session cookie's value hidden wherever it
// occurs.
func requestHeaders(r *drf.Request) *python.Dict {
	headers := r.Meta()
	cookies, _ := headers.Get("HTTP_COOKIE")
	session, ok := cookieOf(python.Str(cookies))
	if !ok {
		return headers
	}
	shown := python.NewDict()
	for name, value := range headers.All() {
		shown.Set(name, strings.ReplaceAll(value.(string), session, hidden))
	}
	return shown
}

// cookieOf returns the value of the session cookie; the last of several counts.
func cookieOf(cookies string) (session string, ok bool) {
	request := http.Request{Header: http.Header{"Cookie": {cookies}}}
	for _, cookie := range request.CookiesNamed(sessionCookie) {
		session, ok = cookie.Value, true
	}
	return session, ok
}
