package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// faulty is a scenario with PART in place of a wrong line.
const faulty = `title: T
given:
  stage: {}
  group: {name: "{{unique}} g"}
steps:
  - do: PATCH /api/v3/stages/user_write/{{stage}}/
    body: {user_type: internal}
    expect: 200
    has: {user_type: internal}
`

func TestCheckNamesWhatCannotBeRightWhereItStands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, old, new, says string }{
		{"a placeholder", "{{unique}}", "{{uniqe}}", `:4:18: there is no value {{uniqe}}: did you mean unique?`},
		{"a placeholder of an address", "{{stage}}", "{{stages}}", `:6:41: there is no value {{stages}}: did you mean stage?`},
		{"a placeholder of an answer", "has: {user_type: internal}", `has: {pk: "{{stag}}"}`, `:9:16: there is no value {{stag}}: did you mean stage?`},
		{"a value that is kept later", "body: {user_type: internal}", "body: {name: \"{{new}}\"}\n    keep: {new: pk}", `:7:19: there is no value {{new}}: here are`},
		{"a placeholder without quotes", `"{{unique}} g"`, `{{unique}} g`, `:4:17: YAML takes {{unique}} for a mapping: put quotes around`},
		{"a schema", "expect: 200", "expect: 200\n    schema: user_write.patch.respons", `:9:13: there is no schema user_write.patch.respons: did you mean user_write.patch.response?`},
		{"a method", "do: PATCH", "do: patch", `:6:9: methods are written in capitals: did you mean PATCH?`},
		{"a permission", "stage: {}", "stage: {}\n  mia: {kind: user, may: [view_user]}", `:4:27: there is no permission view_user; it is app_label.codename: did you mean authentik_core.view_user?`},
		{"a permission of an app", "stage: {}", "stage: {}\n  mia: {kind: user, may: [authentik_core.veiw_user]}", `:4:27: there is no permission authentik_core.veiw_user: did you mean authentik_core.view_user?`},
		{"a wildcard", "has: {user_type: internal}", "answer: <anything>", `:9:13: there is no word <anything>; there are <any>`},
		{"a wildcard in a body", "has: {user_type: internal}", "has: {pk: <uid>}", `:9:15: there is no word <uid>: did you mean <uuid>?`},
		{"a choice", "stage: {}", "stage: {user_type: externel}", `:3:22: user_type of a stage is internal, external, service_account, internal_service_account, not "externel": did you mean external?`},
		{"a member", "stage: {}", "stage: {user_tipe: external}", `:3:11: a stage has no "user_tipe": did you mean user_type?`},
		{"a sender", "expect: 200", "as: mia\n    expect: 200", `:8:9: no user mia is given; as is admin, nobody, or the text of an Authorization header`},
		{"no steps", "steps:\n", "", `:5:`},
		{"shifted steps", "steps:", " steps:", `:5:`},
		{"steps by another name", "steps:", "step:", `:5:1: a scenario has no "step": did you mean steps: it has`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(faulty, c.old, c.new, 1)
			file := filepath.Join(t.TempDir(), "mine.yaml")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			checked := runCommand(t, "check", file)
			if checked.code != 1 || !strings.HasPrefix(checked.out, file+c.says) || strings.Contains(checked.out, "a seed has no") {
				t.Errorf("check: exit %d: %s%s", checked.code, checked.out, checked.err)
			}
			verified := runCommand(t, "verify", file)
			if first, _, _ := strings.Cut(checked.out, "\n"); verified.code != 2 || !strings.Contains(verified.err, first) {
				t.Errorf("verify: exit %d: %s%s", verified.code, verified.out, verified.err)
			}
		})
	}
}

func TestCheckNamesTheMemberOfASeed(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                       `:1:1: the file is empty`,
		"---\n# nothing\n":       `:1:1: the file is empty`,
		"titel: T\nstpes: []\n":  `:1:1: a scenario has no "titel": did you mean title: it has`,
		"groups:\n\t- name: x\n": `:2:1: YAML is indented with spaces, and this is a tab`,
		"groups:\n  - {name: Staff}\n  - {name: Low, parent: Stff}\n":      `:3:25: there is no group with the name "Stff", here or in the seeds before: did you mean Staff?`,
		"roles:\n  - {name: r, permissions: [authentik_core.view_usr]}\n":  `:2:29: there is no permission "authentik_core.view_usr": name one as app_label.codename, such as authentik_core.view_group: did you mean authentik_core.view_user?`,
		"roles:\n  - {name: r, permissions: [view_user]}\n":                `:2:29: there is no permission "view_user": name one as app_label.codename, such as authentik_core.view_group: did you mean authentik_core.view_user?`,
		"stages:\n  - {name: s, type: userwrite, create_users_group: x}\n": `:2:21: there is no type of stages "userwrite": did you mean user_write?`,
		"stages:\n  - {name: s, user_tipe: external}\n":                    `:2:15: stages have no "user_tipe": did you mean user_type?`,
		"stagse: []\n": `:1:1: a seed has no "stagse": did you mean stages: it has`,
		"stages:\n  - {name: s, user_type: externel}\n": `:2:26: user_type: "externel" is not a valid choice. Did you mean external?`,
	} {
		file := filepath.Join(t.TempDir(), "mine.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := runCommand(t, "check", file); r.code != 1 || !strings.HasPrefix(r.out, file+says) {
			t.Errorf("%q: exit %d: %s%s", text, r.code, r.out, r.err)
		}
	}
}

func TestCheckWarnsOfWhatIsIgnoredAndOfWhatNoSweepFinds(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"version: 1\nentris: []\n": `:2:1: authentik ignores "entris" in a blueprint: did you mean entries?`,
		"title: T\nsteps:\n  - {do: POST /api/v3/core/groups/, body: {name: Staff}, expect: 201, answer: <any>}\n": `:3: a run that is killed leaves this object of core/groups`,
	} {
		file := filepath.Join(t.TempDir(), "mine.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := runCommand(t, "check", "--strict", file); r.code != 1 || !strings.HasPrefix(r.out, file+says) {
			t.Errorf("--strict %q: exit %d: %s%s", text, r.code, r.out, r.err)
		}
		if r := runCommand(t, "check", file); r.code != 0 || !strings.HasPrefix(r.err, "warning: "+file+says) {
			t.Errorf("%q: exit %d: %s%s", text, r.code, r.out, r.err)
		}
	}
}
