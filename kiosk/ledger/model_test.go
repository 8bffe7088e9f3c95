package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/kiosk/store/storetest"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// The model of this test is a house of three lamps. A lamp is with an order, or
// at home (""). To hand out what is at home works; everything else about a
// hand-out changes nothing. To take back always ends at home.
func apply(now, on string, takeBack bool) string {
	switch {
	case takeBack:
		return ""
	case now == "":
		return on
	default:
		return now
	}
}

var lamps = []string{"a1", "a2", "a3"}

// serverLamp is a lamp at the model's central.
type serverLamp struct {
	with string
	rev  int64
	fact rental.ItemID
}

func (s serverLamp) row(id string) rental.Asset {
	a := lamp(id, s.rev)
	a.LastFact = s.fact
	if s.with != "" {
		a.Status, a.Custody = rental.Deployed, rental.Custody{RentActionID: rental.RentActionID(s.with), Number: rental.Number("R-" + s.with)}
	}
	return a
}

// feedRow is one entry of the model's feed.
type feedRow struct {
	seq  uint64
	lamp string
	is   serverLamp
	by   rental.ItemID
}

// modelItem is a recorded gesture: what the kiosk and central make of it.
type modelItem struct {
	id       rental.ItemID
	seq      uint64
	lamp, on string
	takeBack bool
	image    string // what the lamp looks like after it, at the kiosk
	landed   bool   // central's row of it has come
	judged   bool   // central has it
	verdict  rental.VerdictKind
	feedSeq  uint64
	acked    bool // the kiosk has its verdict
	gone     bool // it has left the overlay
}

// machine drives a kiosk and its model side by side.
type machine struct {
	t      *testing.T
	b      *bench
	server map[string]serverLamp
	feed   []feedRow
	head   uint64
	base   map[string]string // the kiosk's base, as the model has it
	cursor uint64
	items  []*modelItem
	mail   []syncproto.PushReply // replies on their way
	loads  int
}

func newMachine(t *testing.T, rt *rapid.T) *machine {
	m := &machine{t: t, b: setup(t, store.Options{}), server: map[string]serverLamp{}, base: map[string]string{}, head: 10}
	for _, id := range lamps {
		m.server[id] = serverLamp{rev: 1}
	}
	// A clock that is known well enough: every gesture notes its sighting.
	fatal(rt, m.b.NoteHello(t.Context(), syncproto.HelloReply{Incarnation: ledgertest.Incarnation}, 0, 10))
	m.Load(rt)
	return m
}

func fatal(rt *rapid.T, err error) {
	rt.Helper()
	if err != nil {
		rt.Fatalf("%v", err)
	}
}

func (m *machine) Record(rt *rapid.T) {
	it := &modelItem{
		lamp: rapid.SampledFrom(lamps).Draw(rt, "lamp"), on: rapid.SampledFrom([]string{"o1", "o2"}).Draw(rt, "on"),
		takeBack: rapid.Bool().Draw(rt, "back"),
	}
	g := out(it.on, it.lamp)
	if it.takeBack {
		g = in(it.lamp)
	}
	r, err := m.b.Record(context.Background(), g, nil)
	fatal(rt, err)
	it.id, it.seq = r.ItemID, r.Seq
	if want := uint64(len(m.items) + 1); r.Seq != want {
		rt.Fatalf("seq %d, want %d", r.Seq, want)
	}
	m.items = append(m.items, it)
	m.recompute()
}

// Elsewhere is another kiosk's fact at central.
func (m *machine) Elsewhere(rt *rapid.T) {
	id := rapid.SampledFrom(lamps).Draw(rt, "lamp")
	m.commit(id, rapid.SampledFrom([]string{"", "o1", "o2"}).Draw(rt, "with"), "", newID())
}

// commit changes a lamp at central and appends to the feed.
func (m *machine) commit(id, with string, by, fact rental.ItemID) {
	s := serverLamp{with: with, rev: m.server[id].rev + 1, fact: fact}
	m.server[id] = s
	m.head++
	m.feed = append(m.feed, feedRow{seq: m.head, lamp: id, is: s, by: by})
}

