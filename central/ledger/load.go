package ledger

import (
	"context"
	"fmt"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// maxRounds bounds how often Decide may ask for more: the deepest chain of keys
// that the rules follow has about six links.
const maxRounds = 32

// judge runs the rules until they want nothing more. refusal is the rules' own
// error; err means that judging itself failed.
func (l *Ledger) judge(ctx context.Context, tx *store.Tx, m *memo, c rental.Command, a rental.Actor, now rental.Millis) (d rental.Decision, refusal *rental.Error, err error) {
	st := rental.NewState(rental.AtCentral)
	for range maxRounds {
		d, err := l.decide(st, c, a, now)
		wanted := st.Wanted()
		if len(wanted) == 0 {
			if e, ok := asRental(err); ok {
				return rental.Decision{}, e, nil
			}
			return d, nil, err
		}
		for _, k := range wanted {
			entry, err := m.load(ctx, tx, k)
			if err != nil {
				return rental.Decision{}, nil, fmt.Errorf("load %s %s: %w", k.Collection, k.ID, err)
			}
			st.Put(k, entry)
		}
	}
	return rental.Decision{}, nil, fmt.Errorf("the rules still want keys after %d rounds", maxRounds)
}

// memo keeps what the items of one push ask for again and again, as it was read
// or as they last wrote it. It lives no longer than its transaction, and is
// emptied when something that they did is taken back. nil keeps nothing.
type memo struct {
	entries map[rental.Key]rental.Entry
	bodies  map[rental.Key][]byte // the stored JSON of the rows in entries
	actors  map[syncproto.Author]rental.Actor
}

func newMemo() *memo {
	return &memo{entries: map[rental.Key]rental.Entry{}, bodies: map[rental.Key][]byte{}, actors: map[syncproto.Author]rental.Actor{}}
}

// clear forgets everything.
func (m *memo) clear() {
	clear(m.entries)
	clear(m.bodies)
	clear(m.actors)
}

// keeps reports whether entries of a collection are kept, and whether items
// change them: the rows of things and orders follow every write; those of the
// catalogue and of people, with what is derived from them, are forgotten at one.
func (m *memo) keeps(c rental.Collection) (kept, follows bool) {
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

// wrote follows a row that was written.
func (m *memo) wrote(k rental.Key, r store.Record) {
	switch kept, follows := m.keeps(k.Collection); {
	case follows:
		m.entries[k] = rental.Entry{Presence: rental.Present, Value: r.Row}
		m.bodies[k] = r.Body
		if a, ok := r.Row.(rental.Allocation); ok {
			m.wroteAllocation(a)
		}
	case kept: // no item does it today
		m.clear()
	}
}

// wroteAllocation puts an allocation among those of its order.
func (m *memo) wroteAllocation(a rental.Allocation) {
	k := rental.Key{Collection: rental.OrderAllocations, ID: string(a.RentActionID)}
	if set, ok := m.entries[k].Value.(rental.AllocationSet); ok {
		m.entries[k] = rental.Entry{Presence: rental.Present, Value: set.With(a)}
	}
}

// forget follows a row that was deleted.
func (m *memo) forget(k rental.Key) {
	if kept, _ := m.keeps(k.Collection); kept {
		m.clear()
	}
}

// record is a row that was read, in its stored form. The row at hand under the
// same revision is the same row: every write within the transaction raises it.
func (m *memo) record(k rental.Key, row rental.Row) (store.Record, error) {
	if _, follows := m.keeps(k.Collection); follows {
		if at, ok := m.entries[k].Value.(rental.Row); ok && m.bodies[k] != nil && at.RowMeta().Rev == row.RowMeta().Rev {
			return store.Record{Row: row, Body: m.bodies[k]}, nil
		}
	}
	return store.NewRecord(row)
}

func (m *memo) load(ctx context.Context, tx *store.Tx, k rental.Key) (rental.Entry, error) {
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

// actor is actorOf, once for each author of a push.
func (m *memo) actor(ctx context.Context, tx *store.Tx, k rental.Kiosk, who syncproto.Author) (rental.Actor, error) {
	if a, ok := m.actors[who]; ok {
		return a, nil
	}
	a, err := actorOf(ctx, tx, k, who)
	if err == nil {
		m.actors[who] = a
	}
	return a, err
}

// load reads what a key names. Central holds everything: what it does not find
// is absent, never unknown.
func load(ctx context.Context, tx *store.Tx, k rental.Key) (rental.Entry, error) {
	switch k.Collection {
	case rental.OrderAllocations:
		return entry(tx.AllocationsOfOrder(ctx, rental.RentActionID(k.ID)))
	case rental.OpenExceptions:
		return entry(tx.OpenExceptionsOf(ctx, rental.AssetID(k.ID)))
	case rental.FactExceptions:
		return entry(tx.ExceptionsOfFact(ctx, rental.ItemID(k.ID)))
	case rental.PersonBadges:
		set, err := tx.BadgesOf(ctx, rental.PersonID(k.ID))
		return entry(rental.BadgeSet(set), err)
	case rental.Accounts:
		set, err := tx.AllUsers(ctx)
		return entry(rental.UserSet(set), err)
	case rental.OrderByNumber:
		o, ok, err := tx.RentActionByNumber(ctx, rental.Number(k.ID))
		return found(o, ok, err)
	case rental.CodeTargets:
		t, ok, err := tx.CodeTarget(ctx, k.ID)
		return found(t, ok, err)
	case rental.FactRecords:
		r, ok, err := factRecord(ctx, tx, rental.ItemID(k.ID))
		return found(r, ok, err)
	default:
		row, ok, err := tx.Row(ctx, k.Collection, k.ID)
		return found(row, ok, err)
	}
}

func found[V any](v V, ok bool, err error) (rental.Entry, error) {
	if err != nil {
		return rental.Entry{}, err
	}
	if !ok {
		return rental.Entry{Presence: rental.Absent}, nil
	}
	return rental.Entry{Presence: rental.Present, Value: v}, nil
}

func entry[V any](v V, err error) (rental.Entry, error) { return found(v, true, err) }

// factRecord returns what was recorded of a fact. One that was rejected, or
// whose kind this program does not know, has no body and is not there.
func factRecord(ctx context.Context, tx *store.Tx, id rental.ItemID) (rental.FactRecord, bool, error) {
	f, ok, err := tx.Fact(ctx, id)
	if !ok || err != nil {
		return rental.FactRecord{}, false, err
	}
	p, err := syncproto.ParsePayload(f.Payload)
	if err != nil {
		return rental.FactRecord{}, false, nil //nolint:nilerr // bytes that nobody can read are no record for the rules
	}
	body, ok, err := syncproto.DecodeBody(p.Kind, p.Schema, p.Body)
	if !ok || err != nil {
		return rental.FactRecord{}, false, nil //nolint:nilerr // as above
	}
	before, err := f.Before()
	if err != nil {
		return rental.FactRecord{}, false, err
	}
	return rental.FactRecord{
		ID: f.ItemID, Kind: f.Kind, KioskID: f.KioskID, PersonID: f.Actor.PersonID, Actor: f.Actor, Occurred: f.Occurred,
		Origin: f.Origin, Body: body, Verdict: verdictOf(f.Entry()), Before: before, Undone: f.UndoneBy,
	}, true, nil
}

func verdictOf(e syncproto.VerdictEntry) rental.Verdict {
	return rental.Verdict{Kind: e.Verdict, Reason: e.Reason, Flags: e.Flags, Missing: e.Missing, ExceptionID: e.ExceptionID}
}
