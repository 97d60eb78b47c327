package seed

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/spelling"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// whole replaces the state with a whole state.
func (l *loader) whole(d *yamldoc.Document, members []yamldoc.Entry) error {
	if err := l.checkHead(d, members); err != nil {
		return err
	}
	l.tx.Empty(constant...)
	w := &wholeLoader{loader: l, document: d, keys: map[string]map[string]any{}}
	for _, part := range parts() { // names first: rows refer to one another in every direction
		if m := find(members, part.section); m != nil {
			if err := w.collect(part.section, part.table, *m); err != nil {
				return err
			}
		}
	}
	for _, rows := range w.rows {
		if err := w.load(rows); err != nil {
			return err
		}
	}
	if err := w.checkReferences(); err != nil {
		return err
	}
	if settings := l.tx.Len("tenant"); settings != 1 {
		return d.Wrong(find(members, formatMember).At, "a whole state has settings once, not %d times", settings)
	}
	return w.counts(members)
}

// checkHead returns an error for another format or profile, and for unknown sections.
func (l *loader) checkHead(d *yamldoc.Document, members []yamldoc.Entry) error {
	for _, m := range members {
		value, err := d.Value(m.Value)
		if err != nil {
			return err
		}
		switch {
		case m.Name == formatMember && value != int64(Format):
			return d.Wrong(m.Value.GetToken(), "this fake reads states of format %d only", Format)
		case m.Name == profileMember && value != l.profile.Name:
			return d.Wrong(m.Value.GetToken(), "this is a state of the profile %v, and the fake speaks %s: what one holds, the other may not; start the fake with --profile %[1]v",
				python.Str(value), l.profile.Name)
		case !slices.Contains(Sections(), m.Name):
			return d.Wrong(m.At, "a whole state has no %q%s", m.Name, spelling.DidYouMean(m.Name, Sections()))
		}
	}
	if find(members, profileMember) == nil {
		return d.Wrong(find(members, formatMember).At, "a whole state says its profile: add profile: %q", l.profile.Name)
	}
	return nil
}

// wholeLoader loads the rows of a whole state.
type wholeLoader struct {
	*loader
	document *yamldoc.Document
	rows     []wholeRows
	// loaded holds the rows that refer to others by their keys.
	loaded []loadedRow
	// keys maps the names of rows to their primary keys, by table.
	keys map[string]map[string]any
}

// loadedRow is a row and its place in the text.
type loadedRow struct {
	*store.Row
	node ast.Node
}

// wholeRows are the rows of a section.
type wholeRows struct {
	section string
	schema  *store.Schema
	// kinds holds the columns by the kind of the row.
	kinds   map[string][]column
	nodes   []ast.Node
	members [][]yamldoc.Entry
}

// collect reads the names of a section's rows.
func (w *wholeLoader) collect(section, table string, m yamldoc.Entry) error {
	nodes, err := w.document.Sequence(m.Value, section)
	if err != nil {
		return err
	}
	schema := w.tx.Schema(table)
	rows := wholeRows{section: section, schema: schema, kinds: kindsOf(w.tx.Schema, w.site, schema), nodes: nodes}
	w.keys[table] = map[string]any{}
	for _, node := range nodes {
		members, err := w.document.Mapping(node, "an entry of "+section)
		if err != nil {
			return err
		}
		rows.members = append(rows.members, members)
		if natural := resources.NaturalKey(table); natural != "" {
			if err := w.remember(rows, node, members, natural); err != nil {
				return err
			}
		}
	}
	w.rows = append(w.rows, rows)
	return nil
}

// remember records the primary key of a row by its name.
func (w *wholeLoader) remember(rows wholeRows, node ast.Node, members []yamldoc.Entry, natural string) error {
	var values [2]any
	for i, c := range []int{rows.place(rows.schema.PK), rows.place(natural)} {
		m := find(members, rows.kinds[""][c].member)
		if m == nil {
			return w.document.Wrong(node.GetToken(), "an entry of %s needs its %s", rows.section, rows.kinds[""][c].member)
		}
		var err error
		if values[i], err = w.value(rows.kinds[""][c], *m); err != nil {
			return err
		}
	}
	keys, name := w.keys[rows.schema.Name], python.Str(values[1])
	if _, there := keys[name]; there {
		return w.document.Wrong(find(members, natural).Value.GetToken(), "there are two %s with the %s %q", rows.section, natural, name)
	}
	keys[name] = values[0]
	return nil
}

func (r wholeRows) place(name string) int {
	return slices.IndexFunc(r.kinds[""], func(c column) bool { return c.name == name })
}

// value reads a member of a row.
func (w *wholeLoader) value(c column, m yamldoc.Entry) (any, error) {
	said, err := exact(w.document, m.Value)
	if err != nil {
		return nil, err
	}
	if c.to != "" && said != nil {
		if key, there := w.keys[c.to][python.Str(said)]; there {
			return key, nil
		}
		return nil, w.document.Wrong(m.Value.GetToken(), "there is no %s with the %s %q", c.to, resources.NaturalKey(c.to), python.Str(said))
	}
	value, err := c.read(said)
	if err != nil {
		return nil, w.document.Wrong(m.Value.GetToken(), "%v", err)
	}
	return value, nil
}

// load adds the rows of a section to the store.
func (w *wholeLoader) load(rows wholeRows) error {
	for i, members := range rows.members {
		if err := w.row(rows, rows.nodes[i], members); err != nil {
			return err
		}
	}
	return nil
}