// Push sends pending items; the reply goes into the mail, where it may be lost.
func (m *machine) Push(rt *rapid.T) {
	n := rapid.IntRange(1, 3).Draw(rt, "n")
	batch, err := m.b.Pending(context.Background(), n, 1<<20)
	fatal(rt, err)
	var r syncproto.PushReply
	for _, wire := range batch.Items {
		it := m.items[wire.Seq-1]
		e := syncproto.VerdictEntry{Seq: it.seq, ID: it.id}
		if it.judged {
			e.Verdict, e.Was = rental.AlreadyStored, it.verdict
		} else {
			m.judge(it, rapid.IntRange(0, 4).Draw(rt, "defer") == 0)
			e.Verdict = it.verdict
		}
		e.FeedSeq = it.feedSeq
		r.Verdicts = append(r.Verdicts, e)
	}
	m.mail = append(m.mail, r)
}

// judge is central's decision on an item. Of a deferred one there is no row.
func (m *machine) judge(it *modelItem, lacking bool) {
	if lacking {
		it.judged, it.verdict = true, rental.Deferred
		return
	}
	was := m.server[it.lamp]
	now := apply(was.with, it.on, it.takeBack)
	it.judged, it.verdict = true, rental.Applied
	fact := it.id
	if !it.takeBack && was.with != "" && was.with != it.on {
		it.verdict = rental.Conflict
	}
	if now == was.with {
		fact = was.fact // only last seen changes
	}
	m.commit(it.lamp, now, it.id, fact)
	it.feedSeq = m.head
}

// Deliver hands the oldest reply over; Lose drops it.
func (m *machine) Deliver(rt *rapid.T) {
	if len(m.mail) == 0 {
		return
	}
	r := m.mail[0]
	m.mail = m.mail[1:]
	fatal(rt, m.b.ApplyVerdicts(context.Background(), r))
	for _, e := range r.Verdicts {
		m.items[e.Seq-1].acked = true
	}
	m.settle()
}

func (m *machine) Lose(*rapid.T) {
	if len(m.mail) > 0 {
		m.mail = m.mail[1:]
	}
}

// Pull takes in a page that ends anywhere.
func (m *machine) Pull(rt *rapid.T) {
	m.pull(rt, rapid.Uint64Range(m.cursor, m.head).Draw(rt, "next"))
}

func (m *machine) pull(rt *rapid.T, next uint64) {
	var entries []syncproto.ChangeEntry
	for _, f := range m.feed {
		if f.seq <= m.cursor || f.seq > next {
			continue
		}
		entries = append(entries, ledgertest.Upsert(m.t, f.seq, f.by, f.is.row(f.lamp)))
		m.base[f.lamp] = f.is.with
		for _, it := range m.items {
			it.landed = it.landed || it.id == f.by
		}
	}
	fatal(rt, m.b.ApplyPage(context.Background(), ledgertest.Page(next, entries...)))
	m.cursor = max(m.cursor, next)
	m.settle()
}

// Reload is rare, because it is dear.
func (m *machine) Reload(rt *rapid.T) {
	if rapid.IntRange(0, 3).Draw(rt, "really") == 0 {
		m.Load(rt)
	}
}

// Load takes in a snapshot of all that central has.
func (m *machine) Load(*rapid.T) {
	m.loads++
	var rows []rental.Row
	for _, r := range catalogue() {
		if a, ok := r.(rental.Asset); ok {
			r = m.server[string(a.ID)].row(string(a.ID))
			m.base[string(a.ID)] = m.server[string(a.ID)].with
			for _, it := range m.items {
				it.landed = it.landed || it.lamp == string(a.ID) && m.server[it.lamp].fact == it.id
			}
		}
		rows = append(rows, r)
	}
	ledgertest.Load(m.t, m.b.Ledger, fmt.Sprintf("load-%d", m.loads), m.head, rows...)
	m.cursor = m.head
	m.settle()
}

// Restart opens the kiosk again, which verifies its chain.
func (m *machine) Restart(*rapid.T) { m.b.reopen(m.t, store.Options{}) }

