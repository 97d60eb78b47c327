package resources

import (
	"math/big"
	"slices"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var groupModel = drf.Model{
	Table: "group", App: "authentik_core", Name: "group", Object: "Group", Verbose: "Group", VerbosePlural: "Groups",
	String: func(_ *store.Tx, row *store.Row) string { return "Group " + row.Text("name") },
}

var (
	groupUsers   = &drf.Through{Table: "membership", Near: "group", Far: "user"}
	groupRoles   = &drf.Through{Table: "group_role", Near: "group", Far: "role"}
	groupParents = &drf.Through{Table: "parentage", Near: "child", Far: "parent"}
	// groupOffspring leads to the groups that have this one as their only parent.
	groupOffspring = &drf.Through{Table: "group", Near: "parent", Far: "group_uuid", Reverse: true}
)

// superusersHelp is the help text of the member wherever a group is described.
const superusersHelp = "Users added to this group will be superusers."

// core/groups is a group of users. Until 2025.10 it has at most one parent, since 2025.12 any number of them.
var _ = declare(drf.Resource{
	Path: "core/groups", Title: "Group", Description: "Group Viewset", Model: groupModel,
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "group_uuid", Label: "Group uuid", ReadOnly: true},
		{Name: "num_pk", Kind: drf.Method, Type: "integer", Value: numPK},
		{Name: "name", Kind: drf.Char, Required: true, Label: "name", Translated: true, Rules: []drf.Rule{drf.UniqueHere("group", "name")}, Span: profile.Until(profile.V2025_12, profile.Recorded)},
		{Name: "name", Kind: drf.Char, Required: true, Label: "name", Translated: true, Rules: []drf.Rule{drf.Unique("group", "name", "Group")}, Span: profile.Since(profile.V2025_12, profile.Recorded)},
		{
			Name: "is_superuser", Kind: drf.Boolean, Default: false, Check: maySetSuperuser,
			Help: superusersHelp,
		},
		{Name: "parent", Kind: drf.Related, To: "group", Null: true, Check: notItself, Span: profile.Until(profile.V2025_12, profile.Recorded)},
		{Name: "parent_name", Kind: drf.Method, Type: "string", Value: parentName, Span: profile.Until(profile.V2025_12, profile.Recorded)},
		{Name: "parents", Kind: drf.ManyRelated, To: "group", Through: groupParents, Span: profile.Since(profile.V2025_12, profile.Recorded)},
		{Name: "parents_obj", Kind: drf.Nested, Many: true, Computed: true, ReadOnly: true, Fields: relatedGroupFields, Rows: onDemand("include_parents", false, groupParents, "group"), Span: profile.Since(profile.V2025_12, profile.Recorded)},
		{Name: "users", Kind: drf.ManyRelated, To: "user", Through: groupUsers, Sent: noItems},
		{Name: "users_obj", Kind: drf.Nested, Many: true, Computed: true, ReadOnly: true, Fields: groupMemberFields, Rows: onDemand("include_users", true, groupUsers, "user")},
		{Name: "attributes", Kind: drf.JSONDict, Default: python.NewDict()},
		{Name: "roles", Kind: drf.ManyRelated, To: "role", Through: groupRoles},
		{Name: "roles_obj", Kind: drf.Nested, Many: true, OwnItems: true, ReadOnly: true, Fields: roleFields, Rows: linked(groupRoles, "role")},
		{Name: "inherited_roles_obj", Kind: drf.Nested, Many: true, Computed: true, ReadOnly: true, Fields: roleFields, Rows: inheritedRoles, Span: profile.Since(profile.V2025_12, profile.Recorded)},
		{Name: "children", Kind: drf.ManyRelated, To: "group", Through: groupOffspring, Sent: noItems, Span: profile.Until(profile.V2025_12, profile.Recorded)},
		{Name: "children", Kind: drf.Method, Value: childKeys, Span: profile.Since(profile.V2025_12, profile.Recorded)},
		{Name: "children_obj", Kind: drf.Nested, Many: true, Computed: true, ReadOnly: true, Fields: relatedGroupFields, Rows: children},
	},
	Filters: []drf.Filter{
		{Name: "name"},
		{Name: "is_superuser", Kind: drf.BooleanFilter},
		{Name: "members_by_pk", Kind: drf.ModelsFilter, To: "user", Through: groupUsers},
		attributesFilter(inEnglish),
		{Name: "members_by_username", Kind: drf.ModelsFilter, To: "user", By: "username", Through: groupUsers},
	},
	Search:       []string{"name", "is_superuser"},
	Ordering:     []string{"name"},
	Autocomplete: groupAutocomplete, Ask: asks(groupAsks), AskSpan: searchLanguage,
	Actions: slices.Concat(
		groupMembership("add_user", "Add user to group", "authentik_core.add_user_to_group", addMember),
		groupMembership("remove_user", "Remove user from group", "authentik_core.remove_user_from_group", removeMember),
	),
	UsedBy: groupUsedBy,
}, store.Schema{
	Name: "group", PK: "group_uuid",
	Columns: []string{"group_uuid", "name", "is_superuser", "parent", "attributes"},
	Unique:  [][]string{{"name"}},
	Refs:    []store.Ref{{Column: "parent", To: "group", OnDelete: store.SetNull}},
}, linkTable("membership", "user", "group"), linkTable("group_role", "group", "role"), store.Schema{
	Name: "parentage", PK: "uuid",
	Columns: []string{"uuid", "child", "parent"},
	Unique:  [][]string{{"child", "parent"}},
	Refs:    []store.Ref{{Column: "child", To: "group"}, {Column: "parent", To: "group"}},
})

