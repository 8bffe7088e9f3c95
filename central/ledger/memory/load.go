package memory

import (
	"context"

	"rms/central/store"
	"rms/central/store/code"
	"rms/central/store/reference"
	"rms/syncproto"
	"rms/syncproto/rental"
)

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
		t, ok, err := code.Target(ctx, tx, k.ID)
		return found(t, ok, err)
	case rental.StockHistory:
		return entry(tx.StockHistory(ctx, rental.StockPoolID(k.ID)))
	case rental.References:
		return entry(reference.Of(ctx, tx, rental.ReferencesOf(k)))
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
	read := syncproto.ParsePayload
	if f.KioskID == "" { // it never travelled, and may be of any size
		read = syncproto.ReadPayload
	}
	p, err := read(f.Payload)
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
		Origin: f.Origin, Body: body, Verdict: VerdictOf(f.Entry()), Before: before, Undone: f.UndoneBy,
	}, true, nil
}

// VerdictOf is a verdict as it was kept with its fact.
func VerdictOf(e syncproto.VerdictEntry) rental.Verdict {
	return rental.Verdict{Kind: e.Verdict, Reason: e.Reason, Flags: e.Flags, Missing: e.Missing, ExceptionID: e.ExceptionID}
}
