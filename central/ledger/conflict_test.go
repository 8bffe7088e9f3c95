package ledger_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/syncproto"
	"rms/syncproto/rental"
)

func line(n int) rental.AssetLine { return rental.AssetLine{AssetID: assetID(n), Tag: asset(n).Tag} }

func out(order rental.RentActionID, lines ...rental.AssetLine) rental.CheckOutBody {
	return rental.CheckOutBody{RentActionID: order, HolderID: anna, Due: start + 86_400_000, Lines: lines}
}

func in(lines ...rental.AssetLine) rental.CheckInBody {
	return rental.CheckInBody{PlaceID: returns, Lines: lines}
}

func order(n int, status rental.OrderStatus) rental.RentAction {
	return rental.RentAction{
		ID: rental.RentActionID(id("order", n)), Number: rental.Number("R-00" + string(rune('0'+n))), Status: status, Meta: rental.Meta{SiteID: berlin},
		Window: rental.Window{Start: start, End: start + 86_400_000}, Lines: []rental.Line{{ID: rental.LineID(id("line", n)), ItemTypeID: cable, Requested: 5}},
	}
}

func with(a rental.Asset, status rental.AssetStatus) rental.Asset {
	a.Status = status
	return a
}

// situation is a row of the protocol's conflict table.
type situation struct {
	name      string
	seed      []rental.Row
	first     func(k, other *dock) // what came before
	fact      func(k *dock) rental.Body
	verdict   string // with reason, flags and missing
	exception rental.ExceptionKind
	status    rental.AssetStatus
}

var (
	approved = order(1, rental.Approved)
	rejected = order(2, rental.Rejected)
)

// situations of things: what they are when something happens to them.
func situationsOfThings() []situation {
	return []situation{
		{
			name: "already out to someone else",
			first: func(_, other *dock) {
				other.mint(out("", line(0)))
				other.pushLast()
			},
			fact: func(*dock) rental.Body {
				b := out(approved.ID, line(0))
				return b
			},
			verdict: "conflict already_out", exception: rental.ExAlreadyOut, status: rental.Deployed,
		},
		{
			name: "already out on this very order",
			first: func(k, _ *dock) {
				k.mint(out(approved.ID, line(0)))
				k.pushLast()
			},
			fact:    func(*dock) rental.Body { return out(approved.ID, line(0)) },
			verdict: "applied [no_change]", status: rental.Deployed,
		},
		{
			name: "check-in of what is available", fact: func(*dock) rental.Body { return in(line(0)) },
			verdict: "applied [unmatched]", exception: rental.ExUnmatchedReturn, status: rental.Available,
		},
		{
			name: "check-in of what is in repair", seed: []rental.Row{with(asset(0), rental.Maintenance)},
			fact:    func(*dock) rental.Body { return in(line(0)) },
			verdict: "applied [unmatched]", status: rental.Maintenance,
		},
		{
			name: "check-out of what is in repair", seed: []rental.Row{with(asset(0), rental.Maintenance)},
			fact:    func(*dock) rental.Body { return out(approved.ID, line(0)) },
			verdict: "applied [left_maintenance]", exception: rental.ExLeftMaintenance, status: rental.Deployed,
		},
		{
			name: "check-out of what was missing", seed: []rental.Row{with(asset(0), rental.Missing)},
			fact:    func(*dock) rental.Body { return out(approved.ID, line(0)) },
			verdict: "applied [found]", exception: rental.ExFound, status: rental.Deployed,
		},
	}
}

