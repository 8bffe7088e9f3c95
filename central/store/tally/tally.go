// Package tally sums up what is counted: how many pieces there are of a type, at a
// place or at a site.
//
// Invariants. It only reads. What it reads is bounded: an index of as many pools
// as there are under the filter.
//
// Concurrency. Every function works within the transaction that it is given.
package tally

import (
	"context"
	"database/sql"
	"fmt"

	"rms/central/store"
	"rms/syncproto/rental"
)

// By is what stock is summed up by.
type By string

// The ways.
const (
	ByType  By = "item_type"
	ByPlace By = "place"
	BySite  By = "site"
)

var columns = map[By]string{ByType: "item_type_id", ByPlace: "place_id", BySite: "site_id"}

// Sum is how many pieces there are under one id, in how many pools.
type Sum struct {
	ID     string
	Pools  int64
	OnHand int64
}

// Totals are the sums of a filter. Pools and OnHand are of all of it; Groups are at
// most Most of them, those with the most pieces first.
type Totals struct {
	Pools, OnHand int64
	Types, Places int64
	Groups        []Sum
	More          bool // there are more groups
}

// Most is how many groups are given.
const Most = 500

// Of sums up the stock under a filter.
func Of(ctx context.Context, tx *store.Tx, f store.StockFilter, by By) (t Totals, err error) {
	column, ok := columns[by]
	if !ok {
		return t, &rental.Error{
			Code: rental.CodeInvalid, Reason: "unknown_group", Field: "by", Message: fmt.Sprintf("stock is not summed up by %q", by), Hint: "choose one of item_type, place, site",
		}
	}
	from, args, err := f.From(ctx, tx)
	if err != nil {
		return t, err
	}
	all := `select count(*), coalesce(sum(on_hand), 0), count(distinct item_type_id), count(distinct place_id) from ` + from
	if _, err := tx.One(ctx, all, args, &t.Pools, &t.OnHand, &t.Types, &t.Places); err != nil {
		return t, fmt.Errorf("sum up stock: %w", err)
	}
	groups := fmt.Sprintf(`select %s, count(*), sum(on_hand) from %s group by 1 order by 3 desc, 1 limit %d`, column, from, Most+1)
	err = tx.Each(ctx, groups, args, func(r *sql.Rows) error {
		var s Sum
		if err := r.Scan(&s.ID, &s.Pools, &s.OnHand); err != nil {
			return err
		}
		if t.More = len(t.Groups) == Most; !t.More {
			t.Groups = append(t.Groups, s)
		}
		return nil
	})
	if err != nil {
		return t, fmt.Errorf("sum up stock by %s: %w", by, err)
	}
	return t, nil
}
