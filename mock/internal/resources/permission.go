package resources

import (
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// permission lists all permissions, for every user who has logged in.
var permission = declare(drf.Resource{
	Path: "rbac/permissions", Title: "Rbac Permission", Description: "Read-only list of all permissions, filterable by model and app",
	Model: drf.Model{
		Table: "permission", App: "auth", Name: "permission", Object: "Permission", Verbose: "permission", VerbosePlural: "permissions",
		String: func(_ *store.Tx, row *store.Row) string { return row.Text("name") },
	},
	ListMethods: []string{"GET", "HEAD", "OPTIONS"}, DetailMethods: []string{"GET", "HEAD", "OPTIONS"},
	ReadFreely: true,
	Hidden:     foreignPermissions,
	Fields: []drf.Field{
		{Name: "id", Kind: drf.Integer, Label: "ID", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true, MaxLength: 255},
		{Name: "codename", Kind: drf.Char, Required: true, MaxLength: 100},
		{Name: "model", Kind: drf.Method, Value: followed("content_type__model")},
		{Name: "app_label", Kind: drf.Method, Value: followed("content_type__app_label")},
		{Name: "app_label_verbose", Kind: drf.Method, Value: translated(followed("content_type__app_verbose"))},
		{Name: "model_verbose", Kind: drf.Method, Value: translated(followed("content_type__verbose"))},
	},
	Filters: []drf.Filter{
		{Name: "codename"},
		{Name: "content_type__model"},
		{Name: "content_type__app_label"},
		{Name: "role", Kind: drf.ModelFilter, To: "role", Match: func(r *drf.Request, row *store.Row, role any) bool {
			return r.Tx.Find("role_permission", "role", role, "permission", row.Text("label")) != nil
		}},
		{Name: "user", Kind: drf.ModelFilter, To: "user", Span: profile.Until(profile.V2026_2, profile.Document), Match: func(r *drf.Request, row *store.Row, user any) bool {
			return r.Tx.Find("user_permission", "user", user, "permission", row.Text("label")) != nil
		}},
	},
	Search:         []string{"name", "codename", "content_type__model", "content_type__app_label"},
	Ordering:       []string{"name"},
	OrderingFields: []string{"id", "name", "codename", "content_type__model", "content_type__app_label"},
}, store.Schema{
	Name: "content_type", PK: "id", Serial: true,
	Columns: []string{"id", "app_label", "model", "app_verbose", "verbose", "assignable"},
	Unique:  [][]string{{"app_label", "model"}},
}, store.Schema{
	// label is app_label.codename, the name of the permission everywhere else.
	Name: "permission", PK: "id", Serial: true,
	Columns: []string{"id", "name", "codename", "content_type", "label"},
	Unique:  [][]string{{"label"}},
	Ordered: [][]string{{"name"}},
	Refs:    []store.Ref{{Column: "content_type", To: "content_type"}},
}, permissionTable("role"), objectPermissionTable("role"), permissionTable("user"), objectPermissionTable("user"))

// foreignPermissions returns the permissions of Django's own models and of other libraries', which the list
// leaves out.
func foreignPermissions(tx *store.Tx) []*store.Row {
	var foreign []*store.Row
	for row := range tx.All("permission") {
		if !strings.HasPrefix(row.Text("label"), "authentik") {
			foreign = append(foreign, row)
		}
	}
	return foreign
}

func followed(path string) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, row *store.Row) any { return r.Tx.Follow(row, path) }
}

// translated returns the text of a Method field in the client's language.
func translated(of func(*drf.Request, *store.Row) any) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, row *store.Row) any { return r.Say(messages.New(of(r, row).(string))) }
}

// permitted is a model with its permissions. Django gives them consecutive ids, one for each verb and then
// those that the model declares itself.
//
// The files static/…/permissions.json hold all models of a new installation in the order of their ids, as
// real servers of the three versions list them; the models of other libraries, which no list shows, are from
// their databases.
type permitted struct {
	App        string `json:"app"`
	AppVerbose string `json:"app_verbose"`
	Model      string `json:"model"`
	Verbose    string `json:"verbose"`
	First      int64  `json:"first"`
	// Verbs defaults to add, change, delete and view.
	Verbs *[]string `json:"verbs"`
	// More holds codename and name of further permissions.
	More [][2]string `json:"more"`
	// Assignable models may be named in assignments of permissions, and in the entries of blueprints.
	Assignable bool `json:"assignable"`
}

// all returns the model's permissions, codename and name.
func (p permitted) all() [][2]string {
	verbs := []string{"add", "change", "delete", "view"}
	if p.Verbs != nil {
		verbs = *p.Verbs
	}
	var all [][2]string
	for _, verb := range verbs {
		all = append(all, [2]string{verb + "_" + p.Model, "Can " + verb + " " + p.Verbose})
	}
	return append(all, p.More...)
}

// Install fills the tables that every installation of authentik fills, whatever the seed: settings, content
// types, permissions, blueprints and a certificate. now is the time of the installation.
func Install(tx *store.Tx, c profile.Contract, now time.Time) error {
	if err := installSettings(tx, c); err != nil {
		return err
	}
	if err := installBlueprints(tx, now); err != nil {
		return err
	}
	if err := installCertificate(tx); err != nil {
		return err
	}
	if err := installSource(tx); err != nil {
		return err
	}
	if err := installMappings(tx); err != nil {
		return err
	}
	s, err := staticOf(c)
	if err != nil {
		return err
	}
	for _, model := range s.models {
		contentType, err := tx.Insert("content_type", map[string]any{
			"app_label": model.App, "model": model.Model, "app_verbose": model.AppVerbose, "verbose": model.Verbose,
			"assignable": model.Assignable,
		})
		if err != nil {
			return err
		}
		for i, each := range model.all() {
			if _, err := tx.Insert("permission", map[string]any{
				"id": model.First + int64(i), "codename": each[0], "name": each[1], "content_type": contentType.PK(),
				"label": model.App + "." + each[0],
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// assignableModels returns the models of a contract whose permissions can be assigned: those of the new
// installation, and then those that only the document of a release tells of. Event matchers take the same.
func assignableModels(c profile.Contract) ([]drf.Option, error) {
	s, err := staticOf(c)
	if err != nil {
		return nil, err
	}
	documented, err := matchedBy(c.Profile())
	if err != nil {
		return nil, err
	}
	var options []drf.Option
	for _, model := range s.models {
		if label := model.App + "." + model.Model; model.Assignable && slices.Contains(documented.Models, label) {
			options = append(options, drf.Option{Value: label, Name: model.Verbose})
		}
	}
	for _, label := range documented.Models {
		if !slices.ContainsFunc(options, func(o drf.Option) bool { return o.Value == label }) {
			options = append(options, drf.Option{Value: label, Name: label})
		}
	}
	return options, nil
}
