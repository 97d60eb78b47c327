package mock_test

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// operation is a method of an address that a profile serves, written as in a declaration: core/groups/{id}/.
type operation struct{ method, pattern string }

func (o operation) String() string { return o.method + " " + o.pattern }

// served is a declared operation; resource is nil for a view.
type served struct {
	operation
	segments []string // of the pattern
	contract profile.Contract
	resource *drf.Compiled
	// action is the name of an action, "" for the resource's own methods.
	action *drf.Action
	detail bool
}

type operations []served

// servedOperations returns all operations of a profile but HEAD and OPTIONS.
func servedOperations(t *testing.T, p profile.Profile) operations {
	t.Helper()
	site, err := resources.Site(p.Contract)
	if err != nil {
		t.Fatal(err)
	}
	var all operations
	for _, endpoint := range site.Endpoints() {
		for _, method := range endpoint.Methods {
			if method == "HEAD" || method == "OPTIONS" {
				continue
			}
			s := served{operation: operation{method, endpoint.Pattern}, segments: strings.Split(endpoint.Pattern, "/"), contract: p.Contract}
			segments := strings.Split(strings.Trim(endpoint.Pattern, "/"), "/")
			for i := len(segments); i > 0; i-- {
				if name := strings.Join(segments[:i], "/"); site.Serves(name) {
					s.resource = site.Resource(name)
					rest := segments[i:]
					if s.detail = len(rest) > 0 && rest[0] == "{id}"; s.detail {
						rest = rest[1:]
					}
					if len(rest) > 0 {
						s.action = s.resource.Action(rest[0])
					}
					break
				}
			}
			all = append(all, s)
		}
	}
	return all
}

// of returns the operation that a request is for: of the patterns that fit, the one with the fewest parameters.
func (all operations) of(r *http.Request) operation {
	segments := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v3/"), "/")
	var found operation
	for _, s := range all {
		if s.method != r.Method || len(s.segments) != len(segments) || found.method != "" && strings.Contains(s.pattern, "{") {
			continue
		}
		if slices.EqualFunc(s.segments, segments, func(pattern, segment string) bool {
			return pattern == segment || pattern == "{id}" && segment != ""
		}) {
			found = s.operation
		}
	}
	return found
}

// list reports whether the operation reads the resource's list.
func (s served) list() bool {
	return s.resource != nil && s.resource.Single == nil && !s.detail && s.action == nil && s.method == "GET"
}

// changes reports whether the operation updates an object.
func (s served) changes() bool {
	return s.resource != nil && s.action == nil && (s.method == "PUT" || s.method == "PATCH")
}

// own reports whether the operation is one of the resource's own, not of an action.
func (s served) own() bool { return s.resource != nil && s.action == nil }

// open reports whether the operation requires no permission, so that the administrator's answer does not
// differ from others.
func (s served) open() bool {
	switch {
	case s.resource == nil:
		return openViews[s.pattern]
	case s.action != nil:
		return s.action.Free && s.action.Needs == "" && s.action.NeedsGlobal == nil || s.action.AllowAny
	}
	return s.resource.ReadFreely && s.method == "GET" || s.resource.CreateFreely && s.method == "POST"
}

// openViews are the views that need no permission.
var openViews = map[string]bool{"root/config/": true, "admin/version/": true, "enterprise/license/summary/": true, "schema/": true}

// fault is one way in which an operation may be wrong.
type fault struct {
	op   operation
	kind string
	// touches reports whether the fault would change the answer to a request.
	touches func(sighting) bool
	behave  func() behaviour
}

// group returns the kind of the fault without what it is about: the filter that is ignored, the header that is dropped.
func (f fault) group() string {
	name, _, _ := strings.Cut(f.kind, ": ")
	return name
}

// faultsOf returns all faults that the declarations and the unbroken answers have a place for.
func faultsOf(all operations, plays []*playthrough) []fault {
	answers := map[operation][]sighting{}
	for _, play := range plays {
		for _, s := range play.seen {
			if s.status < http.StatusMultipleChoices {
				answers[s.operation] = append(answers[s.operation], s)
			}
		}
	}
	var faults []fault
	for _, s := range all {
		seen := answers[s.operation]
		filled := s.filled(all, answers)
		if filled || s.list() {
			faults = append(faults, s.faultsOfAnswers(filled, seen)...)
		}
		faults = append(faults, s.faultsOfLists(filled)...)
		faults = append(faults, s.faultsOfRules(all, filled)...)
	}
	return faults
}

