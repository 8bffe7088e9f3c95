package rental

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var manager = Actor{Kind: ActorUser, UserID: "u1", Role: RoleFleetManager}

func wish() RentActionCreateBody {
	return RentActionCreateBody{
		RentActionID: "order-9", Number: "K3-0042", RequesterID: ada, Window: Window{Start: t0, End: t0 + hour},
		Lines: []Line{{ItemTypeID: "type-mega", Requested: 4}, {ID: "mine", ItemTypeID: "type-desk", Requested: 1}},
	}
}

// wantRefused checks for a refusal with words and nothing decided.
func wantRefused(t *testing.T, d Decision, err error, code Code, reason string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code || e.Reason != reason || e.Message == "" {
		t.Errorf("got %+v (%v), want %s(%s)", err, d.Verdict, code, reason)
	}
	if len(d.Changes)+len(d.Events)+len(d.Exceptions) > 0 {
		t.Errorf("a refusal decides something: %+v", d)
	}
}

func TestCreateOrder(t *testing.T) {
	t.Parallel()
	for _, side := range []Side{AtCentral, AtKiosk} {
		h := newHouse(side)
		d := h.apply(t, gesture("w1", t0, wish()), everything(ada))
		wantVerdict(t, d, applied())
		want := RentAction{
			ID: "order-9", Number: "K3-0042", Meta: Meta{Rev: 1, SiteID: berlin}, Status: Draft, RequesterID: ada, Window: Window{Start: t0, End: t0 + hour},
			Lines: []Line{{ID: LineID(DeriveID("w1", "line", 0)), ItemTypeID: "type-mega", Requested: 4}, {ID: "mine", ItemTypeID: "type-desk", Requested: 1}},
		}
		if diff := cmp.Diff(want, h.rows[Key{RentActions, "order-9"}].Value); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		if len(d.Events) != 1 || d.Events[0].Type != EventRentActionCreated {
			t.Errorf("events: %+v", d.Events)
		}
	}
}

func TestCreateOrderRefusals(t *testing.T) {
	t.Parallel()
	line := func(typ ItemTypeID, n int64) []Line { return []Line{{ItemTypeID: typ, Requested: n}} }
	for name, tt := range map[string]struct {
		change func(b *RentActionCreateBody)
		code   Code
		reason string
	}{
		"no id":           {func(b *RentActionCreateBody) { b.RentActionID = "" }, CodeInvalid, "missing_id"},
		"taken id":        {func(b *RentActionCreateBody) { b.RentActionID = "order-1" }, CodeConflict, "already_exists"},
		"backwards":       {func(b *RentActionCreateBody) { b.Window.End = b.Window.Start }, CodeInvalid, "bad_window"},
		"no lines":        {func(b *RentActionCreateBody) { b.Lines = nil }, CodeInvalid, "no_lines"},
		"too many lines":  {func(b *RentActionCreateBody) { b.Lines = make([]Line, MaxOrderLines+1) }, CodeTooLarge, "too_many_lines"},
		"none of it":      {func(b *RentActionCreateBody) { b.Lines = line("type-mega", 0) }, CodeInvalid, "bad_quantity"},
		"too much of it":  {func(b *RentActionCreateBody) { b.Lines = line("type-mega", MaxLineQuantity+1) }, CodeInvalid, "bad_quantity"},
		"unknown type":    {func(b *RentActionCreateBody) { b.Lines = line("type-ufo", 1) }, CodeInvalid, "unknown_item_type"},
		"archived type":   {func(b *RentActionCreateBody) { b.Lines = line("type-old", 1) }, CodeInvalid, "unknown_item_type"},
		"unknown job":     {func(b *RentActionCreateBody) { b.ProjectID = "job-x" }, CodeInvalid, "unknown_project"},
		"unknown place":   {func(b *RentActionCreateBody) { b.DestinationID = "nowhere" }, CodeInvalid, "unknown_place"},
		"one line twice":  {func(b *RentActionCreateBody) { b.Lines = append(b.Lines, b.Lines[1]) }, CodeInvalid, "duplicate_line"},
		"endless prose":   {func(b *RentActionCreateBody) { b.Notes = strings.Repeat("ü", MaxTextRunes+1) }, CodeTooLarge, "text_too_long"},
		"before all time": {func(b *RentActionCreateBody) { b.Window.Start = -1 }, CodeInvalid, "bad_window"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(AtCentral).put(order(Draft, 1), ItemType{ID: "type-old", Archived: true})
			b := wish()
			tt.change(&b)
			d, err := h.decide(t, gesture("w1", t0, b), everything(ada))
			wantRefused(t, d, err, tt.code, tt.reason)
		})
	}
	d, err := newHouse(AtCentral).decide(t, gesture("w1", t0, wish()), worker(ada, CapOut))
	wantRefused(t, d, err, CodeForbidden, "not_permitted")
	revoked := everything(ada)
	revoked.Revoked = true
	d, err = newHouse(AtCentral).decide(t, gesture("w1", t0, wish()), revoked)
	wantRefused(t, d, err, CodeForbidden, "badge_revoked")
}

