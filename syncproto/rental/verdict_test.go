package rental

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// combinations lists every key that can occur, written out apart from the table.
func combinations() []VerdictKey {
	var keys []VerdictKey
	dirs := []Direction{DirIdle, DirOut, DirIn, DirMove}
	for _, thing := range []Thing{ThingItem, ThingForeignItem} {
		for _, st := range AssetStatuses() {
			for _, d := range dirs {
				if d != DirOut {
					keys = append(keys, VerdictKey{Thing: thing, Status: st, Direction: d})
					continue
				}
				holders := []Holder{""}
				if st == Deployed || st == Recalled {
					holders = []Holder{HolderSame, HolderOther}
				}
				for _, c := range OrderClasses() {
					for _, h := range holders {
						keys = append(keys, VerdictKey{thing, st, d, c, h})
					}
				}
			}
		}
	}
	for _, d := range dirs {
		for _, thing := range []Thing{ThingPlace, ThingJob, ThingPerson, ThingType, ThingCounted, ThingUnknown} {
			keys = append(keys, VerdictKey{Thing: thing, Direction: d})
		}
		for _, c := range []OrderClass{OrderApproved, OrderUnapproved, OrderRejected} {
			keys = append(keys, VerdictKey{Thing: ThingOrder, Direction: d, Order: c})
		}
	}
	return keys
}

func TestVerdictTableHasEveryCombinationOnce(t *testing.T) {
	t.Parallel()
	seen := map[VerdictKey]int{}
	for _, r := range VerdictRows() {
		seen[r.VerdictKey]++
	}
	want := combinations()
	for _, k := range want {
		if seen[k] != 1 {
			t.Errorf("%+v has %d rows, want 1", k, seen[k])
		}
		delete(seen, k)
	}
	for k := range seen {
		t.Errorf("%+v cannot occur but has a row", k)
	}
	if len(VerdictRows()) != len(want) {
		t.Errorf("got %d rows, want %d", len(VerdictRows()), len(want))
	}
}

// english is the words of the kiosk's page.
var english = sync.OnceValues(func() (map[string]string, error) {
	raw, err := os.ReadFile("../../frontend/kiosk/src/i18n/en.json")
	if err != nil {
		return nil, err
	}
	var words map[string]string
	err = json.Unmarshal(raw, &words)
	return words, err
})

var hole = regexp.MustCompile(`\{(\w+)\}`)

// noHoles checks that a notice has a word for every hole of its sentences.
func noHoles(t tester, n Notice) {
	t.Helper()
	words, err := english()
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, key := range []string{n.Text, n.Detail, n.Next} {
		for _, m := range hole.FindAllStringSubmatch(words[key], -1) {
			if n.Params[m[1]] == "" {
				t.Errorf("%q (%s) has no word for {%s}", words[key], key, m[1])
			}
		}
	}
}

func TestEveryAnswerHasItsWords(t *testing.T) {
	t.Parallel()
	words, err := english()
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, s Say) {
		for _, key := range []string{s.Text, s.Detail, s.Next} {
			if _, ok := words[key]; key != "" && !ok {
				t.Errorf("%s says %q, which is no key of en.json", name, key)
			}
		}
		if s.Text == "" {
			t.Errorf("%s says nothing", name)
		}
	}
	for _, r := range VerdictRows() {
		check(fmt.Sprintf("%+v", r.VerdictKey), r.Say)
		if r.Say.Next == "" {
			t.Errorf("%+v names no next step", r.VerdictKey)
		}
	}
	for _, r := range FlagRows() {
		check(string(r.Flag), r.Say)
	}
	for k, s := range gestureSays {
		check(string(k), s)
	}
	check("too late", sayTooLate)
	for _, key := range []string{textHeldSomehow, detailHeldSince, textTakenBack, textOutPlain} {
		check(key, Say{Text: key})
	}
}

// stage is a row set up in a warehouse, with the gesture that it speaks of.
type stage struct {
	house *house
	body  Body
	card  bool // the kiosk holds only the card
}

// set builds the situation of a row, with the order in that status.
func (r VerdictRow) set(side Side, st OrderStatus, fact Kind) stage {
	s := stage{house: newHouse(side)}
	orderID := RentActionID("")
	switch r.Order {
	case OrderApproved, OrderUnapproved, OrderRejected:
		orderID = "order-1"
		s.house.put(order(st, 5))
	case OrderUnknown:
		orderID = "order-1"
	case OrderNone:
	}
	if r.Thing == ThingItem || r.Thing == ThingForeignItem {
		a := mega("x", r.Status)
		if r.Status == Deployed || r.Status == Recalled {
			a.Custody = Custody{RentActionID: "order-2", Number: "R-000002", PersonID: bob, PersonName: "bob", KioskID: kioskL, Since: t0 - hour, Due: t0 + hour, FactID: "f0"}
			if r.Holder == HolderSame {
				a.Custody.RentActionID, a.Custody.Number, a.Custody.PersonID = orderID, "R-000001", ada
			}
			if r.Order == OrderNone && r.Holder == HolderOther {
				a.Custody.RentActionID, a.Custody.Number = "", ""
			}
		}
		if r.Thing == ThingForeignItem {
			a.HomeSiteID, a.SiteID, a.PlaceID = london, london, shelfL
			s.card = side == AtKiosk && !(r.Holder == HolderSame && (r.Order == OrderNone || r.Order == OrderUnknown))
		}
		if s.card {
			s.house.put(a.Card())
		} else {
			s.house.put(a)
		}
	}
	s.body = r.gesture(fact, orderID)
	return s
}

