package blueprint_test

import (
	"errors"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// TestAMistakeOfTheFakeIsNoInvalidEntry applies an entry to a resource that declares a member without a
// column.
func TestAMistakeOfTheFakeIsNoInvalidEntry(t *testing.T) {
	t.Parallel()
	toy := drf.Resource{
		Path: "toys", Model: drf.Model{Table: "toy", App: "toys", Name: "toy"},
		Fields: []drf.Field{{Name: "title", Kind: drf.Char, Required: true, MaxLength: 3}, {Name: "colour", Kind: drf.Char}},
	}
	site, err := drf.NewSite(profile.V2026_5RC1, drf.Declarations{Resources: []drf.Resource{toy}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.New(append(resources.Tables(), &store.Schema{Name: "toy", PK: "id", Serial: true, Columns: []string{"id", "title"}, Unique: [][]string{{"title"}}}), store.SeededIDs("toy"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(func(tx *store.Tx) error {
		_, err := tx.Insert("content_type", map[string]any{"app_label": "toys", "model": "toy", "assignable": true})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	load := func(title, attributes string) error {
		d, err := yamldoc.Parse("b.yaml", []byte("version: 1\nentries:\n  - {model: toys.toy, identifiers: {title: "+title+"}, attrs: "+attributes+"}\n"))
		if err != nil {
			t.Fatal(err)
		}
		return s.Update(func(tx *store.Tx) error {
			r := &drf.Request{Tx: tx, Contract: profile.V2026_5RC1, User: resources.System{}, Site: site, Query: django.ParseQuery(""), Say: messages.English}
			_, err := blueprint.Load(r, blueprint.With(d, blueprint.Outside{}))
			return err
		})
	}
	var fault blueprint.FaultError
	var invalid blueprint.InvalidError
	if err := load("a", "{colour: red}"); !errors.As(err, &fault) || errors.As(err, &invalid) {
		t.Errorf("a member without a column: %v", err)
	}
	if err := load("long", "{}"); errors.As(err, &fault) || !errors.As(err, &invalid) {
		t.Errorf("a value that the resource refuses: %v", err)
	}
}
