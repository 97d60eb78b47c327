package record

import "github.com/authentik-mock/authentik-mock/contract/internal/api"

// called lets a word stand for the id of an object of a table.
func (d *describer) called(id, word, table string) {
	if d.tables[table] == nil {
		d.tables[table] = map[string]string{}
	}
	d.tables[table][id] = word
	if d.words[id] == "" {
		d.words[id], d.of[id] = word, table
	}
}

// otherThan says whether the word for an id stands for an object of another table than that which a member refers to; then
// word is the one for the object that is meant, "" if it has none.
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

// segment is an id in an address: the word for the object that the address is of.
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
