package blueprint_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// group is the beginning of a blueprint with one entry, to which a case adds attributes.
const group = "version: 1\nentries:\n- model: authentik_core.group\n  identifiers: {name: g}\n  attrs:\n    attributes:\n      v: "

// check checks a file in the newest contract.
func check(text string) ([]blueprint.Warning, error) {
	return seed.Check("file.yaml", []byte(text), newest, yamldoc.Limits{}, blueprint.BesideFile("file.yaml"))
}

func TestErrorsNameTheirPlace(t *testing.T) {
	for text, want := range map[string]string{
		"version: 2\nentries: []":                                                                                                             "1:10: the version of a blueprint is 1",
		"version: 1\nmetadata: {labels: {}}":                                                                                                  "2:12: metadata needs a name",
		"version: 1\nentries: text":                                                                                                           "2:10: entries must be a list",
		"version: 1\nentries:\n- identifiers: {a: 1}":                                                                                         "3:3: an entry needs its model",
		"version: 1\nentries:\n- model: flow":                                                                                                 "3:10: a model is app.model",
		"version: 1\nentries:\n- model: authentik_flows.flow\n  identifiers: {}":                                                              "3:3: an entry needs identifiers",
		"version: 1\nentries:\n- model: authentik_flows.flow\n  id: 5\n  identifiers: {slug: a}":                                              `4:7: an id is text: write "5"`,
		"version: 1\nentries:\n- model: authentik_flows.flow\n  state: gone\n  identifiers: {slug: a}":                                        `4:10: there is no state "gone": there are present, created, must_created, absent`,
		"version: 1\nentries:\n- model: authentik_flows.flow\n  identifiers: {slug: a}\n  attrs: {name: a, title: a}":                         "3:3: authentik_flows.flow: designation: This field is required.",
		"version: 1\nentries:\n- model: authentik_flows.flow\n  identifiers: {slug: a}\n  attrs: {name: a, title: a, designation: no}":        `5:43: authentik_flows.flow: designation: "False" is not a valid choice.`,
		"version: 1\nentries:\n- model: authentik_flows.flow\n  identifiers: {colour: a}":                                                     `3:3: authentik_flows.flow: nothing can be found by "colour"`,
		"version: 1\nentries:\n- model: authentik_flows.flow\n  identifiers: {pk: a}":                                                         "4:21: this is no primary key of authentik_flows.flow",
		"version: 1\nentries:\n- model: authentik_core.token\n  identifiers: {identifier: a}\n  attrs: {intent: api}":                         "3:3: authentik_core.token: user: This field is required.",
		"version: 1\nentries:\n- model: authentik_core.token\n  identifiers: {identifier: authentik-bootstrap-token}\n  attrs: {intent: api}": "3:3: authentik_core.token: Missing user",
		"version: 1\nentries:\n- model: authentik_rbac.role\n  identifiers: {name: a}\n  attrs: {permissions: [x]}":                           `5:24: there is no permission "x"`,
		"version: 1\nentries:\n- model: authentik_rbac.role\n  identifiers: {name: a}\n  permissions: [{role: 1}]":                            "5:17: name the permission, and a user or a role",
		"version: 1\nentries:\n- model: authentik_flows.stage\n  identifiers: {name: a}":                                                      "3:10: authentik_flows.stage is the base of several models",
		group + "!KeyOf nobody":                             `7:10: no entry has the id "nobody"`,
		group + "!Nothing x":                                "7:10: authentik has no tag !Nothing",
		group + "*nowhere":                                  "7:10: there is no &nowhere before this",
		group + "&a [*a]":                                   "nested too deep, or refers to itself",
		group + "!Format [\"%d\", x]":                       "7:10: %d needs a number, not 'x'",
		group + "!Format [\"%s %s\", x]":                    "7:10: there are more places in the text than values",
		group + "!Format x":                                 "7:10: write !Format [text, value, …]",
		group + "!If []":                                    "7:10: write !If [condition], or !If [condition, then, else]",
		group + "!If [a, b]":                                "7:10: write !If [condition], or !If [condition, then, else]",
		group + "!Condition [AND]":                          "7:10: write !Condition [AND, value, …]",
		group + "!Condition [BUT, 1]":                       "7:22: write !Condition [AND, value, …]",
		group + "!Enumerate [5, SEQ, 1]":                    "7:22: !Enumerate iterates over a list, a mapping or a text, not 5",
		group + "!Enumerate [[1], SET, 1]":                  "7:27: write !Enumerate [list, mapping or text, SEQ or MAP, body]",
		group + "!Enumerate [[1], MAP, text]":               "7:32: a MAP is made of pairs",
		group + "!Enumerate [!Value 0, SEQ, 1]":             "7:22: an !Enumerate cannot iterate over its own items",
		group + "!Enumerate [[1], SEQ, !Value 1]":           "7:32: there are only 1 !Enumerate around this",
		group + "!Value 0":                                  "7:10: !Value stands inside an !Enumerate only",
		group + "!AtIndex [[1], 1]":                         "7:10: there is nothing at 1, and no default",
		group + "!AtIndex [text, 1]":                        "7:20: this must be a list or a mapping, not 'text'",
		group + "!ParseJSON '{'":                            "7:10: this is not JSON",
		group + "!Find [authentik_core.group, [colour, 1]]": `7:10: authentik_core.group: nothing can be found by "colour"`,
		group + "!Find [authentik_core.group, [name]]":      "7:39: write [field, value]",
		group + "{a: 1, a: 2}":                              `"a"`,
		group + "1\n  id: later\n- model: authentik_core.group\n  identifiers: {name: !KeyOf last}\n- model: authentik_core.group\n  id: last\n  identifiers: {name: h}": `10:23: the entry "last" stands below`,
		group + "1\n  id: not\n  conditions: [no]\n- model: authentik_core.group\n  identifiers: {name: !KeyOf not}":                                                     `11:23: there is no object of the entry "not": its conditions do not hold`,
	} {
		_, err := check(text)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "file.yaml:") {
			t.Errorf("%s\n\ngives\n\n%v\n\nwant %s", text, err, want)
		}
	}
}

