package mock_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

const documentedExample = `{"name":"string","flow_set":[{"name":"string","slug":"string","title":"string","designation":"authentication",` +
	`"policy_engine_mode":"all","compatibility_mode":true,"layout":"stacked","denied_action":"message_continue"}],` +
	`"user_creation_mode":"never_create","create_users_as_inactive":true,"create_users_group":"3fa85f64-5717-4562-b3fc-2c963f66afa6",` +
	`"user_type":"internal","user_path_template":"string"}`

const exampleAddress = "/api/v3/stages/user_write/" + exampleStage + "/"

func TestTheDocumentedExampleAnswersWithEverythingThatIsDocumented(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	body := want(t, call(t, s, "PATCH", exampleAddress, documentedExample), 200).json(t)
	flow := body["flow_set"].([]any)[0].(map[string]any)
	for _, id := range []string{"pk", "policybindingmodel_ptr_id"} {
		if len(flow[id].(string)) != 36 {
			t.Errorf("flow_set[0].%s is %v", id, flow[id])
		}
		delete(flow, id)
	}
	const expected = `map[component:ak-stage-user-write-form create_users_as_inactive:true create_users_group:3fa85f64-5717-4562-b3fc-2c963f66afa6 ` +
		`flow_set:[map[background:/static/dist/assets/images/flow_background.jpg compatibility_mode:true denied_action:message_continue ` +
		`designation:authentication export_url:/api/v3/flows/instances/string/export/ layout:stacked name:string policy_engine_mode:all slug:string title:string]] ` +
		`meta_model_name:authentik_stages_user_write.userwritestage name:string pk:3fa85f64-5717-4562-b3fc-2c963f66afa6 ` +
		`user_creation_mode:never_create user_path_template:string user_type:internal verbose_name:User Write Stage verbose_name_plural:User Write Stages]`
	if got := fmt.Sprint(body); got != expected {
		t.Errorf("got  %s\nwant %s", got, expected)
	}
}

// flowItem returns an item of flow_set with the four required members.
func flowItem(slug string) string {
	return fmt.Sprintf(`{"name":"%[1]s","slug":"%[1]s","title":"%[1]s","designation":"enrollment"}`, slug)
}

func slugs(body map[string]any) []string {
	var all []string
	for _, flow := range body["flow_set"].([]any) {
		all = append(all, flow.(map[string]any)["slug"].(string))
	}
	return all
}

func TestFlowSetBindsTheStageToExactlyTheseFlowsInThisOrder(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	patch := func(items ...string) []string {
		t.Helper()
		body := want(t, call(t, s, "PATCH", exampleAddress, `{"flow_set":[`+strings.Join(items, ",")+`]}`), 200).json(t)
		again := want(t, call(t, s, "GET", exampleAddress, ""), 200).json(t)
		if !slices.Equal(slugs(body), slugs(again)) {
			t.Errorf("PATCH answered %v, GET %v", slugs(body), slugs(again))
		}
		return slugs(again)
	}
	for _, order := range [][]string{{"b", "a", "c"}, {"c", "b"}, {"customer-enrollment"}, {}, {"a"}} {
		items := make([]string, len(order))
		for i, slug := range order {
			items[i] = flowItem(slug)
		}
		if got := patch(items...); !slices.Equal(got, order) {
			t.Errorf("flow_set is %v, want %v", got, order)
		}
	}
	if got := want(t, call(t, s, "GET", "/api/v3/flows/instances/b/", ""), 200).json(t)["stages"].([]any); len(got) != 0 {
		t.Errorf("a flow that was left out is still bound to %v", got)
	}
}

func TestFlowSetChangesAFlowWithThatSlugWhereTheItemSaysSo(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	before := want(t, call(t, s, "GET", "/api/v3/flows/instances/employee-enrollment/", ""), 200).json(t)
	want(t, call(t, s, "PATCH", exampleAddress, `{"flow_set":[{"name":"New","slug":"employee-enrollment","title":"T","designation":"recovery"}]}`), 200)
	after := want(t, call(t, s, "GET", "/api/v3/flows/instances/employee-enrollment/", ""), 200).json(t)
	if after["pk"] != before["pk"] || after["name"] != "New" || after["designation"] != "recovery" || after["layout"] != "sidebar_left" {
		t.Errorf("before %v\nafter  %v", before, after)
	}
	if stages := after["stages"].([]any); len(stages) != 2 || stages[0] != before["stages"].([]any)[0] && stages[1] != before["stages"].([]any)[0] {
		t.Errorf("the flow's other stage was lost: %v", stages)
	}
}

func TestFlowSetIsWrittenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	before := call(t, s, "GET", exampleAddress, "").text
	for name, body := range map[string]string{
		"a member is missing":      `{"name":"other","flow_set":[` + flowItem("one") + `,{"slug":"two"}]}`,
		"a member is wrong":        `{"name":"other","flow_set":[` + flowItem("one") + `,{"name":"n","slug":"bad slug","title":"t","designation":"x"}]}`,
		"another member is wrong":  `{"user_type":"x","flow_set":[` + flowItem("one") + `]}`,
		"it is no list":            `{"name":"other","flow_set":{"a":1}}`,
		"an item is not an object": `{"name":"other","flow_set":[` + flowItem("one") + `,null]}`,
	} {
		want(t, call(t, s, "PATCH", exampleAddress, body), 400)
		if after := call(t, s, "GET", exampleAddress, "").text; after != before {
			t.Errorf("%s: the stage changed to %s", name, after)
		}
		want(t, call(t, s, "GET", "/api/v3/flows/instances/one/", ""), 404)
	}
}

func TestItemsOfFlowSetNeedTheirFourMembersEvenInAPatch(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	const expected = `{"flow_set":[{"name":["This field is required."],"slug":["This field is required."],"title":["This field is required."],"designation":["This field is required."]}]}`
	if got := want(t, call(t, s, "PATCH", exampleAddress, `{"flow_set":[{}]}`), 400).text; got != expected {
		t.Errorf("got %s", got)
	}
}

func TestTheDocumentedAddressIsServedByTheDocumentedProfileOnly(t *testing.T) {
	t.Parallel()
	const address = "/api/v3//stages/user_write/" + exampleStage + "/"
	documented := mocktest.Start(t, mock.Options{})
	want(t, call(t, documented, "PATCH", address, `{"user_type":"external"}`), 200)
	want(t, call(t, documented, "GET", "/api/v3/stages//user_write/", ""), 301)
	real := mocktest.Start(t, mock.Options{Profile: "2025.10"})
	if got := want(t, call(t, real, "PATCH", address, `{}`), 301).header.Get("Location"); got != exampleAddress {
		t.Errorf("redirected to %q", got)
	}
}
