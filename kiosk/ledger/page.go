package ledger

import (
	"context"
	"fmt"
	"time"

	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// ApplyPage takes in a page of central's feed, in one transaction with the
// cursor. Entries at or below the cursor, or in the collection's snapshot, and
// rows that are no newer than those held, change nothing. Collections that this
// build does not know are passed over.
func (l *Ledger) ApplyPage(ctx context.Context, p syncproto.ChangesPage) error {
	return explain(l.write(ctx, func(tx *store.Tx) error { return l.applyPage(tx, p) }))
}

func (l *Ledger) applyPage(tx *store.Tx, p syncproto.ChangesPage) error {
	var sync syncState
	if _, err := tx.Meta(tx.Context(), store.MetaSync, &sync); err != nil {
		return err
	}
	switch {
	case !sync.Bootstrapped:
		return needsSnapshot("not_bootstrapped", "the catalogue has not been loaded yet")
	case p.Incarnation != sync.Incarnation:
		return needsSnapshot("incarnation_changed", "this page comes from another central than the catalogue")
	case p.Next <= sync.Cursor:
		sync.AsOfMs = l.now() // nothing new, and known to be so
		return tx.PutMeta(store.MetaSync, sync)
	}
	dirty := keySet{}
	gens := map[rental.Collection]*store.Generation{}
	last := uint64(0)
	for _, e := range p.Changes {
		if e.Seq < last || e.Seq > p.Next {
			return badPage(fmt.Sprintf("entry %d stands after %d on the page up to %d", e.Seq, last, p.Next))
		}
		last = e.Seq
		if e.Seq <= sync.Cursor {
			continue
		}
		if err := applyEntry(tx, e, gens, dirty); err != nil {
			return err
		}
	}
	sync.Cursor, sync.AsOfMs = p.Next, l.now()
	if err := tx.PutMeta(store.MetaSync, sync); err != nil {
		return err
	}
	return l.settle(tx, dirty)
}

// storeAsOf is how old the stored moment may be that the base is as of: an empty
// page comes every 25 s for as long as nothing happens, and a disk of a dock is
// not worn out to say so.
const storeAsOf = time.Minute

// asOf is when central last said that there is nothing new after a stored moment.
type asOf struct{ stored, at rental.Millis }

// NoteNothingNew takes in a page without changes that ends where the base stands.
func (l *Ledger) NoteNothingNew(ctx context.Context, p syncproto.ChangesPage) error {
	var sync syncState
	err := l.store.Read(ctx, func(ctx context.Context, v store.View) error {
		_, err := v.Meta(ctx, store.MetaSync, &sync)
		return err
	})
	if err != nil {
		return explain(err)
	}
	now := l.now()
	age := time.Duration(now-sync.AsOfMs) * time.Millisecond
	if !sync.Bootstrapped || p.Incarnation != sync.Incarnation || p.Next != sync.Cursor || age < 0 || age >= storeAsOf {
		return l.ApplyPage(ctx, p)
	}
	l.mu.Lock()
	l.asOf = asOf{stored: sync.AsOfMs, at: now}
	l.mu.Unlock()
	l.announce()
	return nil
}

// shownAsOf is the moment that the base is as of, where stored is the stored one.
func (l *Ledger) shownAsOf(stored rental.Millis) rental.Millis {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.asOf.stored == stored && stored != 0 {
		return l.asOf.at
	}
	return stored
}

func needsSnapshot(reason, message string) error {
	return &rental.Error{Code: rental.CodeConflict, Reason: reason, Message: message, Hint: "load the catalogue anew"}
}

func badPage(what string) error {
	return &rental.Error{Code: rental.CodeInvalid, Reason: "bad_page", Message: "central's changes cannot be read: " + what, Hint: "update this kiosk's program, or call the office"}
}

// applyEntry writes one row of the feed to base.
func applyEntry(tx *store.Tx, e syncproto.ChangeEntry, gens map[rental.Collection]*store.Generation, dirty keySet) error {
	if e.ItemID != "" {
		// The item's own effect: it must not be judged again on top of itself.
		if err := tx.MarkLanded(e.ItemID); err != nil {
			return err
		}
	}
	g, known := gens[e.Collection]
	if !known {
		found, ok, err := tx.Generation(tx.Context(), e.Collection)
		if err != nil {
			return err
		}
		if ok {
			g = &found
		}
		gens[e.Collection] = g
	}
	if g == nil || e.Seq <= g.FeedSeq {
		return nil // not synced here, or in the snapshot already
	}
	key := rental.Key{Collection: e.Collection, ID: e.ID}
	if e.Op == syncproto.OpDelete {
		return deleteEntry(tx, g.Gen, key, e.Rev, dirty)
	}
	r, err := decodeEntry(key, e.Rev, e.Body)
	if err != nil {
		return err
	}
	written, err := tx.PutBase(g.Gen, r, e.Body)
	if written {
		dirty.touch(store.Image{Key: key, Row: r})
	}
	return err
}

func deleteEntry(tx *store.Tx, gen int64, key rental.Key, rev int64, dirty keySet) error {
	was, err := tx.BaseRow(tx.Context(), key)
	if err != nil {
		return err
	}
	deleted, err := tx.DeleteBase(gen, key, rev)
	if deleted {
		dirty.touch(store.Image{Key: key, Row: was})
	}
	return err
}

// decodeEntry reads a row and holds it to the key and revision that it came
// under.
func decodeEntry(key rental.Key, rev int64, body []byte) (rental.Row, error) {
	r, err := rental.DecodeRow(key.Collection, body)
	if err != nil {
		return nil, err
	}
	if r.RowID() != key.ID || r.RowMeta().Rev != rev {
		return nil, badPage(fmt.Sprintf("row %s of %s, revision %d, calls itself %s, revision %d",
			key.ID, key.Collection, rev, r.RowID(), r.RowMeta().Rev))
	}
	return r, nil
}
