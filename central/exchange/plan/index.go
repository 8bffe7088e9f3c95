package plan

import (
	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

// Index is a Lookup over rows at hand. Things, and what is counted, can be far more
// than anything else: where Assets is set, it answers for them.
type Index struct {
	Assets Lookup
	rows   map[Query][]rental.Row
	byID   map[rental.Key]rental.Row
	codes  map[string]rental.CodeTarget
}

// NewIndex returns an Index of rows.
func NewIndex(rows ...rental.Row) *Index {
	x := &Index{rows: map[Query][]rental.Row{}, byID: map[rental.Key]rental.Row{}, codes: map[string]rental.CodeTarget{}}
	for _, r := range rows {
		x.Add(r)
	}
	return x
}

// Add adds a row, or replaces the one with its id.
func (x *Index) Add(row rental.Row) {
	if old, ok := x.byID[keyOf(row)]; ok {
		x.drop(old)
	}
	x.byID[keyOf(row)] = row
	for _, q := range ways(row) {
		x.rows[q] = append(x.rows[q], row)
	}
	c := row.RowCollection()
	if code, _ := names(row); code != "" && target(c) != "" {
		x.codes[code] = rental.CodeTarget{Target: target(c), ID: row.RowID()}
	}
}

func (x *Index) drop(row rental.Row) {
	for _, q := range ways(row) {
		var left []rental.Row
		for _, r := range x.rows[q] {
			if r.RowID() != row.RowID() {
				left = append(left, r)
			}
		}
		x.rows[q] = left
	}
	if code, _ := names(row); code != "" {
		delete(x.codes, code)
	}
}

// ways lists the queries that a row answers.
func ways(row rental.Row) []Query {
	c, m := row.RowCollection(), row.RowMeta()
	code, name := names(row)
	var out []Query
	for _, q := range []Query{
		{c, ByRef, m.ExternalSource, m.ExternalRef}, {c, ByCode, "", code}, {c, ByName, "", shape.Fold(name)},
	} {
		if q.Text != "" {
			out = append(out, q)
		}
	}
	return out
}

// Find returns the rows that a query names.
func (x *Index) Find(q Query) ([]rental.Row, error) {
	if x.Assets != nil && q.Collection == rental.Assets {
		return x.Assets.Find(q)
	}
	if q.By == ByName {
		q.Text = shape.Fold(q.Text)
	}
	return x.rows[q], nil
}

// Row returns a row by its id.
func (x *Index) Row(c rental.Collection, id string) (rental.Row, bool, error) {
	if x.Assets != nil && (c == rental.Assets || c == rental.StockPools) {
		return x.Assets.Row(c, id)
	}
	row, ok := x.byID[rental.Key{Collection: c, ID: id}]
	return row, ok, nil
}

// Code returns what bears a code.
func (x *Index) Code(code string) (rental.CodeTarget, bool, error) {
	if t, ok := x.codes[code]; ok || x.Assets == nil {
		return t, ok, nil
	}
	return x.Assets.Code(code)
}
