package resources

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var userModel = drf.Model{
	Table: "user", App: "authentik_core", Name: "user", Object: "User", Verbose: "User", VerbosePlural: "Users",
	String: func(_ *store.Tx, row *store.Row) string { return row.Text("username") },
}

var (
	userGroups = &drf.Through{Table: "membership", Near: "user", Far: "group"}
	userRoles  = &drf.Through{Table: "user_role", Near: "user", Far: "role"}
)

// core/users is a user, including service accounts.
var _ = declare(drf.Resource{
	Path: "core/users", Title: "User", Description: "User Viewset", Model: userModel,
	Hidden: func(tx *store.Tx) []*store.Row {
		if row := tx.One("user", "username", anonymous); row != nil {
			return []*store.Row{row}
		}
		return nil
	},
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.Integer, Source: "id", Label: "ID", ReadOnly: true},
		{Name: "username", Kind: drf.Char, Required: true, MaxLength: longestUsername, Rules: []drf.Rule{drf.UniqueHere("user", "username")}},
		{Name: "name", Kind: drf.Char, Required: true, Blank: true, Help: displayNameHelp},
		{
			Name: "is_active", Kind: drf.Boolean, Label: "active", Translated: true, Default: true,
			Help: activeHelp,
		},
		{Name: "last_login", Kind: drf.DateTime, Label: "last login", Translated: true, Null: true},
		{Name: "date_joined", Kind: drf.DateTime, Label: "date joined", Translated: true, ReadOnly: true},
		{Name: "is_superuser", Kind: drf.Method, Type: "boolean", Value: isSuperuser},
		{Name: "groups", Kind: drf.ManyRelated, To: "group", Through: userGroups, Sent: noItems},
		{Name: "groups_obj", Kind: drf.Nested, Many: true, Computed: true, ReadOnly: true, Fields: userGroupFields, Rows: onDemand("include_groups", true, userGroups, "group")},
		{Name: "roles", Kind: drf.ManyRelated, To: "role", Through: userRoles, Sent: noItems, Span: profile.Since(profile.V2025_12, profile.Recorded)},
		{Name: "roles_obj", Kind: drf.Nested, Many: true, Computed: true, ReadOnly: true, Fields: roleFields, Rows: onDemand("include_roles", true, userRoles, "role"), Span: profile.Since(profile.V2025_12, profile.Recorded)},
		{Name: "email", Kind: drf.Email, Label: "email address", Translated: true, Blank: true, MaxLength: 254, Default: ""},
		{Name: "avatar", Kind: drf.Method, Value: avatarOf},
		{Name: "attributes", Kind: drf.JSONDict, Default: python.NewDict()},
		{Name: "uid", Kind: drf.Method, Type: "string", Value: uidOf},
		{Name: "path", Kind: drf.Char, Default: "users", Check: soundPath},
		{Name: "type", Kind: drf.Choice, Choices: userTypes, Default: "internal", Check: allowedType},
		{Name: "uuid", Kind: drf.UUID, ReadOnly: true},
		{Name: "password_change_date", Kind: drf.DateTime, ReadOnly: true},
		{Name: "last_updated", Kind: drf.DateTime, ReadOnly: true},
	},
	Filters: []drf.Filter{
		// django-filter lists those in Meta first, then the others in the order of their declaration
		{Name: "username"},
		{Name: "email"},
		{Name: "date_joined", Kind: drf.DateTimeFilter},
		{Name: "last_updated", Kind: drf.DateTimeFilter},
		{Name: "last_login", Kind: drf.DateTimeFilter, Span: profile.Since(profile.V2026_2, profile.Document)},
		{Name: "name"},
		{Name: "is_active", Kind: drf.BooleanFilter},
		{Name: "is_superuser", Kind: drf.BooleanFilter, Match: func(r *drf.Request, row *store.Row, value any) bool {
			return slices.ContainsFunc(linkedRows(r.Tx, userGroups, "group", row), isSuperuserGroup) == value
		}},
		attributesFilter(inAnyLanguage),
		{Name: "groups_by_name", Kind: drf.ModelsFilter, To: "group", By: "name", Through: userGroups},
		{Name: "groups_by_pk", Kind: drf.ModelsFilter, To: "group", Through: userGroups},
		{Name: "roles_by_name", Kind: drf.ModelsFilter, To: "role", By: "name", Through: userRoles, Span: profile.Since(profile.V2025_12, profile.Document)},
		{Name: "roles_by_pk", Kind: drf.ModelsFilter, To: "role", Through: userRoles, Span: profile.Since(profile.V2025_12, profile.Document)},
		{Name: "type", Kind: drf.ChoicesFilter, Choices: userTypes},
		{Name: "date_joined__lt", Kind: drf.BeforeFilter, Column: "date_joined"},
		{Name: "date_joined__gt", Kind: drf.AfterFilter, Column: "date_joined"},
		{Name: "last_updated__lt", Kind: drf.BeforeFilter, Column: "last_updated"},
		{Name: "last_updated__gt", Kind: drf.AfterFilter, Column: "last_updated"},
		{Name: "last_login__lt", Kind: drf.BeforeFilter, Column: "last_login", Span: profile.Since(profile.V2026_2, profile.Document)},
		{Name: "last_login__gt", Kind: drf.AfterFilter, Column: "last_login", Span: profile.Since(profile.V2026_2, profile.Document)},
		{Name: "last_login__isnull", Kind: drf.NullFilter, Column: "last_login", Span: profile.Since(profile.V2026_2, profile.Document)},
		{Name: "uuid", Kind: drf.UUIDFilter},
		{Name: "path"},
		{Name: "path_startswith", Kind: drf.PrefixFilter, Column: "path"},
	},
	Validate:     notAnOutposts,
	Search:       []string{"email", "name", "uuid", "username"},
	Ordering:     []string{"username"},
	Autocomplete: userAutocomplete, Ask: asks(userAsks), AskSpan: searchLanguage,
	Created: func(r *drf.Request, values drf.Values) {
		values["uuid"] = r.Tx.UUID()
		values["date_joined"] = r.Now
		values["last_updated"] = r.Now
		values["password_change_date"] = r.Now
		values["password"] = ""
	},
	Saved: func(r *drf.Request, row *store.Row, values drf.Values) error {
		if values["last_updated"] != nil { // a new user, who is saved again without a password, or a seed that says when
			return r.Audit(drf.Updated, row)
		}
		_, err := r.Tx.Update(r.Tx.ByPK("user", row.PK()), map[string]any{"last_updated": r.Now})
		return err
	},
	Actions: []drf.Action{
		{
			Name: "me", Title: "User me", Description: "Get information about current user", Method: http.MethodGet,
			Run: userMe,
		},
		{Name: "paths", Description: "Get all user paths", Method: http.MethodGet, Run: userPaths},
		{
			Name: "service_account", Description: "Create a new user account that is marked as a service account",
			Method: http.MethodPost, Body: serviceAccountFields,
			NeedsGlobal: []string{"authentik_core.add_user", "authentik_core.add_token"}, Run: serviceAccount,
		},
		setPassword(drf.Action{AllowAny: true, Span: profile.Until(bodyFirst, profile.Source)}),
		setPassword(drf.Action{Free: true, Span: profile.Since(bodyFirst, profile.Source)}),
	},
	UsedBy: []drf.Relation{
		{Model: sessionModel, Action: "cascade", Rows: sessionsOf, Span: profile.Until(managedRoles, profile.Source)},
		{Model: sessionModel, Action: "cascade", Rows: sessionsOf, TextKey: true, Span: profile.Since(managedRoles, profile.Source)},
		{Model: groupModel, Action: "cascade_many", Rows: groupsOfUser},
		{Model: groupModel, Action: "cascade_many", Rows: groupsOfUser, Span: profile.Since(profile.V2026_2, profile.Source)}, // under its older name too
		{Model: invitationModel, Action: "cascade", Rows: rowsWhere("invitation", "created_by")},
		{Model: policyBindingModel, Action: "cascade", Rows: rowsWhere("policy_binding", "user")},
		{Model: roleModel, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
			return linkedRows(tx, userRoles, "role", row)
		}, Span: profile.Since(profile.V2025_12, profile.Source)},
		{Model: modelPermission, Action: "cascade_many", Objects: permissionsOfUser, Span: profile.Until(managedRoles, profile.Source)},
		{Model: heldModel("user"), Action: "cascade", Objects: heldObjects("user"), Span: profile.Until(managedRoles, profile.Source)},
	},
}, store.Schema{
	Name: "user", PK: "id", Serial: true,
	Columns: []string{"id", "username", "name", "is_active", "last_login", "date_joined", "email", "attributes",
		"path", "type", "uuid", "password_change_date", "last_updated", "password"},
	Unique:  [][]string{{"username"}},
	Ordered: [][]string{{"name"}},
}, linkTable("user_role", "user", "role"))

