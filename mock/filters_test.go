package mock_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// parameter is a query parameter of an OpenAPI document.
type parameter struct {
	Name   string
	In     string
	Schema struct {
		Type, Format string
		Enum         []any
	}
}

// documentedLists returns the query parameters of every list that a document has, by path.
func documentedLists(t *testing.T, release string) map[string][]parameter {
	t.Helper()
	lists := map[string][]parameter{}
	for path, methods := range documentedPaths(t, release) {
		var get struct{ Parameters []parameter }
		if strings.Contains(path, "{") || methods["get"] == nil {
			continue
		}
		if err := json.Unmarshal(methods["get"], &get); err != nil {
			t.Fatal(err)
		}
		lists[path] = slices.DeleteFunc(get.Parameters, func(p parameter) bool { return p.In != "query" || p.Name == "" })
	}
	return lists
}

// absent lists values of each type that no object has.
var absent = map[string]string{"string": "no-object-has-this", "uuid": "00000000-0000-4000-8000-000000000000", "integer": "987654321"}

// malformed are the types of which a value can be refused.
var malformed = []string{"uuid", "integer", "number", "date-time"}

// TestEveryDocumentedFilterNarrowsAList asks every list for the objects that have a value which one of them has: it finds
// this one and none with another value. It then asks for a value that none has, and for one that is none.
func TestEveryDocumentedFilterNarrowsAList(t *testing.T) {
	const page = "page_size=100&include_users=true"
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			s := mocktest.Start(t, mock.Options{Profile: release})
			made(t, s, "/api/v3/core/applications/", `{"name": "Shop", "slug": "shop", "meta_publisher": "Ida", "meta_description": "sells", "group": "g", "meta_launch_url": "https://shop.example"}`, "pk")
			tried := 0
			lists := documentedLists(t, release)
			for _, path := range slices.Sorted(maps.Keys(lists)) {
				answer := call(t, s, "GET", "/api/v3"+path+"?"+page, "")
				results, isList := objects(answer)
				if !isList {
					continue
				}
				for _, p := range lists[path] {
					ask := func(value string) listed {
						a := call(t, s, "GET", "/api/v3"+path+"?"+page+"&"+p.Name+"="+url.QueryEscape(value), "")
						found, _ := objects(a)
						return listed{a, found}
					}
					for _, object := range results {
						value, isText := scalar(object[p.Name])
						if !isText || shownOtherwise[path+p.Name] != "" {
							continue
						}
						tried++
						got := ask(value)
						if got.status != 200 || !slices.ContainsFunc(got.found, func(o map[string]any) bool { return same(o, object) }) {
							t.Errorf("%s?%s=%s does not find the object that has it: %d %.200s", path, p.Name, value, got.status, got.text)
						}
						for _, other := range got.found {
							if text, _ := scalar(other[p.Name]); text != value {
								t.Errorf("%s?%s=%s finds one with %q", path, p.Name, value, text)
							}
						}
						break
					}
					kind := p.Schema.Type
					if p.Schema.Format != "" {
						kind = p.Schema.Format
					}
					if value := absent[kind]; value != "" && len(results) > 0 && narrows(p.Name) {
						if got := ask(value); len(got.found) == len(results) {
							t.Errorf("%s?%s=%s finds all %d", path, p.Name, value, len(results))
						}
					}
					if slices.Contains(malformed, kind) || len(p.Schema.Enum) > 0 && kind == "string" {
						if got := ask("?"); got.status != 400 && narrows(p.Name) {
							t.Errorf("%s?%s=? answers %d", path, p.Name, got.status)
						}
					}
				}
			}
			if tried < 40 {
				t.Errorf("only %d filters had an object to find", tried)
			}
		})
	}
}

// shownOtherwise are the filters that do not take what the member of their name shows, with the reason.
var shownOtherwise = map[string]string{
	"/policies/bindings/target":         "a binding shows the primary key of its target, and is found by the target's key among what policies can be bound to (neighbours1)",
	"/policies/password/symbol_charset": "the usual value ends with a space, which the filter's form strips",
}

// narrows reports whether a parameter is a filter: others choose the page, the order and the members.
func narrows(name string) bool {
	return name != "search" && name != "ordering" && name != "page" && name != "page_size" && !strings.HasPrefix(name, "include_")
}

// listed is the answer to a list, and the objects in it.
type listed struct {
	answer
	found []map[string]any
}

func objects(a answer) ([]map[string]any, bool) {
	var page struct {
		Pagination any
		Results    []map[string]any
	}
	err := json.Unmarshal([]byte(a.text), &page)
	return page.Results, err == nil && a.status == 200 && page.Results != nil
}

// scalar returns a member's value as a query says it; false for what a query cannot say.
func scalar(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, v != ""
	case bool, float64:
		return fmt.Sprint(v), true
	}
	return "", false
}

