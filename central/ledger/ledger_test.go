package ledger_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/epoch"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// start is when the tests' clock begins, ms UTC.
const start rental.Millis = 1_795_000_000_000

// bench is one central with what most tests need.
type bench struct {
	testing.TB
	dir string
	db  *store.DB
	l   *ledger.Ledger
	n   int // of ids minted
}

var (
	berlin  = rental.SiteID(id("site", 1))
	london  = rental.SiteID(id("site", 2))
	returns = rental.PlaceID(id("place", 1))
	cable   = rental.ItemTypeID(id("type", 1))
	anna    = rental.PersonID(id("person", 1))
	admin   = rental.Actor{Kind: rental.ActorUser, UserID: "u1", Role: rental.RoleAdmin}
	system  = rental.Actor{Kind: rental.ActorSystem}
)

// id makes a stable UUID for a name.
func id(name string, n int) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%s %d", name, n)).String()
}

func assetID(n int) rental.AssetID { return rental.AssetID(id("asset", n)) }

func setup(t testing.TB, change ...func(*ledger.Config)) *bench {
	t.Helper()
	return reopen(t, t.TempDir(), change...)
}

func reopen(t testing.TB, dir string, change ...func(*ledger.Config)) *bench {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, store.FileName), CheckRows: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // some tests close it themselves
	c := ledger.Config{Store: db, Now: func() time.Time { return time.UnixMilli(int64(start)) }, Logger: slog.New(slog.DiscardHandler), Version: "test"}
	for _, f := range change {
		f(&c)
	}
	l, err := ledger.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{TB: t, dir: dir, db: db, l: l}
}

// seed writes rows past the rules, as an earlier history would have left them.
func (b *bench) seed(rows ...rental.Row) {
	b.Helper()
	err := b.db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, row := range rows {
			m := row.RowMeta()
			m.Rev = max(m.Rev, 1)
			r, err := store.NewRecord(row.WithMeta(m))
			if err != nil {
				return err
			}
			if err := tx.Put(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// company is two sites, a type, a person with all rights, and n assets in Berlin.
func (b *bench) company(n int) {
	b.Helper()
	b.seed(
		rental.Place{ID: rental.PlaceID(berlin), Code: "BER", Name: "Berlin", Kind: rental.PlaceSite, Zone: "Europe/Berlin", Meta: rental.Meta{SiteID: berlin}},
		rental.Place{ID: rental.PlaceID(london), Code: "LON", Name: "London", Kind: rental.PlaceSite, Zone: "Europe/London", Meta: rental.Meta{SiteID: london}},
		rental.Place{ID: returns, Code: "BER-IN", Name: "Returns", Kind: rental.PlaceReturns, ParentID: rental.PlaceID(berlin), Meta: rental.Meta{SiteID: berlin}},
		rental.ItemType{ID: cable, Code: "XLR5", Name: "DMX cable 5 m", Kind: rental.Serialized, Returns: true},
		rental.Person{ID: anna, Name: "Anna Berg", Capabilities: []rental.Capability{rental.CapOut, rental.CapPack, rental.CapNewOrder, rental.CapAnswer, rental.CapUndoOther, rental.CapOutUnapproved}},
	)
	var things []rental.Row
	for i := range n {
		things = append(things, asset(i))
	}
	b.seed(things...)
}

func asset(n int) rental.Asset {
	return rental.Asset{
		ID: assetID(n), Tag: fmt.Sprintf("C-%04d", n), ItemTypeID: cable, Status: rental.Available,
		HomePlaceID: returns, HomeSiteID: berlin, PlaceID: returns, Meta: rental.Meta{SiteID: berlin},
	}
}

// dock is a kiosk as its own ledger would keep it: what was minted, in a chain.
type dock struct {
	*bench
	id     rental.KioskID
	uid    uuid.UUID
	epoch  syncproto.Epoch
	seq    uint64
	prefix string
	head   syncproto.Hash
	items  []syncproto.Item
	heads  []syncproto.Hash // heads[i] is the hash before item i+1
	now    rental.Millis
	off    syncproto.Clock
}

func (b *bench) dock(n int, site rental.SiteID) *dock {
	b.Helper()
	kiosk := rental.KioskID(id("kiosk", n))
	k := &dock{bench: b, id: kiosk, uid: uuid.MustParse(string(kiosk)), now: start, off: syncproto.Clock{OffsetErrMs: 20}}
	k.epoch[0], k.epoch[15] = byte(n), 1
	b.seed(rental.Kiosk{ID: kiosk, Name: fmt.Sprintf("Dock %d", n), NumberPrefix: fmt.Sprintf("K%d", n), PublicKey: string(kiosk), Status: rental.KioskActive, ReturnsPlaceID: returns, Meta: rental.Meta{SiteID: site}})
	err := b.db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		return epoch.Add(ctx, tx, epoch.Epoch{KioskID: kiosk, Epoch: k.epoch, NumberPrefix: fmt.Sprintf("K%d", n), Status: epoch.Active})
	})
	if err != nil {
		b.Fatal(err)
	}
	return k
}

// newID mints a UUID that tells when it was made; the same in every run.
func (b *bench) newID() rental.ItemID {
	b.n++
	return rental.ItemID(fmt.Sprintf("0190a5b4-7c00-7000-8000-%012x", b.n))
}

// item makes a payload for a body.
func (k *dock) payload(body rental.Body) syncproto.Payload {
	k.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		k.Fatal(err)
	}
	k.now += 60_000
	at := k.off
	at.DeviceMs = int64(k.now)
	return syncproto.Payload{
		ID: k.newID(), Kind: body.CommandKind(), Schema: 1, Actor: syncproto.Author{PersonID: anna, Verified: rental.VerifiedPIN},
		Subjects: body.Subjects(), Occurred: at, Body: raw,
	}
}

