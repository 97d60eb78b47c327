package drift

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/sets"
	"github.com/authentik-mock/authentik-mock/mock/headers"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// comparison compares the answers of two sides and collects the differences by rule.
type comparison struct {
	compared int
	parts    *play.Parts
	// asked holds all that both sides answered, in order.
	asked []asked
	pairs []pair
	// untold, if not nil, reports whether a pair of answers says nothing and is not compared.
	untold   func(pair) bool
	gathered gathered
	// unexplained holds the pairs in which only one side refused, or both in other words, without
	// naming a member.
	unexplained []pair
	// differing holds all pairs in which only one side refused, or both in other words.
	differing []pair
}

// pair holds the observations of both sides for one request.
type pair struct {
	a, b observation
	// partA and partB are the parts of the bodies that an example shows; nil for both means all.
	partA, partB any
}

// asked is a pair; apart reports whether the sides held different objects by then.
type asked struct {
	pair
	apart bool
}

// compare compares the answers of both sides. A request that only one side answered follows from an
// earlier difference and is skipped.
func (c *comparison) compare(inA, inB []observation) {
	type story struct {
		number int
		name   string
	}
	of := map[place]observation{}
	for _, b := range inB {
		of[b.place] = b
	}
	apart := map[story]bool{} // stories in which a write succeeded on one side only
	for _, a := range inA {
		b, ok := of[a.place]
		if !ok {
			continue
		}
		a.body, b.body = corpus.Masked(b.body, a.body), corpus.Masked(a.body, b.body)
		p, in := pair{a: a, b: b}, story{a.number, a.story}
		c.compared++
		apart[in] = apart[in] || a.raced
		c.asked = append(c.asked, asked{p, apart[in]})
		if c.untold == nil || !c.untold(p) {
			c.comparePair(p, apart[in])
		}
		apart[in] = apart[in] || a.writes() && a.succeeded() != b.succeeded()
	}
}

// comparePair compares two answers. If apart is set, only the form of successful ones is compared.
func (c *comparison) comparePair(p pair, apart bool) {
	if p.a.status == p.b.status && p.a.succeeded() {
		c.compareAnswers(p, apart)
	} else if !apart {
		c.compareRefusals(p)
	}
	if !apart {
		c.pairs = append(c.pairs, p)
	}
}

// compareRefusals compares the refusals of a pair: members refused on one side only, or in other
// words.
func (c *comparison) compareRefusals(p pair) {
	if p.a.status == p.b.status && p.a.text == p.b.text && jsonText(p.a.body) == jsonText(p.b.body) {
		c.compareHeaders(p)
		return
	}
	c.differing = append(c.differing, p)
	wrongA, okA := wrongMembers(p.a)
	wrongB, okB := wrongMembers(p.b)
	named := false
	if okA && okB {
		for _, member := range union(wrongA, wrongB) {
			if wrongA[member] != wrongB[member] {
				c.gathered.outcome(cause{member: member, of: resource(p.a.path)}, p)
				named = true
			}
		}
	}
	if !named {
		c.unexplained = append(c.unexplained, p)
	}
}

// wrongMembers returns the members that a validation error names, with their messages. It returns
// false if the answer is neither such an error nor a success.
func wrongMembers(o observation) (map[string]string, bool) {
	wrong := map[string]string{}
	body, isObject := o.body.(*python.Dict)
	if o.succeeded() {
		return wrong, true
	}
	if o.status != http.StatusBadRequest || !isObject {
		return nil, false
	}
	for name, value := range body.All() {
		if _, isText := value.(string); isText || name == "non_field_errors" {
			return nil, false // detail, and errors of no member
		}
		wrong[name] = jsonText(value)
	}
	return wrong, true
}

