package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
)

// prefix begins the name of everything that a run creates; a number of the run and one of the scenario follow.
const prefix = "contract-"

// ownName is a name that a run gave.
var ownName = regexp.MustCompile(`^\s*` + prefix + `[0-9a-z]{8}-\d{3}\b`)

// naming are the members that may carry a run's prefix.
var naming = []string{"name", "slug", "username", "identifier"}

// sweep deletes every object whose name begins with a prefix of a run, and returns the addresses of what it deleted.
// start is [prefix], or the prefix of one scenario.
func sweep(ctx context.Context, w *wire, token, start string) ([]string, error) {
	var deleted []string
	var errs []error
	for _, collection := range collections {
		found, err := sweepable(ctx, w, token, collection, start)
		errs = append(errs, err)
		for _, path := range found {
			err := remove(ctx, w, token, path)
			if err == nil {
				deleted = append(deleted, path)
			}
			errs = append(errs, err)
		}
	}
	return deleted, errors.Join(errs...)
}

// sweepable are the addresses of the objects of a collection that runs left.
func sweepable(ctx context.Context, w *wire, token, collection, start string) ([]string, error) {
	if collection == "flows/bindings" {
		return nil, nil // they have no name, and go with their flow and their stage
	}
	var paths []string
	for page := int64(1); page > 0; {
		address := fmt.Sprintf("%s?search=%s&page_size=100&page=%d", collectionPath(collection), url.QueryEscape(start), page)
		answer, err := w.send(ctx, rawRequest{method: "GET", path: address, headers: bearer(token)})
		if err != nil {
			return nil, err
		}
		body, err := orjson.Parse(answer.body)
		if err != nil || answer.status != http.StatusOK {
			return nil, fmt.Errorf("GET %s answered %d %s", address, answer.status, shorten(string(answer.body)))
		}
		results, _ := memberOf(body, "results").([]any)
		for _, object := range results {
			if isOwn(object, start) {
				paths = append(paths, objectPath(collection, keyOf(collection, object)))
			}
		}
		page, _ = memberOf(memberOf(body, "pagination"), "next").(int64)
	}
	return paths, nil
}

func isOwn(object any, start string) bool {
	for _, member := range naming {
		name, _ := memberOf(object, member).(string)
		if ownName.MatchString(name) && strings.HasPrefix(strings.TrimSpace(name), start) {
			return true
		}
	}
	return false
}
