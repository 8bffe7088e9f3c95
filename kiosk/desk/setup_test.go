package desk_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/kiosk/desk"
	"rms/kiosk/desk/desktest"
	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// bench is an enrolled kiosk's desk over a database in a temporary directory.
type bench struct {
	*desk.Queue
	store  *store.Store
	ledger *ledger.Ledger
	dir    string
	stop   func()
	// changed is told of every change; nil tells nobody.
	changed func(rev int64)

	mu  sync.Mutex
	now time.Time
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

// pass lets time go by.
func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

func setup(t testing.TB) *bench {
	t.Helper()
	b := &bench{dir: desktest.Dir(t), now: desktest.Start}
	b.open(t)
	t.Cleanup(func() { b.close(t) })
	return b
}

// open starts the desk over the directory, whatever is there.
func (b *bench) open(t testing.TB) {
	t.Helper()
	k := desktest.Open(t, b.dir, b.clock, slog.New(slog.DiscardHandler), b.changed)
	b.store, b.ledger, b.Queue = k.Store, k.Ledger, k.Desk
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = b.Serve(ctx) }) // ends by cancel alone
	b.stop = func() { cancel(); wg.Wait() }
}

func (b *bench) close(t testing.TB) {
	t.Helper()
	b.stop()
	if err := b.store.Close(); err != nil {
		t.Error(err)
	}
}

// restart ends the desk and starts it again over the same directory.
func (b *bench) restart(t testing.TB) {
	t.Helper()
	b.close(t)
	b.open(t)
}

func newID() rental.ItemID { return rental.ItemID(uuid.Must(uuid.NewV7()).String()) }

// scan lets two seconds pass and scans.
func (b *bench) scan(t testing.TB, raw string) desk.Answer {
	t.Helper()
	b.pass(2 * time.Second)
	return b.scanAs(t, newID(), raw)
}

func (b *bench) scanAs(t testing.TB, id rental.ItemID, raw string) desk.Answer {
	t.Helper()
	a, err := b.Scan(t.Context(), desk.Scan{ID: id, Raw: []byte(raw), Source: "wedge"})
	if err != nil {
		t.Fatalf("scan %q: %v", raw, err)
	}
	return a
}

func (b *bench) tap(t testing.TB, verb, value string) desk.Answer {
	t.Helper()
	b.pass(2 * time.Second)
	a, err := b.Tap(t.Context(), desk.Tap{ID: newID(), Verb: verb, Value: value})
	if err != nil {
		t.Fatalf("tap %s %q: %v", verb, value, err)
	}
	return a
}

func (b *bench) pin(t testing.TB, pin string) desk.Answer {
	t.Helper()
	b.pass(2 * time.Second)
	d, err := b.Desk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d.Ask == nil {
		t.Fatal("no question is open")
	}
	a, err := b.Reply(t.Context(), desk.Reply{ID: newID(), AskID: d.Ask.ID, Value: pin})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// facts lists what is in the outbox, as kinds, oldest first.
func (b *bench) facts(t testing.TB) []rental.Kind {
	t.Helper()
	items, err := b.store.Outbox(t.Context(), 10000)
	if err != nil {
		t.Fatal(err)
	}
	kinds := []rental.Kind{}
	for _, it := range items {
		kinds = append(kinds, it.Kind)
	}
	return kinds
}

// last is the newest item's payload.
func (b *bench) last(t testing.TB) syncproto.Payload {
	t.Helper()
	it, ok, err := b.store.LastItem(t.Context())
	if err != nil || !ok {
		t.Fatalf("last item: %v %v", ok, err)
	}
	p, err := syncproto.ParsePayload(it.Payload)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// want checks what an answer says.
func want(t testing.TB, a desk.Answer, outcome rental.Outcome, title string) {
	t.Helper()
	if a.Outcome != outcome || a.Title.Key != title {
		t.Errorf("answer is %s %s %v, want %s %s", a.Outcome, a.Title.Key, a.Title.Names, outcome, title)
	}
}
