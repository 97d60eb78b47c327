package drf

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// Change is the kind of a change to a row.
type Change int

// The kinds of changes, as Django's signals distinguish them.
const (
	// Created and Updated are a model's save, Deleted is its delete, also of rows that are deleted with
	// another one.
	Created Change = iota
	Updated
	Deleted
	// Relinked is a change of a many-to-many relation of the row.
	Relinked
)

// Client describes the client that sent a request.
type Client struct {
	// Path is the decoded path of the address, Query the raw query, Agent the User-Agent header, and IP the
	// client's address.
	Path, Query, Agent, IP string
	// First is the age of the first row that describes the request, 0 for none.
	First uint64
}

// Audit is called for every change that a request makes, but not for changes of seeds.
type Audit func(r *Request, change Change, row *store.Row) error

// Audit calls the site's [Audit] for a change that was made without [Request.Insert], [Request.Update] and
// [Request.Delete].
func (r *Request) Audit(change Change, row *store.Row) error {
	if r.Client == nil || r.Site.audit == nil {
		return nil
	}
	return r.Site.audit(r, change, row)
}

// Insert adds a row, like a model's save.
func (r *Request) Insert(table string, values map[string]any) (*store.Row, error) {
	row, err := r.Tx.Insert(table, values)
	if err != nil {
		return nil, err
	}
	return row, r.Audit(Created, row)
}

// Update changes a row, like a model's save.
func (r *Request) Update(row *store.Row, values map[string]any) (*store.Row, error) {
	row, err := r.Tx.Update(row, values)
	if err != nil {
		return nil, err
	}
	return row, r.Audit(Updated, row)
}

// Delete deletes a row, like a model's delete. It calls Audit for every row that is deleted with it before
// deleting any.
func (r *Request) Delete(row *store.Row) error {
	if r.Client != nil && r.Site.audit != nil {
		for _, doomed := range r.Tx.Doomed(row) {
			if err := r.Audit(Deleted, doomed); err != nil {
				return err
			}
		}
	}
	return r.Tx.Delete(row)
}

// Link links a row with exactly these keys. Existing links stay, as with Django's set(). It removes links
// before it adds others; each step is one change of the row.
func (r *Request) Link(through *Through, row *store.Row, keys []any) error {
	gone, missing := through.compare(r.Tx, row, keys)
	if len(gone) > 0 {
		if err := r.relinked(through, row); err != nil {
			return err
		}
	}
	for _, link := range gone {
		if err := through.unlink(r, link); err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		if err := r.relinked(through, row); err != nil {
			return err
		}
	}
	for _, key := range missing {
		if err := through.link(r.Tx, row.PK(), key); err != nil {
			return err
		}
	}
	return nil
}

// relinked calls Audit for a changed relation. Django has no signal for a foreign key of the other model.
func (r *Request) relinked(through *Through, row *store.Row) error {
	if through.Reverse {
		return nil
	}
	return r.Audit(Relinked, row)
}

// compare returns the links of a row that are not among keys, and the keys without a link, each once.
func (t *Through) compare(tx *store.Tx, row *store.Row, keys []any) (gone []*store.Row, missing []any) {
	wanted := make(map[any]bool, len(keys))
	for _, key := range keys {
		wanted[key] = true
	}
	for link := range tx.Where(t.Table, t.Near, row.PK()) {
		if far := link.Get(t.Far); wanted[far] {
			delete(wanted, far)
		} else {
			gone = append(gone, link)
		}
	}
	for _, key := range keys {
		if wanted[key] {
			delete(wanted, key)
			missing = append(missing, key)
		}
	}
	return gone, missing
}

// Writes reports whether a request of this method may change the state.
func (e *Endpoint) Writes(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead:
		return e.action != nil && e.action.Writes
	case http.MethodOptions:
		return false
	}
	return true
}