// changes reports whether a change makes another answer of the one that was seen.
func changes(change func(*httptest.ResponseRecorder), seen sighting) bool {
	answer := httptest.NewRecorder()
	answer.Code = seen.status
	answer.Body.Write(seen.body)
	maps.Copy(answer.Header(), seen.header.Clone())
	change(answer)
	answer.Header().Set("Content-Length", seen.header.Get("Content-Length"))
	return answer.Code != seen.status || !bytes.Equal(answer.Body.Bytes(), seen.body) || !maps.EqualFunc(answer.Header(), seen.header, slices.Equal)
}

// filled reports whether there can be an object for the operation. No operation that is served makes one of some resources:
// what would be wrong with the answers about them, nobody can see. Nor does anybody make an object of a child model that takes
// a license.
func (s served) filled(all operations, answers map[operation][]sighting) bool {
	seen := answers[s.operation]
	if s.resource != nil && s.resource.Type != "" && len(answers[operation{"POST", s.resource.Path + "/"}]) == 0 {
		return false
	}
	if !s.own() || len(seen) > 0 && !s.list() {
		return true
	}
	return s.resource.Single != nil || slices.ContainsFunc(all, func(o served) bool {
		return o.own() && o.method == "POST" && o.resource.Model.Table == s.resource.Model.Table &&
			(s.resource.Type == "" || s.resource.Type == o.resource.Type && len(answers[o.operation]) > 0)
	}) || slices.ContainsFunc(seen, func(s sighting) bool { value, _ := orjson.Parse(s.body); return len(objectsIn(value)) > 0 })
}

func succeeded(s sighting) bool { return s.status < http.StatusMultipleChoices }

// faultsOfAnswers change a successful answer on its way out.
func (s served) faultsOfAnswers(filled bool, seen []sighting) []fault {
	var faults []fault
	add := func(kind string, change func(*httptest.ResponseRecorder)) {
		faults = append(faults, fault{s.operation, kind, func(seen sighting) bool { return succeeded(seen) && changes(change, seen) },
			func() behaviour {
				return behaviour{here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
					answer := f.pass(r)
					if answer.Code < http.StatusMultipleChoices {
						change(answer)
					}
					return answer
				}}
			}})
	}
	add("status changed", func(a *httptest.ResponseRecorder) {
		if a.Code++; a.Code == 202 || a.Code == 205 {
			a.Code = 200
		} else {
			a.Code = 202
		}
	})
	dropped := everyAnswer[s.choose(len(everyAnswer))]
	add("header dropped: "+dropped, func(a *httptest.ResponseRecorder) { a.Header().Del(dropped) })
	changed := everyAnswer[(s.choose(len(everyAnswer))+1)%len(everyAnswer)]
	add("header changed: "+changed, func(a *httptest.ResponseRecorder) { a.Header().Set(changed, a.Header().Get(changed)+", other") })
	add("header added", func(a *httptest.ResponseRecorder) { a.Header().Set("Access-Control-Allow-Origin", "*") })

	for _, c := range memberFaults {
		change := rewritten(func(value any) {
			for _, object := range objectsIn(value) {
				c.change(object)
			}
		})
		if filled && s.own() && s.method != "DELETE" || slices.ContainsFunc(seen, func(s sighting) bool { return changes(change, s) }) {
			add(c.kind, change)
		}
	}
	if s.list() {
		add("page: member dropped", rewritten(func(value any) {
			if page, ok := value.(*python.Dict); ok && page.Len() > 0 {
				name, _ := page.At(s.choose(page.Len()))
				page.Delete(name)
			}
		}))
	}
	untimed := func(a *httptest.ResponseRecorder) {
		a.Body = bytes.NewBuffer(anyTime.ReplaceAll(a.Body.Bytes(), []byte(`"$1 $2"`)))
		a.Header().Del("Content-Length")
	}
	if filled && s.own() && s.method != "DELETE" && slices.ContainsFunc(s.resource.Declared(), hasTime) ||
		slices.ContainsFunc(seen, func(s sighting) bool { return changes(untimed, s) }) {
		add("time without its form", untimed)
	}
	return faults
}

