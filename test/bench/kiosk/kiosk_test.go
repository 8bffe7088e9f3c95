// Package kiosk_test measures the kiosk's ledger and store beside a bare program
// that writes the same rows and bytes.
//
// Invariants: timings decide nothing here; make bench reads them.
//
// Concurrency: benchmarks run one after another.
package kiosk_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "modernc.org/sqlite" // the floor is the bare driver

	"rms/kiosk/ledger"
	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

const (
	kioskID = "0190a000-0000-7000-8000-000000000001"
	siteID  = "0190a000-0000-7000-8000-00000000000a"
	types   = 200
)

var sizes = []int{1_000, 10_000, 100_000}

func assetID(n int) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "asset %d", n)).String()
}

func tagOf(n int) string { return fmt.Sprintf("LX%06d", n) }

// house is n assets with their cards, types, places and some orders.
func house(n int) []rental.Row {
	m := rental.Meta{Rev: 1, SiteID: siteID, CreatedAt: 1, CreatedBy: "user:1", UpdatedAt: 1, UpdatedBy: "user:1"}
	rows := []rental.Row{
		rental.Place{ID: siteID, Code: "BER", Name: "Berlin", Meta: m, Kind: rental.PlaceSite},
		rental.Place{ID: "shelf", Code: "BER-A1", Name: "Shelf A1", Meta: m, ParentID: siteID, Kind: rental.PlaceShelf},
	}
	for i := range types {
		rows = append(rows, rental.ItemType{ID: rental.ItemTypeID(fmt.Sprintf("type-%03d", i)), Code: fmt.Sprintf("T%03d", i),
			Name: fmt.Sprintf("Lamp Model%d", i), Maker: "Robe", Meta: m, Kind: rental.Serialized, Returns: true})
	}
	for i := range 100 {
		rows = append(rows, rental.RentAction{ID: rental.RentActionID(fmt.Sprintf("order-%03d", i)), Number: rental.Number(fmt.Sprintf("R-%06d", i)),
			Meta: m, Status: rental.Approved, Window: rental.Window{Start: 1, End: 4_000_000_000_000},
			Lines: []rental.Line{{ID: "line", ItemTypeID: rental.ItemTypeID(fmt.Sprintf("type-%03d", i)), Requested: 40}}})
	}
	for i := range n {
		a := rental.Asset{ID: rental.AssetID(assetID(i)), Tag: tagOf(i), Meta: m, Serial: fmt.Sprintf("SN-%08d", i*7919),
			ItemTypeID: rental.ItemTypeID(fmt.Sprintf("type-%03d", i%types)), Status: rental.Available, HomePlaceID: "shelf",
			HomeSiteID: siteID, PlaceID: "shelf"}
		rows = append(rows, a, a.Card())
	}
	return rows
}

