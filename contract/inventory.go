package contract

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// eventLog is the collection that authentik itself adds to with every change. Only events that a scenario posts are
// deleted: the others say what was done on the server, and stay as they do after any other client.
const eventLog = "events/events"

// inventory holds the objects of every collection but the event log, by address.
type inventory map[string]any

// takeInventory lists every collection.
func takeInventory(ctx context.Context, w *wire, token string) (inventory, error) {
	all := inventory{}
	for _, collection := range collections() {
		if collection == eventLog {
			continue
		}
		objects, err := listObjects(ctx, w, token, collection, "")
		if err != nil {
			return nil, err
		}
		for _, object := range objects {
			all[objectPath(collection, keyOf(collection, object))] = object
		}
	}
	return all, nil
}

// without returns the addresses that another inventory does not have, in alphabetical order.
func (i inventory) without(other inventory) []string {
	var paths []string
	for _, path := range slices.Sorted(maps.Keys(i)) {
		if _, there := other[path]; !there {
			paths = append(paths, path)
		}
	}
	return paths
}

// removeActed deletes what actions created: what is new on the target and has the scenario's prefix, or is named in the
// answer of an action. Anything else that is new is an error, unless another run created it.
func (p *player) removeActed(ctx context.Context) error {
	now, err := takeInventory(ctx, p.wire, p.target.Token)
	if err != nil {
		return err
	}
	var own []string
	for _, path := range now.without(p.before) {
		if isOwn(now[path], p.scope.unique) || p.answered(path, now[path]) {
			own = append(own, path)
		}
	}
	if len(own) > 0 {
		if _, err := removeAll(ctx, p.wire, p.target.Token, own); err != nil {
			return err
		}
		if now, err = takeInventory(ctx, p.wire, p.target.Token); err != nil {
			return err
		}
	}
	var errs []error
	for _, path := range now.without(p.before) {
		if !ofARun(now[path]) {
			errs = append(errs, fmt.Errorf("%s is new since %s, and stays, because nothing says that the scenario created it: begin its name with {{unique}}",
				path, strings.Join(p.actions, ", ")))
		}
	}
	return errors.Join(errs...)
}

// answered says whether the answer of an action names an object by its key or pk.
func (p *player) answered(path string, object any) bool {
	pk := memberOf(object, "pk")
	return slices.ContainsFunc(p.acted, func(e Exchange) bool {
		return anyPart(e.parsed(), "", func(member string, value any) bool {
			return keyMember.MatchString(member) && (pk != nil && value == pk || strings.HasSuffix(path, "/"+plain(value)+"/"))
		})
	})
}

// keyMember is the name of a member that holds a key: pk, user_pk, group_uuid, slug.
var keyMember = regexp.MustCompile(`^(?:.+_)?(?:pk|id|uuid|slug|identifier)$`)

// anyPart says whether a value or a part of it, with the member that it stands under, is as is asks for.
func anyPart(value any, member string, is func(member string, value any) bool) bool {
	switch v := value.(type) {
	case *python.Dict:
		for name, item := range v.All() {
			if anyPart(item, name, is) {
				return true
			}
		}
		return false
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return anyPart(item, member, is) })
	case nil:
		return false
	}
	return is(member, value)
}

// ofARun says whether an object, or what hangs on it, carries the prefix of a run.
func ofARun(object any) bool {
	return anyPart(object, "", func(_ string, value any) bool {
		text, isText := value.(string)
		return isText && ownName.MatchString(text)
	})
}

// objectsOf are the objects in an answer of a list, and the number of its next page, 0 for none.
func objectsOf(body any) (objects []any, next int64) {
	if all, isList := body.([]any); isList {
		return all, 0
	}
	objects, _ = memberOf(body, "results").([]any)
	next, _ = memberOf(memberOf(body, "pagination"), "next").(int64)
	return objects, next
}

// listObjects returns every object of a collection that a query finds. A collection that the target does not have holds
// none.
func listObjects(ctx context.Context, w *wire, token, collection, query string) ([]any, error) {
	var all []any
	for page := int64(1); page > 0; {
		address := fmt.Sprintf("%s?%spage_size=100&page=%d", collectionPath(collection), query, page)
		answer, err := w.send(ctx, rawRequest{method: "GET", path: address, headers: bearer(token)})
		if err != nil {
			return nil, err
		}
		if absent(answer) {
			return all, nil
		}
		body, err := orjson.Parse(answer.body)
		if err != nil || answer.status >= http.StatusMultipleChoices {
			return nil, fmt.Errorf("GET %s answered %d %s", address, answer.status, shorten(string(answer.body)))
		}
		var objects []any
		objects, page = objectsOf(body)
		all = append(all, objects...)
	}
	return all, nil
}
