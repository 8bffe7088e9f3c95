package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"rms/kiosk/ledger/memory"
	"rms/kiosk/ledger/reads"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// rebase decides anew, in seq order, the items that looked at a changed key. Each
// sees base and the images of those before it. What thereby changes is looked
// at by those after it.
func (l *Ledger) rebase(tx *store.Tx, dirty reads.Set) error {
	if len(dirty) == 0 {
		return nil
	}
	active, err := tx.Active(tx.Context())
	if err != nil {
		return err
	}
	for _, r := range active {
		if !dirty.Hits(r.Reads) {
			continue
		}
		if err := l.redecide(tx, r, dirty); err != nil {
			return err
		}
	}
	return nil
}

// redecide replaces an item's images and memory by what the rules say now.
func (l *Ledger) redecide(tx *store.Tx, r store.Reading, dirty reads.Set) error {
	ctx, seq := tx.Context(), r.Seq
	it, ok, err := tx.ItemBySeq(ctx, seq)
	if err != nil || !ok {
		return errors.Join(err, fmt.Errorf("item %d to decide anew: found %v", seq, ok))
	}
	c, a, err := recorded(ctx, tx.View, it)
	if err != nil {
		return err
	}
	d, know, err := decide(ctx, tx.Before(seq), nil, c, a)
	var refused *rental.Error
	switch {
	case errors.As(err, &refused):
		d = rental.Decision{Verdict: rental.Verdict{Kind: rental.Refused, Reason: refused.Reason, Err: refused}}
	case err != nil:
		return err
	}
	moved, err := replaceImages(tx, seq, memory.Images(d, c, a), dirty)
	if err != nil {
		return err
	}
	was := it
	if err := memory.Note(&it, d, c, a); err != nil {
		return err
	}
	looked := reads.Of(know.reads)
	if !moved && sameMemory(was, it) && bytes.Equal(looked, r.Reads) {
		return nil
	}
	for _, id := range []rental.ItemID{it.ID, was.Undoes, it.Undoes} {
		dirty.Add(rental.Key{Collection: rental.FactRecords, ID: string(id)})
	}
	if err := tx.Remember(it, looked); err != nil {
		return err
	}
	if it.Ack != nil {
		return nil // its verdict has told already
	}
	return l.tellChange(tx, was, it, c, d)
}

func sameMemory(a, b store.Item) bool {
	return string(a.SaidJSON) == string(b.SaidJSON) && string(a.ImagesJSON) == string(b.ImagesJSON) && a.Undoes == b.Undoes
}

// replaceImages writes an item's images anew where they differ, and adds what
// differs to dirty.
func replaceImages(tx *store.Tx, seq uint64, now []store.Image, dirty reads.Set) (moved bool, err error) {
	was, err := tx.Overlay(seq)
	if err != nil {
		return false, err
	}
	old := map[rental.Key]store.Image{}
	for _, img := range was {
		old[img.Key] = img
	}
	for _, img := range now {
		before, had := old[img.Key]
		delete(old, img.Key)
		if had && sameRow(before.Row, img.Row) {
			continue
		}
		moved = true
		if had {
			dirty.Touch(before)
		}
		dirty.Touch(img)
		if err := tx.PutOverlay(seq, img); err != nil {
			return false, err
		}
	}
	for _, img := range was {
		if _, gone := old[img.Key]; !gone {
			continue
		}
		moved = true
		dirty.Touch(img)
		if err := tx.DropImage(seq, img.Key); err != nil {
			return false, err
		}
	}
	return moved, nil
}

func sameRow(a, b rental.Row) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// tellChange puts an answer that turned out otherwise into the inbox: another
// verdict or outcome than the dock was told, or other words that are no ok.
func (l *Ledger) tellChange(tx *store.Tx, was, is store.Item, c rental.Command, d rental.Decision) error {
	old, err := memory.DecodeSaid(was.SaidJSON)
	if err != nil {
		return err
	}
	before, after := worst(old.Decision()), worst(d)
	if old.Verdict.Kind == d.Verdict.Kind && before.Outcome == after.Outcome &&
		(before.Text == after.Text || after.Outcome == rental.OutcomeOK) {
		return nil
	}
	body := store.EntryBody{
		Line: after.Line, Text: "exception.changed", Params: paramsOf(c, after), Next: nextOr(after.Next, "next.scan_again"),
		NextCode: after.NextCode, Subjects: c.Body.Subjects(), PersonID: authorOf(is), FactKind: is.Kind,
		Order: orderOf(c.Body), Was: before.Outcome, Now: after.Outcome,
	}
	if refused := d.Verdict.Err; refused != nil {
		body.Text, body.Next = refusedWords(is.Kind)
		body.Now = rental.OutcomeStop
		body.Message, body.Hint = refused.Message, refused.Hint
	}
	if err := nameOrder(tx.Context(), tx.View, &body); err != nil {
		return err
	}
	return tx.PutInbox(store.Entry{
		ID: rental.DeriveID(is.ID, "inbox/changed", 0), At: l.now(), ItemID: is.ID, Kind: store.InboxChanged,
		Reason: changeReason(d), State: store.InboxOpen, Body: body,
	})
}

// worst is the notice that a person had to look at most.
func worst(d rental.Decision) rental.Notice {
	order := []rental.Outcome{"", rental.OutcomeOK, rental.OutcomeDuplicate, rental.OutcomeLook, rental.OutcomeStop}
	n := rental.Notice{Line: -1}
	for _, x := range d.Notices {
		if slices.Index(order, x.Outcome) > slices.Index(order, n.Outcome) {
			n = x
		}
	}
	return n
}

func changeReason(d rental.Decision) string {
	if d.Verdict.Reason != "" {
		return d.Verdict.Reason
	}
	return string(d.Verdict.Kind)
}

func authorOf(it store.Item) rental.PersonID {
	a, err := memory.DecodeActor(it.ActorJSON)
	if err != nil {
		return "" // an entry without its author is better than none
	}
	return a.PersonID
}
