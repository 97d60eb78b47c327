package resources_test

import (
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// TestSearchesFindWhatRealOnesFind sends the lists of events and users the searches that DjangoQL, Django
// REST Framework and PostgreSQL answered (testdata/search_language.py): a list of names, 400 for a refusal,
// 500 for a crash.
func TestSearchesFindWhatRealOnesFind(t *testing.T) {
	t.Parallel()
	cases := tabletest.Cases[struct {
		List, Text string
		Found      any
		Rows       map[string][]map[string]any
	}](t, "search_language.jsonl")
	site, err := resources.Site(profile.V2026_5RC1)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.New(resources.Tables(), store.SeededIDs("search"))
	if err != nil {
		t.Fatal(err)
	}
	noted := time.Date(2026, time.May, 4, 12, 30, 0, 0, time.UTC)
	if err := kept.Update(func(tx *store.Tx) error {
		for i, row := range cases[0].Rows["events"] {
			row["event_uuid"], row["created"] = numbered(i), noted.Add(time.Duration(i)*time.Microsecond)
			insert(t, tx, "event", row)
		}
		for i, row := range cases[0].Rows["users"] {
			row["uuid"] = numbered(i)
			insert(t, tx, "user", row)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{"events": "app", "users": "username"}
	paths := map[string]string{"events": "events/events", "users": "core/users"}
	kept.View(func(tx *store.Tx) error {
		for _, c := range cases[1:] {
			r := &drf.Request{
				Tx: tx, Contract: profile.V2026_5RC1, Site: site, Method: "GET", User: resources.System{},
				Query: django.ParseQuery("search=" + url.QueryEscape(c.Text)), Now: noted, Say: messages.English,
			}
			rows, err := r.Listed(paths[c.List])
			if got, want := outcome(rows, err, names[c.List]), expected(c.Found); got != want {
				t.Errorf("%s: %s\nfinds %s\nwant  %s", c.List, c.Text, got, want)
			}
		}
		return nil
	})
}

// insert stores a row from a table that Python wrote.
func insert(t *testing.T, tx *store.Tx, table string, row map[string]any) {
	t.Helper()
	values := map[string]any{}
	for name, value := range row {
		values[name] = value
		if object, isObject := value.(map[string]any); isObject {
			values[name] = dict(t, object)
		}
	}
	if _, err := tx.Insert(table, values); err != nil {
		t.Fatal(err)
	}
}

func dict(t *testing.T, object map[string]any) any {
	t.Helper()
	d := python.NewDict()
	for name, value := range object {
		switch v := value.(type) {
		case map[string]any:
			value = dict(t, v)
		case []any:
			for i := range v {
				if inner, isObject := v[i].(map[string]any); isObject {
					v[i] = dict(t, inner)
				}
			}
		}
		d.Set(name, value)
	}
	text, err := orjson.Parse(orjson.Append(nil, d))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func numbered(i int) uuid.UUID { return uuid.UUID{15: byte(i)} }

func outcome(rows iter.Seq[*store.Row], err error, name string) string {
	var problem *drf.Problem
	switch {
	case errors.As(err, &problem):
		return fmt.Sprint(problem.Status)
	case err != nil:
		return "500"
	}
	found := []string{}
	for row := range rows {
		found = append(found, row.Text(name))
	}
	slices.Sort(found)
	return fmt.Sprintf("%q", found)
}

func expected(found any) string {
	list, isList := found.([]any)
	if !isList {
		return fmt.Sprint(found)
	}
	names := []string{}
	for _, item := range list {
		names = append(names, item.(string))
	}
	slices.Sort(names)
	return fmt.Sprintf("%q", names)
}