func union(a, b map[string]string) []string {
	var names []string
	for _, m := range []map[string]string{a, b} {
		for name := range m {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// compareAnswers compares two successful answers. If apart is set, the sides hold different objects
// by now, and only the form of the answers is compared.
func (c *comparison) compareAnswers(p pair, apart bool) {
	c.compareHeaders(p)
	d := &bodyDiff{gathered: &c.gathered, pair: p, formOnly: apart, a: p.a.body, b: p.b.body}
	name := resource(p.a.path)
	if p.a.method == http.MethodOptions {
		name = "OPTIONS of " + name
		d.nested = func(context, member string) string {
			if slices.Contains(wrappings, member) {
				return context
			}
			return context + ", " + member
		}
	}
	if p.a.body == nil || p.b.body == nil {
		if !apart && p.a.text != p.b.text {
			c.gathered.value("the text of "+name, "", p.a.text, p.b.text, p)
		}
		return
	}
	if isPage(p.a.body) && isPage(p.b.body) {
		d.page(name)
		return
	}
	d.value(name, "", p.a.body, p.b.body)
}

// wrappings lists members of a description that only contain others.
var wrappings = []string{"actions", "POST", "PUT", "child", "children"}

func (c *comparison) compareHeaders(p pair) {
	for _, name := range headers.Compared {
		a, b := p.a.answered[name], p.b.answered[name]
		if !headers.Equal(name, a, b) {
			c.gathered.header(name, a, b, p)
		}
	}
}

// bodyDiff walks two bodies in parallel.
type bodyDiff struct {
	gathered *gathered
	pair     pair
	// formOnly compares members and their order, not values.
	formOnly bool
	// a and b are the innermost objects around the values that are compared.
	a, b any
	// nested returns the name for the values under a member.
	nested func(context, member string) string
}

// within returns the pair with the innermost objects as the part that an example shows.
func (d *bodyDiff) within() pair {
	p := d.pair
	p.partA, p.partB = d.a, d.b
	return p
}

func isPage(body any) bool {
	_, paged := jsonbody.Member(body, "pagination").(*python.Dict)
	_, listed := jsonbody.Member(body, "results").([]any)
	return paged && listed
}

// page compares two pages of a list. If the page sizes differ, the items are not compared.
func (d *bodyDiff) page(name string) {
	a, b := d.pair.a.body, d.pair.b.body
	sizeA, sizeB := pageSize(a), pageSize(b)
	if !d.formOnly && sizeA.differs(sizeB) {
		d.gathered.pageSize(d.pair, sizeA, sizeB)
		d.formOnly = true
	}
	d.value("a page", "", a, b)
}

// size is the number of items that a server puts on a page: exact, or a lower bound.
type size struct {
	items int64
	exact bool
}

func pageSize(body any) size {
	number := func(name string) int64 {
		n, _ := jsonbody.Member(jsonbody.Member(body, "pagination"), name).(int64)
		return n
	}
	return size{number("end_index") - number("start_index") + 1, number("next") != 0}
}

func (s size) differs(other size) bool {
	switch {
	case s.exact && other.exact:
		return s.items != other.items
	case s.exact:
		return other.items > s.items
	}
	return other.exact && s.items > other.items
}

func (s size) String() string {
	if s.exact {
		return fmt.Sprint(s.items)
	}
	return fmt.Sprintf("at least %d", s.items)
}

// value compares two values under a member of the object named context.
func (d *bodyDiff) value(context, member string, a, b any) {
	objectA, okA := a.(*python.Dict)
	objectB, okB := b.(*python.Dict)
	listA, isListA := a.([]any)
	listB, isListB := b.([]any)
	switch {
	case okA && okB:
		d.objects(d.under(context, member, false), objectA, objectB)
	case isListA && isListB:
		if len(listA) != len(listB) && !d.formOnly {
			d.gathered.value(d.list(context, member), "number of items", int64(len(listA)), int64(len(listB)), d.within())
		}
		inner := *d
		inner.formOnly = d.formOnly || len(listA) != len(listB)
		if namesA, namesB := objectNames(listA), objectNames(listB); !inner.formOnly && namesA != namesB {
			d.gathered.items(d.list(context, member), namesA, namesB, d.within())
			inner.formOnly = true
		}
		for i := range min(len(listA), len(listB)) {
			inner.item(context, member, listA[i], listB[i])
		}
	case !d.formOnly && jsonText(a) != jsonText(b) && !(numbering[member] && isNumber(a) && isNumber(b)):
		d.gathered.value(context, member, a, b, d.within())
	}
}

// numbering holds members that may come from a database sequence.
var numbering = sets.Of("pk", "id")

func isNumber(value any) bool {
	_, err := strconv.Atoi(jsonbody.Plain(value))
	return err == nil
}

// list returns the name for the list under a member; the list of a page is named after its
// resource.
func (d *bodyDiff) list(context, member string) string {
	switch {
	case context == "a page" && member == "results":
		return resource(d.pair.a.path)
	case member == "":
		return context
	}
	return member
}

// objectNames returns what identifies each object of a list, in order.
func objectNames(items []any) string {
	var names []string
	for _, item := range items {
		names = append(names, objectNamesOf(item)...)
	}
	return strings.Join(names, ", ")
}

func objectNamesOf(value any) []string {
	object, ok := value.(*python.Dict)
	if !ok {
		return nil
	}
	var names []string
	for name, item := range object.All() {
		if text, isText := item.(string); isText && slices.Contains(scenario.Naming, name) {
			names = append(names, text)
		}
		names = append(names, objectNamesOf(item)...)
	}
	return names
}

// item compares two items of a list; those of a page are objects of its resource.
func (d *bodyDiff) item(context, member string, a, b any) {
	objectA, okA := a.(*python.Dict)
	objectB, okB := b.(*python.Dict)
	switch {
	case okA && okB && context == "a page" && member == "results":
		d.objects(resource(d.pair.a.path), objectA, objectB)
	case okA && okB:
		d.objects(d.under(context, member, true), objectA, objectB)
	default:
		d.value(context, member, a, b)
	}
}

// under returns the name for the values under a member, such as "item of flow_set", independent of
// the object around it.
func (d *bodyDiff) under(context, member string, item bool) string {
	switch {
	case member == "":
		return context
	case d.nested != nil:
		return d.nested(context, member)
	case item:
		return "item of " + member
	}
	return member
}

func (d *bodyDiff) objects(context string, a, b *python.Dict) {
	outer := *d
	defer func() { *d = outer }()
	d.a, d.b = a, b
	var onlyA, onlyB, bothA, bothB []string
	for name := range a.All() {
		if _, ok := b.Get(name); ok {
			bothA = append(bothA, name)
		} else {
			onlyA = append(onlyA, name)
		}
	}
	for name := range b.All() {
		if _, ok := a.Get(name); ok {
			bothB = append(bothB, name)
		} else {
			onlyB = append(onlyB, name)
		}
	}
	if len(onlyA)+len(onlyB) > 0 {
		d.gathered.members(context, onlyA, onlyB, d.within())
	}
	if !slices.Equal(bothA, bothB) {
		d.gathered.order(context, bothA, bothB, d.within())
	}
	for _, name := range bothA {
		valueA, _ := a.Get(name)
		valueB, _ := b.Get(name)
		d.value(context, name, valueA, valueB)
	}
}

func jsonText(value any) string { return string(orjson.Append(nil, value)) }

// resource returns the resource of an address, such as core/groups.
func resource(path string) string {
	parts := strings.Split(strings.TrimPrefix(api.WithoutQuery(path), "/api/v3/"), "/")
	if !strings.HasPrefix(path, "/api/v3/") || len(parts) < 2 {
		return api.WithoutQuery(path)
	}
	return parts[0] + "/" + parts[1]
}
