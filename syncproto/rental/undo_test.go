package rental

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// content is every row without what an undo does not put back: revisions, the
// last sighting, which sites see an order, records and questions.
func (h *house) content() map[Key]any {
	out := map[Key]any{}
	for k, e := range h.rows {
		if k.Collection == FactRecords || k.Collection == Exceptions {
			continue
		}
		if r, ok := e.Value.(Row); ok {
			m := r.RowMeta()
			m.Rev = 0
			r = r.WithMeta(m)
			if a, ok := r.(Asset); ok {
				a.LastSeen = Seen{}
				r = a
			}
			if o, ok := r.(RentAction); ok {
				o.AlsoSiteID = ""
				r = o
			}
			out[k] = r
		}
	}
	return out
}

func TestUndoPutsEveryRowBack(t *testing.T) {
	t.Parallel()
	ids := []AssetID{"a1", "a2", "a3", "a4", "a5"}
	rapid.Check(t, func(t *rapid.T) {
		h := newHouse(rapid.SampledFrom([]Side{AtCentral, AtKiosk}).Draw(t, "side"))
		h.sparse = true
		for _, id := range ids {
			a := mega(id, rapid.SampledFrom(AssetStatuses()).Draw(t, "status"))
			if a.Status == Deployed || a.Status == Recalled {
				a.Custody = Custody{RentActionID: "order-1", Number: "R-000001", AllocationID: AllocationID("al-" + id), PersonID: bob, Since: t0 - hour, FactID: "f0"}
				h.put(Allocation{ID: AllocationID("al-" + id), RentActionID: "order-1", LineID: "line-1", AssetID: id, ItemTypeID: "type-mega", Quantity: 1, Status: AllocOut})
			}
			h.put(a)
		}
		o := order(rapid.SampledFrom([]OrderStatus{Pending, Approved, Rejected}).Draw(t, "order"), rapid.Int64Range(1, 3).Draw(t, "n"))
		if set := h.load(Key{OrderAllocations, "order-1"}).Value.(AllocationSet); o.Status == Approved {
			o.Status = goodsStatus(o, set)
		}
		h.put(o)
		before := h.content()
		lines := things(rapid.SliceOfN(rapid.SampledFrom(ids), 1, 5).Draw(t, "lines")...)
		body := rapid.SampledFrom([]Body{
			CheckOutBody{RentActionID: "order-1", Lines: lines}, CheckOutBody{Lines: lines},
			CheckInBody{Lines: lines}, MoveBody{PlaceID: shelfL, Lines: lines},
		}).Draw(t, "body")
		h.apply(t, gesture("f1", t0+hour, body), everything(ada))
		d := h.apply(t, gesture("f2", t0+2*hour, UndoBody{Of: "f1"}), everything(ada))
		if d.Verdict.Kind != Applied {
			t.Fatalf("the undo is %+v", d.Verdict)
		}
		if diff := cmp.Diff(before, h.content()); diff != "" {
			t.Fatalf("not put back (-before +after):\n%s", diff)
		}
		for _, x := range h.load(Key{FactExceptions, "f1"}).Value.(ExceptionSet) {
			if x.Status == ExceptionOpen {
				t.Fatalf("a question of the undone fact is open: %+v", x)
			}
		}
	})
}

func TestUndoKeepsWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Available), order(Approved, 1))
	h.apply(t, gesture("f1", t0, out("order-1", "a1")), everything(ada))
	a := h.asset(t, "a1")
	a.Notes, a.Serial = "new lamp", "S-9"
	h.put(a)
	h.apply(t, gesture("f2", t0+hour, ScanBody{Target: TargetAsset, TargetID: "a1", PlaceID: shelfL}), everything(ada))
	wantVerdict(t, h.apply(t, gesture("f3", t0+2*hour, UndoBody{Of: "f1"}), everything(ada)), applied())
	a = h.asset(t, "a1")
	if a.Status != Available || a.Notes != "new lamp" || a.Serial != "S-9" || a.LastSeen.PlaceID != shelfL || a.LastFact != "" {
		t.Errorf("asset: %+v", a)
	}
}

func TestUndoThatComesTooLate(t *testing.T) {
	t.Parallel()
	start := func() *house {
		h := newHouse(AtCentral).put(mega("a1", Available), mega("a2", Available), order(Approved, 5))
		h.apply(t, gesture("out", t0, out("order-1", "a1", "a2")), everything(ada))
		return h
	}
	for _, tt := range []struct {
		name string
		then func(h *house)
		of   ItemID
	}{
		{"one of its things came back", func(h *house) {
			h.apply(t, gesture("in", t0+hour, CheckInBody{Lines: things("a2")}), everything(ada))
		}, "out"},
		{"one of its things moved", func(h *house) {
			h.apply(t, gesture("mv", t0+hour, MoveBody{PlaceID: shelfL, Lines: things("a1")}), everything(ada))
		}, "out"},
		{"undone already", func(h *house) {
			h.apply(t, gesture("un", t0+hour, UndoBody{Of: "out"}), everything(ada))
		}, "out"},
		{"an undo", func(h *house) {
			h.apply(t, gesture("un", t0+hour, UndoBody{Of: "out"}), everything(ada))
		}, "un"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := start()
			tt.then(h)
			before := h.content()
			d := h.apply(t, gesture("late", t0+3*hour, UndoBody{Of: tt.of}), everything(ada))
			wantVerdict(t, d, conflict("undo_superseded", ""))
			if len(d.Exceptions) != 1 || d.Exceptions[0].Kind != ExUndoSuperseded || d.Exceptions[0].OtherFactID != tt.of {
				t.Errorf("exceptions: %+v", d.Exceptions)
			}
			if !maps.EqualFunc(before, h.content(), func(a, b any) bool { return cmp.Equal(a, b) }) {
				t.Error("an undo that came too late changed something")
			}
			if d.Notices[0].Outcome != OutcomeStop {
				t.Errorf("the dock hears %s", d.Notices[0].Outcome)
			}
		})
	}
}

