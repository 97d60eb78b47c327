package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// Principal is a user as permissions see him. Permissions are held by roles, until 2025.10 by users too; groups carry
// roles, since 2025.12 users do as well; whoever is in a group of superusers holds all of them.
type Principal struct {
	row       *store.Row
	superuser bool
	// granted are the permissions (app_label.codename) over all objects, objects those over one.
	granted map[string]bool
	objects map[grant]bool
}

type grant struct{ permission, object string }

var _ drf.User = (*Principal)(nil)

// Nobody is who asks without credentials.
var Nobody = &Principal{}

// NewUser reads what a user may do.
func NewUser(tx *store.Tx, row *store.Row) *Principal {
	p := &Principal{row: row}
	for link := range tx.Where(userGroups.Table, userGroups.Near, row.PK()) {
		if isSuperuserGroup(tx.ByPK("group", link.Get(userGroups.Far))) {
			p.superuser = true
			return p
		}
	}
	groups := ancestors(tx, linkedRows(tx, userGroups, "group", row))
	if p.superuser = slices.ContainsFunc(groups, isSuperuserGroup); p.superuser {
		return p
	}
	p.granted, p.objects = map[string]bool{}, map[grant]bool{}
	p.take(tx, "user", row)
	for _, role := range linkedRows(tx, userRoles, "role", row) {
		p.take(tx, "role", role)
	}
	for _, group := range groups {
		for _, role := range linkedRows(tx, groupRoles, "role", group) {
			p.take(tx, "role", role)
		}
	}
	return p
}

// NewUserWithout is a user who has no permissions, whatever the state says.
func NewUserWithout(row *store.Row) *Principal { return &Principal{row: row} }

// isSuperuserGroup reports whether the members of a group may do everything.
func isSuperuserGroup(group *store.Row) bool { return group.Get("is_superuser") == true }

// take adds the permissions of a role or of the user.
func (p *Principal) take(tx *store.Tx, kind string, holder *store.Row) {
	for held := range tx.Where(kind+"_permission", kind, holder.PK()) {
		p.granted[held.Text("permission")] = true
	}
	for held := range tx.Where(kind+"_object_permission", kind, holder.PK()) {
		p.objects[grant{held.Text("permission"), held.Text("object")}] = true
	}
}

// Authenticated is part of drf.User.
func (p *Principal) Authenticated() bool { return p.row != nil }

// Has is part of drf.User.
func (p *Principal) Has(permission string) bool { return p.superuser || p.granted[permission] }

// HasFor is part of drf.User.
func (p *Principal) HasFor(permission string, row *store.Row) bool {
	return p.superuser || p.objects[grant{permission, objectName(row)}]
}

// Superuser is part of drf.User.
func (p *Principal) Superuser() bool { return p.superuser }

// Is is part of drf.User.
func (p *Principal) Is(pk any) bool { return p.row != nil && p.row.PK() == pk }

// SeesEmptyLists is part of drf.User.
func (p *Principal) SeesEmptyLists() bool {
	return p.row != nil && p.row.Get("type") == internalServiceAccount
}

// objectName is how an object permission names its object.
func objectName(row *store.Row) string { return drf.KeyText(row.PK()) }

// System is who loads seeds and blueprints: nobody, and allowed everything.
type System struct{}

// Authenticated is true.
func (System) Authenticated() bool { return true }

// Has is true.
func (System) Has(string) bool { return true }

// HasFor is true.
func (System) HasFor(string, *store.Row) bool { return true }

// Superuser is true.
func (System) Superuser() bool { return true }

// Is is false: the system is no user.
func (System) Is(any) bool { return false }

// SeesEmptyLists is false.
func (System) SeesEmptyLists() bool { return false }
