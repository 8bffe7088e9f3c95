package rental

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rms/test/oracle/custody"
)

// machine drives the rules and the independent model side by side.
type machine struct {
	h     *house
	model *custody.World
	now   Millis
	n     int
	facts []ItemID
	// asked pairs the model's questions with the exceptions of the rules.
	asked []ExceptionID
}

var modelThings = []struct {
	id     AssetID
	typ    ItemTypeID
	status AssetStatus
}{
	{"a1", "type-mega", Available}, {"a2", "type-mega", Available}, {"a3", "type-desk", Available},
	{"a4", "type-mega", Reserved}, {"a5", "type-mega", Maintenance}, {"a6", "type-mega", Missing},
	{"a7", "type-mega", Retired}, {"a8", "type-mega", Recalled}, {"a9", "type-other", Available},
}

func newMachine() *machine {
	m := &machine{h: newHouse(AtCentral), model: custody.New(), now: t0}
	m.h.sparse = true
	m.h.put(ItemType{ID: "type-other", Name: "Fan", Kind: Serialized})
	for _, th := range modelThings {
		a := mega(th.id, th.status)
		a.ItemTypeID = th.typ
		mt := &custody.Thing{ID: string(th.id), Type: string(th.typ), Status: string(th.status), Place: string(shelfB), Inspect: th.typ == "type-desk"}
		if th.status == Recalled {
			a.Custody = Custody{PersonID: bob, Since: t0 - hour, FactID: "f0"}
			mt.Holder = custody.Holder{Person: string(bob), Since: int64(t0 - hour), Fact: "f0"}
		}
		m.h.put(a)
		m.model.Things[mt.ID] = mt
	}
	for i, st := range []OrderStatus{Draft, Pending, Approved, Approved, Rejected, Cancelled} {
		o := order(st, int64(i%2+1))
		o.ID, o.Number = RentActionID(fmt.Sprintf("o%d", i)), Number(fmt.Sprintf("R-%06d", i))
		mo := &custody.Order{ID: string(o.ID), Said: string(st), Destination: string(customer), Lines: []custody.Line{{Type: "type-mega", Wanted: i%2 + 1}}}
		if i == 3 {
			o.Lines = append(o.Lines, Line{ID: "line-2", ItemTypeID: "type-desk", Requested: 1})
			mo.Lines = append(mo.Lines, custody.Line{Type: "type-desk", Wanted: 1})
		}
		m.h.put(o)
		m.model.Orders[mo.ID] = mo
	}
	return m
}

func (m *machine) id() ItemID { m.n++; return ItemID(fmt.Sprintf("fact-%04d", m.n)) }

// moment draws when a gesture happened: mostly now, at times long before it
// arrives, at times by a clock that proves nothing.
func (m *machine) moment(t *rapid.T) Occurred {
	m.now += Millis(rapid.Int64Range(1, int64(hour)).Draw(t, "later"))
	o := Occurred{T: m.now, Err: rapid.SampledFrom([]int64{0, 500, 60_000}).Draw(t, "err")}
	switch rapid.IntRange(0, 9).Draw(t, "clock") {
	case 0, 1, 2:
		o.T -= Millis(rapid.Int64Range(1, int64(4*hour)).Draw(t, "late"))
	case 3:
		o.Suspect = true
	}
	return o
}

func (o Occurred) model() custody.Time {
	return custody.Time{T: int64(o.T), Err: o.Err, Vague: o.Suspect}
}

func (m *machine) thing(t *rapid.T) AssetID {
	return rapid.SampledFrom(modelThings).Draw(t, "thing").id
}

// check compares the verdict on line n of the gesture with the model's.
func (m *machine) check(t *rapid.T, what string, d Decision, n int, want custody.Result) {
	got := d.Verdict
	if len(d.Lines) > 0 {
		got = d.Lines[n].Verdict
	}
	var flags []string
	for _, f := range got.Flags {
		flags = append(flags, string(f))
	}
	slices.Sort(flags)
	slices.Sort(want.Flags)
	if diff := cmp.Diff(want, custody.Result{Verdict: string(got.Kind), Reason: got.Reason, Flags: flags}); diff != "" {
		t.Fatalf("%s, line %d (-model +rules):\n%s", what, n, diff)
	}
}

// do lets the rules decide, and notes what they opened.
func (m *machine) do(t *rapid.T, tb tester, id ItemID, at Occurred, person PersonID, body Body) Decision {
	c := gesture(id, at.T, body)
	c.Occurred = at
	if m.n%3 == 0 {
		m.kioskAgrees(t, tb, c, everything(person))
	}
	d := m.h.apply(tb, c, everything(person))
	if tb.Failed() {
		t.FailNow()
	}
	for _, x := range d.Exceptions {
		if x.Kind != ExUndoSuperseded {
			m.asked = append(m.asked, x.ID)
		}
	}
	return d
}