func kiosk(b *testing.B, n int) (*ledger.Ledger, *store.Store) {
	b.Helper()
	s, err := store.Open(b.Context(), b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	start := time.Now()
	l, err := ledger.New(ledger.Config{Store: s, Now: time.Now, Mono: func() time.Duration { return time.Since(start) }, BootID: "boot"})
	if err != nil {
		b.Fatal(err)
	}
	err = l.Enrol(b.Context(), syncproto.EnrolReply{KioskID: kioskID, Name: "Dock 1", Epoch: syncproto.Epoch{1}, NumberPrefix: "K3", SiteID: siteID})
	if err != nil {
		b.Fatal(err)
	}
	ledgertest.Load(b, l, "s1", 1, house(n)...)
	return l, s
}

func gesture(body rental.Body) ledger.Gesture {
	return ledger.Gesture{
		ID: rental.ItemID(uuid.Must(uuid.NewV7()).String()),
		Actor: rental.Actor{Kind: rental.ActorKiosk, KioskID: kioskID, SiteID: siteID, PersonID: "ada", PersonName: "Ada Lovelace",
			BadgeID: "badge", Verified: rental.VerifiedPIN, Capabilities: []rental.Capability{rental.CapLook, rental.CapIn, rental.CapOut}},
		Author: syncproto.Author{PersonID: "ada", Badge: "badge", Verified: rental.VerifiedPIN}, Body: body,
	}
}

// gestures hands things out on orders of 40 and takes them back.
func gestures(i, n int) ledger.Gesture {
	thing, round := i%n, i/n
	line := []rental.AssetLine{{AssetID: rental.AssetID(assetID(thing)), Tag: tagOf(thing)}}
	if round%2 == 1 {
		return gesture(rental.CheckInBody{PlaceID: "shelf", Lines: line})
	}
	return gesture(rental.CheckOutBody{RentActionID: rental.RentActionID(fmt.Sprintf("order-%03d", thing/40%100)), Lines: line})
}

func BenchmarkRecord(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l, _ := kiosk(b, n)
			answer := make([]byte, 600)
			b.ResetTimer()
			for i := range b.N {
				g := gestures(i, 4000%n+1)
				if n > 4000 {
					g = gestures(i, 4000)
				}
				_, err := l.Record(b.Context(), g, func(tx *store.Tx, r ledger.Receipt) error {
					if err := tx.PutDeskState("session", g.Body); err != nil {
						return err
					}
					return tx.PutAnswer(string(r.ItemID), answer, time.UnixMilli(int64(i)))
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "gestures/s")
		})
	}
}