func TestTwoOrdersUnderOneNumber(t *testing.T) {
	t.Parallel()
	first, second := order(Approved, 1), order(Approved, 1)
	first.Number, first.SiteID = "K3-0042", london
	second.ID, second.Number = "order-2", "K3-0042/2"
	h := newHouse(AtCentral).set(Key{OrderByNumber, "K3-0042"}, first).set(Key{OrderByNumber, "K3-0042/2"}, second)
	d := h.apply(t, gesture("w1", t0, wish()), everything(ada))
	wantVerdict(t, d, applied(FlagNumberClash))
	if got := h.rows[Key{RentActions, "order-9"}].Value.(RentAction).Number; got != "K3-0042/3" {
		t.Errorf("number %s, want K3-0042/3", got)
	}
	x := d.Exceptions[0]
	if x.Kind != ExNumberClash || x.AlsoSiteID != london || x.Detail["order"] != "K3-0042/3" || x.Detail["other_order"] != "K3-0042" {
		t.Errorf("exception: %+v", x)
	}
}

// TestManyOrdersUnderOneNumber: a ledger answers only so many rounds of questions.
func TestManyOrdersUnderOneNumber(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral)
	taken := func(n Number) {
		o := order(Approved, 1)
		o.ID, o.Number = RentActionID("order-"+n), n
		h.set(Key{OrderByNumber, string(n)}, o)
	}
	taken("K3-0042")
	for n := 2; n < maxClashes; n++ {
		taken(Number(fmt.Sprintf("K3-0042/%d", n)))
	}
	h.apply(t, gesture("w1", t0, wish()), everything(ada))
	last := Number(fmt.Sprintf("K3-0042/%d", maxClashes))
	if got := h.rows[Key{RentActions, "order-9"}].Value.(RentAction).Number; got != last {
		t.Errorf("number %s, want %s", got, last)
	}
	taken(last)
	again := wish()
	again.RentActionID = "order-10"
	d, err := h.decide(t, gesture("w2", t0, again), everything(ada))
	wantRefused(t, d, err, CodeConflict, "number_clash")
}

func TestOrderSteps(t *testing.T) {
	t.Parallel()
	// One letter an outcome of submit, cancel, approve, reject: y taken, s wrong
	// state, g goods out.
	for st, want := range map[OrderStatus]string{
		Draft: "yyss", Pending: "syyy", Approved: "syss", Rejected: "ssss", Fulfilled: "ssss", Closed: "ssss", Cancelled: "ssss",
	} {
		for i, step := range []Kind{KindRentActionSubmit, KindRentActionCancel, KindRentActionApprove, KindRentActionReject} {
			for _, goods := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/%v", st, step, goods), func(t *testing.T) {
					t.Parallel()
					h := newHouse(AtCentral).put(order(st, 5))
					if goods {
						h.put(Allocation{ID: "al", RentActionID: "order-1", AssetID: "a1", Quantity: 1, Status: AllocOut})
					}
					cell := want[i]
					if goods && step == KindRentActionCancel && cell == 'y' {
						cell = 'g'
					}
					c := gesture("w1", t0, RentActionStepBody{Step: step, RentActionID: "order-1", Reason: "rain"})
					d, err := h.decide(t, c, manager)
					switch cell {
					case 's':
						wantRefused(t, d, err, CodeConflict, "order_is_"+string(st))
					case 'g':
						wantRefused(t, d, err, CodeConflict, "goods_out")
					default:
						if err != nil || d.Verdict.Kind != Applied {
							t.Errorf("got %v, %v", d.Verdict, err)
						}
					}
				})
			}
		}
	}
}