// settle lets go of what is answered and has come back, and decides the rest.
func (m *machine) settle() {
	for _, it := range m.items {
		it.gone = it.gone || it.acked && it.feedSeq <= m.cursor
	}
	m.recompute()
}

// recompute decides every waiting item anew, but those whose effect has come.
func (m *machine) recompute() {
	now := map[string]string{}
	for _, id := range lamps {
		now[id] = m.base[id]
	}
	for _, it := range m.items {
		if it.gone {
			continue
		}
		if !it.landed {
			it.image = apply(now[it.lamp], it.on, it.takeBack)
		}
		now[it.lamp] = it.image
	}
}

// Check compares what the kiosk shows with the model.
func (m *machine) Check(rt *rapid.T) {
	for _, id := range lamps {
		want := m.base[id]
		for _, it := range m.items {
			if it.lamp == id && !it.gone {
				want = it.image
			}
		}
		got, ok, err := store.Get[rental.Asset](context.Background(), m.b.store.View, id)
		fatal(rt, err)
		if !ok || string(got.Custody.RentActionID) != want || (got.Status == rental.Deployed) != (want != "") {
			rt.Fatalf("%s is %s with %q, want %q", id, got.Status, got.Custody.RentActionID, want)
		}
	}
	m.checkHand(rt)
	p, err := m.b.Position(context.Background())
	fatal(rt, err)
	acked := slices.IndexFunc(m.items, func(it *modelItem) bool { return !it.acked })
	if acked < 0 {
		acked = len(m.items)
	}
	if p.Cursor != m.cursor || p.LastSeq != uint64(len(m.items)) || p.AckedSeq != uint64(acked) || p.QueueDepth != int64(len(m.items)-acked) {
		rt.Fatalf("position %+v, want cursor %d, last %d, acked %d", p, m.cursor, len(m.items), acked)
	}
}

// checkHand compares what Record keeps at hand with what is stored.
func (m *machine) checkHand(rt *rapid.T) {
	entries, seq := m.b.AtHand()
	for k, e := range entries {
		var stored any
		if k.Collection == rental.OrderAllocations {
			set, err := m.b.store.Allocations(context.Background(), rental.RentActionID(k.ID))
			fatal(rt, err)
			stored = rental.AllocationSet(set)
		} else {
			row, _, err := m.b.store.Row(context.Background(), k)
			fatal(rt, err)
			stored = row
		}
		if diff := cmp.Diff(stored, e.Value); diff != "" {
			rt.Fatalf("%s %s at hand is not as it is stored: %s", k.Collection, k.ID, diff)
		}
	}
	if seq > 0 && seq != uint64(len(m.items)) {
		rt.Fatalf("the chain at hand ends with %d, want %d", seq, len(m.items))
	}
}

// quiet lets everything arrive: nothing is left in queue or overlay, and base is
// what central has.
func (m *machine) quiet(rt *rapid.T) {
	for range len(m.items) + 1 {
		m.Push(rt)
		for len(m.mail) > 0 {
			m.Deliver(rt)
		}
	}
	m.pull(rt, m.head)
	m.Check(rt)
	if p, err := m.b.Position(context.Background()); err != nil || p.QueueDepth != 0 {
		rt.Fatalf("%d items wait, %v", p.QueueDepth, err)
	}
	if left := storetest.Column(m.t, m.b.dir, `select (select count(*) from overlay) + (select count(*) from active)`); left[0] != "0" {
		rt.Fatalf("%s images are left", left[0])
	}
	for _, id := range lamps {
		if m.base[id] != m.server[id].with {
			rt.Fatalf("the model's base of %s is not central's", id)
		}
	}
}

// TestModel interleaves records, pushes, lost replies, pages that end anywhere,
// snapshots and restarts, and compares base and overlay, read as one, with the
// model after each step.
func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := newMachine(t, rt)
		rt.Repeat(map[string]func(*rapid.T){
			"record": m.Record, "elsewhere": m.Elsewhere, "push": m.Push, "deliver": m.Deliver,
			"lose": m.Lose, "pull": m.Pull, "load": m.Reload, "restart": m.Restart, "": m.Check,
		})
		m.quiet(rt)
	})
}
