package central_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	kioskledger "rms/kiosk/ledger"
	kioskstore "rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/test/bench/company"
	"rms/test/bench/round"
)

// BenchmarkHandOver lets a kiosk hand 2,000 items over to central in one process,
// without a network: what each step costs of it, in ms an item. It is not in the
// table; it is there to be profiled.
func BenchmarkHandOver(b *testing.B) {
	for _, n := range round.Sizes[1:] {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				handOver(b, n)
			}
		})
	}
}

func handOver(b *testing.B, n int) {
	b.Helper()
	const items = 2000
	d := newDock(b, n)
	k := newKiosk(b, d)
	for i := range items {
		k.record(b, i)
	}
	b.ResetTimer()
	for done := 0; done < items; {
		done += k.step(b, d)
	}
	b.StopTimer()
	for what, spent := range k.spent {
		b.ReportMetric(float64(spent.Microseconds())/1000/items, what+"-ms")
	}
	p, err := k.l.Position(b.Context())
	if err != nil || p.QueueDepth != 0 {
		b.Fatalf("%d items wait at the end (%v)", p.QueueDepth, err)
	}
}

// kiosk is the other side: its own ledger, which knows the company.
type kiosk struct {
	l     *kioskledger.Ledger
	spent map[string]time.Duration
}

func newKiosk(b *testing.B, d *dock) *kiosk {
	b.Helper()
	ctx := b.Context()
	s, err := kioskstore.Open(ctx, b.TempDir(), kioskstore.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() }) // it is thrown away
	begun := time.Now()
	k := &kiosk{spent: map[string]time.Duration{}}
	k.l, err = kioskledger.New(kioskledger.Config{Store: s, Now: time.Now, Mono: func() time.Duration { return time.Since(begun) }, BootID: "boot"})
	if err != nil {
		b.Fatal(err)
	}
	id := rental.KioskID(d.id.String())
	err = k.l.Enrol(ctx, syncproto.EnrolReply{KioskID: id, Name: "Dock 1", Epoch: d.epoch, NumberPrefix: "K1", SiteID: company.Berlin, ReturnsPlaceID: company.Returns})
	if err != nil {
		b.Fatal(err)
	}
	var manifests []syncproto.SnapshotManifest
	for _, c := range rental.SyncedCollections() {
		m, err := d.l.SnapshotManifest(ctx, id, d.now(), c)
		if err != nil {
			b.Fatal(err)
		}
		manifests = append(manifests, m)
	}
	if err := k.l.BeginSnapshot(ctx, manifests); err != nil {
		b.Fatal(err)
	}
	for _, m := range manifests {
		for part := range m.Parts {
			raw, err := d.l.SnapshotPart(ctx, id, d.now(), m.Collection, m.ID, part)
			if err == nil {
				err = k.l.ApplyPart(ctx, m, part, unpack(b, raw))
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := k.l.CompleteSnapshot(ctx); err != nil {
		b.Fatal(err)
	}
	return k
}

func (k *dock) now() rental.Millis { return rental.Millis(time.Now().UnixMilli()) }

func unpack(b *testing.B, raw []byte) (rows []syncproto.SnapshotRow) {
	b.Helper()
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		b.Fatal(err)
	}
	for d := json.NewDecoder(z); d.More(); {
		var r syncproto.SnapshotRow
		if err := d.Decode(&r); err != nil {
			b.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

// record hands a thing out on its order.
func (k *kiosk) record(b *testing.B, i int) {
	b.Helper()
	_, err := k.l.Record(b.Context(), kioskledger.Gesture{
		ID: rental.ItemID(uuid.Must(uuid.NewV7()).String()),
		Actor: rental.Actor{
			Kind: rental.ActorKiosk, PersonID: company.Ada, PersonName: "Ada Berg", BadgeID: rental.BadgeID(company.ID("badge", 1)),
			Verified: rental.VerifiedBadge, Capabilities: []rental.Capability{rental.CapLook, rental.CapIn, rental.CapOut}, SiteID: company.Berlin,
		},
		Author: syncproto.Author{PersonID: company.Ada, Badge: rental.BadgeID(company.ID("badge", 1)), Verified: rental.VerifiedBadge},
		Body: rental.CheckOutBody{
			RentActionID: company.OrderID(i / company.PerOrder), Lines: []rental.AssetLine{{AssetID: company.AssetID(i), Tag: company.Tag(i)}},
		},
	}, nil)
	if err != nil {
		b.Fatal(err)
	}
}

// step is one push with its verdicts, and the page that comes of it.
func (k *kiosk) step(b *testing.B, d *dock) int {
	b.Helper()
	ctx := b.Context()
	id := rental.KioskID(d.id.String())
	timed := func(what string, do func() error) {
		start := time.Now()
		if err := do(); err != nil {
			b.Fatalf("%s: %v", what, err)
		}
		k.spent[what] += time.Since(start)
	}
	var batch kioskledger.Batch
	var reply syncproto.PushReply
	timed("pending", func() (err error) {
		batch, err = k.l.Pending(ctx, syncproto.MaxPushItems, syncproto.MaxPushBody/2)
		return err
	})
	timed("push", func() (err error) {
		reply, err = d.l.Push(ctx, id, d.now(), syncproto.PushRequest{
			Proto: syncproto.Version, Run: d.l.Run(), Epoch: d.epoch, FirstSeq: batch.FirstSeq, PrevHash: batch.PrevHash, Items: batch.Items,
		})
		return err
	})
	timed("verdicts", func() error { return k.l.ApplyVerdicts(ctx, reply) })
	for more := true; more; {
		p, err := k.l.Position(ctx)
		if err != nil {
			b.Fatal(err)
		}
		var page syncproto.ChangesPage
		timed("changes", func() (err error) {
			page, err = d.l.Changes(ctx, id, p.Cursor, 0)
			return err
		})
		timed("page", func() error { return k.l.ApplyPage(ctx, page) })
		more = page.More
	}
	return len(batch.Items)
}
