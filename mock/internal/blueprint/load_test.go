package blueprint_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// newest is the newest contract.
var newest, _ = profile.Parse("2026.5")

func TestTagsResolve(t *testing.T) {
	t.Setenv("BLUEPRINT_TEST_WORD", "from outside")
	t.Setenv("BLUEPRINT_TEST_EMPTY", "")
	text, err := os.ReadFile("testdata/tags.json")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := orjson.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	load(t, newest, "testdata/tags.yaml").view(func(r *drf.Request) {
		got := r.Tx.One("group", "name", "tags").Get("attributes").(*python.Dict)
		want := parsed.(*python.Dict)
		for name, value := range got.All() {
			wanted, ok := want.Get(name)
			if !ok || python.Repr(value) != python.Repr(wanted) {
				t.Errorf("%s: got %s, want %s", name, python.Repr(value), python.Repr(wanted))
			}
		}
		if got.Len() != want.Len() {
			t.Errorf("got %d attributes, want %d", got.Len(), want.Len())
		}
	})
}

func TestDottedContextIsNew(t *testing.T) {
	const text = `
version: 1
context: {deep: {list: [{name: found}]}, deep.list: exact}
entries:
  - model: authentik_core.group
    identifiers: {name: dotted}
    attrs: {attributes: {path: !Context [deep.list.0.name, default], exact: !Context deep.list}}
`
	for _, p := range profile.All {
		want := "{'path': 'default', 'exact': 'exact'}"
		if p.Contract >= profile.V2026_5RC1 {
			want = "{'path': 'found', 'exact': 'exact'}"
		}
		load(t, p, file(t, "dotted.yaml", text)).view(func(r *drf.Request) {
			if got := python.Repr(r.Tx.One("group", "name", "dotted").Get("attributes")); got != want {
				t.Errorf("%s: got %s, want %s", p.Name, got, want)
			}
		})
	}
}

func TestStatesOfEntries(t *testing.T) {
	w := load(t, newest, "testdata/states.yaml")
	for slug, want := range map[string]string{
		"present-new":                         "From the file",
		"default-authentication-flow":         "From the file",
		"created-new":                         "From the file",
		"default-invalidation-flow":           "Default Invalidation Flow",
		"must-created-new":                    "From the file",
		"default-provider-invalidation-flow":  "",
		"nowhere":                             "",
		"conditions-do-not-hold":              "",
		"default-provider-authorization-flow": "",
	} {
		w.view(func(r *drf.Request) {
			got := ""
			if row := r.Tx.One("flow", "slug", slug); row != nil {
				got = row.Text("title")
			}
			if got != want {
				t.Errorf("flow %s: title %q, want %q", slug, got, want)
			}
		})
	}
	w.view(func(r *drf.Request) {
		there, deny := r.Tx.One("flow", "slug", "default-invalidation-flow"), r.Tx.One("stage", "name", "states-deny")
		if r.Tx.Find("binding", "target", there.PK(), "stage", deny.PK(), "order", int64(5)) == nil {
			t.Error("!KeyOf does not find an object that state created left as it was")
		}
	})
}

// The identifiers of an entry find an object by its key or by all the others. A key that is not the found
// object's is replaced wherever it is used afterwards.
func TestIdentifiers(t *testing.T) {
	const text = `
version: 1
entries:
  - model: authentik_core.group
    identifiers: {name: first}
    attrs: {attributes: {a: {b: 1, c: [1, 2]}, d: 2}}
  - model: authentik_core.group
    identifiers: {attributes: {a: {c: [2]}}}
    attrs: {name: renamed, attributes: {d: 3}}
  - model: authentik_core.group
    identifiers: {pk: aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa, name: renamed}
  - model: authentik_stages_user_write.userwritestage
    identifiers: {pk: bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb, name: write}
    attrs: {create_users_group: aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa}
`
	load(t, newest, file(t, "identifiers.yaml", text)).view(func(r *drf.Request) {
		group, stage := r.Tx.One("group", "name", "renamed"), r.Tx.One("stage", "name", "write")
		if group == nil || stage == nil || r.Tx.One("group", "name", "first") != nil {
			t.Fatal("no group that was renamed, or no stage")
		}
		if got, want := python.Repr(group.Get("attributes")), "{'a': {'c': [2]}, 'd': 3}"; got != want {
			t.Errorf("attributes %s, want %s", got, want)
		}
		if stage.Get("create_users_group") != group.PK() {
			t.Error("the key that the file gives the group does not stand for the group that was found")
		}
		if drf.KeyText(stage.PK()) != "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb" {
			t.Errorf("the new stage has the key %s", drf.KeyText(stage.PK()))
		}
	})
}