func TestOrderStepRefusals(t *testing.T) {
	t.Parallel()
	requester := Actor{Kind: ActorUser, UserID: "u2", PersonID: bob, Role: RoleRequester}
	own := order(Draft, 1)
	own.ID, own.CreatedBy = "own", requester.String()
	asked := order(Draft, 1)
	asked.ID, asked.RequesterID = "asked", bob
	gone := order(Pending, 1)
	gone.ID, gone.Lines = "gone", []Line{{ID: "l", ItemTypeID: "type-ufo", Requested: 1}}
	h := newHouse(AtCentral).put(order(Pending, 1), own, asked, gone)
	step := func(k Kind, id RentActionID, reason string, rev int64) Body {
		return RentActionStepBody{Step: k, RentActionID: id, Reason: reason, IfRev: rev}
	}
	for name, tt := range map[string]struct {
		body   Body
		actor  Actor
		code   Code
		reason string
	}{
		"not there":              {step(KindRentActionSubmit, "nope", "", 0), manager, CodeNotFound, "unknown_rent_action"},
		"changed meanwhile":      {step(KindRentActionApprove, "order-1", "", 7), manager, CodePreconditionFailed, "rev_mismatch"},
		"rejected without words": {step(KindRentActionReject, "order-1", "", 0), manager, CodeInvalid, "missing_reason"},
		"cancelled with a book":  {step(KindRentActionCancel, "order-1", strings.Repeat("ü", MaxTextRunes+1), 0), manager, CodeTooLarge, "text_too_long"},
		"rejected with a book":   {step(KindRentActionReject, "order-1", strings.Repeat("ü", MaxTextRunes+1), 0), manager, CodeTooLarge, "text_too_long"},
		"type gone":              {step(KindRentActionApprove, "gone", "", 0), manager, CodeInvalid, "unknown_item_type"},
		"a technician approves":  {step(KindRentActionApprove, "order-1", "", 0), Actor{Kind: ActorUser, Role: RoleTechnician}, CodeForbidden, "not_permitted"},
		"another's order":        {step(KindRentActionCancel, "order-1", "", 0), requester, CodeForbidden, "not_permitted"},
		"his own":                {step(KindRentActionSubmit, "own", "", 1), requester, "", ""},
		"asked for by him":       {step(KindRentActionCancel, "asked", "", 1), requester, "", ""},
		"by scope":               {step(KindRentActionApprove, "order-1", "", 1), Actor{Kind: ActorToken, Role: RoleViewer, Scopes: []Scope{ScopeApprove}}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := h.decide(t, gesture("w1", t0, tt.body), tt.actor)
			if tt.reason != "" {
				wantRefused(t, d, err, tt.code, tt.reason)
			} else if err != nil || d.Verdict.Kind != Applied {
				t.Errorf("got %+v, %v", d.Verdict, err)
			}
		})
	}
}

func TestStepsOfAnOrderThatAKioskDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, step := range []Kind{KindRentActionSubmit, KindRentActionCancel} {
		h := newHouse(AtKiosk)
		d := h.apply(t, gesture("w1", t0, RentActionStepBody{Step: step, RentActionID: "order-1"}), everything(ada))
		wantVerdict(t, d, applied(FlagProvisional))
		if len(d.Changes) > 0 || d.Notices[0].Outcome != OutcomeLook {
			t.Errorf("%s: %+v", step, d)
		}
		h = newHouse(AtKiosk).put(order(Draft, 1))
		if d := h.apply(t, gesture("w1", t0, RentActionStepBody{Step: step, RentActionID: "order-1"}), everything(ada)); d.Notices[0].Params["order"] != "R-000001" {
			t.Errorf("%s: %+v", step, d.Notices)
		}
	}
}