// longestUsername is the length of the column.
const longestUsername = 150

// Texts of OPTIONS for members that other resources show too.
const (
	displayNameHelp = "User's display name."
	activeHelp      = "Designates whether this user should be treated as active. Unselect this instead of deleting accounts."
)

// anonymous is the user for requests without one. It has an id, which others may refer to, but is never
// listed.
const anonymous = "AnonymousUser"

// internalServiceAccount is the type of the accounts that authentik creates for its outposts.
const internalServiceAccount = "internal_service_account"

func isSuperuser(r *drf.Request, row *store.Row) any { return NewUser(r.Tx, row).superuser }

func groupsOfUser(tx *store.Tx, row *store.Row) []*store.Row {
	return linkedRows(tx, userGroups, "group", row)
}

// userGroupFields are the fields of a group inside a user.
var userGroupFields = []drf.Field{
	{Name: "pk", Kind: drf.UUID, Source: "group_uuid", Label: "Group uuid", ReadOnly: true},
	{Name: "num_pk", Kind: drf.Method, Value: numPK},
	{Name: "name", Kind: drf.Char, Required: true, Label: "name", Translated: true},
	{Name: "is_superuser", Kind: drf.Boolean, Help: superusersHelp},
	{Name: "parent", Kind: drf.Related, To: "group", Span: profile.Until(profile.V2025_12, profile.Recorded)},
	{Name: "parent_name", Kind: drf.Method, Type: "string", Value: parentName, Span: profile.Until(profile.V2025_12, profile.Recorded)},
	{Name: "attributes", Kind: drf.JSONDict},
}

