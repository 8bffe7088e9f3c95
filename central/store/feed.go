package store

import (
	"context"
	"database/sql"
	"fmt"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// FeedRow is one change of one row, for kiosks. The sites say who may see it
// before and after; company-wide collections are seen by all.
type FeedRow struct {
	Seq         uint64
	Incarnation string
	Collection  rental.Collection
	ID          string
	Rev         int64
	Op          syncproto.Op
	SiteBefore  rental.SiteID
	SiteAfter   rental.SiteID
	AlsoBefore  rental.SiteID
	AlsoAfter   rental.SiteID
	Body        []byte // nil for a delete
	ItemID      rental.ItemID
}

// AddFeedRow appends to the feed; Seq is the ledger's to give.
func (tx *Tx) AddFeedRow(ctx context.Context, f FeedRow) error {
	const insert = `insert into feed (seq, incarnation, collection, id, rev, op, site_before, site_after, also_before, also_after, body, item_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	if _, err := tx.Exec(ctx, insert, f.args()...); err != nil {
		return fmt.Errorf("append %s %s to the feed: %w", f.Collection, f.ID, err)
	}
	return nil
}

// AddAssetFeedRows appends an asset's row and its card, in this order.
func (tx *Tx) AddAssetFeedRows(ctx context.Context, asset, card FeedRow) error {
	const insert = `insert into feed (seq, incarnation, collection, id, rev, op, site_before, site_after, also_before, also_after, body, item_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12), ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`
	if _, err := tx.Exec(ctx, insert, append(asset.args(), card.args()...)...); err != nil {
		return fmt.Errorf("append asset %s and its card to the feed: %w", asset.ID, err)
	}
	return nil
}

func (f FeedRow) args() []any {
	var body any
	if f.Body != nil {
		body = string(f.Body)
	}
	return []any{
		int64(f.Seq), f.Incarnation, string(f.Collection), f.ID, f.Rev, string(f.Op), string(f.SiteBefore),
		string(f.SiteAfter), string(f.AlsoBefore), string(f.AlsoAfter), body, string(f.ItemID),
	}
}

// ChangesFor returns up to limit changes after the cursor that kiosks of a site
// may see, in order. A row that left the site's scope is a delete there.
func (tx *Tx) ChangesFor(ctx context.Context, site rental.SiteID, after uint64, limit int) ([]syncproto.ChangeEntry, error) {
	const visible = `select seq, collection, id, rev, op, body, item_id,
collection in ('item_types', 'places', 'tag_aliases', 'asset_cards', 'badges', 'demo_codes') or site_after = $1 or also_after = $1
from feed where seq > $2 and (collection in ('item_types', 'places', 'tag_aliases', 'asset_cards', 'badges', 'demo_codes')
or site_after = $1 or also_after = $1 or site_before = $1 or also_before = $1) order by seq limit $3`
	var out []syncproto.ChangeEntry
	err := tx.Each(ctx, visible, []any{string(site), int64(after), limit}, func(rows *sql.Rows) error {
		var c syncproto.ChangeEntry
		var body []byte
		var stays bool
		if err := rows.Scan(&c.Seq, &c.Collection, &c.ID, &c.Rev, &c.Op, &body, &c.ItemID, &stays); err != nil {
			return err
		}
		if stays {
			c.Body = body
		} else {
			c.Op = syncproto.OpDelete
		}
		out = append(out, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the feed: %w", err)
	}
	return out, nil
}