func (w *wholeLoader) row(rows wholeRows, node ast.Node, members []yamldoc.Entry) error {
	values, places := map[string]any{}, map[string]uint64{}
	columns, err := w.columns(rows, members)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Name == madeMember || m.Name == writtenMember {
			place, err := w.place(m)
			if err != nil {
				return err
			}
			places[m.Name] = place
			continue
		}
		c, err := rows.named(w.document, columns, m)
		if err != nil {
			return err
		}
		if values[c.name], err = w.value(c, m); err != nil {
			return err
		}
	}
	for _, c := range columns {
		if c.needed && values[c.name] == nil {
			return w.document.Wrong(node.GetToken(), "an entry of %s needs its %s", rows.section, c.member)
		}
	}
	if err := w.checkRow(rows, node, values); err != nil {
		return err
	}
	return w.put(rows, node, values, places)
}

// columns returns the columns that a row may have: those of its kind, which its member type says.
func (w *wholeLoader) columns(rows wholeRows, members []yamldoc.Entry) ([]column, error) {
	m := find(members, "type")
	if m == nil || rows.schema.Kinds == nil {
		return rows.kinds[""], nil
	}
	kind, err := w.document.Value(m.Value)
	return rows.kinds[rows.schema.KindOf(map[string]any{"type": kind})], err
}

// place returns the place of a row among all rows.
func (w *wholeLoader) place(m yamldoc.Entry) (uint64, error) {
	value, err := w.document.Value(m.Value)
	if err != nil {
		return 0, err
	}
	place, ok := value.(int64)
	if !ok || place < 1 {
		return 0, w.document.Wrong(m.Value.GetToken(), "%s is a whole number above 0", m.Name)
	}
	return uint64(place), nil
}

// named returns the column of a member.
func (r wholeRows) named(d *yamldoc.Document, columns []column, m yamldoc.Entry) (column, error) {
	var names []string
	for _, c := range columns {
		if c.member == m.Name {
			return c, nil
		}
		names = append(names, c.member)
	}
	return column{}, d.Wrong(m.At, "%s have no %q%s", r.section, m.Name, spelling.DidYouMean(m.Name, names))
}

// checkRow returns an error for a row that is invalid as a whole.
func (w *wholeLoader) checkRow(rows wholeRows, node ast.Node, values map[string]any) error {
	switch label, held := values["permission"].(string); {
	case held && w.tx.One("permission", "label", label) == nil:
		return w.document.Wrong(node.GetToken(), "there is no permission %q", label)
	case rows.schema.Name == "token" && values["identifier"] == bootstrapToken:
		values["key"] = w.token // the flag --token says what it is
	}
	return nil
}

func (w *wholeLoader) put(rows wholeRows, node ast.Node, values map[string]any, places map[string]uint64) error {
	made := places[madeMember]
	if made == 0 {
		made = w.tx.Counts().Age + 1
	}
	written := places[writtenMember]
	if written == 0 {
		written = made
	}
	row, err := w.tx.Put(rows.schema.Name, values, made, written)
	w.loaded = append(w.loaded, loadedRow{row, node})
	if errors.Is(err, store.ErrUnique) {
		return w.document.Wrong(node.GetToken(), "another entry of %s has the same %s", rows.section, strings.Join(rows.unique(), ", or the same "))
	}
	return err
}

// checkReferences returns an error for a row that refers to a missing one.
func (w *wholeLoader) checkReferences() error {
	for _, row := range w.loaded {
		for _, ref := range w.tx.Schema(row.Table()).Refs {
			if to, _ := w.tx.Refer(row.Row, ref.Column); to == nil && row.Get(ref.Column) != nil {
				return w.document.Wrong(row.node.GetToken(), "there is no object with the id %s of %s", drf.KeyText(row.Get(ref.Column)), ref.Column)
			}
		}
	}
	return nil
}

// unique returns the members, or groups of members, that are unique.
func (r wholeRows) unique() []string {
	groups := []string{"id", madeMember}
	for _, group := range r.schema.Unique {
		groups = append(groups, strings.Join(group, " and "))
	}
	return groups
}

// counts sets the counters to those of the state.
func (w *wholeLoader) counts(members []yamldoc.Entry) error {
	counts := store.Counts{Serials: map[string]int64{}}
	m := find(members, countsMember)
	if m == nil {
		return nil
	}
	entries, err := w.document.Mapping(m.Value, countsMember)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		value, err := w.document.Value(entry.Value)
		if err != nil {
			return err
		}
		count, ok := value.(int64)
		if !ok || count < 0 {
			return w.document.Wrong(entry.Value.GetToken(), "%s is a whole number", entry.Name)
		}
		switch table := tableOf(entry.Name); {
		case entry.Name == "rows":
			counts.Age = uint64(count)
		case entry.Name == "ids":
			counts.IDs = uint64(count)
		case table != "" && w.tx.Serial(table):
			counts.Serials[table] = count
		default:
			return w.document.Wrong(entry.At, "nothing counts %q", entry.Name)
		}
	}
	w.tx.Count(counts)
	return nil
}

// tableOf returns the table of a section of a whole state, "" for none.
func tableOf(section string) string {
	for _, part := range parts() {
		if part.section == section {
			return part.table
		}
	}
	return ""
}

// Replace replaces the content of a store, which must be the installation alone, with that of a text: a whole
// state, or a seed or a blueprint that builds on the installation. name is the text's name in errors.
func Replace(s *store.Store, site *drf.Site, p profile.Profile, name string, text []byte, how How) ([]blueprint.Warning, error) {
	d, err := parse(name, text, how.Limits, how.Outside)
	if err != nil {
		return nil, err
	}
	if d.Empty() {
		return nil, fmt.Errorf("%s: there is nothing in it; a new installation is the seed {}", name)
	}
	return load(s, site, p, []document{d}, how.Token, how.Now)
}
