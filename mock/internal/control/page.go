package control

import (
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/page"
)

// filesPath is the path of the page's files, below [Prefix].
const filesPath = "page/"

// IsDocument reports whether a request opens a document of the page in a window of its own. A link on any website
// may lead there: it cannot read what it leads to.
func IsDocument(r *http.Request) bool {
	return page.Wanted(r) && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document" &&
		(page.Welcomes(r) || strings.TrimSuffix(r.URL.Path, "/") == strings.TrimSuffix(Prefix, "/") || strings.TrimSuffix(r.URL.Path, "/") == Prefix+"reference")
}

// pageOperations are the operations of the page.
var pageOperations = []Operation{
	{Method: "GET", Path: filesPath + "{file...}", About: "A file of the page, which browsers get at " + Prefix + ".", Answer: "text/html", Run: func(e *Exchange) error {
		return e.file(e.Request.PathValue("file"))
	}},
	{Method: "GET", Path: "reference", About: "The API reference of the profile, for browsers.", Query: []Parameter{workspaceParameter}, Answer: "text/html",
		Run: func(e *Exchange) error { return e.file(page.Reference) }},
	{Method: "GET", Path: "reference/openapi.json", About: "authentik's OpenAPI document, cut to the served operations; the summary says whether one is proved.",
		Answer: "application/json", Run: func(e *Exchange) error {
			text, err := e.Server.Reference()
			if err != nil {
				return err
			}
			return e.Text(http.StatusOK, "application/json", text)
		}},
}

// workspaceParameter selects the workspace that a document of the page shows.
var workspaceParameter = Parameter{Name: "workspace", About: "The workspace that the page shows; the common one without it."}

// file answers with a file of the page.
func (e *Exchange) file(name string) error {
	if page.Answer(e, e.Request, name) {
		return nil
	}
	return Refuse(http.StatusNotFound, "address", "not_found", "The page has no file %q: it begins at %s.", name, Prefix)
}