// mint adds a gesture to the kiosk's chain and returns its id.
func (k *dock) mint(body rental.Body) rental.ItemID {
	k.Helper()
	p := k.payload(body)
	raw, err := p.Mint()
	if err != nil {
		k.Fatal(err)
	}
	k.add(raw)
	return p.ID
}

// add puts bytes into the chain, whatever they are.
func (k *dock) add(raw []byte) {
	k.seq++
	k.items = append(k.items, syncproto.Item{Seq: k.seq, Payload: raw})
	k.heads = append(k.heads, k.head)
	k.head = syncproto.Chain(k.head, k.uid, k.epoch, k.seq, syncproto.ContentHash(raw))
}

// request is the push of the items from..to (1-based, both included).
func (k *dock) request(from, to uint64) syncproto.PushRequest {
	return syncproto.PushRequest{
		Proto: syncproto.Version, Run: k.l.Run(), Epoch: k.epoch, FirstSeq: from, PrevHash: k.heads[from-1], Items: k.items[from-1 : to],
	}
}

// push sends the items from..to and fails the test on an error.
func (k *dock) push(from, to uint64) syncproto.PushReply {
	k.Helper()
	reply, err := k.l.Push(k.Context(), k.id, k.now, k.request(from, to))
	if err != nil {
		k.Fatal(err)
	}
	return reply
}

// pushLast sends the newest item and returns its own verdict.
func (k *dock) pushLast() syncproto.VerdictEntry {
	k.Helper()
	return k.push(k.seq, k.seq).Verdicts[0]
}

func (b *bench) count(query string, args ...any) int {
	b.Helper()
	var n int
	if err := b.db.SQL().Reader().QueryRowContext(b.Context(), query, args...).Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}

func get[R rental.Row](b *bench, id string) R {
	b.Helper()
	var row R
	err := b.db.Read(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		var ok bool
		var err error
		row, ok, err = store.Get[R](ctx, tx, id)
		if err == nil && !ok {
			return fmt.Errorf("there is no %T %s", row, id)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return row
}

// txt is the store's transaction; the tests read through it.
type txt = store.Tx

func (b *bench) read(fn func(tx *txt) error) {
	b.Helper()
	if err := b.db.Read(b.Context(), func(_ context.Context, tx *store.Tx) error { return fn(tx) }); err != nil {
		b.Fatal(err)
	}
}

// enrolment is a code for Berlin that is good for 1,000 s.
func enrolment(hash string) service.EnrolmentCode {
	return service.EnrolmentCode{Hash: hash, SiteID: berlin, ReturnsPlaceID: returns, CreatedAt: start, ExpiresAt: start + 1_000_000}
}

func mustUUID(s string) uuid.UUID { return uuid.MustParse(s) }
