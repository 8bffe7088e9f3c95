package ledger

import (
	"context"
	"fmt"

	"rms/central/ledger/memory"
	"rms/central/store"
	"rms/central/store/chain"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// settle judges one new item of a kiosk and stores it with its verdict.
func (l *Ledger) settle(ctx context.Context, tx *store.Tx, b *batch, it syncproto.Item, at chain.Position) ([]syncproto.VerdictEntry, rental.Kind, error) {
	f := b.fact(it, at)
	p, read := b.parsed[it.Seq]
	if !read {
		var err error
		if p, err = syncproto.ParsePayload(it.Payload); err != nil {
			return l.reject(ctx, tx, b.unreadable(f), malformed(err))
		}
	}
	f.Kind, f.Schema, f.ItemID = p.Kind, p.Schema, p.ID
	f.Occurred = p.Occurred.Occurred(p.ID).ReceivedAt(f.ReceivedAt)
	first, ok, err := b.stored(ctx, tx, p.ID, read)
	switch {
	case err != nil:
		return nil, p.Kind, err
	case ok && first.ContentHash == at.Content:
		at.ItemID = p.ID
		err := chain.AddRepeat(ctx, tx, chain.Repeat{KioskID: b.kiosk.ID, Epoch: b.epoch.Epoch, Position: at, ReceivedAt: b.now})
		return alreadyStored(first, it.Seq), p.Kind, err
	case ok:
		l.log.Error("an id was used twice with different content", "item_id", p.ID, "kiosk_id", b.kiosk.ID, "seq", it.Seq,
			"first_kiosk_id", first.KioskID, "first_seq", first.Seq)
		return l.reject(ctx, tx, b.unreadable(f), idReuse(p.ID))
	}
	if f.Actor, err = b.memo.Actor(ctx, tx, b.kiosk, p.Actor); err != nil {
		return nil, p.Kind, err
	}
	body, known, err := syncproto.DecodeBody(p.Kind, p.Schema, p.Body)
	if !known {
		return l.deferItem(ctx, tx, f, "unknown_kind", fmt.Sprintf("kind:%s/%d", p.Kind, p.Schema))
	}
	if b, ok := body.(rental.RentActionCreateBody); ok && err == nil {
		err = checkUUID("body.rent_action_id", string(b.RentActionID))
	}
	if err != nil {
		return l.reject(ctx, tx, f, malformed(err))
	}
	f.Subjects = body.Subjects()
	c := rental.Command{ID: p.ID, Kind: p.Kind, Schema: p.Schema, Occurred: f.Occurred, Origin: f.Origin, Body: body}
	return l.judgeItem(ctx, tx, b.memo, f, c)
}

// stored returns the fact with an id, if there is one. looked says that known
// answers for the id as it was when the push began; every id that the push has
// stored since is among the known.
func (b *batch) stored(ctx context.Context, tx *store.Tx, id rental.ItemID, looked bool) (store.Fact, bool, error) {
	_, known := b.known[id]
	b.known[id] = struct{}{}
	if looked && !known && !b.careful {
		return store.Fact{}, false, nil
	}
	return tx.Fact(ctx, id)
}

func (l *Ledger) judgeItem(ctx context.Context, tx *store.Tx, m *memory.Memory, f store.Fact, c rental.Command) ([]syncproto.VerdictEntry, rental.Kind, error) {
	d, refusal, err := l.judge(ctx, tx, m, c, f.Actor, f.ReceivedAt)
	switch {
	case err != nil:
		return nil, f.Kind, err
	case refusal != nil && (f.Kind.Fact() || refusal.Reason == rental.ReasonMalformed):
		return l.reject(ctx, tx, f, refusal)
	case refusal != nil:
		d = rental.Decision{Verdict: rental.Verdict{Kind: rental.Refused, Reason: refusal.Reason, Err: refusal}}
	}
	if d.Verdict.Kind == rental.RejectedVerdict {
		e := d.Verdict.Err
		if e == nil {
			e = &rental.Error{Code: rental.CodeForbidden, Reason: d.Verdict.Reason, Message: "this may not be done at a kiosk"}
		}
		return l.reject(ctx, tx, f, e)
	}
	w, err := l.record(ctx, tx, m, f, d, c.Body)
	if err != nil {
		return nil, f.Kind, err
	}
	return entries(f.Seq, f.ItemID, d, w.feedSeq), f.Kind, nil
}

// settleBug stores an item whose judgement failed.
func (l *Ledger) settleBug(ctx context.Context, tx *store.Tx, b *batch, it syncproto.Item, at chain.Position) ([]syncproto.VerdictEntry, rental.Kind, error) {
	f := b.fact(it, at)
	p, err := syncproto.ParsePayload(it.Payload)
	if err != nil {
		f = b.unreadable(f)
	} else {
		f.Kind, f.Schema, f.ItemID, f.Occurred = p.Kind, p.Schema, p.ID, p.Occurred.Occurred(p.ID).ReceivedAt(f.ReceivedAt)
		f.Actor.PersonID, f.Actor.BadgeID, f.Actor.Verified = p.Actor.PersonID, p.Actor.Badge, p.Actor.Verified
	}
	return l.deferItem(ctx, tx, f, "bug", "program:"+string(f.Kind))
}

// deferItem stores an item without an effect, to be judged again.
func (l *Ledger) deferItem(ctx context.Context, tx *store.Tx, f store.Fact, reason, missing string) ([]syncproto.VerdictEntry, rental.Kind, error) {
	d := rental.Decision{Verdict: rental.Verdict{Kind: rental.Deferred, Reason: reason, Missing: missing}}
	w, err := l.record(ctx, tx, nil, f, d, nil)
	return entries(f.Seq, sentID(f), d, w.feedSeq), f.Kind, err
}

// reject stores an item without an effect and its bytes in quarantine.
func (l *Ledger) reject(ctx context.Context, tx *store.Tx, f store.Fact, why *rental.Error) ([]syncproto.VerdictEntry, rental.Kind, error) {
	d := rental.Decision{Verdict: rental.Verdict{Kind: rental.RejectedVerdict, Reason: why.Reason, Err: why}}
	if _, err := l.record(ctx, tx, nil, f, d, nil); err != nil {
		return nil, f.Kind, err
	}
	no, err := tx.Head(ctx, store.HeadFact)
	if err != nil {
		return nil, f.Kind, err
	}
	err = service.AddQuarantined(ctx, tx, service.Quarantined{FactNo: no, Raw: f.Payload, Reason: why.Reason, Message: why.Message, ReceivedAt: f.ReceivedAt})
	return entries(f.Seq, sentID(f), d, 0), f.Kind, err
}

// fact is an item as far as it is known without reading it.
func (b *batch) fact(it syncproto.Item, at chain.Position) store.Fact {
	return store.Fact{
		KioskID: b.kiosk.ID, Epoch: b.epoch.Epoch, Seq: it.Seq, Payload: it.Payload, ContentHash: at.Content, Hash: at.Hash,
		Actor:  rental.Actor{Kind: rental.ActorKiosk, KioskID: b.kiosk.ID, SiteID: b.kiosk.SiteID, Verified: rental.VerifiedNone},
		Origin: rental.Origin{KioskID: b.kiosk.ID, SiteID: b.kiosk.SiteID, ReturnsPlaceID: b.kiosk.ReturnsPlaceID}, ReceivedAt: b.now,
	}
}

// kindUnreadable is the kind of items whose payload says none.
const kindUnreadable rental.Kind = "unreadable"

// sentID is the id by which the author of a fact knows it.
func sentID(f store.Fact) rental.ItemID {
	if f.Kind == kindUnreadable || f.ClaimedID != "" {
		return rental.ItemID(f.ClaimedID)
	}
	return f.ItemID
}

// unreadable gives an item an id of its own, by its position: the one that it
// claims is missing or taken.
func (b *batch) unreadable(f store.Fact) store.Fact {
	f.ClaimedID = string(f.ItemID)
	if f.ClaimedID == "" {
		f.Kind = kindUnreadable
	}
	f.ItemID = rental.ItemID(rental.DeriveID(rental.ItemID(b.kiosk.ID), "position/"+b.epoch.Epoch.String(), int(f.Seq))) //nolint:gosec // checkPush bounds seq
	b.known[f.ItemID] = struct{}{}
	return f
}

func malformed(err error) *rental.Error {
	if e, ok := asRental(err); ok {
		return e
	}
	return &rental.Error{Code: rental.CodeInvalid, Reason: "malformed_item", Message: err.Error()}
}
