// Package receipts lists what was received, from the facts that it was.
//
// Invariants. A receipt is a fact of kind receive that was taken as it was sent;
// nothing of it is kept twice. The list is walked along an index of receipts
// alone, so that its cost is that of the receipts, not of all facts.
//
// Concurrency. Every function works within the transaction that it is given.
package receipts

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"

	"rms/central/store"
	"rms/syncproto/rental"
)

// Filter narrows the list; what is empty lets all through.
type Filter struct {
	ItemTypeID rental.ItemTypeID
	PlaceID    rental.PlaceID
}

// list finds receipts. What was received is read from the fact only where somebody
// asks for it.
const list = `select no, item_id from facts where kind = 'receive' and no < $1 and verdict = 'applied'
and ($2 = '' or json_extract(cast(payload as text), '$.body.item_type_id') = $2)
and ($3 = '' or json_extract(cast(payload as text), '$.body.place_id') = $3)
order by no desc limit $4`

// List returns the ids of a page of receipts, the newest first, and the cursor of
// the next page.
func List(ctx context.Context, tx *store.Tx, f Filter, p store.Page) ([]rental.ItemID, string, error) {
	limit, before := p.Rows(), int64(1)<<62-1
	if p.After != "" {
		var err error
		if before, err = strconv.ParseInt(p.After, 10, 64); err != nil {
			return nil, "", store.ErrBadCursor
		}
	}
	var ids []rental.ItemID
	var numbers []int64
	err := tx.Each(ctx, list, []any{before, string(f.ItemTypeID), string(f.PlaceID), limit + 1}, func(rows *sql.Rows) error {
		var no int64
		var id rental.ItemID
		err := rows.Scan(&no, &id)
		ids, numbers = append(ids, id), append(numbers, no)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list receipts: %w", err)
	}
	if len(ids) <= limit {
		return ids, "", nil
	}
	return ids[:limit], strconv.FormatInt(numbers[limit-1], 10), nil
}

// InBooks counts which of the things are still in the books.
func InBooks(ctx context.Context, tx *store.Tx, things []rental.Received) (n int, err error) {
	ids := make([]rental.AssetID, len(things))
	for i, t := range things {
		ids[i] = t.AssetID
	}
	wanted, err := json.Marshal(ids)
	if err != nil {
		return 0, fmt.Errorf("name the things of a receipt: %w", err)
	}
	if _, err := tx.One(ctx, `select count(*) from json_each($1) as wanted cross join assets on assets.id = wanted.value`, []any{string(wanted)}, &n); err != nil {
		return 0, fmt.Errorf("count what is left of a receipt: %w", err)
	}
	return n, nil
}