// relatedGroupFields are the fields of a group inside another group or a user.
var relatedGroupFields = []drf.Field{
	{Name: "pk", Kind: drf.UUID, Source: "group_uuid", Label: "Group uuid", ReadOnly: true},
	{Name: "name", Kind: drf.Char, Label: "name", Translated: true},
	{Name: "is_superuser", Kind: drf.Boolean},
	{Name: "attributes", Kind: drf.JSONDict},
	{Name: "group_uuid", Kind: drf.UUID, ReadOnly: true},
}

var groupMemberFields = []drf.Field{
	{Name: "pk", Kind: drf.Integer, Source: "id", Label: "ID", ReadOnly: true},
	{
		Name: "username", Kind: drf.Char, Required: true, MaxLength: longestUsername, Label: "username", Translated: true,
		Help: "Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
	},
	{Name: "name", Kind: drf.Char, Required: true, Help: displayNameHelp},
	{Name: "is_active", Kind: drf.Boolean, Label: "active", Translated: true, Help: activeHelp},
	{Name: "last_login", Kind: drf.DateTime, Label: "last login", Translated: true},
	{Name: "email", Kind: drf.Email, Label: "email address", Translated: true, MaxLength: 254},
	{Name: "attributes", Kind: drf.JSONDict},
	{Name: "uid", Kind: drf.Method, Type: "string", Value: uidOf},
}

// numPK returns the group's number for LDAP: the first five digits of its id.
func numPK(_ *drf.Request, row *store.Row) any {
	id := row.PK().(uuid.UUID)
	digits := new(big.Int).SetBytes(id[:]).String()
	number, _ := python.ParseInt(digits[:min(5, len(digits))])
	return number
}

func notItself(_ *drf.Request, row *store.Row, parent any) (any, *messages.Message) {
	if row != nil && row.PK() == parent {
		message := messages.New("Cannot set group as parent of itself.")
		return nil, &message
	}
	return parent, nil
}

// maySetSuperuser requires a permission of its own to make a group a superuser group, or to end that.
func maySetSuperuser(r *drf.Request, row *store.Row, value any) (any, *messages.Message) {
	if row != nil && row.Get("is_superuser") == value || row == nil && value == false {
		return value, nil
	}
	permission := "authentik_core.disable_group_superuser"
	if value == true {
		permission = "authentik_core.enable_group_superuser"
	}
	if r.User.Has(permission) || row != nil && r.User.HasFor(permission, row) {
		return value, nil
	}
	message := messages.New("User does not have permission to set superuser status to {superuser_status}.",
		"superuser_status", python.Str(value))
	return nil, &message
}

func parentName(r *drf.Request, row *store.Row) any { return r.Tx.Follow(row, "parent__name") }

func noItems() any { return []any{} }

// linked returns a function that returns the rows that a row is linked with.
func linked(through *drf.Through, table string) func(*drf.Request, *store.Row) []*store.Row {
	return func(r *drf.Request, row *store.Row) []*store.Row { return linkedRows(r.Tx, through, table, row) }
}

func linkedRows(tx *store.Tx, through *drf.Through, table string, row *store.Row) []*store.Row {
	return through.Linked(tx, table, row)
}

