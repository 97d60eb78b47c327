package resources

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// root/config describes the capabilities of the installation; no credentials are needed.
var _ = show(drf.View{
	Path: "root/config", Title: "Config", Description: "Read-only view set that returns the current session's Configs", AllowAny: true,
	Run: func(r *drf.Request) (*drf.Response, error) {
		config, err := orjson.Parse(staticFor(r).rootConfig)
		return &drf.Response{Status: http.StatusOK, Body: config}, err
	},
})

// admin/version answers with the version; the fake is always up to date.
var _ = show(drf.View{
	Path: "admin/version", Title: "Version", Description: "Get running and latest version.",
	Run: func(r *drf.Request) (*drf.Response, error) {
		version := r.Contract.Profile().Version
		body := python.NewDict()
		body.Set("version_current", version)
		body.Set("version_latest", version)
		body.Set("version_latest_valid", true)
		body.Set("build_hash", "")
		body.Set("outdated", false)
		body.Set("outpost_outdated", false)
		return &drf.Response{Status: http.StatusOK, Body: body}, nil
	},
})
