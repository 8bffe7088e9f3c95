package rental

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var registered = func() map[EventType]reflect.Type {
	m := map[EventType]reflect.Type{}
	for _, e := range Events() {
		m[e.Type] = reflect.TypeOf(e.Example.Data)
	}
	return m
}()

// laws holds every decision of every test to what must always be true.
func (h *house) laws(t tester, c Command, d Decision) {
	t.Helper()
	for _, e := range d.Events {
		want, ok := registered[e.Type]
		if !ok {
			t.Errorf("%s: event %s is not registered", c.Kind, e.Type)
		} else if got := reflect.TypeOf(e.Data); got != want {
			t.Errorf("%s: event %s carries %v, registered is %v", c.Kind, e.Type, got, want)
		}
	}
	if len(d.Changes) > 0 && len(d.Events) == 0 {
		t.Errorf("%s %s: %d rows change and no event says so", c.Kind, c.ID, len(d.Changes))
	}
	judged := d.Verdict.Kind == Applied || d.Verdict.Kind == Conflict
	for _, l := range d.Lines {
		judged = judged || l.Kind == Applied || l.Kind == Conflict
	}
	if !judged && len(d.Changes) > 0 {
		t.Errorf("%s: verdict %s changes rows", c.Kind, d.Verdict.Kind)
	}
	h.oneQuestion(t, c, d)
	for _, n := range d.Notices {
		if h.side == AtKiosk { // where people read it
			noHoles(t, n)
		}
	}
	seen := map[Key]bool{}
	for _, ch := range d.Changes {
		if seen[ch.Key] {
			t.Errorf("%s: %v is changed twice", c.Kind, ch.Key)
		}
		seen[ch.Key] = true
		h.lawfulChange(t, c, ch)
	}
}

// oneQuestion: every conflict has exactly one exception, and every exception
// that a verdict names is opened.
func (h *house) oneQuestion(t tester, c Command, d Decision) {
	t.Helper()
	opened := map[ExceptionID]int{}
	for _, x := range d.Exceptions {
		opened[x.ID]++
		if x.Status != ExceptionOpen || x.FactID == "" || x.SiteID == "" {
			t.Errorf("%s: exception %+v is not whole", c.Kind, x)
		}
		if rule, ok := ExceptionRuleOf(x.Kind); !ok || rule.Severity != x.Severity {
			t.Errorf("%s: exception kind %s has no rule, or another severity", c.Kind, x.Kind)
		}
	}
	for id, n := range opened {
		if n != 1 {
			t.Errorf("%s: exception %s is opened %d times", c.Kind, id, n)
		}
	}
	lines := d.Lines
	if len(lines) == 0 {
		lines = []LineVerdict{{Verdict: d.Verdict}}
	}
	for _, l := range lines {
		if l.Kind == Conflict && opened[l.ExceptionID] != 1 {
			t.Errorf("%s line %d: conflict(%s) without its exception", c.Kind, l.Line, l.Reason)
		}
		if l.ExceptionID != "" && opened[l.ExceptionID] != 1 {
			t.Errorf("%s line %d names exception %s, which is not opened", c.Kind, l.Line, l.ExceptionID)
		}
	}
}

// lawfulChange: Before is what was there, states move as the machines say, and
// whoever is in the house is with nobody.
func (h *house) lawfulChange(t tester, c Command, ch Change) {
	t.Helper()
	before := h.rows[ch.Key].Value
	var was any
	if ch.Before != nil {
		was = ch.Before
	}
	if diff := cmp.Diff(before, was); diff != "" {
		t.Errorf("%s: Before of %v is not the row (-row +before):\n%s", c.Kind, ch.Key, diff)
	}
	switch r := ch.Row.(type) {
	case Asset:
		old, ok := before.(Asset)
		if ok && old.Status != r.Status && c.Kind != KindUndo {
			if _, ok := AssetTransitionOf(old.Status, r.Status); !ok {
				t.Errorf("%s: asset moves from %s to %s", c.Kind, old.Status, r.Status)
			}
		}
		if (r.Status == Available || r.Status == Maintenance) && r.Custody != (Custody{}) {
			t.Errorf("%s: asset is %s and with %+v", c.Kind, r.Status, r.Custody)
		}
		if r.Usage.HoursOutMs < 0 {
			t.Errorf("%s: usage below zero: %+v", c.Kind, r.Usage)
		}
	case RentAction:
		old, ok := before.(RentAction)
		if !ok || old.Status == r.Status {
			return
		}
		_, direct := OrderTransitionOf(old.Status, r.Status)
		through := old.Status == Pending && (r.Status == Fulfilled || r.Status == Closed) || old.Status == Approved && r.Status == Closed ||
			c.Kind == KindUndo && old.Status == Closed && r.Status == Approved
		if !direct && !through {
			t.Errorf("%s: order moves from %s to %s", c.Kind, old.Status, r.Status)
		}
	}
}

// pure runs Decide twice on one filled State: the same answer, and the State
// unharmed.
func (h *house) pure(t tester, s *State, c Command, a Actor, first Decision, firstErr error) {
	t.Helper()
	before := fmt.Sprint(s.rows)
	again, err := Decide(s, c, a, t0+100*hour)
	if fmt.Sprint(s.rows) != before {
		t.Errorf("%s: Decide changed the State", c.Kind)
	}
	if fmt.Sprint(firstErr) != fmt.Sprint(err) {
		t.Errorf("%s: errors differ: %v, then %v", c.Kind, firstErr, err)
	}
	if got, want := fmt.Sprintf("%+v", again), fmt.Sprintf("%+v", first); got != want {
		t.Errorf("%s: decisions differ:\n%s\n%s", c.Kind, want, got)
	}
}

func TestEventsAreRegisteredOnce(t *testing.T) {
	t.Parallel()
	seen := map[EventType]bool{}
	for _, e := range Events() {
		if seen[e.Type] {
			t.Errorf("%s is registered twice", e.Type)
		}
		seen[e.Type] = true
		if e.Schema < 1 || e.Example.Data == nil || e.Example.Subject == "" || e.Example.Type != e.Type {
			t.Errorf("%s has no whole example: %+v", e.Type, e)
		}
	}
}
