package rental

import (
	"strings"
	"testing"
)

func removal(row Row, ifRev int64) Command {
	return gesture("x1", t0, RemoveBody{Collection: row.RowCollection(), ID: row.RowID(), IfRev: ifRev})
}

// refers lets the house answer what refers to a row.
func (h *house) refers(row Row, set ReferenceSet) *house {
	return h.set(Key{References, ReferencesID(keyOf(row))}, set)
}

// TestRemove takes away one row of each kind that can be put: whole, once, by who
// may put it, at the revision that he saw, and only while nothing refers to it.
func TestRemove(t *testing.T) {
	t.Parallel()
	for _, row := range fine() {
		what := row.RowCollection()
		hint, removable := instead[what]
		m := row.RowMeta()
		m.Rev = 3
		row = row.WithMeta(m)
		if !removable {
			if _, err := catalogue().put(row).decide(t, removal(row, 0), administrator); ReasonOf(err) != "not_removable" {
				t.Errorf("%s: got %v, want not_removable", what, err)
			}
			continue
		}
		if _, err := catalogue().decide(t, removal(row, 0), administrator); CodeOf(err) != CodeNotFound {
			t.Errorf("%s that is not there: %v", what, err)
		}
		used := catalogue().put(row).refers(row, ReferenceSet{{"items of this type", 3}, {"other codes", 1}})
		_, err := used.decide(t, removal(row, 3), administrator)
		if ReasonOf(err) != "in_use" || CodeOf(err) != CodeConflict || !strings.Contains(err.Error(), "items of this type: 3, other codes: 1") || !strings.Contains(err.Error(), hint) {
			t.Errorf("%s in use: %v", what, err)
		}
		if _, err := catalogue().put(row).decide(t, removal(row, 0), administrator); CodeOf(err) != CodeUnavailable {
			t.Errorf("%s, nobody knows what refers to it: %v", what, err)
		}
		h := catalogue().put(row).refers(row, ReferenceSet{})
		if _, err := h.decide(t, removal(row, 2), administrator); CodeOf(err) != CodePreconditionFailed {
			t.Errorf("%s: a stale revision: %v", what, err)
		}
		if _, err := h.decide(t, removal(row, 3), Actor{Kind: ActorUser, UserID: "v", Role: RoleViewer}); CodeOf(err) != CodeForbidden {
			t.Errorf("%s: a viewer removes it: %v", what, err)
		}
		d := h.apply(t, removal(row, 3), administrator)
		wantVerdict(t, d, applied())
		if len(d.Changes) != 1 || d.Changes[0].Row != nil || d.Changes[0].Before == nil || len(d.Events) != 1 {
			t.Errorf("%s: %+v", what, d)
		}
		if want := EventType(putEvents[what].subject + ".removed"); d.Events[0].Type != want || d.Events[0].Subject != putEvents[what].subject+"/"+row.RowID() {
			t.Errorf("%s: event %s about %s", what, d.Events[0].Type, d.Events[0].Subject)
		}
	}
}

// TestNoKioskRemoves: removal is central's.
func TestNoKioskRemoves(t *testing.T) {
	t.Parallel()
	row := fine()[0]
	d, err := catalogue().put(row).refers(row, ReferenceSet{}).decide(t, removal(row, 0), Actor{Kind: ActorKiosk, KioskID: kioskB})
	if err != nil || d.Verdict.Kind != RejectedVerdict {
		t.Errorf("got %+v, %v", d.Verdict, err)
	}
}
