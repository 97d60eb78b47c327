package drf_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

var toyTables = []*store.Schema{
	{Name: "toy", PK: "id", Columns: []string{"id", "title", "box"}, Refs: []store.Ref{{Column: "box", To: "box"}}},
	{Name: "box", PK: "id", Columns: []string{"id", "name"}},
	{Name: "link", PK: "id", Columns: []string{"id", "toy"}},
}

// TestASiteRefusesAMistakeWithItsPlace checks that each error names the file, the resource and the member.
func TestASiteRefusesAMistakeWithItsPlace(t *testing.T) {
	t.Parallel()
	toyModel := drf.Model{Table: "toy", App: "toys", Name: "toy"}
	boxes := drf.Resource{Path: "boxes", File: "box.go", Model: drf.Model{Table: "box", App: "toys", Name: "box"}, UsedBy: []drf.Relation{}}
	title := drf.Field{Name: "title", Kind: drf.Char}
	box := drf.Field{Name: "box", Kind: drf.Related, To: "box"}
	for _, test := range []struct {
		name     string
		resource drf.Resource
		want     string // "" for none
	}{
		{"a column of its own name", drf.Resource{Fields: []drf.Field{title}}, ""},
		{"no column", drf.Resource{Fields: []drf.Field{title, {Name: "colour", Kind: drf.Char}}},
			"colour: table toy has no column colour: add it to the Columns of the table, in the file of the resource"},
		{"no column of another name", drf.Resource{Fields: []drf.Field{{Name: "title", Source: "heading", Kind: drf.Char}}},
			"title: table toy has no column heading: add it to the Columns of the table, in the file of the resource"},
		{"a version without the field", drf.Resource{Fields: []drf.Field{{Name: "colour", Kind: drf.Char, Span: profile.Since(profile.V2025_12, profile.Recorded)}}}, ""},
		{"a filter", drf.Resource{Filters: []drf.Filter{{Name: "colour"}}}, "?colour=: table toy has no column colour"},
		{"a filter that follows a relation", drf.Resource{Filters: []drf.Filter{{Name: "box_name", Column: "box__name"}}}, ""},
		{"a search", drf.Resource{Search: []string{"title", "box__size"}}, "Search: table toy has no column box__size"},
		{"a link without a table", drf.Resource{Fields: []drf.Field{{Name: "boxes", Kind: drf.ManyRelated, To: "box", NoManager: true,
			Through: &drf.Through{Table: "lost", Near: "toy", Far: "box"}}}}, "boxes: there is no table lost to link through"},
		{"a link without a column", drf.Resource{Fields: []drf.Field{{Name: "boxes", Kind: drf.ManyRelated, To: "box", NoManager: true,
			Through: &drf.Through{Table: "link", Near: "toy", Far: "box"}}}}, "boxes: table link has no column box"},
		{"a reference that is not shown", drf.Resource{Fields: []drf.Field{box}},
			"box: it refers to box, and used_by of boxes (box.go) does not show it: add a Relation with the model toys.toy to its UsedBy"},
		{"a reference without a manager", drf.Resource{Fields: []drf.Field{{Name: "box", Kind: drf.Related, To: "box", NoManager: true}}}, ""},
	} {
		test.resource.Path, test.resource.File, test.resource.Model = "toys", "toy.go", toyModel
		_, err := drf.NewSite(profile.V2025_10, drf.Declarations{Resources: []drf.Resource{test.resource, boxes}, Tables: toyTables})
		want := "mock/internal/resources/toy.go: toys: " + test.want
		if test.want == "" && err != nil || test.want != "" && (err == nil || err.Error() != want) {
			t.Errorf("%s: said %v, want %s", test.name, err, want)
		}
	}
	empty := drf.Resource{Path: "toys", File: "toy.go", Fields: []drf.Field{title}}
	if _, err := drf.NewSite(profile.V2025_10, drf.Declarations{Resources: []drf.Resource{empty}, Tables: toyTables}); err == nil ||
		err.Error() != "mock/internal/resources/toy.go: toys: Model: it names no table: is it a type that its parent's file does not have?" {
		t.Errorf("without a model it says %v", err)
	}
	boxes.UsedBy = []drf.Relation{{Model: toyModel}}
	shown := drf.Resource{Path: "toys", File: "toy.go", Model: toyModel, Fields: []drf.Field{box}}
	if _, err := drf.NewSite(profile.V2025_10, drf.Declarations{Resources: []drf.Resource{shown, boxes}, Tables: toyTables}); err != nil {
		t.Errorf("a reference that is shown: %v", err)
	}
	lost := drf.Resource{Path: "toys", File: "toy.go", Model: drf.Model{Table: "lost"}, Fields: []drf.Field{title}}
	if _, err := drf.NewSite(profile.V2025_10, drf.Declarations{Resources: []drf.Resource{lost}, Tables: toyTables}); err == nil ||
		!strings.Contains(err.Error(), "toy.go: toys: Model: there is no table lost") {
		t.Errorf("a model without a table: %v", err)
	}
}
