package control

import "net/http"

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
}

// about returns the operations that describe the fake.
func (h *Handler) about() []Operation {
	return []Operation{
		{Method: "GET", About: "This list.", Answer: Index{}, Run: h.index},
		{Method: "GET", Path: "health", About: "Whether the fake is alive.", Answer: Health{}, Run: func(e *Exchange) error {
			return e.JSON(http.StatusOK, Health{"ok"})
		}},
		{Method: "GET", Path: "version", About: "Profile, release, commit, and how much of the API is proved.", Answer: FullVersion{}, Run: func(e *Exchange) error {
			return e.JSON(http.StatusOK, FullVersion{e.Server.Version(), e.Server.Coverage()})
		}},
		{Method: "GET", Path: "openapi.json", About: "The OpenAPI document of these addresses.", Answer: "application/json", Run: h.document},
	}
}

func (h *Handler) index(e *Exchange) error {
	index := Index{Profile: e.Server.Version().Profile}
	for _, o := range h.operations {
		index.Addresses = append(index.Addresses, IndexedLine{o.Method, Prefix + o.Path, o.About})
	}
	return e.JSON(http.StatusOK, index)
}