func same(a, b map[string]any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// searched returns the members that a list's ?search= looks into, as a running 2026.5 printed them; those of other objects
// are found where the answer shows the object.
func searched(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/declarations/2026.5-rc1.txt")
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string][]string{}
	for _, section := range strings.Split(string(text), "\n## ")[1:] {
		path, _, _ := strings.Cut(section, " = ")
		for line := range strings.Lines(section) {
			if names, ok := strings.CutPrefix(line, "search_fields: "); ok {
				for _, found := range regexp.MustCompile(pythonText).FindAllStringSubmatch(names, -1) {
					fields["/"+path+"/"] = append(fields["/"+path+"/"], found[1])
				}
			}
		}
	}
	return fields
}

// member follows a name such as stage__name through the object that an answer shows under stage_obj.
func member(object map[string]any, name string) (string, bool) {
	first, rest, nested := strings.Cut(name, "__")
	if !nested {
		return scalar(object[name])
	}
	inner, _ := object[first+"_obj"].(map[string]any)
	return scalar(inner[rest])
}

func TestASearchLooksIntoWhatRealServersLookInto(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5-rc1"})
	made(t, s, "/api/v3/core/applications/", `{"name": "Shop", "slug": "shop", "meta_publisher": "Ida", "meta_description": "sells", "group": "goods", "meta_launch_url": "https://shop.example"}`, "pk")
	made(t, s, "/api/v3/core/tokens/", `{"identifier": "one", "intent": "api", "description": "spare"}`, "pk")
	looked := 0
	for path, names := range searched(t) {
		page := "/api/v3" + path + "?page_size=100"
		all, isList := objects(call(t, s, "GET", page, ""))
		if !isList {
			continue
		}
		for _, name := range names {
			i := slices.IndexFunc(all, func(o map[string]any) bool { text, ok := member(o, name); return ok && text != "" })
			if i < 0 {
				continue
			}
			looked++
			text, _ := member(all[i], name)
			found, _ := objects(call(t, s, "GET", page+"&search="+url.QueryEscape(strings.ToUpper(text)), ""))
			if !slices.ContainsFunc(found, func(o map[string]any) bool { return same(o, all[i]) }) {
				t.Errorf("%s?search=%s does not find the object whose %s it is", path, text, name)
			}
			for _, o := range found {
				mentions := func(name string) bool {
					value, _ := member(o, name)
					return strings.Contains(strings.ToUpper(value), strings.ToUpper(text))
				}
				if strings.Count(text, " ") == 0 && !slices.ContainsFunc(names, mentions) {
					t.Errorf("%s?search=%s finds an object that does not mention it: %v", path, text, o)
				}
			}
		}
		if found, _ := objects(call(t, s, "GET", page+"&search=mentioned-nowhere", "")); len(found) > 0 {
			t.Errorf("%s finds what nothing mentions", path)
		}
	}
	if looked < 20 {
		t.Errorf("only %d members were looked for", looked)
	}
}

// TestEveryListIsOrderedByWhatItShows orders every list by every member that it shows, both ways: the rows come in that
// order, or, if the list does not offer it, in their usual one.
func TestEveryListIsOrderedByWhatItShows(t *testing.T) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			s := mocktest.Start(t, mock.Options{Profile: release})
			for i, slug := range []string{"b", "c", "a"} {
				made(t, s, "/api/v3/core/applications/", fmt.Sprintf(`{"name": "Shop %d", "slug": %q}`, i, slug), "pk")
			}
			ordered := 0
			for path := range documentedLists(t, release) {
				page := "/api/v3" + path + "?page_size=100&ordering="
				usual, isList := objects(call(t, s, "GET", page, ""))
				if !isList || len(usual) < 2 {
					continue
				}
				for name, value := range usual[0] {
					if _, ok := value.(string); !ok || distinct(usual, name) < 2 {
						continue
					}
					up, _ := objects(call(t, s, "GET", page+name, ""))
					down, _ := objects(call(t, s, "GET", page+"-"+name, ""))
					if fmt.Sprint(up) == fmt.Sprint(usual) && fmt.Sprint(down) == fmt.Sprint(usual) {
						continue // not offered
					}
					ordered++
					if first, last := column(up, name), column(down, name); !rising(first) || !rising(reversed(last)) {
						t.Errorf("%s?ordering=%s: %v, and with a minus %v", path, name, first, last)
					}
				}
			}
			if ordered < 30 {
				t.Errorf("only %d members ordered a list", ordered)
			}
		})
	}
}

func column(objects []map[string]any, name string) []string {
	values := make([]string, len(objects))
	for i, o := range objects {
		values[i], _ = o[name].(string)
	}
	return values
}

func distinct(objects []map[string]any, name string) int {
	return len(slices.Compact(slices.Sorted(slices.Values(column(objects, name)))))
}

func reversed(values []string) []string {
	slices.Reverse(values)
	return values
}

// rising reports whether the values that are there rise, byte by byte: authentik's database has the collation C.
func rising(values []string) bool {
	return slices.IsSorted(slices.DeleteFunc(values, func(v string) bool { return v == "" }))
}