func TestApprovalOfWhatHasLeft(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Available), order(Pending, 1))
	wantVerdict(t, h.apply(t, gesture("f1", t0, out("order-1", "a1")), everything(ada)), applied(FlagUnapproved))
	d := h.apply(t, gesture("w1", t0+hour, RentActionStepBody{Step: KindRentActionApprove, RentActionID: "order-1"}), manager)
	if got := h.rows[Key{RentActions, "order-1"}].Value.(RentAction).Status; got != Fulfilled {
		t.Errorf("order is %s, want fulfilled", got)
	}
	var types []EventType
	for _, e := range d.Events {
		types = append(types, e.Type)
	}
	if diff := cmp.Diff([]EventType{EventRentActionApproved, EventRentActionFulfilled}, types); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestCancelFreesWhatWasSetAside(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(order(Approved, 1), Allocation{ID: "al", RentActionID: "order-1", AssetID: "a1", Quantity: 1, Status: AllocPacked})
	h.apply(t, gesture("w1", t0, RentActionStepBody{Step: KindRentActionCancel, RentActionID: "order-1", Reason: "rain"}), manager)
	if al := h.rows[Key{Allocations, "al"}].Value.(Allocation); al.Status != AllocCancelled {
		t.Errorf("allocation is %s", al.Status)
	}
	if o := h.rows[Key{RentActions, "order-1"}].Value.(RentAction); o.Status != Cancelled || o.Reason != "rain" {
		t.Errorf("order is %s, %q", o.Status, o.Reason)
	}
}

// contested is a house in which Bob took what Ada holds.
func contested(t *testing.T) (*house, ExceptionID) {
	t.Helper()
	second := order(Approved, 1)
	second.ID, second.Number = "order-2", "R-000002"
	h := newHouse(AtCentral).put(mega("a1", Available), order(Approved, 1), second)
	h.apply(t, gesture("f1", t0, out("order-1", "a1")), everything(ada))
	d := h.apply(t, atLondon(gesture("f2", t0+2*hour, out("order-2", "a1"))), londoner(bob))
	return h, d.Verdict.ExceptionID
}

