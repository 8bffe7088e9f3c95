// Package outbox keeps what happened, for those who listen: one row for an event,
// written in the transaction of what it tells of.
//
// Invariants. Rows are appended in the order of their seq, which the ledger gives,
// and never changed.
//
// Concurrency. Every function works within the transaction that it is given.
package outbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"rms/central/store"
	"rms/central/store/page"
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

// Add appends an event; Seq is the ledger's to give.
func Add(ctx context.Context, tx *store.Tx, e Event) error {
	const insert = `insert into outbox (seq, id, type, subject, site_id, time_ms, actor, item_id, data) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	_, err := tx.Exec(ctx, insert, int64(e.Seq), e.ID, string(e.Type), e.Subject, string(e.SiteID), int64(e.Time), e.Actor, string(e.ItemID), string(e.Data))
	if err != nil {
		return fmt.Errorf("append %s to the outbox: %w", e.Type, err)
	}
	return nil
}

// Filter narrows events; an empty list lets all through, and a last "*"
// stands for whatever follows.
type Filter struct {
	Types    []string // "asset.moved", "rent_action.*"
	Subjects []string // "asset/<id>", "kiosk/*"
}

// where are the conditions of the filter, in SQL.
func (f Filter) where(q *page.Query) string {
	text := ""
	for _, c := range []struct {
		column string
		values []string
	}{{"type", f.Types}, {"subject", f.Subjects}} {
		var any []string
		for _, v := range c.values {
			if begin, open := strings.CutSuffix(v, "*"); open {
				any = append(any, fmt.Sprintf("substr(%s, 1, %d) = %s", c.column, len([]rune(begin)), q.Arg(begin)))
			} else {
				any = append(any, c.column+" = "+q.Arg(v))
			}
		}
		if len(any) > 0 {
			text += " and (" + strings.Join(any, " or ") + ")"
		}
	}
	return text
}

// maxBytes bounds the data of the events that are read at once, in bytes.
const maxBytes = 256 << 10

// errFull ends a read of which no more is to be held.
var errFull = errors.New("as much as is read at once")

// After returns up to limit events after seq, in order, and never much more
// than maxBytes of them; more says that there may be others behind the last.
func After(ctx context.Context, tx *store.Tx, seq uint64, f Filter, limit int) (events []Event, more bool, err error) {
	var q page.Query
	text := `select seq, id, type, subject, site_id, time_ms, actor, item_id, data from outbox where seq > ` + q.Arg(int64(seq)) +
		f.where(&q) + ` order by seq limit ` + q.Arg(limit)
	size := 0
	err = tx.Each(ctx, text, q.Args, func(rows *sql.Rows) error {
		var e Event
		var data []byte
		if err := rows.Scan(&e.Seq, &e.ID, &e.Type, &e.Subject, &e.SiteID, &e.Time, &e.Actor, &e.ItemID, &data); err != nil {
			return err
		}
		e.Data = data
		events = append(events, e)
		if size += len(data); size >= maxBytes {
			return errFull
		}
		return nil
	})
	if err != nil && !errors.Is(err, errFull) {
		return nil, false, fmt.Errorf("read the outbox: %w", err)
	}
	return events, err != nil || len(events) == limit, nil
}

// First returns the seq of the oldest event that is kept; 0 without any.
func First(ctx context.Context, tx *store.Tx) (uint64, error) {
	var seq uint64
	if _, err := tx.One(ctx, `select coalesce(min(seq), 0) from outbox`, nil, &seq); err != nil {
		return 0, fmt.Errorf("look for the oldest event: %w", err)
	}
	return seq, nil
}
