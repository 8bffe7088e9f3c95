package rental

import (
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tester is what the helpers need of a test, rapid's included.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Failed() bool
}

// house is a small warehouse: what a ledger would load from.
type house struct {
	side Side
	rows map[Key]Entry
	// sparse proves purity for every eighth decision alone: a random test makes
	// thousands.
	sparse  bool
	decided atomic.Int64
}

const (
	berlin, london SiteID   = "site-berlin", "site-london"
	returnsB       PlaceID  = "place-returns-b"
	shelfB, shelfL PlaceID  = "place-shelf-b", "place-shelf-l"
	customer       PlaceID  = "place-customer"
	t0             Millis   = 1_790_000_000_000
	hour           Millis   = 3_600_000
	kioskB, kioskL KioskID  = "kiosk-b", "kiosk-l"
	ada, bob       PersonID = "person-ada", "person-bob"
)

func newHouse(side Side) *house {
	h := &house{side: side, rows: map[Key]Entry{}}
	h.put(
		Place{ID: PlaceID(berlin), Name: "Berlin", Kind: PlaceSite, Meta: Meta{SiteID: berlin}},
		Place{ID: PlaceID(london), Name: "London", Kind: PlaceSite, Meta: Meta{SiteID: london}},
		Place{ID: returnsB, Name: "Returns", Kind: PlaceReturns, ParentID: PlaceID(berlin), Meta: Meta{SiteID: berlin}},
		Place{ID: shelfB, Name: "Shelf A", Kind: PlaceShelf, ParentID: PlaceID(berlin), Meta: Meta{SiteID: berlin}},
		Place{ID: shelfL, Name: "Shelf L", Kind: PlaceShelf, ParentID: PlaceID(london), Meta: Meta{SiteID: london}},
		Place{ID: customer, Name: "Olympic Hall", Kind: PlaceCustomer},
		ItemType{ID: "type-mega", Code: "MEGA", Name: "MegaPointe", Kind: Serialized, Returns: true},
		ItemType{ID: "type-desk", Code: "DESK", Name: "Desk", Kind: Serialized, Returns: true, InspectOnReturn: true},
		Kiosk{ID: kioskB, Name: "Berlin dock", Meta: Meta{SiteID: berlin}},
		Kiosk{ID: kioskL, Name: "London dock", Meta: Meta{SiteID: london}},
	)
	return h
}

// put stores rows; it also lets the sets be asked for.
func (h *house) put(rows ...Row) *house {
	for _, r := range rows {
		h.rows[keyOf(r)] = Entry{Presence: Present, Value: r}
	}
	return h
}

func (h *house) set(k Key, v any) *house {
	h.rows[k] = Entry{Presence: Present, Value: v}
	return h
}

// load answers what Decide wants, as a ledger does.
func (h *house) load(k Key) Entry {
	if e, ok := h.rows[k]; ok {
		return e
	}
	switch k.Collection {
	case OrderAllocations:
		set := AllocationSet{}
		for _, id := range sortedIDs(h.rows, Allocations) {
			if al := h.rows[Key{Allocations, id}].Value.(Allocation); string(al.RentActionID) == k.ID {
				set = append(set, al)
			}
		}
		return Entry{Presence: Present, Value: set}
	case OpenExceptions, FactExceptions:
		set := ExceptionSet{}
		for _, id := range sortedIDs(h.rows, Exceptions) {
			x := h.rows[Key{Exceptions, id}].Value.(Exception)
			if k.Collection == OpenExceptions && string(x.AssetID) == k.ID && x.Status == ExceptionOpen ||
				k.Collection == FactExceptions && string(x.FactID) == k.ID {
				set = append(set, x)
			}
		}
		return Entry{Presence: Present, Value: set}
	case Assets, RentActions, Allocations, Exceptions, FactRecords:
		if h.side == AtKiosk {
			return Entry{Presence: Unknown}
		}
	}
	return Entry{Presence: Absent}
}

func sortedIDs(rows map[Key]Entry, c Collection) []string {
	s := NewState(AtCentral)
	for k := range rows {
		if k.Collection == c {
			s.get(k)
		}
	}
	var ids []string
	for _, k := range s.Wanted() {
		ids = append(ids, k.ID)
	}
	return ids
}

// decide runs Decide the way a ledger does, and stores nothing.
func (h *house) decide(t tester, c Command, a Actor) (Decision, error) {
	t.Helper()
	s := NewState(h.side)
	for range 20 {
		d, err := Decide(s, c, a, t0+100*hour)
		wanted := s.Wanted()
		if len(wanted) == 0 {
			if n := h.decided.Add(1); !h.sparse || n%8 == 0 {
				h.pure(t, s, c, a, d, err)
			}
			h.laws(t, c, d)
			return d, err
		}
		for _, k := range wanted {
			s.Put(k, h.load(k))
		}
	}
	t.Fatalf("%s: Decide still wants keys after 20 rounds", c.Kind)
	return Decision{}, nil
}

// apply decides and stores the changes, exceptions and fact record.
func (h *house) apply(t tester, c Command, a Actor) Decision {
	t.Helper()
	d, err := h.decide(t, c, a)
	if err != nil {
		t.Fatalf("%s %s: %v", c.Kind, c.ID, err)
	}
	h.store(c, a, d)
	return d
}

