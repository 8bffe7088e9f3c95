package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// keySet holds the keys of rows that have changed, with the derived keys that
// follow from them, each as a decision's reads have it.
type keySet map[string]struct{}

// keyText is a key as the reads of a decision have it.
func keyText(k rental.Key) string { return string(k.Collection) + "\x00" + k.ID }

// readsOf are the keys that a decision looked at, as the store keeps them.
func readsOf(keys []rental.Key) []byte {
	b := make([]byte, 0, 64*len(keys))
	for _, k := range keys {
		b = append(append(b, keyText(k)...), '\n')
	}
	return b
}

func (s keySet) add(keys ...rental.Key) {
	for _, k := range keys {
		s[keyText(k)] = struct{}{}
	}
}

// addReads adds all that a decision looked at.
func (s keySet) addReads(reads []byte) {
	for k := range bytes.SplitSeq(reads, []byte("\n")) {
		s[string(k)] = struct{}{}
	}
}

// touch adds a row's key and what is derived from the row.
func (s keySet) touch(img store.Image) {
	s.add(img.Key)
	switch r := img.Row.(type) {
	case rental.Allocation:
		s.add(rental.Key{Collection: rental.OrderAllocations, ID: string(r.RentActionID)})
	case rental.RentAction:
		s.add(rental.Key{Collection: rental.OrderAllocations, ID: string(r.ID)},
			rental.Key{Collection: rental.OrderByNumber, ID: string(r.Number)})
	case rental.Exception:
		s.add(rental.Key{Collection: rental.OpenExceptions, ID: string(r.AssetID)},
			rental.Key{Collection: rental.FactExceptions, ID: string(r.FactID)})
	}
}

// hits reports whether a decision looked at any of the keys.
func (s keySet) hits(reads []byte) bool {
	for k := range bytes.SplitSeq(reads, []byte("\n")) {
		if _, ok := s[string(k)]; ok && len(k) > 0 {
			return true
		}
	}
	return false
}

// rebase decides anew, in seq order, the items that looked at a changed key. Each
// sees base and the images of those before it. What thereby changes is looked
// at by those after it.
func (l *Ledger) rebase(tx *store.Tx, dirty keySet) error {
	if len(dirty) == 0 {
		return nil
	}
	active, err := tx.Active(tx.Context())
	if err != nil {
		return err
	}
	for _, r := range active {
		if !dirty.hits(r.Reads) {
			continue
		}
		if err := l.redecide(tx, r, dirty); err != nil {
			return err
		}
	}
	return nil
}

// redecide replaces an item's images and memory by what the rules say now.
func (l *Ledger) redecide(tx *store.Tx, r store.Reading, dirty keySet) error {
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
	moved, err := replaceImages(tx, seq, images(d, c, a), dirty)
	if err != nil {
		return err
	}
	was := it
	if err := note(&it, d, c, a); err != nil {
		return err
	}
	reads := readsOf(know.reads)
	if !moved && sameMemory(was, it) && bytes.Equal(reads, r.Reads) {
		return nil
	}
	for _, id := range []rental.ItemID{it.ID, was.Undoes, it.Undoes} {
		dirty.add(rental.Key{Collection: rental.FactRecords, ID: string(id)})
	}
	if err := tx.Remember(it, reads); err != nil {
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
func replaceImages(tx *store.Tx, seq uint64, now []store.Image, dirty keySet) (moved bool, err error) {
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
			dirty.touch(before)
		}
		dirty.touch(img)
		if err := tx.PutOverlay(seq, img); err != nil {
			return false, err
		}
	}
	for _, img := range was {
		if _, gone := old[img.Key]; !gone {
			continue
		}
		moved = true
		dirty.touch(img)
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
	old, err := decodeSaid(was.SaidJSON)
	if err != nil {
		return err
	}
	before, after := worst(old.decision()), worst(d)
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
	a, err := decodeActor(it.ActorJSON)
	if err != nil {
		return "" // an entry without its author is better than none
	}
	return a.PersonID
}
