package mock_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// printedAction is an action as a running 2026.5 printed it.
type printedAction struct {
	path, lookup, name, method string
	detail                     bool
	// ownBackends reports whether it does not filter as its view does.
	ownBackends bool
}

var actionLine = regexp.MustCompile(`(?m)^action: (\w+) (detail|list) \{'(\w+)': '\w+'\} \{(.*)\}`)

func printedActions(t *testing.T) []printedAction {
	t.Helper()
	text, err := os.ReadFile("testdata/declarations/2026.5-rc1.txt")
	if err != nil {
		t.Fatal(err)
	}
	var actions []printedAction
	for _, section := range strings.Split(string(text), "\n## ")[1:] {
		path, _, _ := strings.Cut(section, " = ")
		_, lookup, _ := strings.Cut(section, "lookup_field: ")
		lookup, _, _ = strings.Cut(lookup, "\n")
		for _, found := range actionLine.FindAllStringSubmatch(section, -1) {
			a := printedAction{path: "/api/v3/" + path + "/", lookup: lookup, name: found[1], detail: found[2] == "detail", method: strings.ToUpper(found[3])}
			a.ownBackends = strings.Contains(found[4], "'filter_backends': ")
			actions = append(actions, a)
		}
	}
	return actions
}

// checkAccess looks its object up itself: who may use an application need not see it.
const checkAccess = "check_access"

// TestAnActionLooksAtTheQueryIfItsBackendsDo asks every action of an object for one that a search does not find: those
// with the backends of their view do not find it, those with backends of their own do.
func TestAnActionLooksAtTheQueryIfItsBackendsDo(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5-rc1"})
	made(t, s, "/api/v3/core/applications/", `{"name": "Shop", "slug": "shop"}`, "pk")
	made(t, s, "/api/v3/core/tokens/", `{"identifier": "z", "intent": "api"}`, "pk")
	asked := 0
	for _, a := range printedActions(t) {
		found, isList := objects(call(t, s, "GET", strings.Replace(a.path, "permissions/assigned_by_roles", "roles", 1)+"?superuser_full_list=true", ""))
		if !a.detail || !isList || len(found) == 0 || a.name == "impersonate" { // which the fake does not serve
			continue
		}
		asked++
		key := found[len(found)-1][a.lookup]
		if a.lookup == "pk" && key == nil {
			key = found[len(found)-1]["brand_uuid"]
		}
		address := fmt.Sprintf("%s%v/%s/?search=no-object-says-this&model=authentik_core.group", a.path, key, a.name)
		answer := call(t, s, a.method, address, `{"pk": `+newPerson(t, s, fmt.Sprint("user", asked)).pk+`, "password": "new", "key": "new"}`)
		if hidden := answer.status == 404; hidden == (a.ownBackends || a.name == checkAccess) {
			t.Errorf("%s %s with own backends %v answers %d %.200s", a.method, address, a.ownBackends, answer.status, answer.text)
		}
	}
	if asked < 20 {
		t.Errorf("only %d actions were asked", asked)
	}
}
