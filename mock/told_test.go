package mock_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// told writes requests and answers down, with ids and times named by first sight.
type told struct {
	t     *testing.T
	s     *mocktest.Server
	log   lines
	text  strings.Builder
	names map[string]string
}

// onReleasesTold runs a test against a new installation of every release whose log is read.
func onReleasesTold(t *testing.T, test func(w *told, release string)) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			w := &told{t: t, names: map[string]string{}}
			w.s = mocktest.Start(t, mock.Options{Profile: release, Seeds: []string{mock.SeedFresh}, AllowHosts: []string{".brand.test"},
				Logger: slog.New(slog.NewJSONHandler(&w.log, nil))})
			test(w, release)
		})
	}
}

// ask sends a request, and returns the answer with the reasons that the log has for a refusal.
func (w *told) ask(method, path, body string) (a answer, reasons string) {
	w.t.Helper()
	w.log.take()
	a = call(w.t, w.s, method, path, body)
	var line struct {
		Reasons []struct{ Layer, Field, Code string }
	}
	if text := w.log.take(); a.status >= 400 {
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			w.t.Fatalf("%v: %s", err, text)
		}
	}
	for _, r := range line.Reasons {
		reasons += fmt.Sprintf(" (%s %s: %s)", r.Layer, r.Field, r.Code)
	}
	return a, reasons
}

