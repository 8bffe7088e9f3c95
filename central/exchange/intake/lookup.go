package intake

import (
	"context"
	"database/sql"
	"fmt"

	"rms/central/exchange/plan"
	"rms/central/store"
	codes "rms/central/store/code"
	"rms/syncproto/rental"
)

// newLookup reads what lists refer to: all of the catalogue, the places and the
// people, which are thousands; things, which may be far more, are asked for one
// by one.
func newLookup(ctx context.Context, tx *store.Tx) (*plan.Index, error) {
	x := plan.NewIndex()
	x.Assets = &things{ctx: ctx, tx: tx}
	for _, c := range []rental.Collection{rental.Places, rental.ItemTypes, rental.Companies, rental.People} {
		rows, err := decoded(ctx, tx, c, `select body from `+string(c))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			x.Add(r)
		}
	}
	return x, nil
}

func decoded(ctx context.Context, tx *store.Tx, c rental.Collection, query string, args ...any) ([]rental.Row, error) {
	var out []rental.Row
	err := tx.Each(ctx, query, args, func(rows *sql.Rows) error {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return err
		}
		row, err := rental.DecodeRow(c, body)
		out = append(out, row)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", c, err)
	}
	return out, nil
}

// things looks assets and codes up in the store. It lives within the transaction
// that it was made in, which is why it holds its context.
type things struct {
	ctx context.Context //nolint:containedctx // plan knows no contexts
	tx  *store.Tx
}

func (t *things) Find(q plan.Query) ([]rental.Row, error) {
	switch q.By {
	case plan.ByRef:
		return decoded(t.ctx, t.tx, q.Collection, `select body from assets where external_source = $1 and external_ref = $2 limit 3`, q.Source, q.Text)
	case plan.ByCode:
		return decoded(t.ctx, t.tx, q.Collection, `select body from assets where tag = $1 limit 3`, q.Text)
	default:
		return nil, nil
	}
}

func (t *things) Row(c rental.Collection, id string) (rental.Row, bool, error) {
	return t.tx.Row(t.ctx, c, id)
}

func (t *things) Code(code string) (rental.CodeTarget, bool, error) {
	return codes.Target(t.ctx, t.tx, code)
}