// onDemand returns linked rows that a query parameter includes or excludes; when excluded, the member is
// null.
func onDemand(parameter string, usually bool, through *drf.Through, table string) func(*drf.Request, *store.Row) []*store.Row {
	rows := linked(through, table)
	return func(r *drf.Request, row *store.Row) []*store.Row {
		if !included(r, parameter, usually) {
			return nil
		}
		return rows(r, row)
	}
}

func included(r *drf.Request, parameter string, usually bool) bool {
	if !r.Query.Has(parameter) {
		return usually
	}
	return isTrue(r.Query.Get(parameter))
}

// childRows returns the groups that have this one as their parent.
func childRows(tx *store.Tx, row *store.Row) []*store.Row {
	children := linkedRows(tx, groupChildren, "group", row)
	for child := range tx.Where("group", "parent", row.PK()) {
		children = append(children, child)
	}
	slices.SortFunc(children, store.ByWrite)
	return children
}

func children(r *drf.Request, row *store.Row) []*store.Row {
	if !included(r, "include_children", false) {
		return nil
	}
	return childRows(r.Tx, row)
}

func childKeys(r *drf.Request, row *store.Row) any {
	keys := []any{}
	for _, child := range childRows(r.Tx, row) {
		keys = append(keys, drf.KeyText(child.PK()))
	}
	return keys
}

// ancestors returns some groups and all groups above them, each once.
func ancestors(tx *store.Tx, groups []*store.Row) []*store.Row {
	seen := map[any]bool{}
	var all []*store.Row
	for len(groups) > 0 {
		group := groups[0]
		groups = groups[1:]
		if group == nil || seen[group.PK()] {
			continue
		}
		seen[group.PK()] = true
		all = append(all, group)
		groups = append(groups, linkedRows(tx, groupParents, "group", group)...)
		if parent := group.Get("parent"); parent != nil {
			groups = append(groups, tx.ByPK("group", parent))
		}
	}
	return all
}

// withRolesOf returns roles and those of groups, each once.
func withRolesOf(tx *store.Tx, roles, groups []*store.Row) []*store.Row {
	for _, group := range groups {
		for _, role := range linkedRows(tx, groupRoles, "role", group) {
			if !slices.ContainsFunc(roles, role.Is) {
				roles = append(roles, role)
			}
		}
	}
	return roles
}

// inheritedRoles returns the roles of the groups above a group, without those that it has itself.
func inheritedRoles(r *drf.Request, row *store.Row) []*store.Row {
	if !included(r, "include_inherited_roles", false) {
		return nil
	}
	own := linkedRows(r.Tx, groupRoles, "role", row)
	inherited := withRolesOf(r.Tx, own, ancestors(r.Tx, []*store.Row{row})[1:])
	return inherited[len(own):]
}

// groupUsedBy follows the related managers of Group: those of its one parent until 2025.10, those of the tree
// since then.
var groupUsedBy = []drf.Relation{
	{Model: ancestryModel, Action: "cascade", Objects: ancestryAbove, TextKey: true, Span: profile.Since(profile.V2025_12, profile.Source)},
	{Model: parentageModel, Action: "cascade", Rows: rowsWhere("parentage", "parent"), Span: profile.Since(profile.V2025_12, profile.Source)},
	{Model: groupModel, Action: "set_null", Rows: childRows, Span: profile.Until(profile.V2025_12, profile.Source)},
	{Model: groupModel, Action: "cascade_many", Rows: childRows, Span: profile.Since(profile.V2025_12, profile.Source)},
	{Model: ancestryModel, Action: "cascade", Objects: ancestryBelow, TextKey: true, Span: profile.Since(profile.V2025_12, profile.Source)},
	{Model: parentageModel, Action: "cascade", Rows: rowsWhere("parentage", "child"), Span: profile.Since(profile.V2025_12, profile.Source)},
	{Model: groupModel, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
		return linkedRows(tx, groupParents, "group", row)
	}, Span: profile.Since(profile.V2025_12, profile.Source)},
	{Model: policyBindingModel, Action: "cascade", Rows: rowsWhere("policy_binding", "group")},
	{Model: roleModel, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
		return linkedRows(tx, groupRoles, "role", row)
	}},
	{Model: userModel, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
		return linkedRows(tx, groupUsers, "user", row)
	}},
	{Model: stageTypes.models["user_write"], Action: "set_default", Rows: rowsWhere("stage", "create_users_group")},
}
