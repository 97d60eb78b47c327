package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// sourceModel is the parent model of all sources.
var sourceModel = drf.Model{
	Table: "source", App: "authentik_core", Name: "source", Object: "Source", Verbose: "source", VerbosePlural: "sources",
	String: func(_ *store.Tx, row *store.Row) string { return row.Text("name") },
}

// Stages refer to sources; the fake has none.
var _ = keep(store.Schema{Name: "source", PK: "pbm_uuid", Columns: []string{"pbm_uuid", "name", "slug"}, Unique: [][]string{{"slug"}}})
