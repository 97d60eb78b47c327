package mock_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// look returns what a look shows.
func look(t *testing.T, s *mocktest.Server, at, as string) (looked struct {
	Status  int
	Body    any
	Reasons []string
}) {
	t.Helper()
	a := want(t, call(t, s, "GET", "/__mock/look?at="+url.QueryEscape(at)+"&as="+as, ""), 200)
	if err := json.Unmarshal([]byte(a.text), &looked); err != nil {
		t.Fatal(err)
	}
	return looked
}

// TestALookAnswersAsTheAPIAndLeavesNoTrace: as whoever asks.
func TestALookAnswersAsTheAPIAndLeavesNoTrace(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	asked := want(t, call(t, s, "GET", exampleAddress, ""), 200).json(t)
	want(t, call(t, s, "PUT", "/__mock/faults/all", `{"times": 1, "then": {"status": 503}}`), 200)
	if looked := look(t, s, exampleAddress, ""); looked.Status != 200 || fmt.Sprint(looked.Body) != fmt.Sprint(asked) {
		t.Errorf("a look shows %v, the API %v", looked, asked)
	}
	for user, status := range map[string]int{"akadmin": 200, "erika": 200, "nobody": 403} {
		looked := look(t, s, exampleAddress, user)
		if looked.Status != status || (len(looked.Reasons) > 0) != (status == 403) {
			t.Errorf("%s sees %v", user, looked)
		}
	}
	if looked := look(t, s, "/api/v3/core/users/me/", "erika"); !strings.Contains(fmt.Sprint(looked.Body), "erika@") {
		t.Errorf("erika is %v", looked)
	}
	if looked := look(t, s, "/api/v3/stages/user_write/?name=nothing", ""); looked.Status != 200 || strings.Contains(fmt.Sprint(looked.Body), "component") {
		t.Errorf("a query does not count: %v", looked)
	}
	if looked := look(t, s, exampleAddress+"used_by/", ""); !strings.Contains(fmt.Sprint(looked.Body), "authentik_flows") {
		t.Errorf("used by %v", looked)
	}
	if text, ok := look(t, s, "/api/v3/schema/", "").Body.(string); !ok || !strings.HasPrefix(text, "openapi") {
		t.Errorf("an answer that is no JSON is %.50q", text)
	}
	kept := want(t, call(t, s, "GET", "/__mock/requests", ""), 200).json(t)["requests"].([]any)
	fault := want(t, call(t, s, "GET", "/__mock/faults/all", ""), 200).json(t)
	if len(kept) != 1 || fault["seen"] != 0.0 {
		t.Errorf("looks left %d requests, and the fault saw %v", len(kept)-1, fault["seen"])
	}
	for query, words := range map[string]string{
		"at=/nowhere/":        "/api/v3/core/groups/",
		"at=/api/v3/nowhere/": "resources",
		"at=%zz":              "",
		"at=/api/v3/core/tokens/mock-token/view_key/": "only reads",
		"at=" + exampleAddress + "&as=who":            `"who"`,
	} {
		status := 400
		if query == "at=%zz" {
			want(t, call(t, s, "GET", "/__mock/look?"+query, ""), status)
			continue
		}
		wantOwn(t, call(t, s, "GET", "/__mock/look?"+query, ""), status, "look", words)
	}
}

// resource is a resource as control lists it.
type resource struct {
	Path, Title, Table, Key, PK string
	Count                       int
	Single                      bool
	Methods, Actions            []string
}

func resourcesOf(t *testing.T, s *mocktest.Server) []resource {
	t.Helper()
	var list struct{ Resources []resource }
	if err := json.Unmarshal([]byte(want(t, call(t, s, "GET", "/__mock/resources", ""), 200).text), &list); err != nil {
		t.Fatal(err)
	}
	return list.Resources
}