func (h *house) store(c Command, a Actor, d Decision) {
	rec := FactRecord{
		ID: c.ID, Kind: c.Kind, KioskID: c.Origin.KioskID, PersonID: a.PersonID, Actor: a,
		Occurred: c.Occurred, Origin: c.Origin, Body: c.Body, Verdict: d.Verdict,
	}
	for _, ch := range d.Changes {
		rec.Before = append(rec.Before, Image{Key: ch.Key, Row: ch.Before})
		if ch.Row == nil {
			delete(h.rows, ch.Key)
			continue
		}
		m := ch.Row.RowMeta()
		if ch.Before != nil {
			m.Rev = ch.Before.RowMeta().Rev
		}
		m.Rev++
		h.put(ch.Row.WithMeta(m))
	}
	for _, x := range d.Exceptions {
		h.put(x)
	}
	h.set(Key{FactRecords, string(c.ID)}, rec)
	if u, ok := c.Body.(UndoBody); ok && d.Verdict.Kind == Applied {
		if of, ok := h.rows[Key{FactRecords, string(u.Of)}].Value.(FactRecord); ok {
			of.Undone = c.ID
			h.set(Key{FactRecords, string(u.Of)}, of)
		}
	}
}

func (h *house) asset(t tester, id AssetID) Asset {
	t.Helper()
	a, ok := h.rows[Key{Assets, string(id)}].Value.(Asset)
	if !ok {
		t.Fatalf("no asset %s", id)
	}
	return a
}

// gesture returns a command made at the Berlin kiosk.
func gesture(id ItemID, at Millis, body Body) Command {
	return Command{
		ID: id, Kind: body.CommandKind(), Schema: 1, Body: body,
		Occurred: Occurred{T: at, Err: 500},
		Origin:   Origin{KioskID: kioskB, SiteID: berlin, ReturnsPlaceID: returnsB},
	}
}

func things(ids ...AssetID) []AssetLine {
	var out []AssetLine
	for _, id := range ids {
		out = append(out, AssetLine{AssetID: id, Tag: "T-" + string(id)})
	}
	return out
}

func mega(id AssetID, status AssetStatus) Asset {
	return Asset{
		ID: id, Tag: "T-" + string(id), ItemTypeID: "type-mega", Status: status,
		HomePlaceID: shelfB, HomeSiteID: berlin, PlaceID: shelfB, Meta: Meta{Rev: 1, SiteID: berlin},
	}
}

func order(status OrderStatus, requested int64) RentAction {
	return RentAction{
		ID: "order-1", Number: "R-000001", Status: status, Meta: Meta{Rev: 1, SiteID: berlin},
		DestinationID: customer, Window: Window{Start: t0, End: t0 + 48*hour},
		Lines: []Line{{ID: "line-1", ItemTypeID: "type-mega", Requested: requested}},
	}
}

func worker(p PersonID, caps ...Capability) Actor {
	return Actor{
		Kind: ActorKiosk, KioskID: kioskB, SiteID: berlin, PersonID: p, PersonName: string(p),
		BadgeID: BadgeID("badge-" + p), Verified: VerifiedPIN, Capabilities: caps,
	}
}

func everything(p PersonID) Actor {
	return worker(p, CapLook, CapIn, CapMove, CapOut, CapNewOrder, CapOutUnapproved, CapUndoOther, CapAnswer)
}

func wantVerdict(t tester, d Decision, want Verdict) {
	t.Helper()
	got := d.Verdict
	got.ExceptionID = ""
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("verdict (-want +got):\n%s", diff)
	}
}

func TestLoanCycle(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Available), mega("a2", Available), order(Approved, 2))
	ada := everything(ada)

	d := h.apply(t, gesture("f1", t0, CheckOutBody{RentActionID: "order-1", Lines: things("a1", "a2")}), ada)
	wantVerdict(t, d, applied())
	if len(d.Lines) != 2 {
		t.Errorf("got %d line verdicts, want 2", len(d.Lines))
	}
	a1 := h.asset(t, "a1")
	if a1.Status != Deployed || a1.PlaceID != customer || a1.SiteID != berlin || a1.Custody.Number != "R-000001" ||
		a1.Custody.Due != t0+48*hour || a1.Usage.CheckOuts != 1 || a1.LastFact != "f1" {
		t.Errorf("after the check-out: %+v", a1)
	}
	if got := h.rows[Key{RentActions, "order-1"}].Value.(RentAction).Status; got != Fulfilled {
		t.Errorf("order is %s, want fulfilled", got)
	}

	h.apply(t, gesture("f2", t0+3*hour, CheckInBody{Lines: things("a1")}), ada)
	a1 = h.asset(t, "a1")
	if a1.Status != Available || a1.Custody != (Custody{}) || a1.PlaceID != returnsB || a1.Usage.HoursOutMs != int64(3*hour) {
		t.Errorf("after the check-in: %+v", a1)
	}
	h.apply(t, gesture("f3", t0+4*hour, MoveBody{PlaceID: shelfL, Lines: things("a1")}), ada)
	if a1 = h.asset(t, "a1"); a1.PlaceID != shelfL || a1.SiteID != london || a1.Usage.Moves != 1 {
		t.Errorf("after the move: %+v", a1)
	}
	h.apply(t, gesture("f4", t0+5*hour, CheckInBody{Lines: things("a2")}), ada)
	if got := h.rows[Key{RentActions, "order-1"}].Value.(RentAction).Status; got != Closed {
		t.Errorf("order is %s, want closed", got)
	}
}
