package contract_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// stepsOf returns a scenario of steps.
func stepsOf(steps string) string {
	return "title: T\ngiven:\n  stage: {}\n  user: {}\nsteps:\n" + steps
}

func TestWhatAStepCannotMeanIsNamedWhereItStands(t *testing.T) {
	t.Parallel()
	var kinds []string
	for _, line := range inventory.Given() {
		kinds = append(kinds, line.Given)
	}
	const list = "  - do: GET /api/v3/core/groups/\n    expect: 200\n"
	const makes = "  - do: POST /api/v3/core/groups/\n    body: {name: \"{{unique}}\"}\n    expect: 201\n    answer: <any>\n"
	for _, c := range []struct{ text, says string }{
		{"title: T\n  steps:\n  - do: GET /\n", "x.yaml:2:3: steps belongs at the beginning of a line"},
		{"title: T\ngiven:\n  stage: {}\n  steps:\n    - do: GET /\n", "x.yaml:4:3: steps is no given object: it belongs at the beginning of a line"},
		{"title: T\ngiven:\n  mia: {kind: usr}\nsteps:\n" + list, "x.yaml:3:15: a given object is a " + strings.Join(kinds, ", ") + ": name it so, or say its kind: did you mean user?"},
		{"title: T\nprofiles: [2025.11]\nsteps:\n" + list, `x.yaml:2:12: unknown profile "2025.11": choose one of ` + strings.Join(profile.Names(), ", ") + `, or latest: did you mean 202`},
		{"title: T\nsteps:\n\t- do: GET /\n", "x.yaml:3:1: YAML is indented with spaces, and this is a tab"},
		{stepsOf("  - do: GETT /api/v3/core/groups/\n    expect: 200\n"), "x.yaml:6:9: there is no method GETT: did you mean GET?"},
		{stepsOf("  - do: gett /api/v3/core/groups/\n    expect: 200\n"), "x.yaml:6:9: methods are written in capitals: did you mean GET?"},
		{stepsOf("  - do: GET /api/v3/core/usrs/\n    expect: 200\n"), "x.yaml:6:13: authentik has no address /api/v3/core/usrs/: did you mean /api/v3/core/users/?"},
		{stepsOf("  - do: GET /api/v3/stages/userwrite/{{stage}}/\n    expect: 200\n"), "x.yaml:6:13: authentik has no address /api/v3/stages/userwrite/{{stage}}/: did you mean /api/v3/stages/user_write/{{stage}}/?"},
		{stepsOf("  - do: GET /api/v3/core/groups/\n    expect: 999\n"), "x.yaml:7:13: 999 is no status"},
		{stepsOf("  - do: GET /api/v3/core/groups/\n    expect: {20: 1}\n"), "x.yaml:7:14: 20 is no status"},
		{stepsOf("  - do: GET /api/v3/core/groups/\n    at_once: 3\n    expect: {200: 2}\n"), "x.yaml:8:5: 2 answers are expected, but the request is sent 3 times"},
		{stepsOf(list + "    answer: <any>\n    has: {a: 1}\n"), "x.yaml:9:5: answer is the whole body and has a part of it"},
		{stepsOf(list + "    body: {a: 1}\n    text: x\n"), "x.yaml:6:9: body, text and hex are three ways to write the body"},
		{stepsOf(list + "    has: {a: <UUID>}\n"), "x.yaml:8:14: there is no word <UUID>: did you mean <uuid>?"},
		{stepsOf(list + "    has: {a: <uuid 1>}\n"), "x.yaml:8:14: there is no word <uuid 1>: did you mean <uuid1>?"},
		{stepsOf(list + "    has: {a: \"{{ unique }}\"}\n"), "x.yaml:8:15: {{ unique }} is no placeholder: did you mean {{unique}}?"},
		{stepsOf(list + "    has: {a: \"{{stage.name} x\"}\n"), "x.yaml:8:15: {{stage.name} is no placeholder: did you mean {{stage.name}}?"},
		{stepsOf(list + "    has: {a: \"{unique}} x\"}\n"), "x.yaml:8:15: {unique}} is no placeholder: did you mean {{unique}}?"},
		{stepsOf(list + "    has: {a: \"{{stage.nam}}\"}\n"), "x.yaml:8:15: {{stage}} has no nam: did you mean name?"},
		{stepsOf(list + "    has: {a: \"{{unique.x}}\"}\n"), "x.yaml:8:15: {{unique}} is one value, which has no x"},
		{stepsOf(makes + "    keep: {new: pk}\n" + list + "    has: {a: \"{{new.name}}\"}\n"), "x.yaml:13:15: {{new}} is one value, which has no name"},
		{stepsOf(makes + "    keep: {new: pkk}\n"), "x.yaml:10:17: cannot keep new: the answer has no pkk: did you mean pk?"},
		{stepsOf(list + "    answer: <any>\n    keep: {new: results.0.nam}\n"), "x.yaml:9:17: cannot keep new: the answer has no nam: did you mean name?"},
		{stepsOf(list + "    answer: <any>\n    keep: {new: result.0.name}\n"), "x.yaml:9:17: cannot keep new: the answer has no result: did you mean results?"},
		{stepsOf("  - do: POST /api/v3/core/users/5/set_password/\n    body: {password: x}\n    expect: 204\n"), "x.yaml:6:9: this would change what the scenario did not create"},
		{stepsOf("  - do: DELETE /api/v3/core/users/5/?x={{unique}}\n    expect: 204\n"), "x.yaml:6:9: this would change what the scenario did not create"},
		{stepsOf(list + "    answer: <any>\n    keep: {first: results.0.pk}\n  - do: DELETE /api/v3/core/groups/{{first}}/\n    expect: 204\n"),
			"x.yaml:10:16: this would change what the scenario found and did not create"},
	} {
		_, err := contract.ReadScenario("x.yaml", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s\nthe error is %v, expected %s", c.text, err, c.says)
		}
	}
}

