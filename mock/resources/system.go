package resources

import (
	"net/http"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/django"
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// licenseSummary tells that there is no enterprise licence.
var licenseSummary = drf.View{
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
}

// systemInfo is what the overview of the admin interface shows of the machine. It has the members that authentik's
// OpenAPI document requires; the values are those of no machine.
var systemInfo = drf.View{
	Path: "admin/system", Title: "System", Description: "Get system information.", Methods: []string{"GET", "POST", "HEAD", "OPTIONS"}, Needs: "authentik_rbac.view_system_info",
	Run: func(r *drf.Request) (*drf.Response, error) {
		runtime := python.NewDict()
		for _, fact := range [][2]string{
			{"python_version", "3.13.9"}, {"environment", "custom"}, {"architecture", "x86_64"}, {"platform", "Linux"},
			{"uname", "Linux"}, {"openssl_version", "OpenSSL 3.5.4"},
		} {
			runtime.Set(fact[0], fact[1])
		}
		runtime.Set("openssl_fips_enabled", false)
		runtime.Set("authentik_version", profile.All[r.Contract].Version)
		body := python.NewDict()
		body.Set("http_headers", python.NewDict())
		body.Set("http_host", strings.TrimPrefix(r.Host, "http://"))
		body.Set("http_is_secure", false)
		body.Set("runtime", runtime)
		body.Set("brand", "Default brand")
		body.Set("server_time", django.FormatDateTime(r.Now))
		body.Set("embedded_outpost_disabled", false)
		body.Set("embedded_outpost_host", r.Host)
		return &drf.Response{Status: http.StatusOK, Body: body}, nil
	},
}
