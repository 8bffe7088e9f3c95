package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"rms/syncproto/rental"
)

// Event is one row of the outbox: what a CloudEvent is made of.
type Event struct {
	Seq     uint64
	ID      string
	Type    rental.EventType
	Subject string
	SiteID  rental.SiteID
	Time    rental.Millis
	Actor   string
	ItemID  rental.ItemID
	Data    json.RawMessage
}

// AddEvent appends to the outbox; Seq is the ledger's to give.
func (tx *Tx) AddEvent(ctx context.Context, e Event) error {
	const insert = `insert into outbox (seq, id, type, subject, site_id, time_ms, actor, item_id, data) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	_, err := tx.Exec(ctx, insert, int64(e.Seq), e.ID, string(e.Type), e.Subject, string(e.SiteID), int64(e.Time), e.Actor, string(e.ItemID), string(e.Data))
	if err != nil {
		return fmt.Errorf("append %s to the outbox: %w", e.Type, err)
	}
	return nil
}

// EventsAfter returns up to limit events after seq, in order; of the given types
// only, unless none is given.
func (tx *Tx) EventsAfter(ctx context.Context, seq uint64, types []rental.EventType, limit int) ([]Event, error) {
	var q query
	text := `select seq, id, type, subject, site_id, time_ms, actor, item_id, data from outbox where seq > ` + q.Arg(int64(seq))
	if len(types) > 0 {
		marks := make([]string, len(types))
		for i, t := range types {
			marks[i] = q.Arg(string(t))
		}
		text += ` and type in (` + strings.Join(marks, ", ") + `)`
	}
	text += ` order by seq limit ` + q.Arg(limit)
	var out []Event
	err := tx.Each(ctx, text, q.Args, func(rows *sql.Rows) error {
		var e Event
		var data []byte
		err := rows.Scan(&e.Seq, &e.ID, &e.Type, &e.Subject, &e.SiteID, &e.Time, &e.Actor, &e.ItemID, &data)
		e.Data = data
		out = append(out, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	return out, nil
}
