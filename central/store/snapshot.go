package store

import (
	"context"
	"database/sql"
	"fmt"

	"rms/syncproto/rental"
)

// EachInScope calls fn for every row of a collection that kiosks of a site see,
// in order of id; of a company-wide collection for every row.
func (tx *Tx) EachInScope(ctx context.Context, c rental.Collection, site rental.SiteID, fn func(id string, rev int64, body []byte) error) error {
	name, body, where := "assets", "card", ""
	var args []any
	if c != rental.AssetCards {
		t, err := tableOf(c)
		if err != nil {
			return err
		}
		name, body = t.table(), "body"
		if !c.CompanyWide() {
			where, args = " where site_id = $1", []any{string(site)}
			if t.scoped() {
				where += " or also_site_id = $1"
			}
		}
	}
	text := "select id, rev, " + body + " from " + name + where + " order by id"
	err := tx.Each(ctx, text, args, func(rows *sql.Rows) error {
		var id string
		var rev int64
		var raw sql.RawBytes
		if err := rows.Scan(&id, &rev, &raw); err != nil {
			return err
		}
		return fn(id, rev, raw)
	})
	if err != nil {
		return fmt.Errorf("read %s: %w", c, err)
	}
	return nil
}
