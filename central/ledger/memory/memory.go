package memory

import (
	"context"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Memory keeps what the commands of one transaction ask for again and again, as
// it was read or as they last wrote it. It lives no longer than its transaction,
// and is cleared when something that they did is taken back. nil keeps nothing.
type Memory struct {
	entries map[rental.Key]rental.Entry
	bodies  map[rental.Key][]byte // the stored JSON of the rows in entries
	actors  map[syncproto.Author]rental.Actor
}

// New makes an empty one.
func New() *Memory {
	return &Memory{entries: map[rental.Key]rental.Entry{}, bodies: map[rental.Key][]byte{}, actors: map[syncproto.Author]rental.Actor{}}
}

// Len is how many rows and sets it holds.
func (m *Memory) Len() int { return len(m.entries) }

// Clear forgets everything.
func (m *Memory) Clear() {
	clear(m.entries)
	clear(m.bodies)
	clear(m.actors)
}

// keeps reports whether entries of a collection are kept, and whether items
// change them: the rows of things and orders follow every write; those of the
// catalogue and of people, with what is derived from them, are forgotten at one.
func (m *Memory) keeps(c rental.Collection) (kept, follows bool) {
	if m == nil {
		return false, false
	}
	switch c {
	case rental.Assets, rental.RentActions, rental.Allocations:
		return true, true
	case rental.ItemTypes, rental.Places, rental.People, rental.Badges, rental.PersonBadges, rental.Kiosks, rental.Projects,
		rental.OrderAllocations: // these follow their rows
		return true, false
	default:
		return false, false
	}
}

// Wrote follows a row that was written.
func (m *Memory) Wrote(k rental.Key, r store.Record) {
	switch kept, follows := m.keeps(k.Collection); {
	case follows:
		m.entries[k] = rental.Entry{Presence: rental.Present, Value: r.Row}
		m.bodies[k] = r.Body
		if a, ok := r.Row.(rental.Allocation); ok {
			m.wroteAllocation(a)
		}
	case kept:
		m.Clear()
	}
}

// wroteAllocation puts an allocation among those of its order.
func (m *Memory) wroteAllocation(a rental.Allocation) {
	k := rental.Key{Collection: rental.OrderAllocations, ID: string(a.RentActionID)}
	if set, ok := m.entries[k].Value.(rental.AllocationSet); ok {
		m.entries[k] = rental.Entry{Presence: rental.Present, Value: set.With(a)}
	}
}

// Forget follows a row that was deleted.
func (m *Memory) Forget(k rental.Key) {
	if kept, _ := m.keeps(k.Collection); kept {
		m.Clear()
	}
}

// Record is a row that was read, in its stored form. The row at hand under the
// same revision is the same row: every write within the transaction raises it.
func (m *Memory) Record(k rental.Key, row rental.Row) (store.Record, error) {
	if _, follows := m.keeps(k.Collection); follows {
		if at, ok := m.entries[k].Value.(rental.Row); ok && m.bodies[k] != nil && at.RowMeta().Rev == row.RowMeta().Rev {
			return store.Record{Row: row, Body: m.bodies[k]}, nil
		}
	}
	return store.NewRecord(row)
}

// Load is what a key names, read at most once where that is safe.
func (m *Memory) Load(ctx context.Context, tx *store.Tx, k rental.Key) (rental.Entry, error) {
	kept, follows := m.keeps(k.Collection)
	if !kept {
		return load(ctx, tx, k)
	}
	if e, ok := m.entries[k]; ok {
		return e, nil
	}
	if !follows {
		e, err := load(ctx, tx, k)
		if err == nil {
			m.entries[k] = e
		}
		return e, err
	}
	row, body, ok, err := tx.RowAndBody(ctx, k.Collection, k.ID)
	e, err := found(row, ok, err)
	if err == nil && ok {
		m.entries[k], m.bodies[k] = e, body
	}
	return e, err
}

// Actor is who stood at a kiosk, read once for each author of a push.
func (m *Memory) Actor(ctx context.Context, tx *store.Tx, k rental.Kiosk, who syncproto.Author) (rental.Actor, error) {
	if a, ok := m.actors[who]; ok {
		return a, nil
	}
	a, err := actorOf(ctx, tx, k, who)
	if err == nil {
		m.actors[who] = a
	}
	return a, err
}
