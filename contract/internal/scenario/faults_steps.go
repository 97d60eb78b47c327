package scenario

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/sets"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/spelling"
)

// knownMethods lists the methods of HTTP, for suggestions when a method is misspelled.
var knownMethods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}

// methodFaults returns the mistakes in the method of a step.
func (r *reader) methodFaults(step Step) []error {
	if method := strings.ToUpper(step.Method); method != step.Method {
		hint := spelling.DidYouMean(method, knownMethods)
		return []error{r.WrongFrom(step.Line, step.Method, "methods are written in capitals%s", hint)}
	}
	if hint := spelling.DidYouMean(step.Method, knownMethods); hint != "" && !slices.Contains(knownMethods, step.Method) && !step.refused() {
		return []error{r.WrongFrom(step.Line, step.Method, "there is no method %s%s", step.Method, hint)}
	}
	return nil
}

// refused reports whether every profile is expected to refuse a step.
func (s Step) refused() bool {
	return !slices.ContainsFunc(s.expectations(), func(e Expectation) bool { return !e.refused() })
}

// succeeds reports whether every profile is expected to accept a step.
func (s Step) succeeds() bool {
	return !slices.ContainsFunc(s.expectations(), func(e Expectation) bool {
		return e.Counts != nil || e.Status < http.StatusOK || e.Status >= http.StatusMultipleChoices
	})
}

// expectationFaults returns an error for each status that does not exist or does not add up, and for each
// duplicate expectation.
func (r *reader) expectationFaults(line int, step Step) []error {
	var errs []error
	for _, e := range step.expectations() {
		sum := 0
		statuses := slices.Sorted(maps.Keys(e.Counts))
		for _, status := range statuses {
			sum += e.Counts[status]
		}
		if e.Counts == nil && e.Status != 0 {
			statuses = []int{e.Status}
		}
		for _, status := range statuses {
			if status < 100 || status > 599 {
				errs = append(errs, r.WrongFrom(line, fmt.Sprint(status), "%d is no status: they are from 100 to 599", status))
			}
		}
		if times := max(1, step.AtOnce); e.Counts != nil && sum != times {
			errs = append(errs, r.WrongFrom(line, "expect", "%d answers are expected, but the request is sent %d times", sum, times))
		}
		if e.Has != nil && (e.Answer != nil || e.AnyBody) {
			errs = append(errs, r.WrongFrom(line, "has", "answer is the whole body and has a part of it: a step has one of them"))
		}
	}
	return errs
}

// addressFaults returns an error for an address that does not exist in authentik, if a step expects it to
// exist and a similar one does.
func (r *reader) addressFaults(step Step) []error {
	address := api.Below(step.Path)
	if address == "" || !step.succeeds() {
		return nil
	}
	spelled := strings.Split(address, "/")
	if slices.ContainsFunc(api.AddressesOf(len(spelled)), func(known []string) bool { return fitsAddress(spelled, known) }) {
		return nil
	}
	_, near, found := strings.Cut(spelling.DidYouMean(address, nearAddresses(spelled)), ": did you mean ")
	if !found {
		return nil
	}
	return []error{r.WrongFrom(step.Line, step.Path, "authentik has no address %s: did you mean /api/v3/%s/?", step.Path, strings.TrimSuffix(near, "?"))}
}

// fitsAddress reports whether an address matches one of authentik with the same number of segments.
func fitsAddress(spelled, known []string) bool {
	for i, part := range known {
		if part != "{}" && part != spelled[i] && !Word.MatchString(spelled[i]) {
			return false
		}
	}
	return true
}

// nearAddresses returns the addresses with the same number of segments, with those of the misspelled address
// in place of parameters.
func nearAddresses(spelled []string) []string {
	var all []string
	for _, known := range api.AddressesOf(len(spelled)) {
		parts := slices.Clone(known)
		for i := range parts {
			if parts[i] == "{}" {
				parts[i] = spelled[i]
			}
		}
		all = append(all, strings.Join(parts, "/"))
	}
	slices.Sort(all)
	return all
}

