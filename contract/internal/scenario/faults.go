package scenario

import (
	"errors"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/sets"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
	"github.com/authentik-mock/authentik-mock/mock/spelling"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// Mistakes in a scenario are found when it is read, before anything is sent.

// bareWord matches a placeholder without quotes in a place where YAML reads it as a mapping.
var bareWord = regexp.MustCompile(`(?:^|[:,\[{-])\s*(\{\{[\w.-]+\}\})`)

// scenarioMembers lists the members that must stand at the beginning of a line.
var scenarioMembers = []string{"title", "profiles", "since", "until", "given", "steps", "known", "recorded"}

// shifted matches an indented line with one of them that is not a member of something else.
var shifted = regexp.MustCompile(`^ {1,3}(steps|given|profiles|recorded):`)

// unquoted returns an error for a placeholder without quotes or an indented top-level member, and err if the
// text contains neither.
func unquoted(name string, text []byte, err error) error {
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		if found := shifted.FindStringSubmatchIndex(line); found != nil {
			return yamldoc.WrongAt(name, text, number, found[2]+1, "%s belongs at the beginning of a line", line[found[2]:found[3]])
		}
		for _, at := range bareWord.FindAllStringSubmatchIndex(line, -1) {
			before := line[:at[2]]
			if strings.Count(before, `"`)%2 == 0 && strings.Count(before, "'")%2 == 0 && !strings.Contains(before, "#") {
				found := line[at[2]:at[3]]
				return yamldoc.WrongAt(name, text, number, at[2]+1, `YAML takes %s for a mapping: put quotes around the text that it is in, such as "%s"`, found, found)
			}
		}
	}
	return err
}

// faults returns the mistakes in a scenario that was read, each with its place.
func (r *reader) faults(s Scenario) error {
	var errs []error
	known := map[string]bool{"unique": true}
	given, kept := map[string]string{}, map[string]string{} // the collections of objects, and where values were kept from
	own := map[string]bool{"unique": true}                  // what names something that the scenario created
	for _, object := range s.Given {
		errs = append(errs, r.wordFaults(object.Line, known, object.Body)...)
		errs = append(errs, r.braceFaults(object.Line, known, object.Body)...)
		errs = append(errs, r.memberFaults(object.Line, given, kept, object.Body)...)
		errs = append(errs, r.givenFaults(object)...)
		known[object.Name] = true
		kind, _ := KindOf(object.Kind)
		given[object.Name] = kind.Collection
		own[object.Name] = true
	}
	for i, step := range s.Steps {
		line := r.stepLines[i]
		if step.AtOnce > 0 {
			known["i"] = true
		}
		errs = append(errs, r.wordFaults(line, known, step.texts()...)...)
		errs = append(errs, r.braceFaults(line, known, step.texts()...)...)
		errs = append(errs, r.memberFaults(line, given, kept, step.texts()...)...)
		errs = append(errs, r.wildcardFaults(line, step)...)
		errs = append(errs, r.stepFaults(line, s, step)...)
		switch {
		case step.changesStrangers():
			errs = append(errs, r.WrongFrom(step.Line, step.Method, "this would change what the scenario did not create: name a given object in the address, or expect a refusal"))
		case step.changesFound(own) && !r.draft:
			errs = append(errs, r.WrongFrom(step.Line, step.Path, "this would change what the scenario found and did not create: name a given object in the address, or expect a refusal"))
		}
		delete(known, "i")
		for name, path := range step.Keep {
			known[name] = true
			delete(given, name)
			kept[name] = path
			own[name] = step.Method == http.MethodPost || namesAny(step.Path, own)
		}
	}
	return errors.Join(errs...)
}

// texts returns the texts of a step that may contain placeholders.
func (s Step) texts() []string {
	all := []string{s.Path, s.As}
	for _, h := range s.Headers {
		all = append(all, h[1])
	}
	if s.Body != nil {
		all = append(all, *s.Body)
	}
	for _, e := range s.expectations() {
		for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
			all = append(all, e.Headers[name])
		}
		for _, body := range []*string{e.Answer, e.Has} {
			if body != nil {
				all = append(all, *body)
			}
		}
	}
	return all
}

// expectations returns the expectation for all profiles, and those of the variants.
func (s Step) expectations() []Expectation {
	all := []Expectation{s.Expect}
	for _, d := range s.Differs {
		all = append(all, d.Expect)
	}
	return all
}

// wordFaults returns an error for each placeholder that stands for nothing.
func (r *reader) wordFaults(line int, known map[string]bool, texts ...string) []error {
	var errs []error
	seen := map[string]bool{}
	for _, text := range texts {
		for _, found := range Word.FindAllStringSubmatch(text, -1) {
			name, _, _ := strings.Cut(found[1], ".")
			if known[name] || seen[name] {
				continue
			}
			seen[name] = true
			names := slices.Sorted(maps.Keys(known))
			hint := spelling.DidYouMean(name, names)
			if hint == "" {
				hint = ": here are " + strings.Join(names, ", ")
			}
			errs = append(errs, r.WrongFrom(line, found[0], "there is no value {{%s}}%s", name, hint))
		}
	}
	return errs
}

