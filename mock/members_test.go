package mock_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sentValues are values of every type, and beside the usual bounds.
var sentValues = []string{
	`null`, `""`, `" x "`, `"ä b"`, `"yes"`, `"` + strings.Repeat("y", 151) + `"`, `"a@b.example"`, `"https://x.example/"`, `"hours=1"`, `"2100-01-01T00:00:00Z"`,
	`"00000000-0000-4000-8000-000000000000"`, `"1"`, `true`, `-1`, `2147483648`, `1.5`, `[]`, `["x"]`, `[1]`, `{}`, `{"a": "b"}`,
}

// TestWhatEveryMemberTakes sends every documented member with values of every type, and holds what is taken as what, and
// how the others are refused, against a file that was reviewed.
func TestWhatEveryMemberTakes(t *testing.T) {
	onReleasesTold(t, func(w *told, release string) {
		t, s := w.t, w.s
		operations := documentedOperations(t, release)
		for _, collection := range slices.Sorted(maps.Keys(creating)) {
			request := operations["/"+collection+"/"]["post"].RequestBody.Content["application/json"].Schema
			if request.Ref == "" || unserved(t, s, "/"+collection+"/") {
				continue
			}
			key := newObject(t, s, collection, "taken-"+strings.ReplaceAll(collection, "/", "-"))
			address := fmt.Sprintf("/api/v3/%s/%s/", collection, key)
			for _, m := range component(t, release, request) {
				address = w.takes(address, collection, m.Name)
			}
			w.call("POST", collection+"/", "{}")
			w.call("PUT", strings.TrimPrefix(address, "/api/v3/"), "{}")
		}
		for _, m := range component(t, release, reference{"SettingsRequest"}) {
			w.takes("/api/v3/admin/settings/", "admin/settings", m.Name)
		}
		golden(t, "members-"+release+".txt", w.text.String())
	})
}

// quotedIn finds what a refusal quotes.
var quotedIn = regexp.MustCompile(`“[^”]*”|\\"[^"]*"`)

// takes sends one member with all values. It returns the address of the object, which the member may be a part of.
func (w *told) takes(address, collection, member string) string {
	outcomes := map[string][]string{}
	for _, value := range sentValues {
		a, reasons := w.ask("PATCH", address, fmt.Sprintf(`{%q: %s}`, member, value))
		outcome := w.named(fmt.Sprint(a.status, " ", a.text)) + reasons
		for _, text := range quotedIn.FindAllString(outcome, -1) {
			if strings.Trim(text, `“”\"`) == w.named(strings.Trim(value, `"`)) {
				outcome = strings.Replace(outcome, text, "VALUE", 1)
			}
		}
		if a.status == 200 {
			outcome = "taken"
			shown := a.json(w.t)
			if text := compact(w.t, shown[member]); text != value {
				outcome = "taken as " + w.named(text)
			}
			if lookup := creating[collection].key; lookup == member {
				address = fmt.Sprintf("/api/v3/%s/%v/", collection, shown[lookup])
			}
		}
		if a.status == 500 {
			outcome = "500" + reasons
		}
		outcomes[outcome] = append(outcomes[outcome], value)
	}
	fmt.Fprintf(&w.text, "%s of %s\n", member, collection)
	for _, outcome := range slices.Sorted(maps.Keys(outcomes)) {
		line := fmt.Sprintf("  %s: %s\n", strings.Join(outcomes[outcome], ", "), outcome)
		w.text.WriteString(strings.ReplaceAll(line, strings.Repeat("y", 151), "y…"))
	}
	return address
}
