package drf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// tables holds the tables of a site's resources, by name.
type tables map[string]*store.Schema

// check returns the first mistake in a contract's declarations: a field or a filter without its column, or a
// reference that used_by does not show. The error names the file, the resource and the field.
func (s *Site) check(declared []*store.Schema) error {
	kept := tables{}
	for _, table := range declared {
		kept[table.Name] = table
	}
	for _, path := range s.Paths() {
		resource := s.resources[path]
		if declared == nil {
			continue
		}
		if resource.Model.Table == "" {
			return resource.mistake("Model", "it names no table: is it a type that its parent's file does not have?")
		}
		if kept[resource.Model.Table] == nil {
			return resource.mistake("Model", "there is no table %s", resource.Model.Table)
		}
		if err := kept.columns(resource); err != nil {
			return err
		}
		if err := s.shown(resource); err != nil {
			return err
		}
	}
	return nil
}

// columns checks that every field and filter of a resource has its column.
func (t tables) columns(c *Compiled) error {
	for _, f := range c.fields {
		if err := t.field(c, f); err != nil {
			return err
		}
	}
	for _, f := range c.Filters {
		if f.Match == nil && f.Through == nil && !t.reaches(c.Model.Table, c.Type, f.column()) {
			return c.mistake("?"+f.Name+"=", "table %s has no column %s", c.Model.Table, f.column())
		}
	}
	for _, path := range c.Search {
		if !t.reaches(c.Model.Table, c.Type, path) {
			return c.mistake("Search", "table %s has no column %s", c.Model.Table, path)
		}
	}
	return nil
}

// field checks that the tables have the columns that a field needs.
func (t tables) field(c *Compiled, f *field) error {
	switch f.Kind {
	case Method, Nested:
		return nil
	case ManyRelated:
		through := t[f.Through.Table]
		if through == nil {
			return c.mistake(f.Name, "there is no table %s to link through", f.Through.Table)
		}
		for _, column := range []string{f.Through.Near, f.Through.Far} {
			if !slices.Contains(through.Columns, column) {
				return c.mistake(f.Name, "table %s has no column %s", f.Through.Table, column)
			}
		}
		return nil
	}
	if !slices.Contains(t[c.Model.Table].ColumnsOf(c.Type), f.column) {
		return c.mistake(f.Name, "table %s has no column %s: add it to the Columns of the table, in the file of the resource", c.Model.Table, f.column)
	}
	return nil
}

// reaches reports whether a path of columns leads from rows of a kind to a column, relation by relation.
func (t tables) reaches(table, kind, path string) bool {
	column, rest, more := strings.Cut(path, "__")
	found := t[table]
	if found == nil || !slices.Contains(found.ColumnsOf(kind), column) {
		return false
	}
	if !more {
		return true
	}
	i := slices.IndexFunc(found.Refs, func(ref store.Ref) bool { return ref.Column == column })
	return i >= 0 && t.reaches(found.Refs[i].To, "", rest)
}

// shown checks that used_by shows every reference of a resource to an object.
func (s *Site) shown(c *Compiled) error {
	for _, f := range c.fields {
		if f.Kind != Related && f.Kind != ManyRelated || f.NoManager || s.inherited(c, f) {
			continue
		}
		for _, path := range s.Paths() {
			to := s.resources[path]
			if to.Action("used_by") == nil || to.Model.Table != f.To || to.Type != f.ToType || to.relates(c.Model) {
				continue
			}
			return c.mistake(f.Name, "it refers to %s, and used_by of %s (%s) does not show it: add a Relation with the model %s to its UsedBy",
				f.To, path, to.File, c.Model.Label())
		}
	}
	return nil
}

// inherited reports whether a member is the parent model's, which has the relation then, not the child.
func (s *Site) inherited(c *Compiled, f *field) bool {
	for _, parent := range s.resources {
		if _, child := parent.Children[c.Type]; child && parent.Model.Table == c.Model.Table && parent.field(f.Name) != nil {
			return true
		}
	}
	return false
}

// relates reports whether used_by shows objects of a model.
func (c *Compiled) relates(m Model) bool {
	return slices.ContainsFunc(c.UsedBy, func(r Relation) bool { return r.Model.Label() == m.Label() })
}

// mistake returns an error about a member of the resource.
func (c *Compiled) mistake(member, format string, args ...any) error {
	return fmt.Errorf("mock/internal/resources/%s: %s: %s: %s", c.File, c.Path, member, fmt.Sprintf(format, args...))
}