// everyAnswer are headers that every answer has.
var everyAnswer = []string{"Vary", "Allow", "Content-Language", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "X-Powered-By"}

var anyTime = regexp.MustCompile(`"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z"`)

func hasTime(f drf.Field) bool {
	return f.Kind == drf.DateTime || f.Kind == drf.Nested && slices.ContainsFunc(f.Fields, hasTime)
}

// choose returns a number below n that is the same for an operation in every run.
func (s served) choose(n int) int {
	h := fnv.New32a()
	h.Write([]byte(s.String()))
	return int(h.Sum32() % uint32(n))
}

// objectsIn returns the objects that a body is about: the results of a page, the items of a list, or the body itself.
func objectsIn(body any) []*python.Dict {
	switch v := body.(type) {
	case *python.Dict:
		if results, ok := v.Get("results"); ok {
			return objectsIn(results)
		}
		if v.Len() > 0 {
			return []*python.Dict{v}
		}
	case []any:
		var all []*python.Dict
		for _, item := range v {
			if object, ok := item.(*python.Dict); ok && object.Len() > 0 {
				all = append(all, object)
			}
		}
		return all
	}
	return nil
}

func rewritten(change func(any)) func(*httptest.ResponseRecorder) {
	return func(a *httptest.ResponseRecorder) {
		value, err := orjson.Parse(a.Body.Bytes())
		if err != nil {
			return
		}
		change(value)
		a.Body = bytes.NewBuffer(orjson.Append(nil, value))
		a.Header().Del("Content-Length")
	}
}

var memberFaults = []struct {
	kind   string
	change func(*python.Dict)
}{
	{"member dropped: the first", func(d *python.Dict) { d.Delete(nameAt(d, 0)) }},
	{"member dropped: one in the middle", func(d *python.Dict) { d.Delete(nameAt(d, d.Len()/2)) }},
	{"member dropped: the last", func(d *python.Dict) { d.Delete(nameAt(d, d.Len()-1)) }},
	{"member added", func(d *python.Dict) { d.Set("planted", int64(1)) }},
	{"members reordered", func(d *python.Dict) { move(d, nameAt(d, 0)) }},
	{"member renamed", func(d *python.Dict) { rename(d, nameAt(d, d.Len()/2)) }},
	{"member of another type", func(d *python.Dict) { retype(d, d.Len()/3) }},
	{"member null", func(d *python.Dict) { empty(d, d.Len()*2/3) }},
}

func nameAt(d *python.Dict, i int) string { name, _ := d.At(i); return name }

// move puts a member behind all others.
func move(d *python.Dict, name string) {
	value, _ := d.Get(name)
	d.Delete(name)
	d.Set(name, value)
}

func rename(d *python.Dict, name string) {
	after := false
	for _, other := range slices.Collect(keys(d)) {
		if other == name {
			value, _ := d.Get(name)
			d.Delete(name)
			d.Set(name+"_", value)
			after = true
		} else if after {
			move(d, other)
		}
	}
}

func keys(d *python.Dict) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range d.All() {
			if !yield(name) {
				return
			}
		}
	}
}

// retype gives the first member from a place on that is no null, list or object a value of another type.
func retype(d *python.Dict, from int) {
	for i := range d.Len() {
		name, value := d.At((from + i) % d.Len())
		switch value.(type) {
		case string:
			d.Set(name, int64(7))
			return
		case bool, int64:
			d.Set(name, "7")
			return
		}
	}
	d.Set(nameAt(d, 0), int64(7))
}

// empty makes the first member from a place on that has a value null.
func empty(d *python.Dict, from int) {
	for i := range d.Len() {
		if name, value := d.At((from + i) % d.Len()); value != nil {
			d.Set(name, nil)
			return
		}
	}
}