func TestGiveToSecond(t *testing.T) {
	t.Parallel()
	h, x := contested(t)
	d := h.apply(t, gesture("w1", t0+5*hour, ExceptionAnswerBody{ExceptionID: x, Answer: AnswerGiveSecond}), manager)
	wantVerdict(t, d, applied(FlagOtherSite))
	a := h.asset(t, "a1")
	if a.Status != Deployed || a.Custody.PersonID != bob || a.Custody.RentActionID != "order-2" || a.Custody.FactID != "f2" ||
		a.Custody.KioskID != kioskL || a.Custody.Since != t0+2*hour || a.Usage.CheckOuts != 2 || a.Usage.HoursOutMs != int64(2*hour) {
		t.Errorf("asset: %+v", a)
	}
	for id, want := range map[string]OrderStatus{"order-1": Closed, "order-2": Fulfilled} {
		if got := h.rows[Key{RentActions, id}].Value.(RentAction).Status; got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	if got := h.rows[Key{Exceptions, string(x)}].Value.(Exception); got.Status != ExceptionResolved || got.AnsweredBy != "user:u1" {
		t.Errorf("exception: %+v", got)
	}
	// The second's fact has its effect now: it cannot be taken back by itself.
	wantVerdict(t, h.apply(t, atLondon(gesture("f3", t0+6*hour, UndoBody{Of: "f2"})), londoner(bob)), conflict("undo_superseded", ""))
	// The next scan settles it all the same.
	h.apply(t, gesture("f4", t0+7*hour, CheckInBody{Lines: things("a1")}), everything(ada))
	if got := h.rows[Key{RentActions, "order-2"}].Value.(RentAction).Status; got != Closed {
		t.Errorf("order-2 is %s, want closed", got)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	answer := func(x ExceptionID, a Answer) Body { return ExceptionAnswerBody{ExceptionID: x, Answer: a} }
	t.Run("keep first", func(t *testing.T) {
		t.Parallel()
		h, x := contested(t)
		d := h.apply(t, gesture("w1", t0+5*hour, answer(x, AnswerKeepFirst)), everything(ada))
		if len(d.Changes) != 1 || h.asset(t, "a1").Custody.PersonID != ada {
			t.Errorf("changes: %+v", d.Changes)
		}
		d, err := h.decide(t, gesture("w2", t0+6*hour, answer(x, AnswerGiveSecond)), manager)
		wantRefused(t, d, err, CodeConflict, "already_answered")
		if !strings.Contains(err.Error(), everything(ada).String()) {
			t.Errorf("%v does not name who answered", err)
		}
	})
	t.Run("changed hands since", func(t *testing.T) {
		t.Parallel()
		h, x := contested(t)
		h.apply(t, gesture("f3", t0+3*hour, CheckInBody{Lines: things("a1")}), everything(ada))
		d, err := h.decide(t, gesture("w1", t0+5*hour, answer(x, AnswerGiveSecond)), manager)
		wantRefused(t, d, err, CodeConflict, "custody_changed")
	})
	t.Run("with somebody else by now", func(t *testing.T) {
		t.Parallel()
		h, x := contested(t)
		h.apply(t, gesture("f3", t0+3*hour, CheckInBody{Lines: things("a1")}), everything(ada))
		h.apply(t, gesture("f4", t0+4*hour, out("", "a1")), everything("person-carol"))
		d, err := h.decide(t, gesture("w1", t0+5*hour, answer(x, AnswerGiveSecond)), manager)
		wantRefused(t, d, err, CodeConflict, "custody_changed")
	})
	t.Run("refusals", func(t *testing.T) {
		t.Parallel()
		h, x := contested(t)
		d, err := h.decide(t, gesture("w1", t0, answer("nope", AnswerNoted)), manager)
		wantRefused(t, d, err, CodeNotFound, "unknown_exception")
		d, err = h.decide(t, gesture("w1", t0, answer(x, AnswerAuto)), manager)
		wantRefused(t, d, err, CodeInvalid, "bad_answer")
		d, err = h.decide(t, gesture("w1", t0, answer(x, AnswerNoted)), worker(ada, CapOut))
		wantRefused(t, d, err, CodeForbidden, "not_permitted")
	})
	t.Run("at a kiosk that does not know the second fact", func(t *testing.T) {
		t.Parallel()
		h, x := contested(t)
		h.side = AtKiosk
		delete(h.rows, Key{FactRecords, "f2"})
		d := h.apply(t, gesture("w1", t0+5*hour, answer(x, AnswerGiveSecond)), everything(ada))
		wantVerdict(t, d, applied(FlagProvisional))
		if h.asset(t, "a1").Custody.PersonID != ada || d.Notices[0].Outcome != OutcomeLook {
			t.Errorf("decision: %+v", d)
		}
	})
}

func TestEveryKindTakesNotedOnly(t *testing.T) {
	t.Parallel()
	for _, r := range ExceptionRules() {
		for _, a := range []Answer{AnswerNoted, AnswerKeepFirst, AnswerGiveSecond, AnswerAuto} {
			h := newHouse(AtCentral).put(Exception{ID: "x", Meta: Meta{SiteID: berlin}, Kind: r.Kind, Status: ExceptionOpen, FactID: "f"})
			_, err := h.decide(t, gesture("w", t0, ExceptionAnswerBody{ExceptionID: "x", Answer: a}), manager)
			want := a == AnswerNoted || a == AnswerKeepFirst && r.Kind == ExAlreadyOut
			if a == AnswerGiveSecond && r.Kind == ExAlreadyOut {
				if ReasonOf(err) != "fact_unknown" {
					t.Errorf("%s: give_to_second without a record: %v", r.Kind, err)
				}
				continue
			}
			if (err == nil) != want {
				t.Errorf("%s takes %s: %v", r.Kind, a, err)
			}
		}
	}
}
