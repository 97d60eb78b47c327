package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// access is the outcome of an object's policy bindings for a user. Groups and users are counted; policies are
// evaluated one by one.
type access struct {
	// user is nil for a request without credentials.
	user   *store.Row
	groups []*store.Row
	// subjects counts the bindings of groups and users, passing the bindings of any kind whose group or user
	// admits the user.
	subjects, passing int
}

// allSubjects is the span in which an object that requires all its policies also requires all groups and
// users.
var allSubjects = profile.Dated("policy engine mode all takes all groups and users", profile.Since(profile.V2026_5RC1, profile.Modelled))

// passes reports whether a user may use an application. One without bindings is open, if the settings say so.
// A policy is asked as if it had no context.
func passes(r *drf.Request, target, user *store.Row) bool {
	a := access{user: user}
	if user != nil {
		a.groups = ancestors(r.Tx, linkedRows(r.Tx, userGroups, "group", user))
	}
	var results []bool
	for binding := range r.Tx.Where("policy_binding", "target", target.PK()) {
		if binding.Get("enabled") != true {
			continue
		}
		if policy := binding.Get("policy"); policy != nil {
			results = append(results, evaluate(r, r.Tx.ByPK("policy", policy), user, nil).passing != (binding.Get("negate") == true))
		} else if binding.Get("group") != nil || binding.Get("user") != nil {
			a.subjects++
		}
		if a.admits(binding) {
			a.passing++
		}
	}
	all := target.Get("policy_engine_mode") == "all"
	if a.subjects > 0 || a.passing > 0 {
		passing := a.passing > 0
		if all && allSubjects.In(r.Contract) {
			passing = a.passing == a.subjects
		}
		results = append(results, passing)
	}
	switch {
	case len(results) == 0:
		return openWithoutBindings(r.Tx)
	case all:
		return !slices.Contains(results, false)
	}
	return slices.Contains(results, true)
}

// admits reports whether the group or user of a binding includes the user.
func (a access) admits(binding *store.Row) bool {
	if a.user == nil {
		return false
	}
	group, user := binding.Get("group"), binding.Get("user")
	inGroup := slices.ContainsFunc(a.groups, func(row *store.Row) bool { return row.PK() == group })
	if binding.Get("negate") == true {
		return user != nil && user != a.user.PK() || group != nil && !inGroup
	}
	return user == a.user.PK() || inGroup
}
