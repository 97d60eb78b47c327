package mock_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// stormClients is how many clients act at once.
const stormClients = 64

// storm runs a client's part for each client at once.
func storm(act func(client int)) {
	var all sync.WaitGroup
	for client := range stormClients {
		all.Go(func() { act(client) })
	}
	all.Wait()
}

func TestOnlyOneOfManyClientsGetsAName(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Seeds: []string{"fresh"}})
	const path = "/api/v3/stages/user_write/"
	ids := make([]string, stormClients)
	storm(func(client int) {
		ids[client] = want(t, call(t, s, "POST", path, fmt.Sprintf(`{"name":"storm %d"}`, client)), 201).json(t)["pk"].(string)
	})
	statuses := make([]int, stormClients)
	storm(func(client int) {
		statuses[client] = call(t, s, "PATCH", path+ids[client]+"/", `{"name":"the one"}`).status
	})
	won := 0
	for _, status := range statuses {
		switch status {
		case 200:
			won++
		case 400:
		default:
			t.Errorf("a rename answered %d", status)
		}
	}
	if won != 1 {
		t.Errorf("%d clients got the same name", won)
	}
}

func TestNoUpdateIsLostWhenClientsChangeDifferentMembersOfOneStage(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Seeds: []string{"fresh"}})
	const path = "/api/v3/stages/user_write/"
	address := path + want(t, call(t, s, "POST", path, `{"name":"shared"}`), 201).json(t)["pk"].(string) + "/"
	changes := []string{
		`{"name":"renamed"}`, `{"user_type":"internal"}`, `{"user_creation_mode":"always_create"}`,
		`{"create_users_as_inactive":true}`, `{"user_path_template":"there"}`,
	}
	storm(func(client int) { want(t, call(t, s, "PATCH", address, changes[client%len(changes)]), 200) })
	got := call(t, s, "GET", address, "").json(t)
	for member, value := range map[string]any{
		"name": "renamed", "user_type": "internal", "user_creation_mode": "always_create",
		"create_users_as_inactive": true, "user_path_template": "there",
	} {
		if got[member] != value {
			t.Errorf("%s is %v, want %v", member, got[member], value)
		}
	}
}

func TestClientsThatBindRenameAndDeleteAtOnceNeverBreakTheServer(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	flow := want(t, call(t, s, "GET", "/api/v3/flows/instances/customer-enrollment/", ""), 200).json(t)["pk"].(string)
	storm(func(client int) {
		stages := "/api/v3/stages/user_write/"
		name := fmt.Sprintf("stage %d", client)
		pk := want(t, call(t, s, "POST", stages, `{"name":"`+name+`"}`), 201).json(t)["pk"].(string)
		want(t, call(t, s, "POST", "/api/v3/flows/bindings/", fmt.Sprintf(`{"target":%q,"stage":%q,"order":%d}`, flow, pk, client)), 201)
		want(t, call(t, s, "PATCH", stages+pk+"/", `{"flow_set":[`+flowItem(fmt.Sprint("flow-", client%7))+`]}`), 200)
		call(t, s, "PATCH", exampleAddress, `{"create_users_group":null}`)
		list := call(t, s, "GET", stages+"?page_size=1000&search=stage", "")
		if list.status != 200 {
			t.Errorf("a list answered %d", list.status)
		}
		want(t, call(t, s, "DELETE", stages+pk+"/", ""), 204)
		want(t, call(t, s, "GET", stages+pk+"/", ""), 404)
	})
	if bindings := call(t, s, "GET", "/api/v3/flows/bindings/?page_size=1000&target="+flow, "").json(t)["results"].([]any); len(bindings) != 2 {
		t.Errorf("%d bindings are left of deleted stages", len(bindings)-2)
	}
}
