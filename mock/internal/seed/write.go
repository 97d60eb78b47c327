package seed

import (
	"fmt"
	"math/big"
	"path"
	"slices"
	"strconv"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// A whole state is a complete seed: it builds on no other, and replaces the objects of seeds before it.

// Format is the version of the format of whole states.
const Format = 1

// part is a section of a whole state: the rows of a table.
type part struct{ section, table string }

// parts lists all tables except the constant ones. The section of a table has the table's name in seeds, that
// of a resource with one object the name of its address; other sections have the table's name in the plural.
var parts = sync.OnceValue(func() []part {
	var all []part
	for _, schema := range resources.Tables() {
		if !slices.Contains(constant, schema.Name) {
			all = append(all, part{sectionOf(schema.Name), schema.Name})
		}
	}
	return all
})

func sectionOf(table string) string {
	for _, s := range sections() {
		if s.table == table {
			return s.name
		}
	}
	if single := resources.SingleOf(table); single != "" {
		return path.Base(single)
	}
	return resources.Plural(table)
}

// constant lists the tables that a whole state leaves out: the permissions of an installation, which are the
// same in all states of a profile.
var constant = []string{"content_type", "permission"}

// The members of a whole state in addition to its sections, and those of a row in addition to its columns.
const (
	formatMember  = "format"
	profileMember = "profile"
	countsMember  = "counts"
	madeMember    = "made"
	writtenMember = "written"
)

// Write returns everything that a state holds: every section is a list of rows, one a line, with all of their
// columns. Rows are in the order of their creation, which is in the member made; written is the time of a
// row's last change, if there was one. counts has the state's counters. The result is YAML, or JSON if asJSON
// is set. States that give the same answers have the same text.
func Write(tx *store.Tx, site *drf.Site, p profile.Profile, asJSON bool) []byte {
	w := &writer{asJSON: asJSON}
	w.member(formatMember, int64(Format))
	w.member(profileMember, p.Name)
	w.member(countsMember, countsOf(tx.Counts()))
	for _, part := range parts() {
		schema := tx.Schema(part.table)
		columns := kindsOf(tx.Schema, site, schema)
		rows := slices.Collect(tx.All(part.table))
		if len(rows) > 0 {
			w.list(part.section, len(rows), func(i int) *python.Dict { return writtenRow(tx, columns[kindOf(schema, rows[i])], rows[i]) })
		}
	}
	return w.end()
}

// kindsOf returns the columns of a table's rows by their kind.
func kindsOf(schemaOf func(table string) *store.Schema, site *drf.Site, schema *store.Schema) map[string][]column {
	columns := map[string][]column{"": columnsOf(schemaOf, site, schema, "")}
	for kind := range schema.Kinds {
		columns[kind] = columnsOf(schemaOf, site, schema, kind)
	}
	return columns
}

// kindOf returns the kind of a row: see [store.Schema.KindOf].
func kindOf(schema *store.Schema, row *store.Row) string {
	if schema.Kinds == nil {
		return ""
	}
	return schema.KindOf(map[string]any{"type": row.Get("type")})
}

func countsOf(counts store.Counts) *python.Dict {
	written := python.DictOf("rows", int64(counts.Age), "ids", int64(counts.IDs))
	for _, part := range parts() {
		if serial := counts.Serials[part.table]; serial > 0 {
			written.Set(part.section, serial)
		}
	}
	return written
}

// writtenRow returns a row with its members. It panics for a value that its column cannot have, which is a
// mistake in a declaration.
func writtenRow(tx *store.Tx, columns []column, row *store.Row) *python.Dict {
	members := python.NewDict()
	for _, c := range columns {
		value := row.Get(c.name)
		if c.to != "" && value != nil {
			members.Set(c.member, tx.ByPK(c.to, value).Get(resources.NaturalKey(c.to)))
			continue
		}
		written, ok := c.write(value)
		if !ok {
			panic(fmt.Sprintf("seed: %s.%s holds a %T", row.Table(), c.name, value))
		}
		members.Set(c.member, written)
	}
	members.Set(madeMember, int64(row.Made()))
	if row.Written() != 0 && row.Written() != row.Made() {
		members.Set(writtenMember, int64(row.Written()))
	}
	return members
}

// writer writes the members of a whole state, whose values are JSON in both formats.
type writer struct {
	asJSON bool
	text   []byte
}

// name begins a member.
func (w *writer) name(name string) {
	switch {
	case w.asJSON && len(w.text) == 0:
		w.text = append(w.text, '{')
	case w.asJSON:
		w.text = append(w.text, ",\n"...)
	}
	if w.asJSON {
		name = strconv.Quote(name)
	}
	w.text = append(append(w.text, name...), ':')
}

func (w *writer) member(name string, value any) {
	w.name(name)
	w.text = appendValue(append(w.text, ' '), value)
	w.newLine()
}

func (w *writer) newLine() {
	if !w.asJSON {
		w.text = append(w.text, '\n')
	}
}

func (w *writer) list(name string, rows int, row func(int) *python.Dict) {
	w.name(name)
	if w.asJSON {
		w.text = append(w.text, " ["...)
	}
	for i := range rows {
		switch {
		case !w.asJSON:
			w.text = append(w.text, "\n- "...)
		case i > 0:
			w.text = append(w.text, ",\n"...)
		default:
			w.text = append(w.text, '\n')
		}
		w.text = appendValue(w.text, row(i))
	}
	if w.asJSON {
		w.text = append(w.text, "\n]"...)
	}
	w.newLine()
}

func (w *writer) end() []byte {
	if w.asJSON {
		w.text = append(w.text, "\n}\n"...)
	}
	return w.text
}

// appendValue appends a value as JSON that is also YAML: with a space after each colon, and integers of any
// length.
func appendValue(dst []byte, value any) []byte {
	switch v := value.(type) {
	case *big.Int:
		return v.Append(dst, 10)
	case []any:
		dst = append(dst, '[')
		for i, item := range v {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = appendValue(dst, item)
		}
		return append(dst, ']')
	case *python.Dict:
		dst = append(dst, '{')
		first := true
		for name, item := range v.All() {
			if !first {
				dst = append(dst, ", "...)
			}
			first = false
			dst = append(orjson.Append(dst, name), ": "...)
			dst = appendValue(dst, item)
		}
		return append(dst, '}')
	}
	return orjson.Append(dst, value)
}
