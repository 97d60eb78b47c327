package resources

import (
	"math"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var reputationModel = drf.Model{
	Table: "reputation", App: "authentik_policies_reputation", Name: "reputation", Object: "Reputation",
	Verbose: "Reputation Score", VerbosePlural: "Reputation Scores",
	String: func(_ *store.Tx, row *store.Row) string {
		return "Reputation " + row.Text("identifier") + "/" + row.Text("ip") + " @ " + python.Str(row.Get("score"))
	},
}

// policies/reputation/scores are the scores of users at addresses. Failed logins make them, which the fake
// does not have: they come from a state that was loaded.
var _ = declare(drf.Resource{
	Path: "policies/reputation/scores", Title: "Reputation", Description: "Reputation Viewset", Model: reputationModel,
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "DELETE", "HEAD", "OPTIONS"},
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "reputation_uuid", Label: "Reputation uuid"},
		{Name: "identifier", Kind: drf.Char, Required: true},
		{Name: "ip", Kind: drf.IPAddress, Required: true},
		{Name: "ip_geo_data", Kind: drf.AnyJSON},
		{Name: "ip_asn_data", Kind: drf.AnyJSON},
		{Name: "score", Kind: drf.Integer, Default: int64(0), Min: math.MinInt64, Max: math.MaxInt64},
		{Name: "updated", Kind: drf.DateTime, ReadOnly: true},
	},
	Filters: []drf.Filter{
		{Name: "identifier"},
		{Name: "ip", Parse: parseAddress, Match: func(_ *drf.Request, row *store.Row, address any) bool { return row.Get("ip") == address }},
		{Name: "score", Kind: drf.NumberFilter},
		{Name: "identifier_in", Kind: drf.OneOfFilter, Column: "identifier"},
	},
	Search:   []string{"identifier", "ip", "score"},
	Ordering: []string{"ip"},
	UsedBy:   []drf.Relation{},
}, store.Schema{
	Name: "reputation", PK: "reputation_uuid",
	Columns: []string{"reputation_uuid", "identifier", "ip", "ip_geo_data", "ip_asn_data", "score", "updated"},
	Unique:  [][]string{{"identifier", "ip"}},
})
