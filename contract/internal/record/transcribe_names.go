package record

import (
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

var userAddress = regexp.MustCompile(`^/api/v3/core/users/(\d+)/`)

// nameValues gives a name to every value of a request that an earlier answer contained.
func (t *transcriber) nameValues(i int) {
	request := t.passages[i].request
	text := request.Path + " " + string(request.Body)
	for _, id := range corpus.UUIDText.FindAllString(text, -1) {
		if t.words[id] == "" && !t.keep(i, id) {
			t.literal[id] = true
		}
	}
	if _, secret, ok := strings.Cut(wire.HeaderOf(request.Headers, "Authorization"), " "); ok && t.words[secret] == "" && secret != t.credential {
		t.keep(i, secret)
	}
	parsed, _ := orjson.Parse(request.Body)
	t.keepReferences(i, "", parsed)
	for _, number := range numbersOf("", parsed) {
		t.keepNumber(i, number)
	}
	if found := userAddress.FindStringSubmatch(request.Path); found != nil {
		number, _ := strconv.ParseInt(found[1], 10, 64)
		t.keepNumber(i, number)
	}
}

// numbersOf returns the numbers of users in a body.
func numbersOf(member string, value any) []int64 {
	var numbers []int64
	switch v := value.(type) {
	case *python.Dict:
		for name, item := range v.All() {
			numbers = append(numbers, numbersOf(name, item)...)
		}
	case []any:
		for _, item := range v {
			numbers = append(numbers, numbersOf(member, item)...)
		}
	case int64:
		if corpus.Counted[member] {
			numbers = append(numbers, v)
		}
	}
	return numbers
}

// keep makes the first answer before a request that contains a text keep it under a name. It returns false if
// none contains it, or if the text only says that there was a secret, as in the archive of a fake's journal.
func (t *transcriber) keep(before int, text string) bool {
	if text == secret.Hidden {
		return false
	}
	source, at := t.source(before, text)
	if source < 0 {
		return false
	}
	table := api.TableUnder(t.passages[source].request.Path, at)
	t.called(text, "{{"+t.remember(source, at)+"}}", table)
	return true
}

// keepReferences does the same for ids that a request refers to and whose word stands for an object of
// another kind.
func (t *transcriber) keepReferences(before int, member string, value any) {
	switch v := value.(type) {
	case *python.Dict:
		for name, item := range v.All() {
			t.keepReferences(before, name, item)
		}
	case []any:
		for _, item := range v {
			t.keepReferences(before, member, item)
		}
	case string:
		if word, other := t.otherThan(member, v); !other || word != "" {
			return
		}
		for j := range before {
			parsed, _ := orjson.Parse(t.passages[j].answer.Body)
			at := findIf(parsed, "", func(under string, item any) bool {
				return item == v && api.TableUnder(t.passages[j].request.Path, under) == api.TableBehind(member)
			})
			if at != "" {
				t.called(v, "{{"+t.remember(j, at)+"}}", api.TableBehind(member))
				return
			}
		}
		t.literal[v] = true
	}
}

// findIf returns the path of the first value for which is returns true, "" if there is none. is gets the path
// of each value.
func findIf(value any, at string, is func(at string, value any) bool) string {
	under := func(name string) string { return strings.TrimPrefix(at+"."+name, ".") }
	switch v := value.(type) {
	case *python.Dict:
		for name, item := range v.All() {
			if found := findIf(item, under(name), is); found != "" {
				return found
			}
		}
	case []any:
		for i, item := range v {
			if found := findIf(item, under(strconv.Itoa(i)), is); found != "" {
				return found
			}
		}
	default:
		if is(at, value) {
			return at
		}
	}
	return ""
}

func (t *transcriber) keepNumber(before int, number int64) {
	if t.numbers[number] != "" {
		return
	}
	for j := range before {
		if !strings.HasPrefix(t.passages[j].request.Path, "/api/v3/core/users/") {
			continue
		}
		parsed, _ := orjson.Parse(t.passages[j].answer.Body)
		if at := find(parsed, number); path.Ext("x."+at) == ".pk" {
			t.numbers[number] = "{{" + t.remember(j, at) + "}}"
			return
		}
	}
}

// source returns the answer to take a text from, and the path in it: the answer that created the object, or
// the first that contains the text.
func (t *transcriber) source(before int, text string) (index int, at string) {
	index = -1
	for j := range before {
		parsed, err := orjson.Parse(t.passages[j].answer.Body)
		if err != nil {
			continue
		}
		found := find(parsed, text)
		if found == "" {
			continue
		}
		if t.passages[j].answer.Status == http.StatusCreated && found == "pk" {
			return j, found
		}
		if index < 0 {
			index, at = j, found
		}
	}
	return index, at
}

// find returns the path of a value within another, in the form that Dig follows, "" if it is not there.
func find(value, wanted any) string {
	switch v := value.(type) {
	case *python.Dict:
		for name, item := range v.All() {
			if item == wanted {
				return name
			}
			if rest := find(item, wanted); rest != "" {
				return name + "." + rest
			}
		}
	case []any:
		for i, item := range v {
			if item == wanted {
				return strconv.Itoa(i)
			}
			if rest := find(item, wanted); rest != "" {
				return strconv.Itoa(i) + "." + rest
			}
		}
	}
	return ""
}

// remember keeps a value of an answer under a name that describes it.
func (t *transcriber) remember(i int, at string) string {
	name := at[strings.LastIndex(at, ".")+1:]
	if name == "pk" {
		name = objectName(t.passages[i].request.Path)
	}
	if _, err := strconv.Atoi(name); err == nil {
		name = "item"
	}
	unused := func(name string) bool {
		return !t.names[name] && !slices.ContainsFunc(t.keeps, func(keep map[string]string) bool { return keep[name] != "" })
	}
	chosen := name
	for n := 2; !unused(chosen); n++ {
		chosen = name + strconv.Itoa(n)
	}
	if t.keeps[i] == nil {
		t.keeps[i] = map[string]string{}
	}
	t.keeps[i][chosen] = at
	return chosen
}

// objectName returns the name for an object of an address: stage for stages/user_write, application for
// core/applications.
func objectName(path string) string {
	collection := api.CollectionIn(path)
	if collection == "" {
		return "object"
	}
	for _, k := range scenario.Kinds {
		if k.Collection == collection {
			return k.Name
		}
	}
	_, last, _ := strings.Cut(collection, "/")
	return strings.TrimSuffix(last, "s")
}
