package play

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// sweep deletes every object of collections that has a run's prefix, and returns the addresses of the deleted
// objects. start is [scenario.Prefix], or the prefix of one scenario.
func sweep(ctx context.Context, w *wire.Conn, token, start string, collections []string) ([]string, error) {
	var paths []string
	var errs []error
	for _, collection := range collections {
		found, _, err := listObjects(ctx, w, token, collection, searchFor(collection, start))
		errs = append(errs, err)
		for _, object := range found {
			if isOwn(object, start) {
				paths = append(paths, api.ObjectPath(collection, api.KeyOf(collection, object)))
			}
		}
	}
	deleted, err := removeAll(ctx, w, token, paths)
	return deleted, errors.Join(append(errs, err)...)
}

// searched lists the members by which a search finds what a run created.
var searched = append([]string{"app"}, scenario.Naming...)

// searchable returns the collections whose search, as the fake declares it, covers one of these members.
var searchable = sync.OnceValue(func() map[string]bool {
	found := map[string]bool{}
	latest, err := describe.Resources(profile.Newest().Contract)
	if err != nil {
		return found // the tests of the resources find that
	}
	for _, resource := range latest {
		found[resource.Path] = slices.ContainsFunc(resource.Search, func(column string) bool { return slices.Contains(searched, column) })
	}
	return found
})

// searchFor returns a query that narrows a list to the objects with a prefix, "" if no such search is known.
func searchFor(collection, start string) string {
	if !searchable()[collection] {
		return ""
	}
	return "search=" + url.QueryEscape(start) + "&"
}

// isOwn reports whether a member of an object begins with the prefix of a run. Objects without such a member,
// such as bindings, are deleted with the objects that they bind.
func isOwn(object any, start string) bool {
	members, ok := object.(*python.Dict)
	if !ok {
		return false
	}
	for _, value := range members.All() {
		text, _ := value.(string)
		if scenario.OwnName.MatchString(text) && strings.HasPrefix(strings.TrimSpace(text), start) {
			return true
		}
	}
	return false
}
