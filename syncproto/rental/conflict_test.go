package rental

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// atLondon turns a gesture into one of the London kiosk.
func atLondon(c Command) Command {
	c.Origin = Origin{KioskID: kioskL, SiteID: london}
	return c
}

func londoner(p PersonID) Actor {
	a := everything(p)
	a.KioskID, a.SiteID = kioskL, london
	return a
}

func out(order RentActionID, ids ...AssetID) CheckOutBody {
	return CheckOutBody{RentActionID: order, Lines: things(ids...)}
}

func TestDoubleCheckOutNamesBothSides(t *testing.T) {
	t.Parallel()
	second := order(Approved, 1)
	second.ID, second.Number, second.DestinationID = "order-2", "K3-0042", PlaceID(london)
	h := newHouse(AtCentral).put(mega("a1", Available), order(Approved, 2), second)
	h.apply(t, gesture("f1", t0, out("order-1", "a1")), everything(ada))
	d := h.apply(t, atLondon(gesture("f2", t0+hour, out("order-2", "a1"))), londoner(bob))
	wantVerdict(t, d, Verdict{Kind: Conflict, Reason: "already_out"})
	x := d.Exceptions[0]
	want := Exception{
		ID: d.Verdict.ExceptionID, Meta: Meta{SiteID: london}, AlsoSiteID: berlin, Kind: ExAlreadyOut, Severity: SeverityNormal,
		Status: ExceptionOpen, FactID: "f2", OtherFactID: "f1", AssetID: "a1", RentActionID: "order-2",
		KioskID: kioskL, OtherKioskID: kioskB, PersonID: bob,
		Detail: map[string]string{
			"tag": "T-a1", "item": "MegaPointe", "person": string(bob), "other_person": string(ada),
			"kiosk": "London dock", "other_kiosk": "Berlin dock", "place": "London", "other_place": "Olympic Hall",
			"order": "K3-0042", "other_order": "R-000001",
		},
	}
	if diff := cmp.Diff(want, x); diff != "" {
		t.Errorf("exception (-want +got):\n%s", diff)
	}
	a := h.asset(t, "a1")
	if a.Custody.FactID != "f1" || a.Custody.PersonID != ada || a.LastFact != "f1" {
		t.Errorf("the first commit does not hold custody: %+v", a.Custody)
	}
	if a.LastSeen.KioskID != kioskL {
		t.Errorf("last seen is %+v, want the London kiosk", a.LastSeen)
	}
}

func TestLateCheckOutCountsUsageAndAnswersTheQuestion(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Available), order(Approved, 1))
	d := h.apply(t, atLondon(gesture("in", t0+3*hour, CheckInBody{PlaceID: shelfL, Lines: things("a1")})), londoner(bob))
	wantVerdict(t, d, applied(FlagUnmatched, FlagOtherSite))
	question := d.Verdict.ExceptionID
	d = h.apply(t, gesture("out", t0, out("order-1", "a1")), everything(ada))
	wantVerdict(t, d, applied(FlagHistorical))
	a := h.asset(t, "a1")
	if a.Status != Available || a.SiteID != london || a.PlaceID != shelfL || a.Usage.CheckOuts != 1 || a.Usage.HoursOutMs != int64(3*hour) {
		t.Errorf("asset: %+v", a)
	}
	x := h.rows[Key{Exceptions, string(question)}].Value.(Exception)
	if x.Status != ExceptionResolved || x.Answer != AnswerAuto {
		t.Errorf("the question is %s, answered %q", x.Status, x.Answer)
	}
	if n := len(h.load(Key{OrderAllocations, "order-1"}).Value.(AllocationSet)); n != 0 {
		t.Errorf("%d allocations, want none: only usage counts", n)
	}
}

