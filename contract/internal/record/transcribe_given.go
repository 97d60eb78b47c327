package record

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
	"github.com/authentik-mock/authentik-mock/schemas"
)

var objectAddress = regexp.MustCompile(`^/api/v3/([a-z_]+/[a-z_]+)/([^/]+)/$`)

// findGiven adds a given object to the scenario for every object that the client changed or deleted without
// having created it.
func (t *transcriber) findGiven(s *scenario.Scenario) error {
	for _, p := range t.passages {
		at := objectAddress.FindStringSubmatch(api.WithoutQuery(p.request.Path))
		if !t.foreignWrite(p) || at == nil {
			continue
		}
		i := slices.IndexFunc(scenario.Kinds, func(k scenario.Kind) bool { return k.Collection == at[1] && !k.Dependent() })
		key, err := url.PathUnescape(at[2])
		if i < 0 || err != nil {
			continue
		}
		object, err := t.give(scenario.Kinds[i], key)
		if err != nil {
			return err
		}
		s.Given = append(s.Given, object)
		t.made[api.WithoutQuery(p.request.Path)] = true
	}
	return nil
}

// give creates a given object from what the answers show of an original, and registers its name for the
// original's values.
func (t *transcriber) give(k scenario.Kind, key string) (scenario.Object, error) {
	object := scenario.Object{Name: t.unusedName(k.Name), Kind: k.Name, Body: "{}"}
	t.called(key, "{{"+object.Name+"}}", api.TableOf(k.Collection))
	original := t.original(k.Collection, key)
	if original == nil {
		if !play.WholeUUID.MatchString(key) { // a slug may be a part of other words
			delete(t.words, key)
			t.rename(key, "{{"+object.Name+"}}")
		}
		return object, nil
	}
	pk := jsonbody.Member(original, "pk")
	t.made[jsonbody.Plain(pk)], t.given[jsonbody.Plain(pk)] = true, true
	switch pk := pk.(type) {
	case int64:
		delete(t.words, key)
		t.numbers[pk] = "{{" + object.Name + "}}"
	case string:
		if pk != key {
			t.words[pk] = "{{" + object.Name + ".pk}}"
		}
	}
	for _, member := range scenario.Naming {
		if name, ok := jsonbody.Member(original, member).(string); ok && name == key {
			delete(t.words, key) // a slug may be a part of other words
			t.rename(name, "{{"+object.Name+"}}")
		} else if ok && name != "" {
			t.rename(name, "{{"+object.Name+"."+member+"}}")
		}
	}
	body, err := t.givenBody(k, original)
	object.Body = body
	return object, err
}

// unusedName returns a name for a given object of a kind.
func (t *transcriber) unusedName(kind string) string {
	name := kind
	for n := 2; t.names[name]; n++ {
		name = fmt.Sprint(kind, n)
	}
	t.names[name] = true
	return name
}

// original returns the first representation of an object in the answers; nil if there is none.
func (t *transcriber) original(collection, key string) *python.Dict {
	for _, p := range t.passages {
		if !strings.HasPrefix(p.request.Path, api.CollectionPath(collection)) {
			continue
		}
		body, _ := orjson.Parse(p.answer.Body)
		results, _ := jsonbody.Member(body, "results").([]any)
		for _, candidate := range append(results, body) {
			if dict, ok := candidate.(*python.Dict); ok && jsonbody.Plain(api.KeyOf(collection, dict)) == key {
				return dict
			}
		}
	}
	return nil
}

// givenBody returns the body that creates an object like the original. It leaves out members that cannot be
// sent, references to other objects, names, which the runner sets, and secrets.
func (t *transcriber) givenBody(k scenario.Kind, original *python.Dict) (string, error) {
	text, err := schemas.Text(t.profile.Name, k.Schema)
	if err != nil {
		return "", err
	}
	var schema struct {
		Defs map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		return "", err
	}
	sendable := func(name string) bool {
		for _, c := range schema.Defs {
			if c.Properties[name] != nil && c.Properties["name"] != nil {
				return true
			}
		}
		return false
	}
	body := python.NewDict()
	for name, value := range original.All() {
		sent, isText := value.(string)
		_, isTruth := value.(bool)
		plainText := isText && sent != "" && !corpus.UUIDText.MatchString(sent) && !slices.Contains(scenario.Naming, name) && !secret.Is(name) && !corpus.Free[name]
		if sendable(name) && (isTruth || plainText) {
			body.Set(name, t.sent(name, value))
		}
	}
	return string(orjson.Append(nil, body)), nil
}