// TestEveryObjectOfEveryProfileCanBeLookedAt: through the list, the address that the list gives, and the primary key.
func TestEveryObjectOfEveryProfileCanBeLookedAt(t *testing.T) {
	t.Parallel()
	for _, p := range profile.All {
		s := mocktest.Start(t, mock.Options{Profile: p.Name})
		objects := 0
		for _, one := range resourcesOf(t, s) {
			if !slices.Contains(one.Methods, "GET") || one.Path == "rbac/permissions" {
				continue
			}
			list := look(t, s, "/api/v3/"+one.Path+"/?page_size=100", "")
			if list.Status != 200 {
				t.Errorf("%s: the list of %s is %v", p.Name, one.Path, list)
				continue
			}
			results := list.Body.(map[string]any)["results"].([]any)
			if len(results) > one.Count || one.Title == "" || one.Key == "" {
				t.Errorf("%s: %s has %d objects of %d, key %q", p.Name, one.Path, len(results), one.Count, one.Key)
			}
			for _, result := range results[:min(len(results), 3)] {
				key := keyText(result.(map[string]any)[one.Key])
				address := "/api/v3/" + one.Path + "/" + url.PathEscape(key) + "/"
				for _, at := range []string{address, address + "used_by/", address + "diagram/"} {
					action := strings.TrimSuffix(strings.TrimPrefix(at, address), "/")
					if action != "" && !slices.Contains(one.Actions, action) {
						continue
					}
					if looked := look(t, s, at, ""); looked.Status != 200 {
						t.Errorf("%s: %s is %v", p.Name, at, looked)
					}
				}
				pk := keyText(result.(map[string]any)[one.PK])
				place := want(t, call(t, s, "GET", "/__mock/objects/"+one.Table+"/"+url.PathEscape(pk), ""), 200).json(t)
				if !slices.Contains([]string{"stage", "policy"}, one.Table) && (place["path"] != one.Path || place["key"] != key) {
					t.Errorf("%s: the object %s of %s is at %v", p.Name, pk, one.Path, place)
				}
				objects++
			}
		}
		if objects < 20 {
			t.Errorf("%s has %d objects", p.Name, objects)
		}
	}
}

// keyText returns a key of an answer as text.
func keyText(key any) string {
	if number, ok := key.(float64); ok {
		return fmt.Sprint(int64(number))
	}
	return fmt.Sprint(key)
}

func TestReadersAreThoseWhoGetTheObject(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	role := made(t, s, "/api/v3/rbac/roles/", `{"name": "readers"}`, "pk")
	group := made(t, s, "/api/v3/core/groups/", `{"name": "readers", "roles": ["`+role+`"]}`, "pk")
	user := want(t, call(t, s, "POST", "/api/v3/core/users/", `{"username": "rita", "name": "Rita", "groups": ["`+group+`"]}`), 201)
	want(t, call(t, s, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+role+"/assign/",
		`{"permissions": ["authentik_stages_user_write.view_userwritestage"], "model": "authentik_stages_user_write.userwritestage", "object_pk": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}`), 200)
	var list struct {
		Readers []struct {
			User, Why string
			Status    int
		}
	}
	a := want(t, call(t, s, "GET", "/__mock/readers?at="+exampleAddress, ""), 200)
	if err := json.Unmarshal([]byte(a.text), &list); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, reader := range list.Readers {
		found[reader.User] = fmt.Sprint(reader.Status, " ", reader.Why)
	}
	for user, want := range map[string]string{
		"akadmin": "200 a superuser", "erika": "200 authentik_stages_user_write.view_userwritestage, over all objects",
		"rita":   "200 authentik_stages_user_write.view_userwritestage, over this object",
		"nobody": "403 permission: authentik_stages_user_write.view_userwritestage",
	} {
		if found[user] != want {
			t.Errorf("%s: %q, want %q", user, found[user], want)
		}
	}
	own := fmt.Sprintf("/api/v3/core/tokens/%s/", "erika-token")
	if a := want(t, call(t, s, "GET", "/__mock/readers?at="+own, ""), 200); !strings.Contains(a.text, `{"user":"erika","status":200,"why":"the owner"}`) {
		t.Errorf("a token is read by %s", a.text)
	}
	wantOwn(t, call(t, s, "GET", "/__mock/objects/group/nothing", ""), 404, "object", `"nothing"`)
	wantOwn(t, call(t, s, "GET", "/__mock/objects/nothing/1", ""), 404, "object", `"nothing"`)
	place := want(t, call(t, s, "GET", "/__mock/objects/authentik_core.user/"+keyText(user.json(t)["pk"]), ""), 200).json(t)
	if place["path"] != "core/users" || place["name"] != "rita" {
		t.Errorf("rita is at %v", place)
	}
	if tokens := want(t, call(t, s, "GET", "/__mock/tokens", ""), 200).text; !strings.Contains(tokens, `{"identifier":"erika-token","user":"erika","key":"erika-token","usable":true}`) {
		t.Errorf("the tokens are %s", tokens)
	}
}