func TestErrorsShowTheLine(t *testing.T) {
	_, err := check(group + "!KeyOf nobody")
	want := `file.yaml:7:10: no entry has the id "nobody"
    7 |       v: !KeyOf nobody
      |          ^`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestWarnings(t *testing.T) {
	for text, want := range map[string]string{
		"version: 1\nentries:\n- model: authentik_sources_ldap.ldapsource\n  identifiers: {slug: a}":                           "3:10: the fake has no authentik_sources_ldap.ldapsource: the entry is left out",
		"version: 1\nentries:\n- model: authentik_core.group\n  identifiers: {name: g}\n  attrs: {is_super: true, x: 1}":       "3:10: authentik_core.group: the fake does not keep is_super, x",
		"version: 1\nentries:\n- model: authentik_stages_email.emailstage\n  identifiers: {name: g}\n  attrs: {hosts: x}":      "3:10: authentik_stages_email.emailstage: the fake does not keep hosts",
		"version: 1\nentries:\n- model: authentik_core.group\n  identifier: {}\n  identifiers: {name: g}":                      `4:3: authentik ignores "identifier" here`,
		group + "!Find [authentik_sources_ldap.ldapsource, [slug, a]]":                                                         "7:17: the fake has no authentik_sources_ldap.ldapsource: nothing is found",
		"version: 1\nentries:\n- model: authentik_core.application\n  identifiers: {slug: a}\n  attrs: {name: a, provider: 1}": "3:10: authentik_core.application: the fake does not keep provider",
		group + "!File nowhere.txt": "7:10: !File nowhere.txt is not read: no such file or directory",
	} {
		warnings, err := check(text)
		if err != nil || len(warnings) != 1 || !strings.HasPrefix(string(warnings[0]), "file.yaml:"+want) {
			t.Errorf("%s\n\ngives %q, error %v, want %s", text, warnings, err, want)
		}
	}
}

// A blueprint in the style of authentik's own. The fresh seed of every profile has the parts of the default
// flows that it needs.
func TestBlueprintsInAuthentiksShapeLoadEverywhere(t *testing.T) {
	for _, p := range profile.All {
		for _, name := range []string{"enrollment.yaml", "login.yaml", "states.yaml"} {
			w := load(t, p, "testdata/"+name)
			if name != "login.yaml" && len(w.warnings) > 0 {
				t.Errorf("%s, %s: warnings %q", p.Name, name, w.warnings)
			}
		}
	}
}