// answerMembers returns the members of the objects of each collection that the fake serves, in any version.
var answerMembers = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for resource := range api.ServedResources() {
		for _, f := range resource.Members {
			all[resource.Path] = sets.AddNew(all[resource.Path], []string{f.Name})
		}
	}
	return all
})

// pageMembers lists the members of a page of a list.
var pageMembers = []string{"pagination", "results", "autocomplete"}

// listItem matches the beginning of the path to a member of an object in a page of a list.
var listItem = regexp.MustCompile(`^results\.\d+\.`)

// keepFaults returns an error for each path of a kept value that the answer of a step cannot contain.
func (r *reader) keepFaults(line int, step Step) []error {
	if !step.succeeds() {
		return nil
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(step.Keep)) {
		path := step.Keep[name]
		member, members := path, answerMembers()[api.CollectionOf(step.Path)]
		collection, object := objectIn(step.Path)
		switch {
		case object:
			members = answerMembers()[collection]
		case step.Method == http.MethodGet && listItem.MatchString(path):
			member = listItem.ReplaceAllString(path, "")
		case step.Method == http.MethodGet && members != nil:
			members = pageMembers
		}
		member, _, _ = strings.Cut(member, ".")
		if len(members) > 0 && !slices.Contains(members, member) {
			errs = append(errs, r.WrongFrom(line, path, "cannot keep %s: the answer has no %s%s", name, member, spelling.DidYouMean(member, members)))
		}
	}
	return errs
}

// objectIn returns the collection of an address of one object, whose key is a word or a number.
func objectIn(path string) (collection string, ok bool) {
	address := api.Below(path)
	at := strings.LastIndex(address, "/")
	if at < 0 || !Word.MatchString(address[at:]) {
		return "", false
	}
	collection = address[:at]
	return collection, api.IsCollection(collection)
}

// memberFaults returns an error for each placeholder that names a missing member of a given object or a kept
// value.
func (r *reader) memberFaults(line int, given map[string]string, kept map[string]string, texts ...string) []error {
	var errs []error
	seen := map[string]bool{}
	for _, text := range texts {
		for _, found := range Word.FindAllStringSubmatch(text, -1) {
			name, rest, deep := strings.Cut(found[1], ".")
			if !deep || seen[found[0]] {
				continue
			}
			seen[found[0]] = true
			member, _, _ := strings.Cut(rest, ".")
			members := answerMembers()[given[name]]
			switch path := kept[name]; {
			case given[name] != "" && len(members) > 0 && !slices.Contains(members, member):
				errs = append(errs, r.WrongFrom(line, found[0], "{{%s}} has no %s%s", name, member, spelling.DidYouMean(member, members)))
			case path != "" && scalarMember.MatchString(path), name == "unique", name == "i":
				errs = append(errs, r.WrongFrom(line, found[0], "{{%s}} is one value, which has no %s", name, member))
			}
		}
	}
	return errs
}

// scalarMember matches the end of a path to a value that is a text or a number in every answer.
var scalarMember = regexp.MustCompile(`(?:^|\.)(?:pk|slug|name|username|identifier|domain|uuid)$`)

var (
	// brokenBraces matches placeholders that are written with spaces or with missing braces.
	brokenBraces = regexp.MustCompile(`\{\{\s*([\w-]+(?:\.[\w-]+)*)\s*\}\}|\{\{([\w-]+(?:\.[\w-]+)*)\}(?:[^}]|$)|(?:^|[^{$])\{([\w-]+)\}\}`)
	// inAngles matches texts that consist of something like a wildcard.
	inAngles = regexp.MustCompile(`^<\s*([A-Za-z_]+)[\s_-]*(\d*)\s*>$`)
)