// BenchmarkFloor writes the rows and bytes that BenchmarkRecord left behind,
// with the bare driver, one transaction a gesture.
func BenchmarkFloor(b *testing.B) {
	const n = 2000
	l, s := kiosk(b, 10_000)
	answer := make([]byte, 600)
	for i := range n {
		g := gestures(i, 4000)
		_, err := l.Record(b.Context(), g, func(tx *store.Tx, r ledger.Receipt) error {
			if err := tx.PutDeskState("session", g.Body); err != nil {
				return err
			}
			return tx.PutAnswer(string(r.ItemID), answer, time.UnixMilli(int64(i)))
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	schema, err := s.Schema(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	log := readBack(b, filepath.Join(s.Dir(), "kiosk.db"))
	b.Run("1", func(b *testing.B) { floor(b, schema, log) })
}

type table struct {
	insert string
	// rows holds the arguments of each gesture's rows.
	rows map[int64][][]any
}

// readBack collects what each gesture wrote.
func readBack(b *testing.B, path string) []table {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var all []table
	for _, name := range []string{"overlay", "outbox", "active", "subjects", "answers"} {
		all = append(all, readTable(b, db, name))
	}
	return all
}

// readTable reads one table; the answers, which bear no seq, in their order.
func readTable(b *testing.B, db *sql.DB, name string) table {
	b.Helper()
	rows, err := db.QueryContext(b.Context(), `select * from `+name+``)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	cols, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	t := table{
		rows:   map[int64][][]any{},
		insert: "insert or replace into " + name + " values (?" + strings.Repeat(",?", len(cols)-1) + ")",
	}
	seqAt := slices.Index(cols, "seq")
	for n := int64(1); rows.Next(); n++ {
		vals, ptrs := make([]any, len(cols)), make([]any, len(cols))
		for i := range vals {
			ptrs[i] = &vals[i]
		}
		if err := rows.Scan(ptrs...); err != nil {
			b.Fatal(err)
		}
		key := n
		if seqAt >= 0 {
			key, _ = vals[seqAt].(int64)
		}
		t.rows[key] = append(t.rows[key], vals)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return t
}

func floor(b *testing.B, schema string, log []table) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "floor.db")+"?_txlock=immediate&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(1)")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(b.Context(), schema); err != nil {
		b.Fatal(err)
	}
	var stmts []*sql.Stmt
	put := func(q string) *sql.Stmt {
		st, err := db.PrepareContext(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = st.Close() })
		return st
	}
	for _, t := range log {
		stmts = append(stmts, put(t.insert))
	}
	meta := put(`insert into meta (key, value) values ('head', ?) on conflict (key) do update set value = excluded.value`)
	desk := put(`insert into desk_state (key, body) values ('session', ?) on conflict (key) do update set body = excluded.body`)
	head, session := make([]byte, 90), make([]byte, 150)
	b.ResetTimer()
	for i := range b.N {
		tx, err := db.BeginTx(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		for k, t := range log {
			for _, args := range t.rows[int64(i%2000)+1] {
				if _, err := tx.StmtContext(b.Context(), stmts[k]).ExecContext(b.Context(), args...); err != nil { //nolint:sqlclosecheck // the transaction closes it
					b.Fatal(err)
				}
			}
		}
		for st, v := range map[*sql.Stmt][]byte{meta: head, desk: session} {
			if _, err := tx.StmtContext(b.Context(), st).ExecContext(b.Context(), v); err != nil { //nolint:sqlclosecheck // the transaction closes it
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "gestures/s")
}

func BenchmarkFindCode(b *testing.B) {
	for _, n := range sizes {
		_, s := kiosk(b, n)
		for _, c := range []struct {
			kind  store.CodeKind
			value func(i int) string
		}{
			{store.CodeTag, func(i int) string { return tagOf(i % n) }},
			{store.CodeSerial, func(i int) string { return fmt.Sprintf("SN-%08d", i%n*7919) }},
			{store.CodeTag, func(int) string { return "nobody" }},
		} {
			b.Run(fmt.Sprintf("%d/%s", n, c.kind), func(b *testing.B) {
				for i := range b.N {
					if _, err := s.FindCode(b.Context(), c.kind, c.value(i)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		for _, q := range []string{"0417", "lamp mod", "model17"} {
			b.Run(fmt.Sprintf("%d/search %s", n, q), func(b *testing.B) {
				for range b.N {
					if _, err := s.SearchAssets(b.Context(), q, 12); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkBootstrap loads 100,000 asset cards (and their full rows apart).
func BenchmarkBootstrap(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				start := time.Now()
				kiosk(b, n)
				b.ReportMetric(float64(2*n)/time.Since(start).Seconds(), "rows/s")
			}
		})
	}
}

// BenchmarkOpen starts a kiosk over a full catalogue, up to the first scan.
func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			_, s := kiosk(b, n)
			if err := s.Checkpoint(b.Context()); err != nil {
				b.Fatal(err)
			}
			for _, skip := range []bool{false, true} {
				b.Run(fmt.Sprintf("skip check %v", skip), func(b *testing.B) {
					for range b.N {
						open(b, s.Dir(), skip)
					}
				})
			}
		})
	}
}

func open(b *testing.B, dir string, skip bool) {
	b.Helper()
	s, err := store.Open(b.Context(), dir, store.Options{SkipCheck: skip})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	l, err := ledger.New(ledger.Config{Store: s, Now: time.Now, Mono: func() time.Duration { return 0 }, BootID: "boot"})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := l.Preview(b.Context(), gestures(0, 10)); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPage takes in a page of one row that nobody looked at, while thousands
// of items wait: what a dock waits for, at most, when a long outage ends.
func BenchmarkPage(b *testing.B) {
	for _, waiting := range []int{0, 4000} {
		b.Run(fmt.Sprint(waiting), func(b *testing.B) {
			l, _ := kiosk(b, 10_000)
			for i := range waiting {
				if _, err := l.Record(b.Context(), gestures(i, 4000), nil); err != nil {
					b.Fatal(err)
				}
			}
			p := rental.Place{ID: "p", Code: "P", Name: "P", Kind: rental.PlaceShelf}
			b.ResetTimer()
			for i := range b.N {
				p.Rev = int64(i + 1)
				if err := l.ApplyPage(b.Context(), ledgertest.Page(uint64(i+2), ledgertest.Upsert(b, uint64(i+2), "", p))); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