// faultsOfLists ignore what a list was asked for.
func (s served) faultsOfLists(filled bool) []fault {
	if !s.list() {
		return nil
	}
	var faults []fault
	ignored := func(kind, parameter string) {
		faults = append(faults, fault{s.operation, kind,
			func(seen sighting) bool { return seen.request.URL.Query().Has(parameter) },
			func() behaviour {
				return behaviour{here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
					query := r.URL.Query()
					query.Del(parameter)
					r.URL.RawQuery = query.Encode()
					return f.pass(r)
				}}
			}})
	}
	for _, filter := range s.resource.Filters {
		ignored("filter ignored: "+filter.Name, filter.Name)
	}
	if len(s.resource.Search) > 0 {
		ignored("search ignored", "search")
	}
	ignored("page ignored", "page")
	if !filled {
		return faults
	}
	ignored("ordering ignored", "ordering")
	ignored("page_size ignored", "page_size")
	faults = append(faults, fault{s.operation, "order reversed",
		func(seen sighting) bool { return succeeded(seen) },
		func() behaviour {
			return behaviour{here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
				answer := f.pass(r)
				rewritten(func(value any) {
					if page, ok := value.(*python.Dict); ok {
						if results, ok := page.Get("results"); ok {
							slices.Reverse(results.([]any))
						}
					}
				})(answer)
				return answer
			}}
		}})
	return faults
}

// faultsOfRules leave out what an operation does beside its answer.
func (s served) faultsOfRules(all operations, filled bool) []fault {
	faults := []fault{
		{s.operation, "language ignored", func(seen sighting) bool { return seen.request.Header.Get("Accept-Language") != "" },
			func() behaviour {
				return behaviour{here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
					r.Header.Del("Accept-Language")
					return f.pass(r)
				}}
			}},
	}
	if !filled {
		return faults
	}
	if !s.open() {
		faults = append(faults, fault{s.operation, "permission ignored", byAnotherUser, func() behaviour {
			return behaviour{here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
				if r.Header.Get("Authorization") != "" {
					r.Header.Set("Authorization", "Bearer "+recordingToken)
				}
				return f.pass(r)
			}}
		}})
	}
	if s.own() && s.unique() {
		faults = append(faults, fault{s.operation, "uniqueness ignored", func(seen sighting) bool { return isTaken(seen.status, seen.body) },
			func() behaviour {
				return behaviour{here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
					answer := f.pass(r)
					if isTaken(answer.Code, answer.Body.Bytes()) {
						answer.Code = map[string]int{"POST": 201, "PUT": 200, "PATCH": 200}[r.Method]
						answer.Body = bytes.NewBufferString("{}")
						answer.Header().Del("Content-Length")
					}
					return answer
				}}
			}})
	}
	if s.changes() && s.reads(all) {
		faults = append(faults,
			fault{s.operation, "stale value", succeeded, stale},
			fault{s.operation, "update not stored", succeeded, notStored})
	}
	if s.changes() && s.method == "PUT" {
		faults = append(faults, fault{s.operation, "PUT as PATCH", func(sighting) bool { return true }, func() behaviour {
			return behaviour{here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
				r.Method = "PATCH"
				return f.pass(r)
			}}
		}})
	}
	if s.own() && s.method == "DELETE" {
		faults = append(faults, fault{s.operation, "DELETE that deletes nothing", succeeded, func() behaviour {
			return behaviour{here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
				answer := httptest.NewRecorder()
				options := f.ask("OPTIONS", r.URL.Path, nil)
				for _, name := range everyAnswer {
					answer.Header().Set(name, options.Header().Get(name))
				}
				answer.Code = http.StatusNoContent
				return answer
			}}
		}})
		if s.cascades(all) {
			faults = append(faults, fault{s.operation, "cascade ignored", succeeded, withoutCascade})
		}
	}
	return faults
}

// byAnotherUser reports whether the request has a token of a user other than an administrator.
func byAnotherUser(s sighting) bool {
	authorization := s.request.Header.Get("Authorization")
	return authorization != "" && authorization != "Bearer "+recordingToken
}

// isTaken reports whether an answer refuses a value because another object has it.
func isTaken(status int, body []byte) bool {
	return status == http.StatusBadRequest && (bytes.Contains(body, []byte("unique")) || bytes.Contains(body, []byte("already exists")))
}

// unique reports whether the operation writes columns that no two rows share.
func (s served) unique() bool {
	if s.method != "POST" && !s.changes() {
		return false
	}
	for _, table := range resources.Tables() {
		if table.Name != s.resource.Model.Table {
			continue
		}
		return slices.ContainsFunc(table.Unique, func(columns []string) bool {
			return !slices.ContainsFunc(columns, func(column string) bool { return !s.writes(column) })
		})
	}
	return false
}

