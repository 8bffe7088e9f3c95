package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"rms/syncproto/rental"
)

// InboxState is open until a person has answered, or nothing is left to answer.
type InboxState string

// The states of an Entry.
const (
	InboxOpen     InboxState = "open"
	InboxAnswered InboxState = "answered" // given here, not yet confirmed
	InboxClosed   InboxState = "closed"
)

// InboxKind says why an entry is there.
type InboxKind string

// The kinds of Entry.
const (
	InboxRefused  InboxKind = "refused"
	InboxConflict InboxKind = "conflict"
	InboxDeferred InboxKind = "deferred"
	InboxRejected InboxKind = "rejected"
	// InboxChanged: an answer given at the dock turned out otherwise.
	InboxChanged InboxKind = "changed"
)

// Entry is something that came back and needs a person.
type Entry struct {
	ID     string
	At     rental.Millis
	ItemID rental.ItemID
	Kind   InboxKind
	Reason string
	State  InboxState
	Body   EntryBody
}

// EntryBody is what an entry says. Text is a key of the page's texts; Next is
// the key of the next action, with the command code that does it, if any.
type EntryBody struct {
	Line     int                 `json:"line"` // -1: the whole gesture
	Text     string              `json:"text"`
	Params   map[string]string   `json:"params,omitempty"`
	Next     string              `json:"next"`
	NextCode string              `json:"next_code,omitempty"`
	Message  string              `json:"message,omitempty"` // central's words
	Hint     string              `json:"hint,omitempty"`
	Subjects []rental.Subject    `json:"subjects,omitempty"`
	PersonID rental.PersonID     `json:"person_id,omitempty"` // its author
	FactKind rental.Kind         `json:"fact_kind,omitempty"`
	Exc      rental.ExceptionID  `json:"exception_id,omitempty"`
	Was      rental.Outcome      `json:"was,omitempty"` // changed: what the dock was told
	Now      rental.Outcome      `json:"now,omitempty"` // changed: what holds
	Order    rental.RentActionID `json:"rent_action_id,omitempty"`
	Missing  string              `json:"missing,omitempty"`
}

// PutInbox writes an entry; one that a person has closed or answered stays so.
func (t *Tx) PutInbox(e Entry) error {
	body, err := json.Marshal(e.Body)
	if err != nil {
		return fmt.Errorf("write the inbox: %w", err)
	}
	return t.exec("write the inbox", 1, `insert into inbox (id, at_ms, item_id, kind, reason, state, body) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (id) do update set at_ms = excluded.at_ms, kind = excluded.kind, reason = excluded.reason, body = excluded.body`,
		e.ID, int64(e.At), string(e.ItemID), string(e.Kind), e.Reason, string(e.State), body)
}

// SetInboxState moves an entry on; an entry that is not there is an error.
func (t *Tx) SetInboxState(id string, s InboxState) error {
	return t.exec("move an inbox entry on", 1, `update inbox set state = $2 where id = $1`, id, string(s))
}

const inboxColumns = `id, at_ms, item_id, kind, reason, state, body`

func scanEntry(r interface{ Scan(...any) error }) (e Entry, err error) {
	var body []byte
	if err := r.Scan(&e.ID, &e.At, &e.ItemID, &e.Kind, &e.Reason, &e.State, &body); err != nil {
		return Entry{}, err
	}
	return e, json.Unmarshal(body, &e.Body)
}

// Inbox lists entries, open ones first, then newest first, at most limit, and
// says how many are open.
func (v View) Inbox(ctx context.Context, limit int) (entries []Entry, open int64, err error) {
	if err := v.q.QueryRowContext(ctx, `select count(*) from inbox where state = 'open'`).Scan(&open); err != nil {
		return nil, 0, fmt.Errorf("count the inbox: %w", err)
	}
	rows, err := v.q.QueryContext(ctx, `select `+inboxColumns+` from inbox where state <> 'closed'
		order by state = 'open' desc, at_ms desc, id limit $1`, limit)
	if err != nil {
		return nil, 0, fmt.Errorf("read the inbox: %w", err)
	}
	entries, err = scanAll(rows, func(r *sql.Rows) (Entry, error) { return scanEntry(r) })
	return entries, open, err
}

// InboxEntry reads one entry; ok is false where there is none.
func (v View) InboxEntry(ctx context.Context, id string) (e Entry, ok bool, err error) {
	e, err = scanEntry(v.q.QueryRowContext(ctx, `select `+inboxColumns+` from inbox where id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Entry{}, false, nil
	}
	if err != nil {
		return Entry{}, false, fmt.Errorf("read the inbox: %w", err)
	}
	return e, true, nil
}