func TestWhatAStepMayMeanIsNoFault(t *testing.T) {
	t.Parallel()
	for _, steps := range []string{
		"  - do: GETT /api/v3/core/groups/\n    expect: 405\n",
		"  - do: GET /api/v3/core/usrs/\n    expect: 404\n",
		"  - do: GET /api/v3/core/usrs\n    expect: 200\n", // without its slash it is none of the API
		"  - do: GET /api/v3/core/groups/\n    expect: 200\n    answer: <any>\n    keep: {count: pagination.count, first: results.0.pk, asked: autocomplete.fields}\n",
		"  - do: GET /api/v3/stages/user_write/{{stage}}/\n    expect: 200\n    has: {a: \"{{stage.component}} {{stage.flow_set}} {{user.uid}} {{user.avatar}} {{{unique}}} {unique}\"}\n",
		"  - do: POST /api/v3/core/users/{{user}}/set_password/\n    body: {password: x}\n    expect: 204\n",
		"  - do: POST /api/v3/core/users/5/set_password/\n    as: nobody\n    expect: 403\n",
		"  - do: POST /api/v3/core/users/service_account/\n    body: {name: \"{{unique}}\"}\n    expect: 200\n    answer: <any>\n    keep: {made: user_pk}\n" +
			"  - do: DELETE /api/v3/core/users/{{made}}/\n    expect: 204\n",
		"  - do: GET /api/v3/core/groups/?name={{unique}}\n    expect: 200\n    answer: <any>\n    keep: {mine: results.0.pk}\n  - do: DELETE /api/v3/core/groups/{{mine}}/\n    expect: 204\n",
	} {
		if _, err := contract.ReadScenario("x.yaml", []byte(stepsOf(steps))); err != nil {
			t.Errorf("%s\n%v", steps, err)
		}
	}
}

// A run that is killed deletes nothing. A sweep finds what it created by its name.
func TestWhatNoSweepFindsIsWarnedOf(t *testing.T) {
	t.Parallel()
	for body, warns := range map[string]bool{`{name: Staff}`: true, `{name: "{{unique}} Staff"}`: false, `{}`: false, `{name: S, slug: "{{unique}}-s"}`: false} {
		s, err := contract.ReadScenario("x.yaml", []byte(stepsOf("  - do: POST /api/v3/core/applications/\n    body: "+body+"\n    expect: 201\n    answer: <any>\n")))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Warnings(); (len(got) == 1 && strings.HasPrefix(got[0], "x.yaml:6: a run that is killed leaves")) != warns {
			t.Errorf("%s: %v", body, got)
		}
	}
}
