package resources

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// exportFlow answers with a flow as a blueprint, a file to download. Its Content-Type is HTML, Django's
// default.
var exportFlow = drf.Action{
	Name: "export", Description: "Export flow to .yaml file", Detail: true, Method: http.MethodGet, Unfiltered: true, Needs: "authentik_flows.export_flow",
	NeedsGlobal: []string{
		"authentik_flows.view_flow", "authentik_flows.view_flowstagebinding", "authentik_flows.view_stage",
		"authentik_policies.view_policy", "authentik_policies.view_policybinding", "authentik_stages_prompt.view_prompt",
	},
	Run: func(r *drf.Request, flow *store.Row) (*drf.Response, error) {
		return &drf.Response{
			Status: http.StatusOK, Raw: r.Export(r, flow), ContentType: "text/html; charset=utf-8",
			Headers: map[string]string{"Content-Disposition": `attachment; filename="` + flow.Text("slug") + `.yaml"`},
		}, nil
	},
}
