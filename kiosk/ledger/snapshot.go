package ledger

import (
	"context"
	"fmt"
	"slices"

	"rms/kiosk/ledger/reads"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// BeginSnapshot says which snapshots are to be loaded. Of one that was on its
// way under the same id, the parts that are in stay (SnapshotMissing says which
// are not); any other that was on its way is given up.
func (l *Ledger) BeginSnapshot(ctx context.Context, manifests []syncproto.SnapshotManifest) error {
	if err := checkManifests(manifests); err != nil {
		return err
	}
	err := l.write(ctx, func(tx *store.Tx) error {
		have, err := tx.Shadows(tx.Context())
		if err != nil {
			return err
		}
		kept := map[rental.Collection]bool{}
		for _, s := range have {
			if slices.Contains(manifests, s.Manifest) {
				kept[s.Manifest.Collection] = true
			} else if err := tx.DropShadow(s.Manifest.Collection); err != nil {
				return err
			}
		}
		for _, m := range manifests {
			if !kept[m.Collection] && slices.Contains(rental.SyncedCollections(), m.Collection) {
				if err := tx.StartShadow(m); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return explain(err)
	}
	return explain(l.store.Sweep(ctx))
}

func checkManifests(manifests []syncproto.SnapshotManifest) error {
	seen := map[rental.Collection]bool{}
	for _, m := range manifests {
		if m.ID == "" || m.Parts < 0 || m.Rows < 0 || seen[m.Collection] || m.Incarnation != manifests[0].Incarnation {
			return badSnapshot(fmt.Sprintf("the manifest of %s does not fit: %+v", m.Collection, m))
		}
		seen[m.Collection] = true
	}
	if len(manifests) == 0 {
		return badSnapshot("there is no manifest")
	}
	return nil
}

func badSnapshot(what string) error {
	return &rental.Error{Code: rental.CodeInvalid, Reason: "bad_snapshot", Message: "central's snapshot cannot be loaded: " + what, Hint: "load the catalogue anew"}
}

// SnapshotMissing lists the parts that are still to come, by collection, so that
// a load that was broken off goes on where it was.
func (l *Ledger) SnapshotMissing(ctx context.Context) (map[rental.Collection][]int, error) {
	shadows, err := l.store.Shadows(ctx)
	if err != nil {
		return nil, explain(err)
	}
	missing := map[rental.Collection][]int{}
	for _, s := range shadows {
		for part := range s.Manifest.Parts {
			if !slices.Contains(s.Parts, part) {
				missing[s.Manifest.Collection] = append(missing[s.Manifest.Collection], part)
			}
		}
	}
	return missing, nil
}

// ApplyPart takes in one part (from 0) of a snapshot, in one transaction. A part
// that is in already changes nothing.
func (l *Ledger) ApplyPart(ctx context.Context, m syncproto.SnapshotManifest, part int, rows []syncproto.SnapshotRow) error {
	decoded := make([]rental.Row, len(rows))
	for i, r := range rows {
		var err error
		if decoded[i], err = decodeEntry(rental.Key{Collection: m.Collection, ID: r.ID}, r.Rev, r.Body); err != nil {
			return err
		}
	}
	return explain(l.write(ctx, func(tx *store.Tx) error {
		shadows, err := tx.Shadows(tx.Context())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(shadows, func(s store.Shadow) bool { return s.Manifest == m })
		if i < 0 || part < 0 || part >= m.Parts {
			return badSnapshot(fmt.Sprintf("nobody waits for part %d of %s %s", part, m.Collection, m.ID))
		}
		if err := tx.Bulk(); err != nil {
			return err
		}
		first, err := tx.TookPart(m.Collection, part)
		if err != nil || !first {
			return err
		}
		for n, r := range decoded {
			written, err := tx.PutBase(shadows[i].Gen, r, rows[n].Body)
			if err != nil {
				return err
			}
			if !written {
				return badSnapshot(fmt.Sprintf("%s %s comes twice", m.Collection, r.RowID()))
			}
		}
		return nil
	}))
}

// CompleteSnapshot puts all snapshots that were begun in force, in one
// transaction: the overlay stays, the cursor is the lowest of their feed seqs,
// and what waits is decided anew. It is refused while anything is missing.
func (l *Ledger) CompleteSnapshot(ctx context.Context) error {
	if err := l.write(ctx, l.swap); err != nil {
		return explain(err)
	}
	return explain(l.store.Sweep(ctx))
}

func (l *Ledger) swap(tx *store.Tx) error {
	shadows, err := tx.Shadows(tx.Context())
	if err != nil {
		return err
	}
	if len(shadows) == 0 {
		return badSnapshot("none has been begun")
	}
	var sync syncState
	if _, err := tx.Meta(tx.Context(), store.MetaSync, &sync); err != nil {
		return err
	}
	cursor := shadows[0].Manifest.FeedSeq
	for _, s := range shadows {
		n, err := tx.ShadowRows(s)
		if err != nil {
			return err
		}
		if len(s.Parts) != s.Manifest.Parts || n != s.Manifest.Rows {
			return badSnapshot(fmt.Sprintf("%s has %d of %d parts and %d of %d rows", s.Manifest.Collection, len(s.Parts), s.Manifest.Parts, n, s.Manifest.Rows))
		}
		if err := tx.Swap(s, l.now()); err != nil {
			return err
		}
		cursor = min(cursor, s.Manifest.FeedSeq)
	}
	loaded, err := tx.LoadedCollections(tx.Context())
	if err != nil {
		return err
	}
	whole := len(shadows) == len(rental.SyncedCollections())
	if !whole && sync.Bootstrapped && sync.Incarnation == shadows[0].Manifest.Incarnation {
		cursor = min(cursor, sync.Cursor) // the other collections are only there
	}
	sync.Cursor, sync.Incarnation, sync.AsOfMs = cursor, shadows[0].Manifest.Incarnation, l.now()
	sync.Bootstrapped = loaded == len(rental.SyncedCollections())
	if err := tx.PutMeta(store.MetaSync, sync); err != nil {
		return err
	}
	return l.settleAll(tx, cursor)
}

// settleAll decides everything anew that has not landed in the fresh base.
func (l *Ledger) settleAll(tx *store.Tx, cursor uint64) error {
	active, err := tx.Active(tx.Context())
	if err != nil {
		return err
	}
	dirty := reads.Set{}
	for _, r := range active {
		landed, err := landedInBase(tx, r.Seq)
		if err != nil {
			return err
		}
		if landed != "" {
			if err := tx.MarkLanded(landed); err != nil {
				return err
			}
			continue
		}
		dirty.AddAll(r.Reads)
	}
	return l.settle(tx, cursor, dirty, nil, nil)
}

// landedInBase returns the item's id where base holds a row that names it as
// the cause: a snapshot carries no item ids beside its rows.
func landedInBase(tx *store.Tx, seq uint64) (rental.ItemID, error) {
	it, ok, err := tx.ItemBySeq(tx.Context(), seq)
	if err != nil || !ok {
		return "", err
	}
	imgs, err := tx.Overlay(seq)
	if err != nil {
		return "", err
	}
	for _, img := range imgs {
		r, err := tx.BaseRow(tx.Context(), img.Key)
		if err != nil {
			return "", err
		}
		if causedBy(r, it) {
			return it.ID, nil
		}
	}
	return "", nil
}

func causedBy(r rental.Row, it store.Item) bool {
	switch r := r.(type) {
	case rental.Asset:
		return r.LastFact == it.ID || r.Custody.FactID == it.ID
	case rental.Allocation:
		return r.OutFact == it.ID || r.InFact == it.ID
	case rental.RentAction:
		return it.Kind == rental.KindRentActionCreate
	default:
		return false
	}
}