// braceFaults returns an error for each text that looks like a placeholder and is not one.
func (r *reader) braceFaults(line int, known map[string]bool, texts ...string) []error {
	var errs []error
	for _, text := range texts {
		for _, found := range brokenBraces.FindAllStringSubmatch(text, -1) {
			name := found[1] + found[2] + found[3]
			first, _, _ := strings.Cut(name, ".")
			if !known[first] || Word.MatchString(found[0]) {
				continue
			}
			shown := strings.Trim(found[0], " \t\"")
			if i := strings.LastIndex(shown, "}"); i >= 0 {
				shown = shown[strings.Index(shown, "{") : i+1]
			}
			errs = append(errs, r.WrongFrom(line, shown, "%s is no placeholder: did you mean {{%s}}?", shown, name))
		}
	}
	return errs
}

// spellsObject reports whether an address names an object by a literal key, without a placeholder.
func spellsObject(path string) bool {
	address, _, _ := strings.Cut(path, "?")
	if Word.MatchString(address) {
		return false
	}
	spelled := strings.Split(api.Below(address), "/")
	found := false
	for _, known := range api.AddressesOf(len(spelled)) {
		if slices.Contains(known, "{}") && fitsAddress(spelled, known) {
			found = true
		}
		if slices.Equal(known, spelled) {
			return false // an address of its own, such as core/users/service_account
		}
	}
	return found
}

// changesFound reports whether a step expects to change an object that an earlier step found and none
// created: its address contains no word of own.
func (s Step) changesFound(own map[string]bool) bool {
	address, _, _ := strings.Cut(s.Path, "?")
	strange := s.Method == "PUT" || s.Method == "PATCH" || s.Method == "DELETE" || s.Method == "POST" && api.CollectionOf(address) == ""
	return strange && Word.MatchString(address) && !namesAny(address, own) && !s.refused() && !s.givesBack()
}

// StrangeStep returns the first step that changes an object which the scenario did not create, -1 if there is
// none.
func StrangeStep(s Scenario) int {
	own := map[string]bool{"unique": true}
	for _, object := range s.Given {
		own[object.Name] = true
	}
	for i, step := range s.Steps {
		if step.changesStrangers() || step.changesFound(own) {
			return i
		}
		for name := range step.Keep {
			own[name] = step.Method == http.MethodPost || namesAny(step.Path, own)
		}
	}
	return -1
}

// namesAny reports whether a text contains one of some words.
func namesAny(text string, words map[string]bool) bool {
	return slices.ContainsFunc(Word.FindAllStringSubmatch(text, -1), func(found []string) bool {
		name, _, _ := strings.Cut(found[1], ".")
		return words[name]
	})
}

// Warnings returns advice on a scenario, each with its place: about objects that a sweep does not find after
// a killed run, because no name of theirs begins with {{unique}}.
func (s Scenario) Warnings() []string {
	var all []string
	warn := func(line int, collection, body string) {
		parsed, _ := orjson.Parse([]byte(body))
		members, isObject := parsed.(*python.Dict)
		if !isObject {
			return
		}
		named := ""
		for _, name := range Naming {
			text, isText := jsonbody.Member(members, name).(string)
			if strings.HasPrefix(strings.TrimSpace(text), "{{") {
				return
			}
			if isText && named == "" {
				named = name
			}
		}
		if named != "" {
			all = append(all, fmt.Sprintf("%s:%d: a run that is killed leaves this object of %s, and --sweep does not find it: begin its %s with {{unique}}",
				s.File, line, collection, named))
		}
	}
	for _, object := range s.Given {
		kind, _ := KindOf(object.Kind)
		if body, err := kind.Body(object); err == nil {
			warn(object.Line, kind.Collection, body)
		}
	}
	for _, step := range s.Steps {
		if collection := api.CollectionOf(step.Path); collection != "" && step.Method == http.MethodPost && step.Body != nil && !step.refused() {
			warn(step.Line, collection, *step.Body)
		}
	}
	return all
}
