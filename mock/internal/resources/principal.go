package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// Principal is a user with their permissions. Roles have permissions, until 2025.10 users too; groups have
// roles, since 2025.12 users too; members of superuser groups have all permissions.
type Principal struct {
	row       *store.Row
	superuser bool
	// granted holds the permissions (app_label.codename) over all objects, objects those over one.
	granted map[string]bool
	objects map[grant]bool
}

type grant struct{ permission, object string }

var _ drf.User = (*Principal)(nil)

// Nobody is the user of a request without credentials.
var Nobody = &Principal{}

// Overseer is a user who may do everything and is not stored, for what the fake asks itself.
var Overseer = &Principal{superuser: true}

// NewUser returns the permissions of a user.
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
	for _, role := range rolesThrough(tx, row, groups) {
		p.take(tx, "role", role)
	}
	return p
}

// heldRoles returns the roles of a user: their own, and those of their groups and of the groups above.
func heldRoles(tx *store.Tx, user *store.Row) []*store.Row {
	return rolesThrough(tx, user, ancestors(tx, linkedRows(tx, userGroups, "group", user)))
}

// rolesThrough returns the roles of a user and of groups, each once.
func rolesThrough(tx *store.Tx, user *store.Row, groups []*store.Row) []*store.Row {
	roles := linkedRows(tx, userRoles, "role", user)
	for _, group := range groups {
		for _, role := range linkedRows(tx, groupRoles, "role", group) {
			if !slices.ContainsFunc(roles, role.Is) {
				roles = append(roles, role)
			}
		}
	}
	return roles
}

// NewUserWithout returns a user without permissions, regardless of the state.
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

// Authenticated implements drf.User.
func (p *Principal) Authenticated() bool { return p.row != nil || p.superuser }

// Has implements drf.User.
func (p *Principal) Has(permission string) bool { return p.superuser || p.granted[permission] }

// HasFor implements drf.User.
func (p *Principal) HasFor(permission string, row *store.Row) bool {
	return p.superuser || p.objects[grant{permission, objectName(row)}]
}

// Superuser implements drf.User.
func (p *Principal) Superuser() bool { return p.superuser }

// Is implements drf.User.
func (p *Principal) Is(pk any) bool { return p.row != nil && p.row.PK() == pk }

// SeesEmptyLists implements drf.User.
func (p *Principal) SeesEmptyLists() bool {
	return p.row != nil && p.row.Get("type") == internalServiceAccount
}

// objectName returns the name of an object in object permissions.
func objectName(row *store.Row) string { return drf.KeyText(row.PK()) }

// System is the user that loads seeds and blueprints. It has all permissions and is not stored.
type System struct{}

// Authenticated reports true.
func (System) Authenticated() bool { return true }

// Has reports true.
func (System) Has(string) bool { return true }

// HasFor reports true.
func (System) HasFor(string, *store.Row) bool { return true }

// Superuser reports true.
func (System) Superuser() bool { return true }

// Is reports false: the system is not a stored user.
func (System) Is(any) bool { return false }

// SeesEmptyLists reports false.
func (System) SeesEmptyLists() bool { return false }
