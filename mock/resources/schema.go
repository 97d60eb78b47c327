package resources

import (
	"fmt"
	"net/http"

	"github.com/goccy/go-yaml"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// schemaView is the installation's own OpenAPI document, cut down to what the fake serves; for everyone.
var schemaView = drf.View{
	Path: "schema", Title: "Spectacular Api", AllowAny: true,
	Renderers: []drf.Renderer{
		{Media: "application/vnd.oai.openapi", Format: "yaml"},
		{Media: "application/yaml", Format: "yaml"},
		{Media: "application/vnd.oai.openapi+json", Format: "json"},
		{Media: "application/json", Format: "json"},
	},
	Run: func(r *drf.Request) (*drf.Response, error) {
		chosen := profile.All[r.Contract]
		text, err := schemas.OpenAPI(chosen.Name)
		if err != nil {
			return nil, err
		}
		if r.Renderer.Format == "yaml" {
			if text, err = yaml.JSONToYAML(text); err != nil {
				return nil, err
			}
		}
		return &drf.Response{
			Status: http.StatusOK, Raw: text, ContentType: r.Renderer.Media + "; charset=utf-8",
			Headers: map[string]string{
				"Content-Disposition": fmt.Sprintf(`inline; filename="authentik (%s).%s"`, chosen.Version, r.Renderer.Format),
			},
		}, nil
	},
}