// TestTheJournalFindsWhatTouchedAnObject: what wrote it or was sent to it, not lists that show it.
func TestTheJournalFindsWhatTouchedAnObject(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	group := made(t, s, "/api/v3/core/groups/", `{"name": "touched"}`, "pk")
	call(t, s, "GET", "/api/v3/core/groups/", "")
	call(t, s, "PATCH", exampleAddress, `{"create_users_group": "`+group+`"}`)
	call(t, s, "GET", "/api/v3/core/groups/"+group+"/", "")
	var methods []string
	for _, request := range want(t, call(t, s, "GET", "/__mock/requests?mentions="+group, ""), 200).json(t)["requests"].([]any) {
		methods = append(methods, request.(map[string]any)["method"].(string))
	}
	if got := strings.Join(methods, " "); got != "POST PATCH GET" {
		t.Errorf("found %s", got)
	}
	// A number is equal to others: it counts as a segment of the path, or as a pk.
	for _, count := range []struct {
		mentions string
		found    int
	}{{"3", 0}, {"v3", 4}, {group[:8], 0}, {"touched", 1}} {
		if got := want(t, call(t, s, "GET", "/__mock/requests?mentions="+count.mentions, ""), 200).json(t)["requests"].([]any); len(got) != count.found {
			t.Errorf("%d requests mention %s, want %d", len(got), count.mentions, count.found)
		}
	}
	last := want(t, call(t, s, "GET", "/__mock/requests?last=2", ""), 200).json(t)
	if list := last["requests"].([]any); len(list) != 2 || list[1].(map[string]any)["id"] != 4.0 || last["next"] != "4" {
		t.Errorf("the last two are %v", last)
	}
	wantOwn(t, call(t, s, "GET", "/__mock/requests?last=0", ""), 400, "query", `"0"`)
	if har := want(t, call(t, s, "GET", "/__mock/requests/3/har", ""), 200).text; strings.Count(har, `"startedDateTime"`) != 1 || !strings.Contains(har, "PATCH") {
		t.Errorf("the HAR file of one is %s", har)
	}
	wanted := `await fetch("` + s.URL + exampleAddress + `", {
  method: "PATCH",
  headers: {"Authorization": "Bearer " + token, "Content-Type": "application/json"},
  body: "{\"create_users_group\": \"` + group + `\"}",
});
`
	if got := want(t, call(t, s, "GET", "/__mock/requests/3/fetch", ""), 200).text; got != wanted {
		t.Errorf("got\n%s\nwant\n%s", got, wanted)
	}
}

func TestPresetsAreListed(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	presets := want(t, call(t, s, "GET", "/__mock/presets", ""), 200).json(t)["presets"].([]any)
	for _, one := range presets {
		preset := one.(map[string]any)
		name := preset["name"].(string)
		if preset["about"] == "" || preset["known"] == "" {
			t.Errorf("%v says nothing", preset)
		}
		want(t, call(t, s, "PUT", "/__mock/faults/"+name, `{"preset": "`+name+`", "times": 1}`), 200)
	}
	if len(presets) < 10 {
		t.Errorf("there are %d", len(presets))
	}
}
