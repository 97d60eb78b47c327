package record

import "github.com/authentik-mock/authentik-mock/contract/internal/api"

// called registers a word for the id of an object of a table.
func (d *describer) called(id, word, table string) {
	if d.tables[table] == nil {
		d.tables[table] = map[string]string{}
	}
	d.tables[table][id] = word
	if d.words[id] == "" {
		d.words[id], d.of[id] = word, table
	}
}

// otherThan reports whether the word for an id stands for an object of another table than the one that a
// member refers to. word is then the word for the intended object, "" if it has none.
func (d *describer) otherThan(member, id string) (word string, other bool) {
	if member == "pk" {
		word = d.tables[d.at][id]
		return word, word != ""
	}
	table := api.TableBehind(member)
	if table == "" || d.words[id] == "" || d.of[id] == "" || d.of[id] == table {
		return "", false
	}
	return d.tables[table][id], true
}

// segment is like otherThan for an id in an address, whose path names the table.
func (d *describer) segment(path, id string) (word string, other bool) {
	table := api.TableAt(path)
	if table == "" || d.words[id] == "" || d.of[id] == "" || d.of[id] == table {
		return "", false
	}
	if word := d.tables[table][id]; word != "" {
		return word, true
	}
	return id, true
}