// ids matches values that differ between installations: UUIDs with and without dashes, and digests.
var (
	ids   = regexp.MustCompile(`\b[0-9a-f]{64}\b|\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b`)
	times = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)`)
	// numbers are made from a group's id.
	numbers = regexp.MustCompile(`"num_pk":\d+`)
)

func (w *told) named(text string) string {
	text = numbers.ReplaceAllString(times.ReplaceAllString(text, "TIME"), `"num_pk":NUMBER`)
	return ids.ReplaceAllStringFunc(text, func(id string) string {
		if w.names[id] == "" {
			w.names[id] = fmt.Sprintf("ID%d", len(w.names)+1)
		}
		return w.names[id]
	})
}

// call sends a request, and writes down what was said.
func (w *told) call(method, path, body string) answer {
	w.t.Helper()
	a := call(w.t, w.s, method, "/api/v3/"+path, body)
	fmt.Fprintf(&w.text, "%s %s %s\n  %d %s\n", method, w.named(path), w.named(body), a.status, strings.ReplaceAll(w.named(a.text), "},{", "},\n   {"))
	return a
}

// worldObjects are objects of every kind, the first of each with nothing but what it must have. <name> in a body is the
// primary key of the object of that name.
var worldObjects = []struct{ name, collection, body string }{
	{"role", "rbac/roles", `{"name": "editors"}`},
	{"top", "core/groups", `{"name": "top"}`},
	{"group", "core/groups", `{"name": "staff", "is_superuser": true, "attributes": {"a": 1}, "roles": ["<role>"], "parents": ["<top>"]}`},
	{"", "core/users", `{"username": "bob", "name": "Bob"}`},
	{"ann", "core/users", `{"username": "ann", "name": "ann lee", "email": "ann@x.example", "is_active": false, "path": "a/b", "type": "external", "groups": ["<group>"], "attributes": {"b": 2}}`},
	{"", "core/tokens", `{"identifier": "first"}`},
	{"", "core/tokens", `{"identifier": "second", "intent": "app_password", "user": <ann>, "description": "d", "expiring": false}`},
	{"first", "flows/instances", `{"name": "First", "slug": "first", "title": "F", "designation": "enrollment"}`},
	{"flow", "flows/instances", `{"name": "Second", "slug": "second", "title": "S", "designation": "recovery", "policy_engine_mode": "all", "compatibility_mode": true, "layout": "sidebar_left", "denied_action": "continue", "authentication": "require_superuser"}`},
	{"", "stages/deny", `{"name": "no"}`},
	{"deny", "stages/deny", `{"name": "never", "deny_message": "No."}`},
	{"", "stages/user_write", `{"name": "write"}`},
	{"write", "stages/user_write", `{"name": "write all", "user_creation_mode": "always_create", "create_users_as_inactive": true, "create_users_group": "<group>", "user_type": "internal", "user_path_template": "p"}`},
	{"binding", "flows/bindings", `{"target": "<flow>", "stage": "<write>", "order": 1}`},
	{"", "flows/bindings", `{"target": "<flow>", "stage": "<deny>", "order": 2, "evaluate_on_plan": true, "re_evaluate_policies": false, "policy_engine_mode": "all", "invalid_response_action": "restart"}`},
	{"app", "core/applications", `{"name": "Shop", "slug": "shop"}`},
	{"", "core/applications", `{"name": "Bank", "slug": "bank", "open_in_new_tab": true, "meta_launch_url": "https://bank.example/%(username)s", "meta_description": "d", "meta_publisher": "p", "group": "g", "policy_engine_mode": "all"}`},
	{"", "policies/bindings", `{"target": "<app>", "group": "<group>", "order": 0}`},
	{"", "policies/bindings", `{"target": "<binding>", "user": <ann>, "order": 1, "negate": true, "enabled": false, "timeout": 5, "failure_result": true}`},
	{"", "policies/bindings", `{"target": "<first>", "user": <ann>, "order": 2}`},
	{"", "core/brands", `{"domain": "one.brand.test"}`},
	{"", "core/brands", `{"domain": "two.brand.test", "branding_title": "Two", "flow_authentication": "<flow>", "flow_invalidation": "<flow>", "flow_recovery": "<flow>", "flow_unenrollment": "<flow>", "flow_user_settings": "<flow>", "flow_device_code": "<flow>", "default_application": "<app>", "attributes": {"c": 3}}`},
	{"", "events/events", `{"action": "login", "app": "a"}`},
}

var oneParent = regexp.MustCompile(`"parents": \[(.*?)\]`)

// newWorld makes these objects, and returns their addresses and primary keys. Groups have one parent until 2025.10.
func (w *told) newWorld(release string) (addresses []string, keys map[string]string) {
	w.t.Helper()
	keys = map[string]string{}
	for _, o := range worldObjects {
		body := o.body
		for name, key := range keys {
			body = strings.ReplaceAll(body, "<"+name+">", key)
		}
		if release == "2025.10" {
			body = oneParent.ReplaceAllString(body, `"parent": $1`)
		}
		found := want(w.t, w.call("POST", o.collection+"/", body), 201).json(w.t)
		addresses = append(addresses, fmt.Sprintf("%s/%v/", o.collection, found[creating[o.collection].key]))
		keys[o.name] = fmt.Sprint(found["pk"])
	}
	assign := `{"permissions": ["authentik_core.view_group"], "model": "authentik_core.group", "object_pk": "` + keys["group"] + `"}`
	want(w.t, w.call("POST", "rbac/permissions/assigned_by_roles/"+keys["role"]+"/assign/", assign), 200)
	want(w.t, w.call("POST", "rbac/permissions/assigned_by_roles/"+keys["role"]+"/assign/", `{"permissions": ["authentik_core.view_user"]}`), 200)
	if release == "2025.10" {
		want(w.t, w.call("POST", "rbac/permissions/assigned_by_users/"+keys["ann"]+"/assign/", assign), 200)
	} else {
		want(w.t, w.call("POST", "rbac/roles/"+keys["role"]+"/add_user/", `{"pk": `+keys["ann"]+`}`), 204)
	}
	return addresses, keys
}

// TestAWorldIsToldAsItWasReviewed makes objects that are related, asks for each and for what uses it, deletes them, and
// reads the log.
func TestAWorldIsToldAsItWasReviewed(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		w := &told{t: t, s: s, names: map[string]string{}}
		addresses, keys := w.newWorld(release)
		w.call("GET", "rbac/permissions/assigned_by_roles/?model=authentik_core.group", "")
		w.call("GET", "rbac/permissions/roles/?uuid="+keys["role"], "")
		if release == "2025.10" {
			w.call("GET", "rbac/permissions/assigned_by_users/?model=authentik_core.group", "")
			w.call("GET", "rbac/permissions/users/?user_id="+keys["ann"], "")
		}
		for _, path := range addresses {
			w.call("GET", path, "")
			if !strings.HasPrefix(path, "events/") {
				w.call("GET", path+"used_by/", "")
			}
		}
		for _, path := range []string{"admin/settings/", "core/users/me/", "core/users/paths/", "flows/instances/second/diagram/", "stages/all/?search=write",
			"core/applications/shop/check_access/?for_user=" + keys["ann"], "events/notifications/", "enterprise/license/summary/", "core/users/?username=bob", "core/groups/?name=top"} {
			w.call("GET", path, "")
		}
		for _, path := range slices.Backward(addresses) {
			w.call("DELETE", path, "")
		}
		w.call("GET", "events/events/?ordering=created&page_size=100", "")
		golden(t, "world-"+release+".txt", w.text.String())
	})
}
