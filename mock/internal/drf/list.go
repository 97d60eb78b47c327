package drf

import (
	"iter"
	"math"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/jsonb"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// rows returns the resource's own rows, oldest first.
func (c *Compiled) rows(r *Request) iter.Seq[*store.Row] {
	hidden := c.hidden(r)
	return keep(r.Tx.All(c.Model.Table), func(row *store.Row) bool { return c.within(r, row) && !contains(hidden, row) })
}

// within reports whether a row is one of the resource's, and of the user's if they see only their own.
func (c *Compiled) within(r *Request, row *store.Row) bool {
	return c.typed(row) && (!c.ownOnly(r) || c.owns(r, row))
}

// ownOnly reports whether the user finds only their own rows, whatever they may view.
func (c *Compiled) ownOnly(r *Request) bool {
	return c.ownRows && !r.User.Superuser()
}

func (c *Compiled) typed(row *store.Row) bool { return c.Type == "" || row.Get("type") == c.Type }

func (c *Compiled) hidden(r *Request) []*store.Row {
	if c.Hidden == nil {
		return nil
	}
	return c.Hidden(r.Tx)
}

func contains(rows []*store.Row, row *store.Row) bool {
	return slices.ContainsFunc(rows, row.Is)
}

// filtered runs authentik's filter backends in their order: search, visibility, filters.
func (c *Compiled) filtered(r *Request, rows iter.Seq[*store.Row]) (iter.Seq[*store.Row], error) {
	rows, err := c.search(r, rows)
	if err != nil {
		return nil, err
	}
	if rows, err = c.visible(r, rows); err != nil {
		return nil, err
	}
	return c.filter(r, rows)
}

// found runs them without visibility.
func (c *Compiled) found(r *Request, rows iter.Seq[*store.Row]) (iter.Seq[*store.Row], error) {
	rows, err := c.search(r, rows)
	if err != nil {
		return nil, err
	}
	return c.filter(r, rows)
}

// search returns the rows in which every word of ?search= occurs in one of the search columns, ignoring case.
func (c *Compiled) search(r *Request, rows iter.Seq[*store.Row]) (iter.Seq[*store.Row], error) {
	text := r.Query.Get("search")
	if c.Ask != nil {
		asked, err := c.Ask(r, strings.ReplaceAll(text, "\x00", ""))
		if err != nil {
			return nil, err
		}
		if asked != nil {
			return keep(rows, asked), nil
		}
	}
	if strings.IndexByte(text, 0) >= 0 {
		return nil, Invalid(list(messages.New("Null characters are not allowed.").Coded("null_characters_not_allowed"))).
			Because(Reason{Layer: LayerLookUp, Field: "search", Value: Shortened(text)})
	}
	words := django.SearchSplit(text)
	if len(words) == 0 || len(c.Search) == 0 {
		return rows, nil
	}
	for i, word := range words {
		words[i] = strings.ToUpper(word) // PostgreSQL's icontains is UPPER(…) LIKE UPPER(…)
	}
	return keep(rows, func(row *store.Row) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !c.mentions(r, row, word) })
	}), nil
}

func (c *Compiled) mentions(r *Request, row *store.Row, word string) bool {
	return slices.ContainsFunc(c.Search, func(column string) bool {
		value := r.Tx.Follow(row, column)
		return value != nil && strings.Contains(strings.ToUpper(sqlText(value)), word)
	})
}

// sqlText returns a value as PostgreSQL casts it to text.
func sqlText(value any) string {
	switch v := value.(type) {
	case *python.Dict, []any:
		return jsonb.Text(v)
	case bool:
		if v {
			return "true"
		}
		return "false"
	case time.Time:
		return v.UTC().Format("2006-01-02 15:04:05.999999+00")
	default:
		return python.Str(v)
	}
}

// order returns the order in ?ordering=, without names that have no column, or the resource's own.
func (c *Compiled) order(r *Request) []string {
	if columns := c.orderingColumns(strings.Split(r.Query.Get("ordering"), ",")); len(columns) > 0 {
		return columns
	}
	return c.defaultOrder()
}

