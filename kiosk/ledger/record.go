package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rms/kiosk/ledger/memory"
	"rms/kiosk/ledger/reads"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// schemaVersion is the schema of the bodies that this build mints.
const schemaVersion = 1

// Gesture is one thing that a person did, to be recorded under ID. Author is
// the evidence that travels; Actor is what the rules judge.
type Gesture struct {
	ID     rental.ItemID
	Actor  rental.Actor
	Author syncproto.Author
	Body   rental.Body
}

// Receipt says what was recorded. Of a Replayed one, Decision holds what the
// dock was told then: Verdict, Lines and Notices.
type Receipt struct {
	ItemID   rental.ItemID
	Seq      uint64
	Decision rental.Decision
	Replayed bool
}

// Record decides a gesture and writes its rows, its item and what `also` adds
// in one transaction that is on the disk when it returns. The same gesture
// again gets the stored receipt, and `also` is not called; the same id with
// other content is the error id_reuse. A refused wish, an item that is too
// large and a disk below its floor write nothing and use up nothing.
func (l *Ledger) Record(ctx context.Context, g Gesture, also func(*store.Tx, Receipt) error) (Receipt, error) {
	sum, err := g.sum()
	if err != nil {
		return Receipt{}, err
	}
	if err := l.room(); err != nil {
		return l.resolve(ctx, g.ID, sum, err)
	}
	var rec Receipt
	err = l.write(ctx, func(tx *store.Tx) error {
		var err error
		rec, err = l.record(tx, g, sum, also)
		return err
	})
	if errors.Is(err, store.ErrUnknownOutcome) {
		return l.resolve(ctx, g.ID, sum, err)
	}
	if err != nil {
		return Receipt{}, explain(err)
	}
	return rec, nil
}

// Preview decides a gesture and writes nothing.
func (l *Ledger) Preview(ctx context.Context, g Gesture) (d rental.Decision, err error) {
	if _, err := g.sum(); err != nil {
		return rental.Decision{}, err
	}
	err = l.store.Read(ctx, func(ctx context.Context, v store.View) error {
		id, err := l.Identity(ctx)
		if err != nil {
			return err
		}
		body, _, err := withNumber(ctx, v, id, g.Body)
		if err != nil {
			return err
		}
		c := command(g.ID, body, l.clock().Occurred(g.ID), id)
		d, _, err = decide(ctx, v, nil, c, g.Actor)
		return err
	})
	return d, explain(err)
}

// sum names the gesture by what was done and by whom, not by when: a retry is
// the same gesture.
func (g Gesture) sum() (syncproto.Hash, error) {
	id, err := uuid.Parse(string(g.ID))
	switch {
	case err != nil || id.String() != string(g.ID):
		return syncproto.Hash{}, invalid("id", "a gesture's id must be a lower-case UUID")
	case g.Body == nil || !g.Body.CommandKind().FromKiosk():
		return syncproto.Hash{}, invalid("kind", "this is nothing that a kiosk records")
	}
	raw, err := json.Marshal(struct {
		Kind   rental.Kind
		Author syncproto.Author
		Body   rental.Body
	}{g.Body.CommandKind(), g.Author, g.Body})
	if err != nil {
		return syncproto.Hash{}, fmt.Errorf("encode a gesture: %w", err)
	}
	return sha256.Sum256(raw), nil
}

func invalid(field, message string) error {
	return &rental.Error{Code: rental.CodeInvalid, Reason: "bad_gesture", Field: field, Message: message}
}

// room refuses when the disk is below its floor or the file is not at its place,
// while sync goes on, and when the file is damaged.
func (l *Ledger) room() error {
	if l.damaged.Load() {
		return damaged()
	}
	if err := l.store.Present(); err != nil {
		return gone(err)
	}
	if l.cfg.DiskFloor < 0 {
		return nil
	}
	free, err := l.cfg.FreeBytes()
	if err != nil {
		return explain(err)
	}
	if free >= l.cfg.DiskFloor {
		return nil
	}
	return &rental.Error{
		Code: rental.CodeUnavailable, Reason: "disk_floor",
		Message: fmt.Sprintf("this kiosk's disk has only %d MB left: nothing was recorded", free>>20),
		Hint:    "free space on this machine, or use another kiosk",
	}
}

