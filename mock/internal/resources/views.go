package resources

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// root/config describes the capabilities of the installation; no credentials are needed.
var _ = show(drf.View{
	Path: "root/config", Title: "Config", Description: "Read-only view set that returns the current session's Configs", AllowAny: true,
	Run: func(r *drf.Request) (*drf.Response, error) {
		parsed, err := orjson.Parse(staticFor(r).rootConfig)
		if err != nil {
			return nil, err
		}
		if config := parsed.(*python.Dict); selfService.In(r.Contract) && r.User.Has("authentik_agents.add_agent_self_service") {
			capabilities, _ := config.Get("capabilities")
			config.Set("capabilities", append(capabilities.([]any), "can_agent_self_service"))
		}
		return &drf.Response{Status: http.StatusOK, Body: parsed}, nil
	},
})

// selfService is the span in which root/config tells users who may register agents for themselves that they
// can. The other new capability, can_request, needs a rule for access requests, of which the fake has none.
var selfService = profile.Dated("root/config shows can_agent_self_service", profile.Since(profile.V2026_8, profile.Source))

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
