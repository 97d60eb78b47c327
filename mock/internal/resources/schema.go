package resources

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/pyyaml"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// schema is the installation's own OpenAPI document, cut down to the served operations; no credentials are
// needed. It is drf-spectacular's view behind Django's cache_page.
var _ = show(drf.View{
	Path: "schema", Title: "Spectacular Api", AllowAny: true,
	Description: "OpenApi3 schema for this API. Format can be selected via content negotiation.\n\n" +
		"- YAML: application/vnd.oai.openapi\n- JSON: application/vnd.oai.openapi+json",
	Renderers: []drf.Renderer{
		schemaYAML("application/vnd.oai.openapi"),
		schemaYAML("application/yaml"),
		schemaJSON("application/vnd.oai.openapi+json"),
		schemaJSON("application/json"),
	},
	Run: func(r *drf.Request) (*drf.Response, error) {
		text, err := schemas.OpenAPI(r.Contract.Profile().Name)
		if err != nil {
			return nil, err
		}
		document, err := orjson.Parse(text)
		if err != nil {
			return nil, err
		}
		return &drf.Response{
			Status: http.StatusOK, Body: document,
			Headers: map[string]string{
				"Content-Disposition": `inline; filename="` + schemaFile(r) + `"`,
				"Expires":             r.Now.Add(schemaKept).Format(http.TimeFormat),
				"Cache-Control":       "max-age=86400",
			},
		}, nil
	},
})

// schemaKept is how long a client may keep the document.
const schemaKept = 24 * time.Hour

// schemaFile returns the file name of the document. It contains the version in the query, which may be any
// text.
func schemaFile(r *drf.Request) string {
	name := "authentik"
	if version := r.Query.Get("version"); version != "" {
		name += " (" + version + ")"
	}
	return name + "." + r.Renderer.Format
}

// schemaJSON returns a renderer of indented JSON, without a charset in its Content-Type.
func schemaJSON(media string) drf.Renderer {
	return drf.Renderer{Media: media, Format: "json", ContentType: media, Render: func(response *drf.Response) []byte {
		var text bytes.Buffer
		json.Indent(&text, orjson.Append(nil, response.Body), "", "    ") // orjson writes JSON that can be read
		return text.Bytes()
	}}
}

// schemaYAML returns a renderer of YAML, in which an error has its code in addition to its message.
func schemaYAML(media string) drf.Renderer {
	return drf.Renderer{
		Media: media, Format: "yaml", ContentType: media + "; charset=utf-8",
		Render: func(response *drf.Response) []byte {
			document := response.Body.(*python.Dict)
			if words, ok := document.Get("detail"); ok && response.Code != "" {
				detail := python.NewDict()
				detail.Set("string", words)
				detail.Set("code", response.Code)
				document = python.NewDict()
				document.Set("detail", detail)
			}
			return pyyaml.DumpDocument(document)
		},
	}
}
