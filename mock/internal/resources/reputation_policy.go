package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// policies/reputation is a policy that lets addresses and users pass whose score is low enough: those that
// failed to log in.
var _ = declarePolicy("ak-policy-reputation-form", drf.Resource{
	Path: "policies/reputation", Type: "reputation", Title: "Reputation Policy", Description: "Reputation Policy Viewset",
	Model: drf.Model{
		App: "authentik_policies_reputation", Name: "reputationpolicy", Object: "ReputationPolicy",
		Verbose: "Reputation Policy", VerbosePlural: "Reputation Policies",
	},
	Fields: []drf.Field{
		{Name: "check_ip", Kind: drf.Boolean, Default: true},
		{Name: "check_username", Kind: drf.Boolean, Default: true},
		{Name: "threshold", Kind: drf.Integer, Default: int64(-5), Min: lowestInteger, Max: highestInteger},
	},
	Search:   []string{"name", "threshold"},
	Validate: somethingChecked,
})

// somethingChecked requires that the request itself turns one check on; defaults and the policy's current
// values do not count.
func somethingChecked(_ *drf.Request, _ *store.Row, values drf.Values) error {
	if values["check_ip"] != true && values["check_username"] != true {
		return drf.InvalidObject(messages.New("Either IP or Username must be checked"))
	}
	return nil
}
