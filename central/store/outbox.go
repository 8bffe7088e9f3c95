package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
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

// EventFilter narrows events; an empty list lets all through, and a last "*"
// stands for whatever follows.
type EventFilter struct {
	Types    []string // "asset.moved", "rent_action.*"
	Subjects []string // "asset/<id>", "kiosk/*"
}

// where are the conditions of the filter, in SQL.
func (f EventFilter) where(q *query) string {
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

// maxEventBytes bounds the data of the events that are read at once, in bytes.
const maxEventBytes = 256 << 10

// errFull ends a read of which no more is to be held.
var errFull = errors.New("as much as is read at once")

// EventsAfter returns up to limit events after seq, in order, and never much more
// than maxEventBytes of them; more says that there may be others behind the last.
func (tx *Tx) EventsAfter(ctx context.Context, seq uint64, f EventFilter, limit int) (events []Event, more bool, err error) {
	var q query
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
		if size += len(data); size >= maxEventBytes {
			return errFull
		}
		return nil
	})
	if err != nil && !errors.Is(err, errFull) {
		return nil, false, fmt.Errorf("read the outbox: %w", err)
	}
	return events, err != nil || len(events) == limit, nil
}

// FirstEvent returns the seq of the oldest event that is kept; 0 without any.
func (tx *Tx) FirstEvent(ctx context.Context) (uint64, error) {
	var seq uint64
	if _, err := tx.One(ctx, `select coalesce(min(seq), 0) from outbox`, nil, &seq); err != nil {
		return 0, fmt.Errorf("look for the oldest event: %w", err)
	}
	return seq, nil
}
