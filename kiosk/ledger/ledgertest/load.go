// Package ledgertest fills a kiosk's ledger with a catalogue, through the same
// doors as central does, for tests of every room of the kiosk.
//
// Invariants: rows come in as snapshots and pages only. It is imported by tests
// alone.
//
// Concurrency: each call is on its own.
package ledgertest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"rms/kiosk/ledger"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Incarnation is that of the central that the rows come from.
const Incarnation = "central-1"

// partRows is how many rows a part holds.
const partRows = 1000

// Manifests describes a snapshot of rows for every collection that kiosks hold,
// with the parts of each.
func Manifests(t testing.TB, id string, feedSeq uint64, rows ...rental.Row) ([]syncproto.SnapshotManifest, map[rental.Collection][][]syncproto.SnapshotRow) {
	t.Helper()
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b rental.Row) int { return strings.Compare(a.RowID(), b.RowID()) })
	parts := map[rental.Collection][][]syncproto.SnapshotRow{}
	counts := map[rental.Collection]int64{}
	for _, r := range rows {
		c := r.RowCollection()
		if counts[c]%partRows == 0 {
			parts[c] = append(parts[c], nil)
		}
		counts[c]++
		last := len(parts[c]) - 1
		parts[c][last] = append(parts[c][last], syncproto.SnapshotRow{ID: r.RowID(), Rev: r.RowMeta().Rev, Body: Body(t, r)})
	}
	var all []syncproto.SnapshotManifest
	for _, c := range rental.SyncedCollections() {
		all = append(all, syncproto.SnapshotManifest{
			ID: id, Collection: c, Incarnation: Incarnation, FeedSeq: feedSeq, Rows: counts[c], Parts: len(parts[c]),
		})
	}
	return all, parts
}

// Load puts rows in force as the whole catalogue, as of feedSeq.
func Load(t testing.TB, l *ledger.Ledger, id string, feedSeq uint64, rows ...rental.Row) {
	t.Helper()
	manifests, parts := Manifests(t, id, feedSeq, rows...)
	if err := l.BeginSnapshot(t.Context(), manifests); err != nil {
		t.Fatal(err)
	}
	for _, m := range manifests {
		for i, part := range parts[m.Collection] {
			if err := l.ApplyPart(t.Context(), m, i, part); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := l.CompleteSnapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Body is a row as the feed carries it.
func Body(t testing.TB, r rental.Row) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Upsert is a row's entry in the feed.
func Upsert(t testing.TB, seq uint64, by rental.ItemID, r rental.Row) syncproto.ChangeEntry {
	t.Helper()
	return syncproto.ChangeEntry{
		Seq: seq, Collection: r.RowCollection(), ID: r.RowID(), Rev: r.RowMeta().Rev, Op: syncproto.OpUpsert, ItemID: by, Body: Body(t, r),
	}
}

// Page is a page of the feed that ends with next.
func Page(next uint64, entries ...syncproto.ChangeEntry) syncproto.ChangesPage {
	return syncproto.ChangesPage{Incarnation: Incarnation, Changes: entries, Next: next}
}
