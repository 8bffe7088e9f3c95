package memory

import (
	"context"
	"slices"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Memory keeps what is derived from rows and asked for again and again by the
// commands of one transaction; the rows themselves are kept by the transaction. It
// lives no longer than that, and is cleared when something that they did is taken
// back. nil keeps nothing.
type Memory struct {
	entries map[rental.Key]rental.Entry
	actors  map[syncproto.Author]rental.Actor
}

// New makes an empty one.
func New() *Memory {
	return &Memory{entries: map[rental.Key]rental.Entry{}, actors: map[syncproto.Author]rental.Actor{}}
}

// Len is how many sets it holds.
func (m *Memory) Len() int { return len(m.entries) }

// Clear forgets everything.
func (m *Memory) Clear() {
	clear(m.entries)
	clear(m.actors)
}

// Wrote follows a row that was written: an allocation stands among those of its
// order, and what people, badges and kiosks tell of an actor is read anew.
func (m *Memory) Wrote(row rental.Row) {
	if m == nil {
		return
	}
	switch row := row.(type) {
	case rental.Allocation:
		k := rental.Key{Collection: rental.OrderAllocations, ID: string(row.RentActionID)}
		if set, ok := m.entries[k].Value.(rental.AllocationSet); ok {
			m.entries[k] = rental.Entry{Presence: rental.Present, Value: set.With(row)}
		}
	case rental.Person, rental.Badge, rental.Kiosk:
		m.Clear()
	}
}

// Forget follows a row that was deleted.
func (m *Memory) Forget(k rental.Key) {
	if m == nil {
		return
	}
	if slices.Contains([]rental.Collection{rental.Allocations, rental.People, rental.Badges, rental.Kiosks}, k.Collection) {
		m.Clear()
	}
}

// Load is what a key names, read at most once where that is safe.
func (m *Memory) Load(ctx context.Context, tx *store.Tx, k rental.Key) (rental.Entry, error) {
	if m == nil || k.Collection != rental.OrderAllocations && k.Collection != rental.PersonBadges {
		return load(ctx, tx, k)
	}
	if e, ok := m.entries[k]; ok {
		return e, nil
	}
	e, err := load(ctx, tx, k)
	if err == nil {
		m.entries[k] = e
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