// kioskAgrees decides the gesture as a kiosk would that knows all that central
// knows: the dock must hear what will be true.
func (m *machine) kioskAgrees(t *rapid.T, tb tester, c Command, a Actor) {
	central, err := m.h.decide(tb, c, a)
	if err != nil {
		t.Fatalf("central: %v", err)
	}
	kiosk := &house{side: AtKiosk, rows: m.h.rows, sparse: true}
	d, err := kiosk.decide(tb, c, a)
	if err != nil {
		t.Fatalf("kiosk: %v", err)
	}
	// Who else may see an allocation is central's alone, and an image that is as the
	// row is now changes nothing.
	seen := func(ch Change) bool {
		al, ok := ch.Row.(Allocation)
		before, was := ch.Before.(Allocation)
		al.AlsoSiteID = before.AlsoSiteID
		return ok && was && al == before
	}
	if diff := cmp.Diff(slices.DeleteFunc(slices.Clone(central.Changes), seen), slices.DeleteFunc(slices.Clone(d.Changes), seen)); diff != "" {
		t.Fatalf("%s: rows differ (-central +kiosk):\n%s", c.Kind, diff)
	}
	if diff := cmp.Diff(central.Verdict, d.Verdict); diff != "" {
		t.Fatalf("%s: verdicts differ (-central +kiosk):\n%s", c.Kind, diff)
	}
}

func (m *machine) actions(tb tester) map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"out": func(t *rapid.T) {
			order := rapid.SampledFrom([]RentActionID{"", "o0", "o1", "o2", "o3", "o4", "o5"}).Draw(t, "order")
			person := rapid.SampledFrom([]PersonID{ada, bob}).Draw(t, "person")
			id, a, at := m.id(), m.thing(t), m.moment(t)
			d := m.do(t, tb, id, at, person, CheckOutBody{RentActionID: order, Lines: things(a)})
			m.check(t, "out", d, 0, m.model.Gone(string(id), string(a), string(order), string(person), at.model()))
			m.facts = append(m.facts, id)
		},
		"in": func(t *rapid.T) {
			id, a, at := m.id(), m.thing(t), m.moment(t)
			d := m.do(t, tb, id, at, ada, CheckInBody{Lines: things(a)})
			m.check(t, "in", d, 0, m.model.Back(string(id), string(a), string(returnsB), at.model()))
			m.facts = append(m.facts, id)
		},
		"many in": func(t *rapid.T) {
			id, at := m.id(), m.moment(t)
			all := things("a1", "a2", "a3", "a8")
			d := m.do(t, tb, id, at, ada, CheckInBody{Lines: all})
			for i, l := range all {
				m.check(t, "many in", d, i, m.model.Back(fmt.Sprintf("%s/%d", id, i), string(l.AssetID), string(returnsB), at.model()))
				if th := m.model.Things[string(l.AssetID)]; th.Last == fmt.Sprintf("%s/%d", id, i) {
					th.Last = string(id)
				}
				if th := m.model.Things[string(l.AssetID)]; th.InFact == fmt.Sprintf("%s/%d", id, i) {
					th.InFact = string(id)
				}
			}
			for i, q := range m.model.Questions {
				if len(q.Fact) > len(id) && q.Fact[:len(id)] == string(id) {
					m.model.Questions[i].Fact = string(id)
				}
			}
		},
		"move": func(t *rapid.T) {
			id, a, at := m.id(), m.thing(t), m.moment(t)
			d := m.do(t, tb, id, at, ada, MoveBody{PlaceID: shelfL, Lines: things(a)})
			m.check(t, "move", d, 0, m.model.Moved(string(id), string(a), string(shelfL)))
			m.facts = append(m.facts, id)
		},
		"scan": func(t *rapid.T) {
			id, a, at := m.id(), m.thing(t), m.moment(t)
			d := m.do(t, tb, id, at, ada, ScanBody{Target: TargetAsset, TargetID: string(a)})
			m.check(t, "scan", d, 0, m.model.Scanned(string(id), string(a)))
			m.facts = append(m.facts, id)
		},
		"undo": func(t *rapid.T) {
			if len(m.facts) == 0 {
				t.Skip("nothing to undo")
			}
			// The newest facts are the ones that can still be undone.
			back := min(len(m.facts), 6)
			of := m.facts[len(m.facts)-rapid.IntRange(1, back).Draw(t, "back")]
			if !m.model.CanUndo(string(of)) {
				t.Skip("no opinion")
			}
			d := m.do(t, tb, m.id(), m.moment(t), ada, UndoBody{Of: of})
			m.check(t, "undo", d, 0, m.model.Undone(string(of)))
		},
		"step": func(t *rapid.T) {
			step := rapid.SampledFrom([]Kind{KindRentActionSubmit, KindRentActionCancel, KindRentActionApprove, KindRentActionReject}).Draw(t, "step")
			o := rapid.SampledFrom([]RentActionID{"o0", "o1", "o2", "o3", "o4", "o5"}).Draw(t, "order")
			c := gesture(m.id(), m.now, RentActionStepBody{Step: step, RentActionID: o, Reason: "because"})
			d, err := m.h.decide(tb, c, Actor{Kind: ActorUser, UserID: "u", Role: RoleFleetManager})
			word := map[Kind]string{KindRentActionSubmit: "submit", KindRentActionCancel: "cancel", KindRentActionApprove: "approve", KindRentActionReject: "reject"}[step]
			if want := m.model.Step(string(o), word); want != (err == nil) {
				t.Fatalf("%s of %s: rules say %v, the model takes it: %v", word, o, err, want)
			}
			if err == nil {
				m.h.store(c, Actor{}, d)
			}
		},
		"change": func(t *rapid.T) { m.ask(t, tb) },
		"answer": func(t *rapid.T) {
			if len(m.asked) == 0 {
				t.Skip("nothing was asked")
			}
			i := rapid.IntRange(0, len(m.asked)-1).Draw(t, "question")
			answer := rapid.SampledFrom([]Answer{AnswerNoted, AnswerKeepFirst, AnswerGiveSecond}).Draw(t, "answer")
			c := gesture(m.id(), m.now, ExceptionAnswerBody{ExceptionID: m.asked[i], Answer: answer})
			d, err := m.h.decide(tb, c, Actor{Kind: ActorUser, UserID: "u", Role: RoleFleetManager})
			want := m.model.Answer(i, string(answer), string(c.ID))
			if want != (err == nil) {
				t.Fatalf("%s to %+v: rules say %v, the model takes it: %v", answer, m.model.Questions[i], err, want)
			}
			if err == nil {
				m.h.store(c, Actor{}, d)
				for _, x := range d.Exceptions {
					m.asked = append(m.asked, x.ID)
				}
			}
		},
		"": func(t *rapid.T) { m.compare(t, tb) },
	}
}