// wildcardFaults returns an error for each wildcard that does not exist.
func (r *reader) wildcardFaults(line int, step Step) []error {
	var errs []error
	check := func(text string) {
		if inAngles.MatchString(text) && Wildcard.FindString(text) != text {
			hint := spelling.DidYouMean(text, []string{"<any>", "<uuid>", "<uuid1>", "<time>"})
			errs = append(errs, r.WrongFrom(line, text, "there is no word %s%s; there are <any>, <uuid>, <uuid1> and <time>", text, hint))
		}
	}
	for _, e := range step.expectations() {
		for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
			check(e.Headers[name])
		}
		for _, body := range []*string{e.Answer, e.Has} {
			if body == nil {
				continue
			}
			check(*body)
			parsed, _ := orjson.Parse([]byte(*body))
			jsonbody.AnyPart(parsed, "", func(_ string, value any) bool {
				if text, isText := value.(string); isText {
					check(text)
				}
				return false
			})
		}
	}
	return errs
}

// stepFaults returns the mistakes in a step's sender, its method and the schemas that it names.
func (r *reader) stepFaults(line int, s Scenario, step Step) []error {
	var errs []error
	errs = append(errs, r.methodFaults(step)...)
	errs = append(errs, r.addressFaults(step)...)
	errs = append(errs, r.expectationFaults(line, step)...)
	errs = append(errs, r.keepFaults(line, step)...)
	var users []string
	for _, object := range s.Given {
		if object.Kind == "user" {
			users = append(users, object.Name)
		}
	}
	senders := append(users, "admin", "nobody")
	if nameLikeSender.MatchString(step.As) && !strings.HasPrefix(step.As, secret.PlaceholderPrefix) && !slices.Contains(senders, step.As) {
		errs = append(errs, r.WrongFrom(line, step.As, `no user %s is given%s; as is %s, or the text of an Authorization header, such as "Bearer x"`, step.As,
			spelling.DidYouMean(step.As, senders), strings.Join(senders, ", ")))
	}
	for _, e := range step.expectations() {
		if e.Schema == "" {
			continue
		}
		if names, found := schemaAmong(s, e.Schema); !found {
			errs = append(errs, r.WrongFrom(line, e.Schema, "there is no schema %s%s (authentik-mock schema lists them)", e.Schema, spelling.DidYouMean(e.Schema, names)))
		}
	}
	return errs
}

// schemaAmong reports whether one of the profiles that a scenario is about has a schema, and otherwise returns the
// names of their schemas. It reads the documents of no more profiles than it takes.
func schemaAmong(s Scenario, name string) (names []string, found bool) {
	for _, p := range profile.All {
		if !s.About(p) {
			continue
		}
		of := schemas.Names(p.Name)
		if _, found := slices.BinarySearch(of, name); found {
			return nil, true
		}
		names = sets.AddNew(names, of)
	}
	return names, false
}

// nameLikeSender matches one word in lower case, which is not a valid Authorization header.
var nameLikeSender = regexp.MustCompile(`^[a-z][\w-]*$`)

// givenFaults returns an error for each permission, member and choice of a given object that does not exist
// in any version of authentik.
func (r *reader) givenFaults(o Object) []error {
	var errs []error
	for _, permission := range o.May {
		if names := permissionNames(); !slices.Contains(names, permission) {
			hint := spelling.DidYouMean(permission, names)
			if !strings.Contains(permission, ".") {
				hint = "; it is app_label.codename"
				if i := slices.IndexFunc(names, func(name string) bool { return strings.HasSuffix(name, "."+permission) }); i >= 0 {
					hint += ": did you mean " + names[i] + "?"
				}
			}
			errs = append(errs, r.WrongFrom(o.Line, permission, "there is no permission %s%s", permission, hint))
		}
	}
	kind, _ := KindOf(o.Kind)
	fields := givenFields()[kind.Collection]
	body, _ := orjson.Parse([]byte(o.Body))
	members, ok := body.(*python.Dict)
	if !ok {
		return errs
	}
	names := slices.Sorted(maps.Keys(fields))
	for name, value := range members.All() {
		choices, there := fields[name]
		text, isText := value.(string)
		switch {
		case !there:
			if hint := spelling.DidYouMean(name, names); hint != "" && len(names) > 0 {
				errs = append(errs, r.WrongFrom(o.Line, name+":", "a %s has no %q%s", o.Kind, name, hint))
			}
		case len(choices) > 0 && isText && !slices.Contains(choices, text) && !strings.Contains(text, "{{"):
			errs = append(errs, r.WrongFrom(o.Line, text, "%s of a %s is %s, not %q%s", name, o.Kind, strings.Join(choices, ", "), text, spelling.DidYouMean(text, choices)))
		}
	}
	return errs
}

// givenFields returns the members of each collection that a scenario may give, in any version, with their
// choices.
var givenFields = sync.OnceValue(func() map[string]map[string][]string {
	all := map[string]map[string][]string{}
	for resource := range api.ServedResources() {
		if all[resource.Path] == nil {
			all[resource.Path] = map[string][]string{}
		}
		fields := all[resource.Path]
		for _, f := range resource.Members {
			if !f.Given {
				continue
			}
			fields[f.Name] = sets.AddNew(fields[f.Name], f.Choices)
		}
	}
	return all
})

// permissionNames returns the permissions of all versions.
var permissionNames = sync.OnceValue(describe.Permissions)
