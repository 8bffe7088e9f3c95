package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"rms/kiosk/ledger/reads"
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
	fresh, err := freshEntries(p, sync.Cursor)
	if err != nil {
		return err
	}
	// The items' own effects: they must not be judged again on top of themselves.
	landed := rental.ItemID("")
	for _, e := range fresh {
		if e.ItemID == "" || e.ItemID == landed {
			continue
		}
		landed = e.ItemID
		if err := tx.MarkLanded(landed); err != nil {
			return err
		}
	}
	sync.Cursor, sync.AsOfMs = p.Next, l.now()
	if err := tx.PutMeta(store.MetaSync, sync); err != nil {
		return err
	}
	last := lastOfEach(fresh)
	return l.settle(tx, sync.Cursor, reads.Set{}, slices.Collect(maps.Keys(last)), func() error { return applyEntries(tx, fresh, last) })
}

// freshEntries are a page's entries beyond the cursor.
func freshEntries(p syncproto.ChangesPage, cursor uint64) ([]syncproto.ChangeEntry, error) {
	last, known := uint64(0), 0
	for _, e := range p.Changes {
		if e.Seq < last || e.Seq > p.Next {
			return nil, badPage(fmt.Sprintf("entry %d stands after %d on the page up to %d", e.Seq, last, p.Next))
		}
		if last = e.Seq; e.Seq <= cursor {
			known++
		}
	}
	return p.Changes[known:], nil
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

// lastOfEach says which entry of a row is its last.
func lastOfEach(entries []syncproto.ChangeEntry) map[rental.Key]int {
	last := make(map[rental.Key]int, len(entries))
	for i, e := range entries {
		last[rental.Key{Collection: e.Collection, ID: e.ID}] = i
	}
	return last
}

// applyEntries writes rows of the feed to base. Of a row that comes more than
// once the last counts.
func applyEntries(tx *store.Tx, entries []syncproto.ChangeEntry, last map[rental.Key]int) error {
	gens := map[rental.Collection]*store.Generation{}
	for i, e := range entries {
		key := rental.Key{Collection: e.Collection, ID: e.ID}
		if last[key] != i {
			continue
		}
		gen, err := generation(tx, e.Collection, gens)
		if err != nil {
			return err
		}
		if gen == nil || e.Seq <= gen.FeedSeq {
			continue // not synced here, or in the snapshot already
		}
		if err := applyEntry(tx, gen.Gen, key, e); err != nil {
			return err
		}
	}
	return nil
}

// generation is the one in force of a collection, nil where it is not loaded.
func generation(tx *store.Tx, c rental.Collection, found map[rental.Collection]*store.Generation) (*store.Generation, error) {
	if g, known := found[c]; known {
		return g, nil
	}
	g, ok, err := tx.Generation(tx.Context(), c)
	if err != nil {
		return nil, err
	}
	found[c] = nil
	if ok {
		found[c] = &g
	}
	return found[c], nil
}

// applyEntry writes one row of the feed to base.
func applyEntry(tx *store.Tx, gen int64, key rental.Key, e syncproto.ChangeEntry) error {
	if e.Op == syncproto.OpDelete {
		_, err := tx.DeleteBase(gen, key, e.Rev)
		return err
	}
	r, err := decodeEntry(key, e.Rev, e.Body)
	if err != nil {
		return err
	}
	_, err = tx.PutBase(gen, r, e.Body)
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