// uidOf returns what identifies a user to applications: a hash of the user's primary key and the installation
// id.
func uidOf(_ *drf.Request, row *store.Row) any {
	sum := sha256.Sum256([]byte(drf.KeyText(row.PK()) + "-authentik-mock"))
	return hex.EncodeToString(sum[:])
}

func soundPath(_ *drf.Request, _ *store.Row, value any) (any, *messages.Message) {
	path := value.(string)
	if strings.HasPrefix(path, "/") || strings.HasSuffix(path, "/") {
		message := messages.New("No leading or trailing slashes allowed.")
		return nil, &message
	}
	if slices.Contains(strings.Split(path, "/"), "") {
		message := messages.New("No empty segments in user path allowed.")
		return nil, &message
	}
	return path, nil
}

// allowedType refuses accounts of the type that authentik creates for its outposts, except in seeds.
func allowedType(r *drf.Request, row *store.Row, value any) (any, *messages.Message) {
	if r.Viewer == nil {
		return value, nil
	}
	if row != nil && row.Get("type") == internalServiceAccount && value != internalServiceAccount {
		message := messages.New("Can't change internal service account to other user type.")
		return nil, &message
	}
	if row == nil && value == internalServiceAccount {
		message := messages.New("Setting a user to internal service account is not allowed.")
		return nil, &message
	}
	return value, nil
}