// situations of times, orders, people and codes.
func situationsOfTheRest() []situation {
	return []situation{
		{
			name: "a late check-out after a later check-in",
			first: func(_, other *dock) {
				other.now += 3_600_000
				other.mint(in(line(0)))
				other.pushLast()
			},
			fact:    func(*dock) rental.Body { return out(approved.ID, line(0)) },
			verdict: "applied [historical]", status: rental.Available,
		},
		{
			name: "the same with a clock that nobody trusts",
			first: func(k, other *dock) {
				other.now += 3_600_000
				other.mint(in(line(0)))
				other.pushLast()
				k.off.OffsetErrMs = syncproto.OffsetUnknown
			},
			fact:    func(*dock) rental.Body { return out(approved.ID, line(0)) },
			verdict: "applied", status: rental.Deployed,
		},
		{
			name: "a retired thing", seed: []rental.Row{with(asset(0), rental.Retired)},
			fact:    func(*dock) rental.Body { return out(approved.ID, line(0)) },
			verdict: "conflict retired", exception: rental.ExRetired, status: rental.Retired,
		},
		{
			name:    "an unknown tag",
			fact:    func(*dock) rental.Body { return in(rental.AssetLine{Tag: "NEVER-HEARD"}) },
			verdict: "deferred unknown_tag code:NEVER-HEARD", status: rental.Available,
		},
		{
			name:    "an order that central does not know",
			fact:    func(*dock) rental.Body { return out(rental.RentActionID(id("order", 9)), line(0)) },
			verdict: "deferred unknown_rent_action rent_action:" + id("order", 9), status: rental.Available,
		},
		{
			name: "an order rejected meanwhile", fact: func(*dock) rental.Body { return out(rejected.ID, line(0)) },
			verdict: "applied [order_rejected]", exception: rental.ExOrderRejected, status: rental.Deployed,
		},
		{
			name: "a badge revoked while offline", seed: []rental.Row{
				rental.Person{ID: anna, Name: "Anna Berg", Archived: true, Capabilities: []rental.Capability{rental.CapOut}, Meta: rental.Meta{Rev: 2}},
			},
			fact:    func(*dock) rental.Body { return out(approved.ID, line(0)) },
			verdict: "applied [actor_revoked]", exception: rental.ExActorRevoked, status: rental.Deployed,
		},
		{
			name: "an undo of what is not the last any more",
			first: func(k, _ *dock) {
				k.mint(out(approved.ID, line(0)))
				k.pushLast()
				k.mint(in(line(0)))
				k.pushLast()
			},
			fact: func(k *dock) rental.Body {
				return rental.UndoBody{Of: idAt(k, 1), Touches: []rental.Subject{{Type: rental.TargetAsset, ID: string(assetID(0))}}}
			},
			verdict: "conflict undo_superseded", exception: rental.ExUndoSuperseded, status: rental.Available,
		},
	}
}

// TestConflictTable pushes the situations of the protocol's conflict table
// through the whole door: verdict, exception, and what became of the thing.
func TestConflictTable(t *testing.T) {
	t.Parallel()
	for _, tt := range append(situationsOfThings(), situationsOfTheRest()...) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.company(0)
			seeded := false
			for _, row := range tt.seed {
				if a, ok := row.(rental.Asset); ok {
					b.seed(a)
					seeded = true
					continue
				}
				b.seed(row)
			}
			if !seeded {
				b.seed(asset(0))
			}
			b.seed(approved, rejected)
			k, other := b.dock(1, berlin), b.dock(2, london)
			if tt.first != nil {
				tt.first(k, other)
			}
			item := k.mint(tt.fact(k))
			v := k.pushLast()
			if got := say(v); got != tt.verdict {
				t.Errorf("got %q, want %q", got, tt.verdict)
			}
			if got := get[rental.Asset](b, string(assetID(0))).Status; got != tt.status {
				t.Errorf("the thing is %s, want %s", got, tt.status)
			}
			var kinds []string
			for _, x := range exceptionsOf(b, item) {
				kinds = append(kinds, string(x.Kind)+" "+string(x.Status)+" "+string(x.Number))
			}
			var want []string
			if tt.exception != "" {
				want = []string{string(tt.exception) + " open X-000001"}
			}
			if diff := cmp.Diff(want, kinds); diff != "" {
				t.Errorf("exceptions (-want +got):\n%s", diff)
			}
			judge(t, b.dir)
		})
	}
}

func idAt(k *dock, seq int) rental.ItemID {
	k.Helper()
	p, err := syncproto.ParsePayload(k.items[seq-1].Payload)
	if err != nil {
		k.Fatal(err)
	}
	return p.ID
}

// say writes a verdict as one line.
func say(v syncproto.VerdictEntry) string {
	out := []string{string(v.Verdict)}
	if v.Reason != "" {
		out = append(out, v.Reason)
	}
	if v.Missing != "" {
		out = append(out, v.Missing)
	}
	if len(v.Flags) > 0 {
		var flags []string
		for _, f := range v.Flags {
			flags = append(flags, string(f))
		}
		out = append(out, "["+strings.Join(flags, " ")+"]")
	}
	return strings.Join(out, " ")
}