func TestTimesThatOverlapLetCommitOrderDecide(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		at   Occurred
		want Verdict
	}{
		{"certainly earlier", Occurred{T: t0, Err: 1000}, applied(FlagHistorical)},
		{"just apart", Occurred{T: t0 + hour - 1501, Err: 1000}, applied(FlagHistorical)},
		{"touching", Occurred{T: t0 + hour - 1500, Err: 1000}, applied()},
		{"suspect", Occurred{T: t0, Suspect: true}, applied()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := mega("a1", Available)
			a.LastIn = Occurred{T: t0 + hour, Err: 500, ItemID: "in"}
			h := newHouse(AtCentral).put(a, order(Approved, 1))
			c := gesture("out", 0, out("order-1", "a1"))
			c.Occurred = tt.at
			wantVerdict(t, h.apply(t, c, everything(ada)), tt.want)
		})
	}
}

func TestLateCheckInLeavesTheNewHolder(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Available), order(Approved, 1))
	h.apply(t, gesture("out", t0+5*hour, out("order-1", "a1")), everything(ada))
	d := h.apply(t, gesture("in", t0, CheckInBody{Lines: things("a1")}), everything(ada))
	wantVerdict(t, d, applied(FlagHistorical))
	if a := h.asset(t, "a1"); a.Status != Deployed || a.Custody.FactID != "out" || a.LastFact != "out" {
		t.Errorf("the newer custody is gone: %+v", a)
	}
	// A check-out older than that return is history too, not a second holder.
	d = h.apply(t, gesture("older", t0-2*hour, out("order-1", "a1")), everything(bob))
	wantVerdict(t, d, applied(FlagHistorical))
}

func TestUnknownIsNeverNo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		body    Body
		central Verdict
	}{
		{"asset out", out("", "nobody"), deferred("unknown_asset", "asset:nobody")},
		{"asset in", CheckInBody{Lines: things("nobody")}, deferred("unknown_asset", "asset:nobody")},
		{"asset move", MoveBody{PlaceID: shelfB, Lines: things("nobody")}, deferred("unknown_asset", "asset:nobody")},
		{"asset scan", ScanBody{Target: TargetAsset, TargetID: "nobody"}, deferred("unknown_asset", "asset:nobody")},
		{"order", out("nowhere", "a1"), deferred("unknown_rent_action", "rent_action:nowhere")},
		{"place", MoveBody{PlaceID: "nowhere", Lines: things("a1")}, deferred("unknown_place", "place:nowhere")},
		{"tag", CheckInBody{Lines: []AssetLine{{Tag: "LX-99"}}}, deferred("unknown_tag", "code:LX-99")},
		{"fact", UndoBody{Of: "nothing"}, deferred("unknown_fact", "fact:nothing")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := newHouse(AtCentral).put(mega("a1", Available)).decide(t, gesture("f1", t0, tt.body), everything(ada))
			if err != nil {
				t.Fatal(err)
			}
			wantVerdict(t, d, tt.central)
			d, err = newHouse(AtKiosk).put(mega("a1", Available)).decide(t, gesture("f1", t0, tt.body), everything(ada))
			if err != nil {
				t.Fatal(err)
			}
			if d.Verdict.Kind != Applied || !cmp.Equal(d.Verdict.Flags, []Flag{FlagProvisional}) {
				t.Errorf("kiosk: got %+v, want applied(provisional)", d.Verdict)
			}
			if len(d.Notices) != 1 || d.Notices[0].Outcome == OutcomeOK {
				t.Errorf("kiosk: got notices %+v, want one that is not ok", d.Notices)
			}
		})
	}
}

func TestAScanThatNobodyKnewIsJudgedByWhatItNamesNow(t *testing.T) {
	t.Parallel()
	scan := gesture("f1", t0, ScanBody{Raw: []byte("NEW-1"), Printable: "NEW-1", PlaceID: shelfB})
	h := newHouse(AtCentral).put(mega("a1", Available))
	wantVerdict(t, h.apply(t, scan, everything(ada)), deferred("unknown_tag", "code:NEW-1"))
	h.set(Key{CodeTargets, "NEW-1"}, CodeTarget{Target: TargetAsset, ID: "a1"})
	wantVerdict(t, h.apply(t, scan, everything(ada)), applied())
	if got := h.asset(t, "a1").LastSeen; got.PlaceID != shelfB || got.At.ItemID != "f1" {
		t.Errorf("last seen %+v", got)
	}
	// A line that bears its tag alone is found in the same way.
	d := h.apply(t, gesture("f2", t0+hour, CheckOutBody{Lines: []AssetLine{{Tag: "NEW-1"}}}), everything(ada))
	wantVerdict(t, d, applied())
}