// notAnOutposts refuses every change to an account that authentik creates for its outposts.
func notAnOutposts(r *drf.Request, row *store.Row, _ drf.Values) error {
	if r.Viewer == nil || row == nil || row.Get("type") != internalServiceAccount {
		return nil
	}
	return drf.InvalidObject(messages.New("Can't modify internal service account users"))
}

// userMe answers with the requesting user.
func userMe(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	me := r.Viewer
	shown := python.NewDict()
	full := r.Represent("core/users", me)
	for _, name := range []string{"pk", "username", "name", "is_active", "is_superuser", "is_current", "groups", "roles", "email", "avatar", "uid"} {
		value, there := full.Get(name)
		switch {
		case name == "is_current" && severalUsers.In(r.Contract):
			value = false // a token is no session
		case name == "groups":
			value = namedRows(ancestors(r.Tx, linkedRows(r.Tx, userGroups, "group", me)))
		case name == "roles" && there:
			value = namedRows(rolesOf(r.Tx, me))
		case !there:
			continue
		}
		shown.Set(name, value)
	}
	shown.Set("settings", settingsOf(r, me))
	shown.Set("type", me.Text("type"))
	shown.Set("system_permissions", systemPermissions(r))
	body := python.NewDict()
	body.Set("user", shown)
	if severalUsers.In(r.Contract) {
		body.Set("users", []any{}) // of the sessions under one cookie of a browser, which a token does not come with
	}
	return &drf.Response{Status: http.StatusOK, Body: body}, nil
}

// severalUsers is the span in which a browser may hold the sessions of several users.
var severalUsers = profile.Dated("core/users/me shows users", profile.Since(profile.V2026_8, profile.Document))

// rolesOf returns the roles of a user: their own, and those of their groups and of the groups above, each
// once.
func rolesOf(tx *store.Tx, user *store.Row) []*store.Row {
	groups := ancestors(tx, linkedRows(tx, userGroups, "group", user))
	return withRolesOf(tx, linkedRows(tx, userRoles, "role", user), groups)
}

func namedRows(rows []*store.Row) []any {
	slices.SortStableFunc(rows, func(a, b *store.Row) int { return strings.Compare(a.Text("name"), b.Text("name")) })
	named := make([]any, len(rows))
	for i, row := range rows {
		entry := python.NewDict()
		entry.Set("name", row.Text("name"))
		entry.Set("pk", drf.KeyText(row.PK()))
		named[i] = entry
	}
	return named
}

// settingsOf returns the settings among the attributes of a user and of the user's groups.
func settingsOf(r *drf.Request, me *store.Row) any {
	if settings, ok := groupAttributes(r, me).Get("settings"); ok {
		return settings
	}
	return python.NewDict()
}

// userPaths returns the paths of the listed users.
func userPaths(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	users, err := r.Listed("core/users")
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for row := range users {
		seen[row.Text("path")] = true
	}
	paths := make([]string, 0, len(seen))
	for path := range seen {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	list := make([]any, len(paths))
	for i, path := range paths {
		list[i] = path
	}
	body := python.NewDict()
	body.Set("paths", list)
	return &drf.Response{Status: http.StatusOK, Body: body}, nil
}

// setPassword adds what is specific to a generation of authentik: the older one accepts requests of any user.
func setPassword(action drf.Action) drf.Action {
	action.Name, action.Description, action.Detail, action.Method = "set_password", "Set password for user", true, http.MethodPost
	action.Needs = "authentik_core.reset_user_password"
	action.Body = []drf.Field{{Name: "password", Kind: drf.Char, Required: true, Secret: true}}
	action.Run = func(r *drf.Request, row *store.Row) (*drf.Response, error) {
		writeEvent(r, "password_set", bySignals, row, fact{})
		_, err := r.Update(row, map[string]any{
			"password": r.Sent["password"], "password_change_date": r.Now, "last_updated": r.Now,
		})
		return &drf.Response{Status: http.StatusNoContent}, err
	}
	return action
}