func TestUndoOfAWithheldFact(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Available), order(Approved, 5))
	h.apply(t, gesture("f1", t0, out("order-1", "a1")), everything(ada))
	d := h.apply(t, gesture("f2", t0+hour, out("", "a1")), everything(bob))
	question := d.Verdict.ExceptionID
	// What became of the thing since does not matter: nothing is put back.
	h.apply(t, gesture("f3", t0+2*hour, CheckInBody{Lines: things("a1")}), everything(ada))
	wantVerdict(t, h.apply(t, gesture("f4", t0+3*hour, UndoBody{Of: "f2"}), everything(bob)), applied())
	x := h.rows[Key{Exceptions, string(question)}].Value.(Exception)
	if x.Status != ExceptionResolved || x.Answer != AnswerAuto {
		t.Errorf("the question is %s, answered %q", x.Status, x.Answer)
	}
}

func TestUndoKeepsTheQuestionAboutThePerson(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Maintenance), order(Approved, 5))
	revoked := everything(ada)
	revoked.Revoked = true
	h.apply(t, gesture("f1", t0, out("order-1", "a1")), revoked)
	h.apply(t, gesture("f2", t0+hour, UndoBody{Of: "f1"}), revoked)
	open := map[ExceptionKind]bool{}
	for _, x := range h.load(Key{FactExceptions, "f1"}).Value.(ExceptionSet) {
		open[x.Kind] = x.Status == ExceptionOpen
	}
	if want := map[ExceptionKind]bool{ExActorRevoked: true, ExLeftMaintenance: false}; !maps.Equal(open, want) {
		t.Errorf("open questions %v, want %v", open, want)
	}
}

func TestUndoAsksAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Available), order(Approved, 1))
	d := h.apply(t, gesture("in", t0+3*hour, CheckInBody{Lines: things("a1")}), everything(ada))
	h.apply(t, gesture("out", t0, out("order-1", "a1")), everything(ada))
	h.apply(t, gesture("un", t0+4*hour, UndoBody{Of: "out"}), everything(ada))
	if x := h.rows[Key{Exceptions, string(d.Verdict.ExceptionID)}].Value.(Exception); x.Status != ExceptionOpen || x.Answer != "" {
		t.Errorf("the question is %s, answered %q", x.Status, x.Answer)
	}
}

func TestUndoOfAnothersFact(t *testing.T) {
	t.Parallel()
	for i, tt := range []struct {
		actor Actor
		want  Verdict
	}{
		{everything(ada), applied()},
		{worker(ada), applied()}, // one's own needs no right
		{worker(bob, CapUndoOther), applied()},
		{worker(bob, CapOut), applied(FlagNotPermitted)},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			h := newHouse(AtCentral).put(mega("a1", Available), order(Approved, 1))
			h.apply(t, gesture("f1", t0, out("order-1", "a1")), everything(ada))
			wantVerdict(t, h.apply(t, gesture("f2", t0+hour, UndoBody{Of: "f1"}), tt.actor), tt.want)
		})
	}
}

// TestUndoOutOfSight: a move sent a thing to another site, so that this kiosk
// holds no row of it any more. It can not say that it is too late.
func TestUndoOutOfSight(t *testing.T) {
	t.Parallel()
	h := newHouse(AtKiosk).put(mega("a1", Available))
	h.apply(t, gesture("f1", t0+hour, MoveBody{PlaceID: shelfL, Lines: things("a1")}), everything(ada))
	delete(h.rows, Key{Assets, "a1"})
	d := h.apply(t, gesture("f2", t0+2*hour, UndoBody{Of: "f1"}), everything(ada))
	if diff := cmp.Diff(applied(FlagProvisional), d.Verdict); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	h = newHouse(AtCentral).put(mega("a1", Available))
	h.apply(t, gesture("f1", t0+hour, MoveBody{PlaceID: shelfL, Lines: things("a1")}), everything(ada))
	delete(h.rows, Key{Assets, "a1"})
	if d := h.apply(t, gesture("f2", t0+2*hour, UndoBody{Of: "f1"}), everything(ada)); d.Verdict.Kind != Conflict {
		t.Errorf("central: %+v", d.Verdict)
	}
}
