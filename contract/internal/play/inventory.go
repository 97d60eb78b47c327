package play

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
)

// eventLog is the collection that authentik itself adds to with every change. Only events that a scenario
// posts are deleted. The others record what was done on the server, and stay as they do for any other client.
const eventLog = "events/events"

// inventory holds the objects of every collection except the event log.
type inventory struct {
	// collections are those that the target has: it gets no others while a scenario is played.
	collections []string
	objects     map[string]any // by address
}

// takeInventory lists some collections, of which the target needs not have all.
func takeInventory(ctx context.Context, w *wire.Conn, token string, collections []string) (*inventory, error) {
	all := &inventory{objects: map[string]any{}}
	for _, collection := range collections {
		if collection == eventLog {
			continue
		}
		objects, there, err := listObjects(ctx, w, token, collection, "")
		if err != nil {
			return nil, err
		}
		if there {
			all.collections = append(all.collections, collection)
		}
		for _, object := range objects {
			all.objects[api.ObjectPath(collection, api.KeyOf(collection, object))] = object
		}
	}
	return all, nil
}

// without returns the addresses that are missing from another inventory, in alphabetical order.
func (i *inventory) without(other *inventory) []string {
	var paths []string
	for _, path := range slices.Sorted(maps.Keys(i.objects)) {
		if _, there := other.objects[path]; !there {
			paths = append(paths, path)
		}
	}
	return paths
}

// removeActed deletes what actions created: objects that are new on the target and have the scenario's prefix
// or are named in the answer of an action. Any other new object is an error, unless another run created it.
func (p *Player) removeActed(ctx context.Context) error {
	now, err := takeInventory(ctx, p.Wire, p.Target.Token, p.before.collections)
	if err != nil {
		return err
	}
	var own []string
	for _, path := range now.without(p.before) {
		if isOwn(now.objects[path], p.Scope.Unique) || p.answered(path, now.objects[path]) {
			own = append(own, path)
		}
	}
	if len(own) > 0 {
		if _, err := removeAll(ctx, p.Wire, p.Target.Token, own); err != nil {
			return err
		}
		if now, err = takeInventory(ctx, p.Wire, p.Target.Token, p.before.collections); err != nil {
			return err
		}
	}
	var errs []error
	for _, path := range now.without(p.before) {
		if !ofARun(now.objects[path]) {
			errs = append(errs, fmt.Errorf("%s is new since %s, and stays, because nothing says that the scenario created it: begin its name with {{unique}}",
				path, strings.Join(p.actions, ", ")))
		}
	}
	return errors.Join(errs...)
}

// answered reports whether the answer of an action names an object by its key or pk.
func (p *Player) answered(path string, object any) bool {
	pk := jsonbody.Member(object, "pk")
	return slices.ContainsFunc(p.acted, func(e Exchange) bool {
		return jsonbody.AnyPart(parsed(e), "", func(member string, value any) bool {
			return keyMember.MatchString(member) && (pk != nil && value == pk || strings.HasSuffix(path, "/"+jsonbody.Plain(value)+"/"))
		})
	})
}

// keyMember matches the name of a member that holds a key: pk, user_pk, group_uuid, slug.
var keyMember = regexp.MustCompile(`^(?:.+_)?(?:pk|id|uuid|slug|identifier)$`)

// ofARun reports whether an object, or one that it refers to, has the prefix of a run.
func ofARun(object any) bool {
	return jsonbody.AnyPart(object, "", func(_ string, value any) bool {
		text, isText := value.(string)
		return isText && scenario.OwnName.MatchString(text)
	})
}

// objectsOf returns the objects in the answer of a list, and the number of its next page, 0 for none.
func objectsOf(body any) (objects []any, next int64) {
	if all, isList := body.([]any); isList {
		return all, 0
	}
	objects, _ = jsonbody.Member(body, "results").([]any)
	next, _ = jsonbody.Member(jsonbody.Member(body, "pagination"), "next").(int64)
	return objects, next
}

// listObjects returns every object of a collection that matches a query, and whether the target has such a
// collection.
func listObjects(ctx context.Context, w *wire.Conn, token, collection, query string) (all []any, there bool, err error) {
	for page := int64(1); page > 0; {
		address := fmt.Sprintf("%s?%spage_size=100&page=%d", api.CollectionPath(collection), query, page)
		answer, err := w.Send(ctx, wire.Request{Method: "GET", Path: address, Headers: wire.Bearer(token)})
		if err != nil {
			return nil, false, err
		}
		if absent(answer) {
			return all, page > 1, nil
		}
		body, err := orjson.Parse(answer.Body)
		if err != nil || answer.Status >= http.StatusMultipleChoices {
			return nil, false, fmt.Errorf("GET %s answered %d %s", address, answer.Status, jsonbody.Shorten(string(answer.Body)))
		}
		var objects []any
		objects, page = objectsOf(body)
		all = append(all, objects...)
	}
	return all, true, nil
}