// ask changes what an order asks for.
func (m *machine) ask(t *rapid.T, tb tester) {
	o := rapid.SampledFrom([]RentActionID{"o0", "o1", "o2"}).Draw(t, "order")
	wanted := rapid.SliceOfN(rapid.SampledFrom([]ItemTypeID{"type-mega", "type-desk", "type-other"}), 1, 3).Draw(t, "types")
	b := RentActionUpdateBody{RentActionID: o, DestinationID: customer, Window: Window{Start: t0, End: t0 + hour}}
	var lines []custody.Line
	for i, typ := range wanted {
		b.Lines = append(b.Lines, Line{ItemTypeID: typ, Requested: int64(i%2 + 1)})
		lines = append(lines, custody.Line{Type: string(typ), Wanted: i%2 + 1})
	}
	c := gesture(m.id(), m.now, b)
	d, err := m.h.decide(tb, c, Actor{Kind: ActorUser, UserID: "u", Role: RoleFleetManager})
	if want := m.model.Ask(string(o), lines); want != (err == nil) {
		t.Fatalf("change of %s: rules say %v, the model takes it: %v", o, err, want)
	}
	if err == nil {
		m.h.store(c, Actor{}, d)
	}
}

// compare holds every thing, order and question against the model.
func (m *machine) compare(t *rapid.T, tb tester) {
	for _, th := range modelThings {
		a, want := m.h.asset(tb, th.id), m.model.Things[string(th.id)]
		got := custody.Thing{
			ID: string(a.ID), Type: string(a.ItemTypeID), Status: string(a.Status), Place: string(a.PlaceID), Last: string(a.LastFact),
			Inspect: want.Inspect, Outs: a.Usage.CheckOuts, Away: a.Usage.HoursOutMs, Moves: a.Usage.Moves,
			Holder: custody.Holder{Order: string(a.Custody.RentActionID), Person: string(a.Custody.PersonID), Fact: string(a.Custody.FactID), Since: int64(a.Custody.Since)},
			Out:    a.LastOut.model(), In: a.LastIn.model(), InFact: string(a.LastIn.ItemID),
		}
		if diff := cmp.Diff(*want, got); diff != "" {
			t.Fatalf("thing %s (-model +rules):\n%s", th.id, diff)
		}
		open := map[string]int{}
		for _, x := range m.h.load(Key{OpenExceptions, string(th.id)}).Value.(ExceptionSet) {
			if x.Kind != ExUndoSuperseded {
				open[string(x.Kind)]++
			}
		}
		if diff := cmp.Diff(m.model.Open(string(th.id)), open); diff != "" {
			t.Fatalf("questions on %s (-model +rules):\n%s", th.id, diff)
		}
	}
	for id := range m.model.Orders {
		if got, want := string(m.h.rows[Key{RentActions, id}].Value.(RentAction).Status), m.model.State(id); got != want {
			t.Fatalf("order %s is %s, the model says %s", id, got, want)
		}
	}
}

func TestRulesAgreeWithTheModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		rt.Repeat(newMachine().actions(rt))
	})
}