func (s served) writes(column string) bool {
	return slices.ContainsFunc(s.resource.Declared(), func(f drf.Field) bool {
		return !f.ReadOnly && !f.Unkept && (f.Source == column || f.Source == "" && f.Name == column)
	})
}

// reads reports whether the object that the operation changes can be read at its address.
func (s served) reads(all operations) bool {
	return slices.ContainsFunc(all, func(o served) bool { return o.operation == operation{"GET", s.pattern} })
}

// cascades reports whether deleting the object changes others that are served.
func (s served) cascades(all operations) bool {
	return slices.ContainsFunc(s.resource.UsedBy, func(relation drf.Relation) bool {
		return slices.ContainsFunc(all, func(o served) bool {
			return o.own() && o.detail && o.method == "GET" && o.resource.Path != s.resource.Path && o.resource.Model.Label() == relation.Model.Label()
		})
	})
}

// stale answers an update with the object as it was.
func stale() behaviour {
	return behaviour{here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
		before := f.ask("GET", r.URL.Path, nil)
		answer := f.pass(r)
		if answer.Code < http.StatusMultipleChoices && before.Code < http.StatusMultipleChoices {
			answer.Body = before.Body
			answer.Header().Del("Content-Length")
		}
		return answer
	}}
}

// notStored answers an update and then undoes it.
func notStored() behaviour {
	return behaviour{here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
		sent := bodyOf(r)
		before := f.ask("GET", r.URL.Path, nil).Body.Bytes()
		answer := f.pass(r)
		if answer.Code >= http.StatusMultipleChoices {
			return answer
		}
		var asked, old, now map[string]json.RawMessage
		json.Unmarshal(sent, &asked)
		json.Unmarshal(before, &old)
		json.Unmarshal(answer.Body.Bytes(), &now)
		undo, whole := map[string]json.RawMessage{}, map[string]json.RawMessage{}
		for name, value := range old {
			if name == "flow_set" {
				continue
			}
			whole[name] = value
			if _, changed := asked[name]; changed || r.Method == "PUT" {
				undo[name] = value
			}
		}
		address := r.URL.Path
		for _, key := range []string{"slug", "identifier"} { // the object may have moved
			if was, is := string(old[key]), string(now[key]); was != is && strings.HasSuffix(address, "/"+strings.Trim(was, `"`)+"/") {
				address = strings.TrimSuffix(address, strings.Trim(was, `"`)+"/") + strings.Trim(is, `"`) + "/"
			}
		}
		body, _ := json.Marshal(undo)
		if f.ask("PATCH", address, body).Code >= http.StatusMultipleChoices { // a rule about several members wants all of them
			body, _ = json.Marshal(whole)
			f.ask("PATCH", address, body)
		}
		return answer
	}}
}

// withoutCascade keeps the other objects that the scenario created as they were before a DELETE.
func withoutCascade() behaviour {
	made := map[string]bool{}
	kept := map[string]*httptest.ResponseRecorder{}
	return behaviour{
		here: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
			for address := range made {
				if answer := f.ask("GET", address, nil); answer.Code == http.StatusOK && address != r.URL.Path {
					kept[address] = answer
				}
			}
			return f.pass(r)
		},
		elsewhere: func(f *faulty, r *http.Request) *httptest.ResponseRecorder {
			if answer := kept[r.URL.Path]; answer != nil && r.Method == "GET" {
				again := httptest.NewRecorder()
				again.Code, again.Body = answer.Code, bytes.NewBuffer(answer.Body.Bytes())
				for name, values := range answer.Header() {
					again.Header()[name] = values
				}
				return again
			}
			answer := f.pass(r)
			if answer.Code == http.StatusCreated {
				var object struct {
					PK                    json.RawMessage
					Slug, Identifier      string
					Policybindingmodel    string `json:"policybindingmodel_ptr_id"`
					BrandUUID, Unassigned string
				}
				json.Unmarshal(answer.Body.Bytes(), &object)
				for _, key := range []string{strings.Trim(string(object.PK), `"`), object.Slug, object.Identifier} {
					if key != "" {
						made[r.URL.Path+key+"/"] = true
					}
				}
			}
			return answer
		},
	}
}
