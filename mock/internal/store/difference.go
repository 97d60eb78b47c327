package store

import "reflect"

// Difference is the difference between two states of one table.
type Difference struct {
	// Added holds the rows of the later state only, Removed those of the earlier one, by their primary keys.
	// Changed holds rows of the later one that have other values in the earlier one.
	Added, Changed, Removed []*Row
}

// Since returns the differences from an earlier state, by table name. It leaves out unchanged tables and the
// table with a Keep.
func (s *State) Since(earlier *State) map[string]Difference {
	found := map[string]Difference{}
	for name, place := range s.places {
		now, was := s.tables[place], earlier.tables[earlier.places[name]]
		if now == was || now.schema.Keep > 0 {
			continue
		}
		if d := now.since(was); len(d.Added)+len(d.Changed)+len(d.Removed) > 0 {
			found[name] = d
		}
	}
	return found
}

func (t *table) since(was *table) (d Difference) {
	t.trees[byPK].Scan(func(key string, age uint64) bool {
		row := t.row(age)
		switch before, there := was.trees[byPK].Get(key); {
		case !there:
			d.Added = append(d.Added, row)
		case was.row(before) != row && !reflect.DeepEqual(was.row(before).values, row.values):
			d.Changed = append(d.Changed, row)
		}
		return true
	})
	was.trees[byPK].Scan(func(key string, age uint64) bool {
		if _, there := t.trees[byPK].Get(key); !there {
			d.Removed = append(d.Removed, was.row(age))
		}
		return true
	})
	return d
}