// brokenOrder reports whether ?ordering= contains a name that makes Django crash.
func (c *Compiled) brokenOrder(r *Request) bool {
	return slices.ContainsFunc(strings.Split(r.Query.Get("ordering"), ","), func(term string) bool {
		return slices.Contains(c.BrokenOrdering, strings.TrimPrefix(python.Strip(term), "-"))
	})
}

// defaultOrder returns the resource's own order, which may follow relations, unlike ?ordering=.
func (c *Compiled) defaultOrder() []string {
	var columns []string
	for _, term := range c.Ordering {
		if strings.Contains(term, "__") {
			columns = append(columns, term)
			continue
		}
		columns = append(columns, c.orderingColumns([]string{term})...)
	}
	return columns
}

// orderingColumns returns the columns of the terms that have one, with a minus for descending ones.
func (c *Compiled) orderingColumns(terms []string) []string {
	var columns []string
	for _, term := range terms {
		name, descending := strings.CutPrefix(python.Strip(term), "-")
		column, ok := c.orderingColumn(name)
		switch {
		case ok && descending:
			columns = append(columns, "-"+column)
		case ok:
			columns = append(columns, column)
		}
	}
	return columns
}

// orderingColumn returns the column (or path of columns) of a name that ?ordering= accepts.
func (c *Compiled) orderingColumn(name string) (string, bool) {
	if c.OrderingFields != nil && !slices.Contains(c.OrderingFields, name) {
		return "", false
	}
	if strings.Contains(name, "__") {
		return name, c.OrderingFields != nil
	}
	f := c.field(name)
	if f == nil || f.WriteOnly || f.Kind == Method || f.Kind == Nested || f.Kind == ManyRelated {
		return "", false
	}
	return f.column, true
}

// orderKey is a value in the order of its column: text that sorts like the values, or JSON, which has an
// order of its own. null is last.
type orderKey struct {
	text string
	json any
	null bool
}

func newOrderKey(value any) orderKey {
	switch v := value.(type) {
	case nil:
		return orderKey{null: true}
	case string:
		return orderKey{text: v} // long texts are not copied
	case *python.Dict, []any:
		return orderKey{json: v}
	}
	return orderKey{text: store.OrderKey(value)}
}

func (k orderKey) compare(other orderKey) int {
	switch {
	case k.null && other.null:
		return 0
	case k.null:
		return 1
	case other.null:
		return -1
	case k.json != nil && other.json != nil:
		return jsonb.Compare(k.json, other.json)
	}
	return strings.Compare(k.text, other.text)
}

// sorted returns rows in an order; equal rows come in the order of a sequential scan.
func (c *Compiled) sorted(r *Request, rows iter.Seq[*store.Row], order []string) []*store.Row {
	type keyed struct {
		row  *store.Row
		keys []orderKey
	}
	var all []keyed
	for row := range rows {
		k := keyed{row: row, keys: make([]orderKey, len(order))}
		for i, term := range order {
			k.keys[i] = newOrderKey(r.Tx.Follow(row, strings.TrimPrefix(term, "-")))
		}
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b keyed) int {
		for i, term := range order {
			result := a.keys[i].compare(b.keys[i])
			if strings.HasPrefix(term, "-") {
				result = -result
			}
			if result != 0 {
				return result
			}
		}
		return store.ByWrite(a.row, b.row)
	})
	sorted := make([]*store.Row, len(all))
	for i, k := range all {
		sorted[i] = k.row
	}
	return sorted
}

// page is one page of a list.
type page struct {
	rows          []*store.Row
	number, pages int
	count, start  int
	// length is the number of rows on the page, including those that are not shown.
	length int
	// bare reports whether the list has no pages.
	bare bool
}

// PageSizes holds the default and maximum size of a page. 0 means no pages at all: DRF then answers with a
// bare list.
type PageSizes struct{ Normal, Most int }

// NoLimit is the value in PageSizes for no maximum; no list is longer.
const NoLimit = math.MaxInt32

// pageOf returns the page in ?page=, of pages with size rows, among count rows.
func pageOf(r *Request, count, size int) (page, error) {
	if size == 0 {
		return page{bare: true}, nil
	}
	pages := max(1, (count+size-1)/size)
	number, ok := pageNumber(r.Query.Get("page"), pages)
	if !ok {
		return page{}, Detail(404, messages.New("Invalid page.")).
			Because(Reason{Layer: LayerLookUp, Field: "page", Value: Shortened(r.Query.Get("page"))})
	}
	return page{number: number, pages: pages, count: count, start: (number - 1) * size}, nil
}