func TestSightingsNeverGoBack(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Available))
	look := func(id ItemID, at Occurred, place PlaceID) PlaceID {
		c := gesture(id, 0, ScanBody{Target: TargetAsset, TargetID: "a1", PlaceID: place})
		c.Occurred = at
		h.apply(t, c, everything(ada))
		return h.asset(t, "a1").LastSeen.PlaceID
	}
	if got := look("s1", Occurred{T: t0 + hour}, shelfB); got != shelfB {
		t.Errorf("seen at %q, want %q", got, shelfB)
	}
	if got := look("s2", Occurred{T: t0}, shelfL); got != shelfB {
		t.Errorf("an older sighting replaced a newer one: %q", got)
	}
	if got := look("s3", Occurred{T: t0 + 9*hour, Suspect: true}, shelfL); got != shelfB {
		t.Errorf("a suspect clock replaced a certain one: %q", got)
	}
	if got := look("s4", Occurred{T: t0 + 2*hour}, shelfL); got != shelfL {
		t.Errorf("seen at %q, want %q", got, shelfL)
	}
	if h.asset(t, "a1").LastFact != "" {
		t.Error("a scan counts as a fact that changed the thing")
	}
}

func TestLinesOfAGesture(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Available), mega("a2", Retired), mega("a3", Maintenance), order(Approved, 1))
	d := h.apply(t, gesture("f1", t0, out("order-1", "a2", "a1", "a1", "a3")), everything(ada))
	var got []Verdict
	for _, l := range d.Lines {
		v := l.Verdict
		v.ExceptionID = ""
		got = append(got, v)
	}
	want := []Verdict{
		conflict("retired", ""), applied(), applied(FlagNoChange), applied(FlagLeftMaintenance, FlagOverRequested),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	wantVerdict(t, d, applied(FlagNoChange, FlagLeftMaintenance, FlagOverRequested))
	if len(d.Notices) != 4 || d.Notices[0].Outcome != OutcomeStop || d.Notices[1].Outcome != OutcomeOK || d.Notices[2].Outcome != OutcomeDuplicate {
		t.Errorf("notices: %+v", d.Notices)
	}
	ids := map[ExceptionID]bool{}
	for _, x := range d.Exceptions {
		ids[x.ID] = true
	}
	if len(ids) != 2 || d.Exceptions[1].Line != 3 {
		t.Errorf("exceptions: %+v", d.Exceptions)
	}
}