func exceptionsOf(b *bench, item rental.ItemID) rental.ExceptionSet {
	b.Helper()
	var set rental.ExceptionSet
	b.read(func(tx *txt) error {
		var err error
		set, err = tx.ExceptionsOfFact(b.Context(), item)
		return err
	})
	return set
}

func TestDoubleCheckOutNamesBothDocks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(2)
	one, two := b.dock(1, berlin), b.dock(2, london)
	one.mint(out("", line(0), line(1)))
	one.pushLast()
	second := rental.CheckOutBody{HolderName: "Walk-in", Lines: []rental.AssetLine{line(0)}}
	item := two.mint(second)
	v := two.pushLast()
	x := exceptionsOf(b, item)
	if len(x) != 1 || v.ExceptionID != x[0].ID {
		t.Fatalf("got %+v and %+v", v, x)
	}
	if x[0].KioskID != two.id || x[0].OtherKioskID != one.id || x[0].SiteID != london || x[0].AlsoSiteID != berlin {
		t.Errorf("the exception names %s and %s at %s and %s", x[0].KioskID, x[0].OtherKioskID, x[0].SiteID, x[0].AlsoSiteID)
	}
	if a := get[rental.Asset](b, string(assetID(0))); a.Custody.PersonID != anna {
		t.Errorf("custody is with %+v, want the first", a.Custody)
	}
	// The answer gives it to the second; a second answer is refused.
	answer := rental.ExceptionAnswerBody{ExceptionID: x[0].ID, Answer: rental.AnswerGiveSecond}
	one.mint(answer)
	if got := say(one.pushLast()); got != "applied [other_site]" {
		t.Errorf("the answer: %s", got)
	}
	if a := get[rental.Asset](b, string(assetID(0))); a.Custody.PersonName != "Walk-in" || a.Custody.FactID != item {
		t.Errorf("custody is with %+v, want the second", a.Custody)
	}
	two.mint(answer)
	if v := two.pushLast(); v.Verdict != rental.Refused || v.Reason != "already_answered" || v.Message == "" || v.Hint == "" {
		t.Errorf("a second answer: %+v", v)
	}
	judge(t, b.dir)
}

func TestUndoPutsTheImageBackOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	b.seed(order(1, rental.Approved))
	k := b.dock(1, berlin)
	before := get[rental.Asset](b, string(assetID(0)))
	item := k.mint(out(order(1, "").ID, line(0)))
	k.pushLast()
	undo := rental.UndoBody{Of: item, Touches: out(order(1, "").ID, line(0)).Subjects()}
	k.mint(undo)
	if got := say(k.pushLast()); got != "applied" {
		t.Fatalf("the undo: %s", got)
	}
	after := get[rental.Asset](b, string(assetID(0)))
	after.LastFact, after.LastSeen, after.Meta = before.LastFact, before.LastSeen, before.Meta
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	if n := b.count(`select count(*) from facts where item_id = ?1 and undone_by <> ''`, string(item)); n != 1 {
		t.Error("the fact is not marked as undone")
	}
	k.mint(undo)
	if got := say(k.pushLast()); got != "conflict undo_superseded" {
		t.Errorf("a second undo: %s", got)
	}
	judge(t, b.dir)
}

func TestLinesHaveVerdictsOfTheirOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	b.seed(with(asset(7), rental.Retired), order(1, rental.Approved))
	k := b.dock(1, berlin)
	k.mint(out(order(1, "").ID, line(0), line(7), rental.AssetLine{Tag: "NEVER-HEARD"}))
	reply := k.push(1, 1)
	var got []string
	for _, v := range reply.Verdicts {
		at := "item"
		if v.Line != nil {
			at = string(rune('0' + *v.Line))
		}
		got = append(got, at+" "+say(v))
	}
	want := []string{"item applied", "0 applied", "1 conflict retired", "2 deferred unknown_tag code:NEVER-HEARD"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	again := k.push(1, 1)
	for i, v := range again.Verdicts {
		if v.Was != reply.Verdicts[i].Verdict || v.Verdict != rental.AlreadyStored || v.FeedSeq != reply.Verdicts[i].FeedSeq {
			t.Errorf("sent again, entry %d: %+v", i, v)
		}
	}
	judge(t, b.dir)
}
