package desktest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Start is the moment at which the company's orders begin: a Friday morning in Berlin.
var Start = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// template is a directory's kiosk.db of an enrolled kiosk that holds the company, made once for all tests of a process.
var template = sync.OnceValues(func() (db []byte, err error) {
	dir, err := os.MkdirTemp("", "desktest")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a temporary directory: its remains harm nobody
	ctx := context.Background()              // belongs to no test
	s, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		return nil, err
	}
	l, err := ledger.New(ledger.Config{
		Store: s, Now: func() time.Time { return Start }, Mono: func() time.Duration { return 0 }, BootID: "desktest", DiskFloor: -1,
	})
	if err != nil {
		return nil, err
	}
	if err := l.Enrol(ctx, Enrolment()); err != nil {
		return nil, err
	}
	if err := Seed(ctx, l, Rows(rental.Millis(Start.UnixMilli()))); err != nil {
		return nil, err
	}
	copied := filepath.Join(dir, "copy.db")
	if err := s.Backup(ctx, copied); err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(copied)
})

// Dir makes a data directory of an enrolled kiosk that holds the company.
func Dir(t testing.TB) string {
	t.Helper()
	db, err := template()
	if err != nil {
		t.Fatalf("make the company: %v", err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "kiosk.db"), db, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Seed gives rows to a kiosk as its first snapshot.
func Seed(ctx context.Context, l *ledger.Ledger, rows []rental.Row) error {
	byCollection := map[rental.Collection][]syncproto.SnapshotRow{}
	for _, r := range rows {
		body, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("encode a row: %w", err)
		}
		c := r.RowCollection()
		byCollection[c] = append(byCollection[c], syncproto.SnapshotRow{ID: r.RowID(), Rev: r.RowMeta().Rev, Body: body})
	}
	var manifests []syncproto.SnapshotManifest
	for _, c := range rental.SyncedCollections() {
		manifests = append(manifests, syncproto.SnapshotManifest{
			ID: "snapshot-" + string(c), Collection: c, Incarnation: "desktest", FeedSeq: 1, Rows: int64(len(byCollection[c])), Parts: 1,
		})
	}
	if err := l.BeginSnapshot(ctx, manifests); err != nil {
		return fmt.Errorf("begin the snapshot: %w", err)
	}
	for _, m := range manifests {
		part := byCollection[m.Collection]
		slices.SortFunc(part, func(a, b syncproto.SnapshotRow) int {
			if a.ID < b.ID {
				return -1
			}
			return 1
		})
		if err := l.ApplyPart(ctx, m, 0, part); err != nil {
			return fmt.Errorf("load %s: %w", m.Collection, err)
		}
	}
	return l.CompleteSnapshot(ctx)
}