func TestLookupsAreDjangos(t *testing.T) {
	for conditions, want := range map[string]string{
		"[slug, default-password-change]":         "default-password-change",
		"[slug__exact, default-password-change]":  "default-password-change",
		"[slug__iexact, DEFAULT-Password-Change]": "default-password-change",
		"[slug__contains, password]":              "default-password-change",
		"[slug__contains, Password]":              "",
		"[slug__icontains, Password]":             "default-password-change",
		"[slug__startswith, initial]":             "initial-setup",
		"[slug__istartswith, INITIAL]":            "initial-setup",
		"[slug__endswith, -setup], [designation__in, [stage_configuration]], [layout, stacked], [compatibility_mode, true]": "",
		"[slug__iendswith, L-SETUP], [compatibility_mode, false]":                                                           "initial-setup",
		"[slug__in, [nowhere, initial-setup]]":                                                                              "initial-setup",
		"[slug, initial-setup], [name__isnull, true]":                                                                       "",
		"[slug, initial-setup], [name__isnull, false]":                                                                      "initial-setup",
		"[pk, !Find [authentik_flows.flow, [slug, initial-setup]]]":                                                         "initial-setup",
		"[flow_uuid, !Find [authentik_flows.flow, [slug, initial-setup]]]":                                                  "initial-setup",
		"[slug, nowhere], [slug, initial-setup]":                                                                            "",
	} {
		text := group + "!If [!Find [authentik_flows.flow, " + conditions + "], " +
			"!AtIndex [!FindObject [authentik_flows.flow, " + conditions + "], slug], null]"
		load(t, newest, file(t, "lookup.yaml", text)).view(func(r *drf.Request) {
			value, _ := r.Tx.One("group", "name", "g").Get("attributes").(*python.Dict).Get("v")
			if got, _ := value.(string); got != want {
				t.Errorf("%s finds %q, want %q", conditions, got, want)
			}
		})
	}
}

