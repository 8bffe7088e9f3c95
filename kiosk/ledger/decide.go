package ledger

import (
	"context"
	"errors"
	"fmt"

	"rms/kiosk/ledger/memory"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// maxRounds bounds how often a decision may ask for more: each round follows
// one more reference (thing, order, its job ...), so this is far above need.
const maxRounds = 32

// knowledge is what the rules asked for, in order, and what was there.
type knowledge struct {
	reads []rental.Key
	rows  map[rental.Key]rental.Row
}

// decide judges a command by what the view knows: it loads what the rules ask
// for until they ask for nothing more. at is nil but for Record.
func decide(ctx context.Context, v store.View, at *hand, c rental.Command, a rental.Actor) (rental.Decision, knowledge, error) {
	s := rental.NewState(rental.AtKiosk)
	know := knowledge{rows: map[rental.Key]rental.Row{}}
	for range maxRounds {
		d, err := rental.Decide(s, c, a, c.Occurred.T)
		wanted := s.Wanted()
		if len(wanted) == 0 {
			return d, know, err
		}
		for _, k := range wanted {
			e, err := at.load(ctx, v, k)
			if err != nil {
				return rental.Decision{}, know, err
			}
			if r, ok := e.Value.(rental.Row); ok {
				know.rows[k] = r
			}
			s.Put(k, e)
		}
		know.reads = append(know.reads, wanted...)
	}
	return rental.Decision{}, know, fmt.Errorf("decide %s: the rules still ask after %d rounds", c.Kind, maxRounds)
}

// load is what a key names, from the hand or read and kept there.
func (h *hand) load(ctx context.Context, v store.View, k rental.Key) (rental.Entry, error) {
	if e, ok := h.get(k); ok {
		return e, nil
	}
	e, err := load(ctx, v, k)
	// An order without allocations is no set to keep: that it is known depends on
	// the order.
	if set, is := e.Value.(rental.AllocationSet); err == nil && (!is || len(set) > 0) {
		h.put(k, e)
	}
	return e, err
}

// load reads what a key names. What this kiosk does not hold is unknown.
func load(ctx context.Context, v store.View, k rental.Key) (rental.Entry, error) {
	switch k.Collection {
	case rental.OrderAllocations:
		return loadAllocations(ctx, v, rental.RentActionID(k.ID))
	case rental.OrderByNumber:
		o, ok, err := v.OrderByNumber(ctx, rental.Number(k.ID))
		return entry(o, ok, err)
	case rental.FactRecords:
		rec, ok, err := loadFact(ctx, v, rental.ItemID(k.ID))
		return entry(rec, ok, err)
	case rental.OpenExceptions:
		set, err := v.AssetExceptions(ctx, rental.AssetID(k.ID))
		return loadExceptions(ctx, v, set, err)
	case rental.FactExceptions:
		set, err := v.FactExceptions(ctx, rental.ItemID(k.ID))
		return loadExceptions(ctx, v, set, err)
	default:
		r, p, err := v.Row(ctx, k)
		if r == nil {
			return rental.Entry{Presence: p}, err
		}
		return rental.Entry{Presence: p, Value: r}, err
	}
}

// entry is what was found, else unknown.
func entry(value any, ok bool, err error) (rental.Entry, error) {
	if err != nil || !ok {
		return rental.Entry{Presence: rental.Unknown}, err
	}
	return rental.Entry{Presence: rental.Present, Value: value}, nil
}

// loadAllocations knows all allocations of each order that it knows, because
// they follow the site of their order.
func loadAllocations(ctx context.Context, v store.View, id rental.RentActionID) (rental.Entry, error) {
	set, err := v.Allocations(ctx, id)
	if err != nil {
		return rental.Entry{Presence: rental.Unknown}, err
	}
	if len(set) > 0 {
		return entry(rental.AllocationSet(set), true, nil)
	}
	_, known, err := store.Get[rental.RentAction](ctx, v, string(id))
	return entry(rental.AllocationSet(set), known, err)
}

func loadExceptions(ctx context.Context, v store.View, set []rental.Exception, err error) (rental.Entry, error) {
	if err != nil {
		return rental.Entry{Presence: rental.Unknown}, err
	}
	loaded, err := v.Loaded(ctx, rental.Exceptions)
	return entry(rental.ExceptionSet(set), loaded || len(set) > 0, err)
}

// loadFact is what was recorded here of an item; ok is false for an item of
// another kiosk, or one that was pruned.
func loadFact(ctx context.Context, v store.View, id rental.ItemID) (rec rental.FactRecord, ok bool, err error) {
	it, ok, err := v.ItemByID(ctx, id)
	if err != nil || !ok || int64(it.Seq) >= v.Horizon() {
		return rental.FactRecord{}, false, err
	}
	c, a, err := recorded(ctx, v, it)
	if err != nil {
		return rental.FactRecord{}, false, err
	}
	s, err := memory.DecodeSaid(it.SaidJSON)
	if err != nil {
		return rental.FactRecord{}, false, err
	}
	before, err := memory.DecodeImages(it.ImagesJSON)
	if err != nil {
		return rental.FactRecord{}, false, err
	}
	undone, err := v.UndoneBy(ctx, id)
	if err != nil {
		return rental.FactRecord{}, false, err
	}
	return rental.FactRecord{
		ID: it.ID, Kind: it.Kind, KioskID: c.Origin.KioskID, PersonID: a.PersonID, Actor: a, Occurred: c.Occurred,
		Origin: c.Origin, Body: c.Body, Verdict: standing(it, s.Verdict), Before: before, Undone: undone,
	}, true, nil
}

// standing is central's verdict on an item once it is known, else the kiosk's.
func standing(it store.Item, here rental.Verdict) rental.Verdict {
	if it.Ack == nil || it.Ack.Verdict == rental.AlreadyStored {
		return here
	}
	here.Kind = it.Ack.Verdict
	return here
}

// recorded turns a stored item back into the command that it was.
func recorded(ctx context.Context, v store.View, it store.Item) (rental.Command, rental.Actor, error) {
	p, err := syncproto.ParsePayload(it.Payload)
	if err != nil {
		return rental.Command{}, rental.Actor{}, fmt.Errorf("read item %d: %w", it.Seq, err)
	}
	body, ok, err := syncproto.DecodeBody(p.Kind, p.Schema, p.Body)
	if err != nil || !ok {
		return rental.Command{}, rental.Actor{}, errors.Join(fmt.Errorf("read item %d: a %s of schema %d", it.Seq, p.Kind, p.Schema), err)
	}
	a, err := memory.DecodeActor(it.ActorJSON)
	if err != nil {
		return rental.Command{}, rental.Actor{}, err
	}
	var who Identity
	if _, err := v.Meta(ctx, store.MetaIdentity, &who); err != nil {
		return rental.Command{}, rental.Actor{}, err
	}
	return command(it.ID, body, p.Occurred.Occurred(it.ID), who), a, nil
}
