package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// Principal is a user as permissions see him. Permissions are held by roles; groups carry roles, since 2025.12 users do
// too; whoever is in a group of superusers holds all of them.
type Principal struct {
	row       *store.Row
	superuser bool
	// granted are the permissions (app_label.codename) over all objects, objects those over one, by table and key.
	granted map[string]bool
	objects map[grant]bool
}

type grant struct{ permission, object string }

var _ drf.User = (*Principal)(nil)

// NewUser reads what a user may do. row is nil for a request without credentials.
func NewUser(tx *store.Tx, row *store.Row) *Principal {
	p := &Principal{row: row}
	if row == nil {
		return p
	}
	groups := ancestors(tx, linkedRows(tx, userGroups, "group", row))
	for _, group := range groups {
		if group.Get("is_superuser") == true {
			p.superuser = true
			return p
		}
	}
	p.granted, p.objects = map[string]bool{}, map[grant]bool{}
	for _, role := range linkedRows(tx, userRoles, "role", row) {
		p.take(tx, role)
	}
	for _, group := range groups {
		for _, role := range linkedRows(tx, groupRoles, "role", group) {
			p.take(tx, role)
		}
	}
	return p
}

func (p *Principal) take(tx *store.Tx, role *store.Row) {
	for held := range tx.Where("role_permission", "role", role.PK()) {
		permission, object := held.Text("permission"), held.Text("object")
		if object == "" {
			p.granted[permission] = true
		} else {
			p.objects[grant{permission, object}] = true
		}
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

// Is is part of drf.User.
func (p *Principal) Is(pk any) bool { return p.row != nil && p.row.PK() == pk }

// SeesEmptyLists is part of drf.User.
func (p *Principal) SeesEmptyLists() bool {
	return p.row != nil && p.row.Get("type") == "internal_service_account"
}

// objectName is how role_permission names an object.
func objectName(row *store.Row) string { return drf.KeyText(row.PK()) }
