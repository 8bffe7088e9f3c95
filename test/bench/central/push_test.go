// Package central_test measures central's ledger beside a bare program that
// writes the same rows and bytes.
//
// Invariants: timings decide nothing here; make bench reads them. What was
// written is counted, and a lost row fails the run.
//
// Concurrency: benchmarks run one after another.
package central_test

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/epoch"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/test/bench/company"
	"rms/test/bench/floor"
	"rms/test/bench/round"
)

func TestMain(m *testing.M) { os.Exit(company.Run(m)) }

const (
	// batch is how many items a push holds.
	batch = 100
	// perRound pushes of one side, then of the other.
	perRound = 4
	// cycle is how many things go out and come back before the first goes again.
	cycle = 1000
)

// written are the tables that a push adds to.
var written = []floor.Source{
	{Table: "facts", Key: "no"}, {Table: "fact_subjects", Key: "fact_no"}, {Table: "feed", Key: "seq"}, {Table: "outbox", Key: "seq"},
	{Table: "audit", Key: "seq"}, {Table: "exceptions", Key: "rowid"},
}

// BenchmarkPush takes pushes of one kiosk, batches of check-outs and check-ins.
// Between rounds the bare program writes what they wrote.
func BenchmarkPush(b *testing.B) { round.AtSizes(b, 8, 16, pushRounds) }

func pushRounds(b *testing.B, n, rounds int) {
	b.Helper()
	ctx := b.Context()
	k := newDock(b, n)
	bare, tape := floor.Beside(b, k.db.SQL().Path(), k.db.SQL().Backup, written...)
	var race round.Race
	for range rounds {
		var requests []syncproto.PushRequest
		for range perRound {
			requests = append(requests, k.mint(batch))
		}
		var spent time.Duration
		var writes [][]floor.Write
		for _, req := range requests {
			start := time.Now()
			k.push(req)
			spent += time.Since(start)
			writes = append(writes, k.taped(tape, req))
		}
		start := time.Now()
		for _, w := range writes {
			if err := bare.Do(ctx, w); err != nil {
				b.Fatal(err)
			}
		}
		race.Add(float64(perRound*batch)/spent.Seconds(), round.Rate(perRound*batch, start))
	}
	bare.MustCount(b, "select count(*) from facts where kiosk_id is not null", int64(rounds*perRound*batch))
	race.Report(b, "items/s", "floor")
}

// dock is a kiosk at central's door: what it minted, in a chain.
type dock struct {
	tb     testing.TB
	db     *store.DB
	l      *ledger.Ledger
	id     uuid.UUID
	epoch  syncproto.Epoch
	minted uint64
	head   syncproto.Hash
}

// newDock opens a company of n things with one kiosk.
func newDock(b *testing.B, n int) *dock {
	b.Helper()
	dir := b.TempDir()
	company.Of(b, dir, n)
	db, err := store.Open(b.Context(), store.Options{Path: store.Path(dir)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() }) // it is thrown away
	k := &dock{tb: b, db: db, id: uuid.MustParse(company.ID("kiosk", 1)), epoch: syncproto.Epoch{1}}
	if k.l, err = ledger.New(b.Context(), ledger.Config{Store: db}); err != nil {
		b.Fatal(err)
	}
	id := rental.KioskID(k.id.String())
	err = company.Put(b.Context(), db, rental.Kiosk{
		ID: id, Name: "Dock 1", NumberPrefix: "K1", PublicKey: "key", Status: rental.KioskActive,
		ReturnsPlaceID: company.Returns, Meta: rental.Meta{SiteID: company.Berlin},
	})
	if err != nil {
		b.Fatal(err)
	}
	err = db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		return epoch.Add(ctx, tx, epoch.Epoch{KioskID: id, Epoch: k.epoch, NumberPrefix: "K1", Status: epoch.Active})
	})
	if err != nil {
		b.Fatal(err)
	}
	return k
}

// thing is what the nth item moves: out, then in, then the next.
func thing(seq uint64) int { return int(seq-1) / 2 % cycle }

// mint makes the next n items and their push.
func (k *dock) mint(n int) syncproto.PushRequest {
	k.tb.Helper()
	req := syncproto.PushRequest{Proto: syncproto.Version, Run: k.l.Run(), Epoch: k.epoch, FirstSeq: k.minted + 1, PrevHash: k.head}
	for range n {
		k.minted++
		i := thing(k.minted)
		lines := []rental.AssetLine{{AssetID: company.AssetID(i), Tag: company.Tag(i)}}
		var body rental.Body = rental.CheckInBody{PlaceID: company.Returns, Lines: lines}
		if k.minted%2 == 1 {
			body = rental.CheckOutBody{HolderID: company.Ada, Due: rental.Millis(time.Now().Add(24 * time.Hour).UnixMilli()), Lines: lines}
		}
		raw := k.payload(body)
		req.Items = append(req.Items, syncproto.Item{Seq: k.minted, Payload: raw})
		k.head = syncproto.Chain(k.head, k.id, k.epoch, k.minted, syncproto.ContentHash(raw))
	}
	return req
}

func (k *dock) payload(body rental.Body) []byte {
	k.tb.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		k.tb.Fatal(err)
	}
	p := syncproto.Payload{
		ID: rental.ItemID(uuid.Must(uuid.NewV7()).String()), Kind: body.CommandKind(), Schema: 1,
		Actor: syncproto.Author{PersonID: company.Ada, Verified: rental.VerifiedPIN}, Subjects: body.Subjects(),
		// Each gesture a minute after the last: nothing overlaps.
		Occurred: syncproto.Clock{DeviceMs: time.Now().UnixMilli() + int64(k.minted)*60_000, OffsetErrMs: 20}, Body: raw,
	}
	minted, err := p.Mint()
	if err != nil {
		k.tb.Fatal(err)
	}
	return minted
}

// push demands that every item takes effect.
func (k *dock) push(req syncproto.PushRequest) {
	k.tb.Helper()
	reply, err := k.l.Push(k.tb.Context(), rental.KioskID(k.id.String()), rental.Millis(time.Now().UnixMilli()), req)
	if err != nil {
		k.tb.Fatal(err)
	}
	for _, v := range reply.Verdicts {
		if v.Verdict != rental.Applied {
			k.tb.Fatalf("item %d was answered %s (%s)", v.Seq, v.Verdict, v.Reason)
		}
	}
}

// taped is what a push wrote: new rows, and each item's thing anew.
func (k *dock) taped(tape *floor.Tape, req syncproto.PushRequest) []floor.Write {
	k.tb.Helper()
	rows, err := tape.Next(k.tb.Context())
	if err != nil {
		k.tb.Fatal(err)
	}
	var ids []string
	for _, it := range req.Items {
		ids = append(ids, string(company.AssetID(thing(it.Seq))))
	}
	updates, err := tape.Updates(k.tb.Context(), "assets", ids)
	if err != nil {
		k.tb.Fatal(err)
	}
	return append(rows, updates...)
}
