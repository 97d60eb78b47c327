package mock_test

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// asked are values that are asked for: the keys of objects of the world, as <name>, values that some objects have, and one
// that none has.
var asked = []string{
	"<role>", "<group>", "<ann>", "<flow>", "<write>", "<binding>", "<app>", "ann", "staff", "editors", "external", "true", "1", "30",
	"2100-01-01T00:00:00Z", `{"a": 1}`, "view_group", "authentik_core", "none", "<top>&<group>",
}

// TestWhatEveryFilterFinds asks every documented filter of every list for every value, and holds what it finds, and which
// values it refuses, against a file that was reviewed.
func TestWhatEveryFilterFinds(t *testing.T) {
	onReleasesTold(t, func(w *told, release string) {
		t, s := w.t, w.s
		_, keys := w.newWorld(release)
		w.text.Reset()
		lists := documentedLists(t, release)
		for _, path := range slices.Sorted(maps.Keys(lists)) {
			all, isList := objects(call(t, s, "GET", "/api/v3"+path+everyRow+"&"+oneModel, ""))
			if !isList {
				continue
			}
			for _, p := range lists[path] {
				if narrows(p.Name) {
					w.filter(path, p.Name, keys, len(all))
				}
			}
			w.order(path, all)
		}
		for _, query := range []string{"page=0", "page=1", "page=2", "page=last", "page=-1", "page=x", "page_size=0", "page_size=-1", "page_size=x",
			"page_size=3", "page_size=3&page=2", "page_size=3&page=last", "page_size=5000", "search=default", "search=%22default+set%22+x"} {
			a, reasons := w.ask("GET", "/api/v3/flows/instances/?"+query, "")
			found, _ := objects(a)
			pages, _, _ := strings.Cut(a.text, `,"results"`)
			fmt.Fprintf(&w.text, "/flows/instances/?%s: %d %s%s %s\n", query, a.status, pages, reasons, w.found(found))
		}
		golden(t, "filters-"+release+".txt", w.text.String())
	})
}

// everyRow is the query of the longest page; oneModel is a filter that some lists want.
const everyRow, oneModel = "?page_size=100", "model=authentik_core.group"

// quoted is a value in a refusal.
var quoted = regexp.MustCompile(`(“|choice\. ).*?(”| is not)`)

// filter asks one filter for all values.
func (w *told) filter(path, name string, keys map[string]string, all int) {
	outcomes := map[string]int{}
	address := "/api/v3" + path + everyRow
	if name != "model" {
		address += "&" + oneModel
	}
	for _, value := range asked {
		query := value
		for key, id := range keys {
			query = strings.ReplaceAll(query, "<"+key+">", id)
		}
		query = strings.ReplaceAll(url.QueryEscape(query), "%26", "&"+name+"=")
		a, reasons := w.ask("GET", address+"&"+name+"="+query, "")
		found, _ := objects(a)
		switch {
		case a.status == 500:
			outcomes["500"+reasons]++
		case a.status != 200:
			text := quoted.ReplaceAllString(w.named(a.text), "${1}VALUE$2")
			outcomes[fmt.Sprint(a.status, " ", text, reasons)]++
		case len(found) == 0 || len(found) == all:
			outcomes[map[bool]string{true: "nothing", false: "all"}[len(found) == 0]]++
		default:
			fmt.Fprintf(&w.text, "%s?%s=%s: %s\n", path, name, value, w.found(found))
		}
	}
	for _, outcome := range slices.Sorted(maps.Keys(outcomes)) {
		fmt.Fprintf(&w.text, "%s?%s: %d times %s\n", path, name, outcomes[outcome], outcome)
	}
}

// order orders a list by every member that it shows, both ways, except by ids, which are others in every installation.
func (w *told) order(path string, all []map[string]any) {
	if len(all) < 2 {
		return
	}
	usual := w.found(all)
	for _, name := range slices.Sorted(maps.Keys(all[0])) {
		if slices.ContainsFunc(all, func(o map[string]any) bool {
			text, isText := o[name].(string)
			return isText && ids.FindString(text) == text && text != "" || !isText && ids.MatchString(fmt.Sprint(o[name]))
		}) {
			continue
		}
		for _, ordering := range []string{name, "-" + name} {
			found, _ := objects(call(w.t, w.s, "GET", "/api/v3"+path+everyRow+"&"+oneModel+"&ordering="+ordering, ""))
			if got := w.found(found); got != usual {
				fmt.Fprintf(&w.text, "%s?ordering=%s: %s\n", path, ordering, got)
			}
		}
	}
}

// found returns what a list shows of its objects in a few words.
func (w *told) found(found []map[string]any) string {
	var names []string
	for _, object := range found {
		for _, member := range []string{"identifier", "slug", "username", "domain", "codename", "name", "order", "action", "pk"} {
			if name, ok := object[member]; ok {
				names = append(names, w.named(fmt.Sprint(name)))
				break
			}
		}
	}
	if len(names) > 6 {
		names = append(names[:6], fmt.Sprintf("and %d more", len(names)-6))
	}
	return strings.Join(names, ", ")
}