// pageSize returns ?page_size=; anything but a positive integer counts as not sent.
func (c *Compiled) pageSize(r *Request) int {
	sizes := r.Site.pageSizes(r)
	if c.MostPerPage > 0 {
		sizes.Most = min(sizes.Most, c.MostPerPage)
	}
	number, ok := python.ParseInt(r.Query.Get("page_size"))
	if !ok || asBig(number).Sign() <= 0 {
		return sizes.Normal
	}
	if size, small := number.(int64); small {
		return int(min(size, int64(sizes.Most)))
	}
	return sizes.Most
}

func pageNumber(text string, pages int) (int, bool) {
	switch text {
	case "":
		return 1, true
	case "last":
		return pages, true
	}
	number, ok := python.ParseInt(text)
	if !ok || asBig(number).Cmp(big.NewInt(int64(pages))) > 0 || asBig(number).Sign() <= 0 {
		return 0, false
	}
	return int(number.(int64)), true
}

// listRows returns the rows of the requested page.
func (c *Compiled) listRows(r *Request) (page, error) {
	if c.Offer != nil {
		if keep, ok := c.Offer(r); ok {
			return c.offered(r, keep)
		}
	}
	return c.pageRows(r, c.filtered)
}

// offered returns a page of rows that the user may use.
func (c *Compiled) offered(r *Request, keep func([]*store.Row) ([]*store.Row, error)) (page, error) {
	p, err := c.pageRows(r, c.found)
	if err != nil {
		return page{}, err
	}
	p.rows, err = keep(p.rows)
	return p, err
}

// pageRows returns the requested page of the rows that narrow returns.
func (c *Compiled) pageRows(r *Request, narrow func(*Request, iter.Seq[*store.Row]) (iter.Seq[*store.Row], error)) (page, error) {
	order, size, broken := c.order(r), c.pageSize(r), c.brokenOrder(r)
	if c.plain(r) && size > 0 && !broken {
		hidden := c.hidden(r)
		if _, indexed := r.Tx.Page(c.Model.Table, nil, 0, 0, order...); indexed {
			p, err := pageOf(r, r.Tx.Len(c.Model.Table)-len(hidden), size)
			if err == nil {
				p.rows, _ = r.Tx.Page(c.Model.Table, hidden, p.start, size, order...)
				p.length = len(p.rows)
			}
			return p, err
		}
	}
	rows, err := narrow(r, c.rows(r))
	if err != nil {
		return page{}, err
	}
	if broken {
		return page{}, Crash("the model has no such column, and nothing catches Django's FieldError").Of("ordering")
	}
	all := c.sorted(r, rows, order)
	p, err := pageOf(r, len(all), size)
	switch {
	case p.bare:
		p.rows = all
	case err == nil:
		p.rows = all[p.start:min(p.start+size, len(all))]
	}
	p.length = len(p.rows)
	return p, err
}

// plain reports whether nothing filters the list, so that a page can be read from an index.
func (c *Compiled) plain(r *Request) bool {
	if c.Type != "" || c.ownOnly(r) || r.Query.Get("search") != "" || !r.User.Has(c.permission("view")) {
		return false
	}
	return !slices.ContainsFunc(c.Filters, func(f Filter) bool { return f.Required || r.Query.Get(f.Name) != "" })
}

// body returns the list in authentik's format.
func (p page) body(results []any, autocomplete *python.Dict) any {
	if p.bare {
		return results
	}
	pagination := python.NewDict()
	next, previous := p.number+1, p.number-1
	if next > p.pages {
		next = 0
	}
	start, end := p.start+1, p.start+p.length
	if p.count == 0 {
		start = 0
	}
	for _, member := range []struct {
		name  string
		value int
	}{{"next", next}, {"previous", previous}, {"count", p.count}, {"current", p.number}, {"total_pages", p.pages},
		{"start_index", start}, {"end_index", end}} {
		pagination.Set(member.name, int64(member.value))
	}
	body := python.NewDict()
	body.Set("pagination", pagination)
	body.Set("results", results)
	if autocomplete != nil {
		body.Set("autocomplete", autocomplete)
	}
	return body
}