func TestAllocations(t *testing.T) {
	t.Parallel()
	o := order(Approved, 2)
	o.Lines = append(o.Lines, Line{ID: "line-2", ItemTypeID: "type-mega", Requested: 1})
	aside := Allocation{ID: "al-1", RentActionID: o.ID, LineID: "line-2", AssetID: "a2", ItemTypeID: "type-mega", Quantity: 1, Status: AllocPacked}
	for _, tt := range []struct {
		name  string
		line  AssetLine
		typ   ItemTypeID
		want  Allocation
		flags []Flag
	}{
		{"first open line", AssetLine{AssetID: "a1"}, "type-mega", Allocation{LineID: "line-1"}, nil},
		{"the line that was named", AssetLine{AssetID: "a1", LineID: "line-2"}, "type-mega", Allocation{LineID: "line-2"}, nil},
		{"a line of another order", AssetLine{AssetID: "a1", LineID: "line-9"}, "type-mega", Allocation{LineID: "line-1"}, nil},
		{"what was set aside", AssetLine{AssetID: "a2"}, "type-mega", Allocation{ID: "al-1", LineID: "line-2"}, nil},
		{"not ordered", AssetLine{AssetID: "a1"}, "type-desk", Allocation{}, []Flag{FlagNotOrdered}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := mega(tt.line.AssetID, Available)
			a.ItemTypeID = tt.typ
			h := newHouse(AtCentral).put(a, o, aside)
			d := h.apply(t, gesture("f1", t0, CheckOutBody{RentActionID: o.ID, Lines: []AssetLine{tt.line}}), everything(ada))
			wantVerdict(t, d, applied(tt.flags...))
			want := tt.want
			if want.ID == "" {
				want.ID = AllocationID(DeriveID("f1", "allocation", 0))
				want.Meta = Meta{Rev: 1, SiteID: berlin}
			} else {
				want.Rev = 1
			}
			want.RentActionID, want.AssetID, want.ItemTypeID, want.Quantity = o.ID, a.ID, tt.typ, 1
			want.Status, want.OutAt, want.OutFact = AllocOut, t0, "f1"
			if diff := cmp.Diff(want, h.rows[Key{Allocations, string(want.ID)}].Value); diff != "" {
				t.Errorf("allocation (-want +got):\n%s", diff)
			}
			if got := h.asset(t, a.ID).Custody.AllocationID; got != want.ID {
				t.Errorf("custody names allocation %q, want %q", got, want.ID)
			}
		})
	}
}

func TestASecondSiteSeesTheWholeOrder(t *testing.T) {
	t.Parallel()
	a, o := mega("a1", Available), order(Approved, 3)
	a.SiteID, a.HomeSiteID, a.PlaceID = london, london, shelfL
	o.ProjectID = "job-1"
	job := Project{ID: "job-1", Name: "Tour", Meta: Meta{Rev: 1, SiteID: berlin}}
	h := newHouse(AtCentral).put(a, mega("a2", Available), mega("a3", Available), o, job)
	h.apply(t, gesture("f1", t0, out("order-1", "a2")), everything(ada))
	wantVerdict(t, h.apply(t, atLondon(gesture("f2", t0+hour, out("order-1", "a1"))), londoner(bob)), applied())
	h.apply(t, gesture("f3", t0+2*hour, out("order-1", "a3")), everything(ada))
	sites := func() map[string]SiteID {
		got := map[string]SiteID{
			"order": h.rows[Key{RentActions, "order-1"}].Value.(RentAction).AlsoSiteID,
			"job":   h.rows[Key{Projects, "job-1"}].Value.(Project).AlsoSiteID,
		}
		for _, al := range h.load(Key{OrderAllocations, "order-1"}).Value.(AllocationSet) {
			got[string(al.AssetID)] = al.AlsoSiteID
			if al.SiteID != berlin {
				t.Errorf("allocation of %s is of site %q", al.AssetID, al.SiteID)
			}
		}
		return got
	}
	want := map[string]SiteID{"order": london, "job": london, "a1": london, "a2": london, "a3": london}
	if diff := cmp.Diff(want, sites()); diff != "" {
		t.Errorf("second sites (-want +got):\n%s", diff)
	}
	// What came back meanwhile stays back, and what was seen stays seen, when
	// the fact that had widened the order is taken back.
	h.apply(t, gesture("f4", t0+3*hour, CheckInBody{Lines: things("a2")}), everything(ada))
	wantVerdict(t, h.apply(t, atLondon(gesture("f5", t0+4*hour, UndoBody{Of: "f2"})), londoner(bob)), applied())
	delete(want, "a1")
	if diff := cmp.Diff(want, sites()); diff != "" {
		t.Errorf("second sites after the undo (-want +got):\n%s", diff)
	}
	al := h.rows[Key{Allocations, DeriveID("f1", "allocation", 0)}].Value.(Allocation)
	if al.Status != AllocReturned || al.InFact != "f4" {
		t.Errorf("the undo touched another's allocation: %+v", al)
	}
	if o := h.rows[Key{RentActions, "order-1"}].Value.(RentAction); o.Status != Approved {
		t.Errorf("the order is %s", o.Status)
	}
}