// resolve answers a gesture that could not be written for the reason why: with
// its receipt where it is recorded all the same.
func (l *Ledger) resolve(ctx context.Context, id rental.ItemID, sum syncproto.Hash, why error) (Receipt, error) {
	it, ok, err := l.store.ItemByID(ctx, id)
	switch {
	case err != nil:
		return Receipt{}, explain(errors.Join(why, err))
	case ok:
		return replay(it, sum)
	case errors.Is(why, store.ErrUnknownOutcome):
		return Receipt{}, errors.Join(&rental.Error{
			Code: rental.CodeUnavailable, Reason: "not_recorded", Message: "this was not recorded", Hint: "do it again",
		}, why)
	}
	return Receipt{}, explain(why)
}

// replay answers a gesture whose id is recorded already.
func replay(it store.Item, sum syncproto.Hash) (Receipt, error) {
	if it.GestureHash != sum {
		return Receipt{}, &rental.Error{
			Code: rental.CodeConflict, Reason: "id_reuse", Message: "this id already names another gesture",
			Hint: "mint a new id for each gesture",
		}
	}
	s, err := memory.DecodeSaid(it.SaidJSON)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{ItemID: it.ID, Seq: it.Seq, Decision: s.Decision(), Replayed: true}, nil
}

// record does the work of Record inside its transaction.
func (l *Ledger) record(tx *store.Tx, g Gesture, sum syncproto.Hash, also func(*store.Tx, Receipt) error) (Receipt, error) {
	ctx := tx.Context()
	if it, ok, err := tx.ItemByID(ctx, g.ID); err != nil {
		return Receipt{}, err
	} else if ok {
		return replay(it, sum)
	}
	id, err := l.Identity(ctx)
	if err != nil {
		return Receipt{}, err
	}
	body, numbered, err := withNumber(ctx, tx.View, id, g.Body)
	if err != nil {
		return Receipt{}, err
	}
	clock := l.clock()
	c := command(g.ID, body, clock.Occurred(g.ID), id)
	d, know, err := decide(ctx, tx.View, &l.hand, c, g.Actor)
	if err != nil {
		return Receipt{}, err
	}
	it, subjects, err := mint(ctx, tx.View, know, c, clock, g)
	if err != nil {
		return Receipt{}, err
	}
	it.GestureHash = sum
	if err := l.append(tx, &it, id, subjects, d, know.reads, c, g.Actor); err != nil {
		return Receipt{}, err
	}
	if numbered > 0 {
		if err := tx.PutMeta(store.MetaNumber, numbered); err != nil {
			return Receipt{}, err
		}
	}
	rec := Receipt{ItemID: it.ID, Seq: it.Seq, Decision: d}
	if also == nil {
		return rec, nil
	}
	return rec, also(tx, rec)
}

// append gives the item its place in the chain and writes it with its images.
func (l *Ledger) append(tx *store.Tx, it *store.Item, id Identity, subjects []rental.Subject,
	d rental.Decision, looked []rental.Key, c rental.Command, a rental.Actor) error {
	head, ok := l.hand.chainHead()
	if !ok {
		if _, err := tx.Meta(tx.Context(), store.MetaHead, &head); err != nil {
			return err
		}
	}
	head, err := head.next(id, it.ContentHash)
	if err != nil {
		return err
	}
	it.Seq, it.Hash = head.Seq, head.Hash
	if err := memory.Note(it, d, c, a); err != nil {
		return err
	}
	imgs := memory.Images(d, c, a)
	for _, img := range imgs {
		if err := tx.PutOverlay(it.Seq, img); err != nil {
			return err
		}
	}
	l.hand.wrote(imgs)
	if err := tx.AddItem(*it, subjects, reads.Of(looked)); err != nil {
		return err
	}
	if err := tx.PutMeta(store.MetaHead, head); err != nil {
		return err
	}
	l.hand.setChainHead(head) // a write that fails empties the hand
	return nil
}

