package store

// Recount adds up the weight of every row and every index entry of the present state.
func (s *Store) Recount() (weight int64) {
	for _, t := range s.current.Load().tables {
		t.rows.Scan(func(_ uint64, row *Row) bool {
			weight += weighRow(row)
			return true
		})
		for _, tree := range t.trees {
			tree.Scan(func(key string, _ uint64) bool {
				weight += weighEntry(key)
				return true
			})
		}
	}
	return weight
}