func TestFindGivesIntegerKeys(t *testing.T) {
	const text = group + "[!Find [authentik_core.user, [username, akadmin]], !Find [authentik_core.user, [username, nobody]]]"
	load(t, newest, file(t, "users.yaml", text)).view(func(r *drf.Request) {
		got, _ := r.Tx.One("group", "name", "g").Get("attributes").(*python.Dict).Get("v")
		if want := []any{r.Tx.One("user", "username", "akadmin").PK(), nil}; !slices.Equal(got.([]any), want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

// Policies of every type have the states of other objects.
func TestPolicies(t *testing.T) {
	const text = `
version: 1
entries:
  - model: authentik_policies_expression.expressionpolicy
    identifiers: {name: kept}
    attrs: {execution_logging: true, expression: "return True"}
  - model: authentik_policies_expression.expressionpolicy
    state: created
    identifiers: {name: kept}
    attrs: {execution_logging: false}
  - model: authentik_policies_dummy.dummypolicy
    identifiers: {name: gone}
  - model: authentik_policies_dummy.dummypolicy
    state: absent
    identifiers: {name: gone}
`
	load(t, newest, file(t, "policies.yaml", text)).view(func(r *drf.Request) {
		if kept := r.Tx.One("policy", "name", "kept"); kept == nil || kept.Get("execution_logging") != true {
			t.Error("the policy is not as its first entry says")
		}
		if r.Tx.One("policy", "name", "gone") != nil {
			t.Error("a policy whose state is absent is there")
		}
	})
}

// A role that may view all objects, in the form of authentik's own read-only role.
func TestPermissionsOverAllModels(t *testing.T) {
	const text = `
version: 1
entries:
  - model: authentik_rbac.role
    identifiers: {name: onlooker}
    attrs:
      permissions: !Enumerate [!Context goauthentik.io/rbac/models, SEQ, !Format ["%s.view_%s", !Value 0, !Index 0]]
`
	for _, p := range profile.All {
		load(t, p, file(t, "onlooker.yaml", text)).view(func(r *drf.Request) {
			role := r.Tx.One("role", "name", "onlooker").PK()
			for _, permission := range []string{"authentik_flows.view_flow", "authentik_stages_email.view_emailstage"} {
				if r.Tx.Find("role_permission", "role", role, "permission", permission) == nil {
					t.Errorf("%s: there is no %s", p.Name, permission)
				}
			}
		})
	}
}

// Attributes that only blueprints may set: keys, passwords, permissions, the background of a flow.
func TestAttributesOfBlueprintsOnly(t *testing.T) {
	const text = `
version: 1
entries:
  accounts:
    - model: authentik_core.user
      id: robot
      identifiers: {username: robot}
      attrs: {name: Robot, type: service_account, password: secret, permissions: [authentik_core.view_group]}
    - model: authentik_core.token
      identifiers: {identifier: robot-token}
      attrs: {key: a-key-of-my-own, user: !KeyOf robot, intent: api, expiring: false}
    - model: authentik_rbac.role
      id: readers
      identifiers: {name: readers}
      attrs: {permissions: [authentik_flows.view_flow]}
  flows:
    - model: authentik_flows.flow
      identifiers: {slug: pictured}
      attrs: {name: Pictured, title: Pictured, designation: recovery, background: https://example.com/x.png}
      permissions:
        - {permission: inspect_flow, role: !KeyOf readers}
        - {permission: authentik_flows.change_flow, user: !Find [authentik_core.user, [username, robot]]}
`
	for _, p := range profile.All {
		t.Run(p.Name, func(t *testing.T) {
			w := load(t, p, file(t, "only.yaml", text))
			for _, warning := range w.warnings {
				t.Errorf("warning: %s", warning)
			}
			w.view(func(r *drf.Request) { checkOnly(t, r, p) })
		})
	}
}

func checkOnly(t *testing.T, r *drf.Request, p profile.Profile) {
	robot, flow, role := r.Tx.One("user", "username", "robot"), r.Tx.One("flow", "slug", "pictured"), r.Tx.One("role", "name", "readers")
	if token := r.Tx.First("token", "key", "a-key-of-my-own"); token == nil || token.Get("user") != robot.PK() {
		t.Error("the token has not the key of the file")
	}
	if robot.Text("password") != "secret" || flow.Text("background") != "https://example.com/x.png" {
		t.Error("password or background are not those of the file")
	}
	holder, key := "user", robot.PK()
	if p.Contract >= profile.V2025_12 {
		holder, key = "role", r.Tx.Find("role", "name", "ak-managed-role--user-"+drf.KeyText(robot.PK())).PK()
	}
	object := drf.KeyText(flow.PK())
	for name, held := range map[string]*store.Row{
		"of the user":                r.Tx.Find(holder+"_permission", holder, key, "permission", "authentik_core.view_group"),
		"of the user over the flow":  r.Tx.Find(holder+"_object_permission", holder, key, "permission", "authentik_flows.change_flow", "object", object),
		"of the role":                r.Tx.Find("role_permission", "role", role.PK(), "permission", "authentik_flows.view_flow"),
		"of the role, over the flow": r.Tx.Find("role_object_permission", "role", role.PK(), "permission", "authentik_flows.inspect_flow", "object", object),
	} {
		if held == nil {
			t.Errorf("there is no permission %s", name)
		}
	}
}

// All files that a blueprint refers to are read before the state is locked.
func TestNothingIsReadWhileTheStateIsHeld(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "word")
	if err := os.WriteFile(path, []byte("early"), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := yamldoc.Parse("early.yaml", []byte(group+"{in: [!Format [\"%s\", !File word]], a: &a !File [nowhere, !File word], b: *a}"))
	if err != nil {
		t.Fatal(err)
	}
	source := blueprint.With(d, blueprint.Outside{Folder: folder})
	if err := os.WriteFile(path, []byte("late"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "nowhere"), []byte("late"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := load(t, newest)
	err = w.store.Update(func(tx *store.Tx) error {
		r := &drf.Request{Tx: tx, Contract: newest.Contract, Site: w.site, Now: noon, User: anybody{}, Say: messages.English}
		_, err := blueprint.Load(r, source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.view(func(r *drf.Request) {
		got, _ := r.Tx.One("group", "name", "g").Get("attributes").(*python.Dict).Get("v")
		if want := "{'a': 'early', 'b': 'early', 'in': ['early']}"; python.Repr(got) != want {
			t.Errorf("got %s, want %s", python.Repr(got), want)
		}
	})
}