// command is a gesture as the rules see it.
func command(id rental.ItemID, body rental.Body, at rental.Occurred, who Identity) rental.Command {
	return rental.Command{
		ID: id, Kind: body.CommandKind(), Schema: schemaVersion, Occurred: at, Body: body,
		Origin: rental.Origin{KioskID: who.KioskID, SiteID: who.SiteID, ReturnsPlaceID: who.ReturnsPlaceID},
	}
}

// clock is the time evidence of a gesture made now.
func (l *Ledger) clock() syncproto.Clock {
	h := l.Hello()
	return syncproto.Clock{
		DeviceMs: l.cfg.Now().UnixMilli(), BootID: l.cfg.BootID, MonoMs: l.cfg.Mono().Milliseconds(),
		OffsetMs: h.OffsetMs, OffsetErrMs: h.OffsetErrMs,
	}
}

// withNumber gives a new order its number, of this kiosk's own count; n is that
// count, 0 where none was used up.
func withNumber(ctx context.Context, v store.View, id Identity, body rental.Body) (with rental.Body, n int64, err error) {
	b, ok := body.(rental.RentActionCreateBody)
	if !ok || b.Number != "" {
		return body, 0, nil
	}
	if _, err := v.Meta(ctx, store.MetaNumber, &n); err != nil {
		return nil, 0, err
	}
	n++
	b.Number = rental.Number(fmt.Sprintf("%s-%04d", id.NumberPrefix, n))
	return b, n, nil
}

// mint makes the bytes of an item. Nothing has been written yet when it refuses.
func mint(ctx context.Context, v store.View, know knowledge, c rental.Command, clock syncproto.Clock, g Gesture) (store.Item, []rental.Subject, error) {
	// A clone: an undo's subjects are its body's own, and the caller may repeat
	// the very same gesture.
	subjects := slices.Clone(c.Body.Subjects())
	for i, s := range subjects {
		rev, err := baseRev(ctx, v, know, s)
		if err != nil {
			return store.Item{}, nil, err
		}
		subjects[i].BaseRev = rev
	}
	body, err := json.Marshal(c.Body)
	if err != nil {
		return store.Item{}, nil, fmt.Errorf("encode a body: %w", err)
	}
	payload, err := syncproto.Payload{
		ID: c.ID, Kind: c.Kind, Schema: c.Schema, Actor: g.Author, Subjects: subjects, Occurred: clock, Body: body,
	}.Mint()
	if err != nil {
		return store.Item{}, nil, err
	}
	return store.Item{
		ID: c.ID, Kind: c.Kind, Payload: payload, ContentHash: syncproto.ContentHash(payload),
		CreatedMs: rental.Millis(clock.DeviceMs),
	}, subjects, nil
}

// baseRev is the revision of central's row that the author saw, 0 where the
// kiosk holds none.
func baseRev(ctx context.Context, v store.View, know knowledge, s rental.Subject) (int64, error) {
	for _, c := range rowsOfTarget[s.Type] {
		k := rental.Key{Collection: c, ID: s.ID}
		if r, ok := know.rows[k]; ok {
			return r.RowMeta().Rev, nil // an image bears the revision under it
		}
		r, err := v.BaseRow(ctx, k)
		if err != nil {
			return 0, err
		}
		if r != nil {
			return r.RowMeta().Rev, nil
		}
	}
	return 0, nil
}

var rowsOfTarget = map[rental.TargetType][]rental.Collection{
	rental.TargetAsset:      {rental.Assets, rental.AssetCards},
	rental.TargetItemType:   {rental.ItemTypes},
	rental.TargetPlace:      {rental.Places},
	rental.TargetRentAction: {rental.RentActions},
	rental.TargetProject:    {rental.Projects},
	rental.TargetException:  {rental.Exceptions},
}
