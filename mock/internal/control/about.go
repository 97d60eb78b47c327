package control

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/page"
)

// Index lists the addresses.
type Index struct {
	Profile   string        `json:"profile"`
	Addresses []IndexedLine `json:"addresses"`
}

// IndexedLine is a line of the index.
type IndexedLine struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	About  string `json:"about"`
}

// Health is the answer of a fake that is alive.
type Health struct {
	Status string `json:"status"`
}

// FullVersion is the answer of the address version.
type FullVersion struct {
	Version
	Coverage
	// About describes the profile in one line.
	About string `json:"about"`
	// Seeds lists the seeds: "fresh", "demo" or the names of files.
	Seeds []string `json:"seeds"`
	// Token is the bearer token of the administrator.
	Token string `json:"token"`
}

// about returns the operations that describe the fake.
func (h *Handler) about() []Operation {
	return []Operation{
		{Method: "GET", About: "This list; for browsers the page.", Query: []Parameter{workspaceParameter}, Answer: Index{}, Run: h.index},
		{Method: "GET", Path: "health", About: "Whether the fake is alive.", Answer: Health{}, Run: func(e *Exchange) error {
			return e.JSON(http.StatusOK, Health{"ok"})
		}},
		{Method: "GET", Path: "version", About: "Profile, release, commit, how much of the API is proved, seeds and token.", Answer: FullVersion{}, Run: func(e *Exchange) error {
			return e.JSON(http.StatusOK, FullVersion{e.Server.Version(), e.Server.Coverage(), e.Server.About(), e.Server.Seeds(), e.Server.Token()})
		}},
		{Method: "GET", Path: "openapi.json", About: "The OpenAPI document of these addresses.", Answer: "application/json", Run: h.document},
	}
}

func (h *Handler) index(e *Exchange) error {
	if page.Wanted(e.Request) {
		return e.file(page.Main)
	}
	index := Index{Profile: e.Server.Version().Profile}
	for _, o := range h.operations {
		index.Addresses = append(index.Addresses, IndexedLine{o.Method, o.address(), o.About})
	}
	return e.JSON(http.StatusOK, index)
}
