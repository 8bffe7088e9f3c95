package kiosk_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rms/kiosk/ledger"
	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/test/bench/floor"
	"rms/test/bench/round"
)

const (
	// perRound scans of one side, then of the other: a fraction of a second each, so
	// that a stall of the machine spoils few rounds.
	perRound = 250
	// cycle is how many things go out before the first comes back.
	cycle = 4000
)

// written are the tables that a gesture adds to: each row tells which gesture's
// it is. The answers count alike, as each gesture has one.
var written = []floor.Source{
	{Table: "overlay", Key: "seq"}, {Table: "outbox", Key: "seq"}, {Table: "active", Key: "seq"}, {Table: "subjects", Key: "seq"},
	{Table: "answers", Key: "rowid"},
}

// BenchmarkScan records 10,000 gestures one after the other as the desk does, with
// its session and its answer, and times each until it is durable. Between rounds
// the bare program writes what they wrote.
func BenchmarkScan(b *testing.B) { round.AtSizes(b, 3000/perRound, 10_000/perRound, scanRounds) }

func scanRounds(b *testing.B, n, rounds int) {
	b.Helper()
	ctx := b.Context()
	l, s := kiosk(b, n)
	bare, tape := beside(b, s, written...)
	var race round.Race
	var ours, base round.Times
	for r := range rounds {
		start := time.Now()
		for i := range perRound {
			record(b, l, gestures(r*perRound+i, min(n, cycle)), &ours)
		}
		rate := round.Rate(perRound, start)
		all, err := tape.Next(ctx)
		if err != nil {
			b.Fatal(err)
		}
		writes := floor.ByAction(all)
		if len(writes) != perRound {
			b.Fatalf("%d gestures were recorded, want %d", len(writes), perRound)
		}
		start = time.Now()
		for i := range perRound {
			replay(b, bare, writes[int64(i+1)], &base)
		}
		race.Add(rate, round.Rate(perRound, start))
	}
	bare.MustCount(b, "select count(*) from outbox", int64(rounds*perRound))
	race.Report(b, "scans/s", "floor")
	ours.Report(b, "")
	base.Report(b, "floor-")
}

// record takes one gesture as the desk does: with its session and its answer.
func record(b *testing.B, l *ledger.Ledger, g ledger.Gesture, times *round.Times) {
	b.Helper()
	defer times.Note(time.Now())
	_, err := l.Record(b.Context(), g, func(tx *store.Tx, r ledger.Receipt) error {
		if err := tx.PutDeskState("session", g.Body); err != nil {
			return err
		}
		return tx.PutAnswer(string(r.ItemID), answer, time.UnixMilli(int64(len(*times))))
	})
	if err != nil {
		b.Fatal(err)
	}
}

// answer is as long as what the page is told of a thing.
var answer = make([]byte, 600)

// replay writes one gesture's rows, and the two that each gesture writes over:
// where the ledger stands, and the desk's session.
func replay(b *testing.B, bare *floor.Program, rows []floor.Write, times *round.Times) {
	b.Helper()
	rows = append(rows,
		floor.Write{Query: `insert into meta (key, value) values ('head', ?) on conflict (key) do update set value = excluded.value`, Args: []any{make([]byte, 90)}},
		floor.Write{Query: `insert into desk_state (key, body) values ('session', ?) on conflict (key) do update set body = excluded.body`, Args: []any{make([]byte, 150)}},
	)
	defer times.Note(time.Now())
	if err := bare.Do(b.Context(), rows); err != nil {
		b.Fatal(err)
	}
}

// beside is the bare program over a copy of a store, and a tape of what the
// product writes.
func beside(b *testing.B, s *store.Store, sources ...floor.Source) (*floor.Program, *floor.Tape) {
	b.Helper()
	return floor.Beside(b, filepath.Join(s.Dir(), "kiosk.db"), s.Backup, sources...)
}

// BenchmarkBootstrap takes in asset cards, without the network, beside the bare
// program that writes the same rows in the same transactions.
func BenchmarkBootstrap(b *testing.B) { round.AtSizes(b, 4, 2, bootstrapRounds) }

func bootstrapRounds(b *testing.B, n, rounds int) {
	b.Helper()
	var race round.Race
	cards := cards(n)
	for range rounds {
		l, s := kiosk(b, 0)
		bare, tape := beside(b, s, floor.Source{Table: "base", Key: "rowid"})
		ours := load(b, l, cards)
		rows, err := tape.Next(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		race.Add(ours, bareBootstrap(b, bare, rows, n))
	}
	race.Report(b, "rows/s", "floor")
}

// partRows is how many rows central puts into a part of a snapshot.
const partRows = 5000

// load takes in a whole snapshot as the syncer does.
func load(b *testing.B, l *ledger.Ledger, rows []rental.Row) float64 {
	b.Helper()
	ctx := b.Context()
	manifests, small := ledgertest.Manifests(b, "s2", 2, rows...)
	parts := map[rental.Collection][][]syncproto.SnapshotRow{}
	for i, m := range manifests {
		parts[m.Collection] = slices.Collect(slices.Chunk(slices.Concat(small[m.Collection]...), partRows))
		manifests[i].Parts = len(parts[m.Collection])
	}
	start := time.Now()
	if err := l.BeginSnapshot(ctx, manifests); err != nil {
		b.Fatal(err)
	}
	for _, m := range manifests {
		for i, part := range parts[m.Collection] {
			if err := l.ApplyPart(ctx, m, i, part); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := l.CompleteSnapshot(ctx); err != nil {
		b.Fatal(err)
	}
	return round.Rate(len(rows), start)
}

func bareBootstrap(b *testing.B, bare *floor.Program, rows []floor.Write, n int) float64 {
	b.Helper()
	if len(rows) != n {
		b.Fatalf("%d rows came in, want %d", len(rows), n)
	}
	for _, pragma := range []string{"cache_size = -32768", "wal_autocheckpoint = 8192"} { // as the store sets them meanwhile
		if err := bare.Set(b.Context(), pragma); err != nil {
			b.Fatal(err)
		}
	}
	start := time.Now()
	for at := 0; at < n; at += partRows {
		if err := bare.Do(b.Context(), rows[at:min(at+partRows, n)]); err != nil {
			b.Fatal(err)
		}
	}
	return round.Rate(n, start)
}

// cards are n assets as kiosks of other sites know them.
func cards(n int) []rental.Row {
	var all []rental.Row
	for _, r := range house(n) {
		if c, ok := r.(rental.AssetCard); ok {
			all = append(all, c)
		}
	}
	return all
}