func TestAnOrderOfAnotherSiteShowsItsJobThere(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(Project{ID: "job-1", Name: "Tour", Meta: Meta{Rev: 1, SiteID: berlin}})
	b := wish()
	b.ProjectID = "job-1"
	h.apply(t, atLondon(gesture("w1", t0, b)), londoner(bob))
	if got := h.rows[Key{Projects, "job-1"}].Value.(Project).AlsoSiteID; got != london {
		t.Errorf("the job is also of site %q", got)
	}
}

func TestAKioskKnowsACardAndLearnsFromItself(t *testing.T) {
	t.Parallel()
	card := AssetCard{ID: "x", Tag: "T-x", ItemTypeID: "type-mega", HomeSiteID: london, Status: Available}
	h := newHouse(AtKiosk).put(card, order(Approved, 2))
	d := h.apply(t, gesture("f1", t0, out("order-1", "x")), everything(ada))
	wantVerdict(t, d, applied(FlagOtherSite, FlagProvisional))
	n := d.Notices[0]
	if n.Outcome != OutcomeLook || n.Detail != "detail.home" || n.Params["place"] != "London" || n.Params["order"] != "R-000001" || n.Params["item"] != "MegaPointe" {
		t.Errorf("notice: %+v", n)
	}
	got := h.rows[Key{AssetCards, "x"}].Value.(AssetCard)
	if got.Status != Deployed || got.HolderNumber != "R-000001" {
		t.Errorf("card: %+v", got)
	}
	d = h.apply(t, gesture("f2", t0+hour, ScanBody{Target: TargetAsset, TargetID: "x", Mode: "out", RentActionID: "order-1"}), everything(ada))
	if d.Notices[0].Outcome != OutcomeDuplicate {
		t.Errorf("the next scan does not know: %+v", d.Notices[0])
	}
	h.apply(t, gesture("f3", t0+2*hour, UndoBody{Of: "f1"}), everything(ada))
	got.Status, got.HolderNumber, got.Rev = Available, "", got.Rev+1
	if diff := cmp.Diff(got, h.rows[Key{AssetCards, "x"}].Value); diff != "" {
		t.Errorf("card after the undo (-want +got):\n%s", diff)
	}
	if set := h.load(Key{OrderAllocations, "order-1"}).Value.(AllocationSet); len(set) != 0 {
		t.Errorf("allocations after the undo: %+v", set)
	}
	h.apply(t, gesture("f4", t0+3*hour, out("order-1", "x")), everything(ada))
	d = h.apply(t, gesture("f5", t0+4*hour, CheckInBody{Lines: things("x")}), everything(ada))
	if d.Notices[0].Text != "answer.other_site" || d.Notices[0].Params["site"] != "London" {
		t.Errorf("notice: %+v", d.Notices[0])
	}
}

// TestWhatComesBackIsAtTheSite has a kiosk without a place for what comes back:
// the thing is at its site then, and no longer at the customer's.
func TestWhatComesBackIsAtTheSite(t *testing.T) {
	t.Parallel()
	for _, side := range []Side{AtCentral, AtKiosk} {
		h := newHouse(side).put(mega("a1", Available), order(Approved, 1))
		h.apply(t, gesture("out", t0, out("order-1", "a1")), everything(ada))
		c := gesture("in", t0+hour, CheckInBody{Lines: things("a1")})
		c.Origin = Origin{KioskID: kioskL, SiteID: london}
		h.apply(t, c, everything(ada))
		if a := h.asset(t, "a1"); a.Status != Available || a.PlaceID != PlaceID(london) {
			t.Errorf("side %v: it is %s at %q, want available at %q", side, a.Status, a.PlaceID, london)
		}
	}
}