func (r VerdictRow) gesture(fact Kind, orderID RentActionID) Body {
	switch fact {
	case KindCheckOut:
		return CheckOutBody{RentActionID: orderID, Lines: things("x")}
	case KindCheckIn:
		return CheckInBody{Lines: things("x")}
	case KindMove:
		return MoveBody{PlaceID: shelfB, Lines: things("x")}
	}
	b := ScanBody{Printable: "NOPE", Mode: string(r.Direction), RentActionID: orderID}
	switch r.Thing {
	case ThingItem, ThingForeignItem:
		b.Target, b.TargetID = TargetAsset, "x"
	case ThingPlace:
		b.Target, b.TargetID = TargetPlace, string(shelfB)
	case ThingOrder:
		b.Target, b.TargetID, b.RentActionID = TargetRentAction, "order-1", ""
	case ThingJob:
		b.Target, b.TargetID = TargetProject, "job-1"
	case ThingType:
		b.Target, b.TargetID = TargetItemType, "type-mega"
	case ThingCounted:
		b.Target, b.TargetID = TargetItemType, "type-tape"
	case ThingPerson, ThingUnknown:
	}
	return b
}

func (r VerdictRow) statuses() []OrderStatus {
	switch r.Order {
	case OrderApproved:
		return []OrderStatus{Approved, Fulfilled}
	case OrderUnapproved:
		return []OrderStatus{Draft, Pending}
	case OrderRejected:
		return []OrderStatus{Rejected, Cancelled, Closed}
	}
	return []OrderStatus{""}
}

func TestVerdictTableIsWhatDecideDoes(t *testing.T) {
	t.Parallel()
	for _, r := range VerdictRows() {
		for _, st := range r.statuses() {
			for side, name := range map[Side]string{AtKiosk: "kiosk", AtCentral: "central"} {
				t.Run(fmt.Sprintf("%s/%s/%s/%s/%s/%s/%s", r.Thing, r.Status, r.Direction, r.Order, st, r.Holder, name), func(t *testing.T) {
					t.Parallel()
					if r.Fact == "" {
						if r.Thing != ThingPerson || r.Kiosk != "" || r.Central != "" {
							t.Errorf("only a badge makes no fact: %+v", r)
						}
						return
					}
					want := r
					checkRow(t, want, r.set(side, st, r.Fact), side)
					if r.Holder == HolderSame { // a check_out that arrives all the same
						want.Flags = append([]Flag{FlagNoChange}, r.Flags...)
						checkRow(t, want, r.set(side, st, KindCheckOut), side)
					}
				})
			}
		}
	}
}

func checkRow(t *testing.T, r VerdictRow, s stage, side Side) {
	t.Helper()
	s.house.put(Project{ID: "job-1", Name: "Tour"}, ItemType{ID: "type-tape", Code: "TAPE", Name: "Gaffer tape", Kind: Fungible})
	d, err := s.house.decide(t, gesture("f1", t0, s.body), everything(ada))
	if err != nil {
		t.Fatal(err)
	}
	want := r.Kiosk
	if side == AtCentral {
		want = r.Central
	}
	if d.Verdict.Kind != want {
		t.Fatalf("verdict %s(%s), want %s", d.Verdict.Kind, d.Verdict.Reason, want)
	}
	provisional := want == Applied && side == AtKiosk && (s.card || s.body.CommandKind() == KindCheckOut && r.Order == OrderUnknown && r.Holder == "")
	if got := slices.Contains(d.Verdict.Flags, FlagProvisional); got != provisional {
		t.Errorf("provisional is %v, want %v", got, provisional)
	}
	var flags []Flag
	for _, f := range d.Verdict.Flags {
		if f != FlagProvisional {
			flags = append(flags, f)
		}
	}
	wantFlags := slices.Clone(r.Flags)
	if want != Applied {
		wantFlags = nil
	}
	slices.Sort(flags)
	slices.Sort(wantFlags)
	if diff := cmp.Diff(wantFlags, flags); diff != "" {
		t.Errorf("flags (-want +got):\n%s", diff)
	}
	var kinds, wantKinds []ExceptionKind
	for _, x := range d.Exceptions {
		kinds = append(kinds, x.Kind)
	}
	if want != Deferred {
		wantKinds = r.Exceptions
	}
	if diff := cmp.Diff(wantKinds, kinds); diff != "" {
		t.Errorf("exceptions (-want +got):\n%s", diff)
	}
	if len(d.Notices) != 1 {
		t.Fatalf("got %d notices, want 1: %+v", len(d.Notices), d.Notices)
	}
	n := d.Notices[0]
	say := r.Say
	if say.Text == "answer.already_out" && s.card { // a card names no person
		say.Text, say.Detail = "answer.already_out_somewhere", ""
	}
	if say.Detail == "detail.with" && r.Order == OrderNone && r.Holder == HolderOther { // no order to name
		say.Detail = "detail.out_since"
	}
	if diff := cmp.Diff(VerdictRow{Outcome: r.Outcome, Say: say}, VerdictRow{Outcome: n.Outcome, Say: Say{n.Text, n.Detail, n.Next, n.NextCode}}); diff != "" {
		t.Errorf("notice (-want +got):\n%s", diff)
	}
}
