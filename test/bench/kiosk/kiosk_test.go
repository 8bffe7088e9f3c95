// Package kiosk_test measures the kiosk's ledger and store beside a bare program
// that writes the same rows and bytes.
//
// Invariants: timings decide nothing here; make bench reads them. What was
// written is counted, and a lost row fails the run.
//
// Concurrency: benchmarks run one after another.
package kiosk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/kiosk/ledger"
	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/test/bench/round"
)

const (
	kioskID = "0190a000-0000-7000-8000-000000000001"
	siteID  = "0190a000-0000-7000-8000-00000000000a"
	types   = 200
)

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
	thing, again := i%n, i/n
	line := []rental.AssetLine{{AssetID: rental.AssetID(assetID(thing)), Tag: tagOf(thing)}}
	if again%2 == 1 {
		return gesture(rental.CheckInBody{PlaceID: "shelf", Lines: line})
	}
	return gesture(rental.CheckOutBody{RentActionID: rental.RentActionID(fmt.Sprintf("order-%03d", thing/40%100)), Lines: line})
}

func BenchmarkFindCode(b *testing.B) {
	for _, n := range round.Sizes {
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

// BenchmarkOpen starts a kiosk over a full catalogue, up to the first scan.
func BenchmarkOpen(b *testing.B) {
	for _, n := range round.Sizes {
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
