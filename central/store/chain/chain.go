// Package chain reads the positions of kiosks' chains, and keeps those at which a
// fact came once more.
//
// Invariants. A position holds a fact or the repeat of one, never both; facts are
// store's own.
//
// Concurrency. All of it runs in the caller's transaction.
package chain

import (
	"context"
	"database/sql"
	"fmt"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Position is a place in a kiosk's chain.
type Position struct {
	Seq     uint64
	ItemID  rental.ItemID // of the fact that is stored for it
	Content syncproto.Hash
	Hash    syncproto.Hash
}

// From returns up to limit positions of an epoch from seq on, in order,
// whether a fact or the repeat of one stands there.
func From(ctx context.Context, tx *store.Tx, kiosk rental.KioskID, epoch syncproto.Epoch, from uint64, limit int) ([]Position, error) {
	const both = `select seq, item_id, content_hash, hash from facts where kiosk_id = $1 and epoch = $2 and seq >= $3
union all select seq, item_id, content_hash, hash from repeats where kiosk_id = $1 and epoch = $2 and seq >= $3
order by seq limit $4`
	var out []Position
	err := tx.Each(ctx, both, []any{string(kiosk), epoch.String(), int64(from), limit}, func(rows *sql.Rows) error {
		var p Position
		var content, hash string
		if err := rows.Scan(&p.Seq, &p.ItemID, &content, &hash); err != nil {
			return err
		}
		var err error
		if p.Content, err = syncproto.ParseHash(content); err != nil {
			return err
		}
		p.Hash, err = syncproto.ParseHash(hash)
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read positions of kiosk %s: %w", kiosk, err)
	}
	return out, nil
}

// Repeat is a position at which a stored fact came once more.
type Repeat struct {
	KioskID    rental.KioskID
	Epoch      syncproto.Epoch
	Position   Position
	ReceivedAt rental.Millis
}

// AddRepeat keeps a repeat.
func AddRepeat(ctx context.Context, tx *store.Tx, r Repeat) error {
	const insert = `insert into repeats (kiosk_id, epoch, seq, item_id, content_hash, hash, received_ms) values ($1, $2, $3, $4, $5, $6, $7)`
	_, err := tx.Exec(ctx, insert, string(r.KioskID), r.Epoch.String(), int64(r.Position.Seq), string(r.Position.ItemID),
		r.Position.Content.String(), r.Position.Hash.String(), int64(r.ReceivedAt))
	if err != nil {
		return fmt.Errorf("keep the repeat of %s: %w", r.Position.ItemID, err)
	}
	return nil
}
