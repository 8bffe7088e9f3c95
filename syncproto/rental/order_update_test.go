package rental

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// change is what is asked of order-1, seen at a revision.
func change(rev int64) RentActionUpdateBody {
	return RentActionUpdateBody{
		RentActionID: "order-1", IfRev: rev, Title: "Later", Window: Window{Start: t0 + hour, End: t0 + 2*hour}, Priority: 2, IsASAP: true, Notes: "ring first",
		Lines: []Line{{ItemTypeID: "type-desk", Requested: 1}, {ItemTypeID: "type-mega", Requested: 7, Notes: "with clamps"}, {ItemTypeID: "type-mega", Requested: 1}},
	}
}

func TestUpdateOrder(t *testing.T) {
	t.Parallel()
	for _, status := range []OrderStatus{Draft, Pending} {
		was := order(status, 4)
		was.RequesterID, was.RequesterName, was.DestinationID, was.Reason = bob, "Bob", "gone", "because"
		h := newHouse(AtCentral).put(was, Allocation{ID: "al", RentActionID: "order-1", LineID: was.Lines[0].ID, AssetID: "a1", Quantity: 1, Status: AllocCancelled})
		d := h.apply(t, gesture("w1", t0, change(was.Rev)), manager)
		wantVerdict(t, d, applied())
		want := was
		want.Rev = was.Rev + 1
		want.Title, want.Window, want.Priority, want.IsASAP, want.Notes, want.DestinationID = "Later", Window{Start: t0 + hour, End: t0 + 2*hour}, 2, true, "ring first", ""
		want.Lines = []Line{
			{ID: LineID(DeriveID("w1", "line", 0)), ItemTypeID: "type-desk", Requested: 1},
			{ID: was.Lines[0].ID, ItemTypeID: "type-mega", Requested: 7, Notes: "with clamps"},
			{ID: LineID(DeriveID("w1", "line", 2)), ItemTypeID: "type-mega", Requested: 1},
		}
		got := h.rows[Key{RentActions, "order-1"}].Value.(RentAction)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s order (-want +got):\n%s", status, diff)
		}
		if len(d.Events) != 1 || d.Events[0].Type != EventRentActionUpdated {
			t.Errorf("events: %+v", d.Events)
		}
	}
}

func TestUpdateOrderRefusals(t *testing.T) {
	t.Parallel()
	requester := Actor{Kind: ActorUser, UserID: "u2", PersonID: bob, Role: RoleRequester}
	for name, tt := range map[string]struct {
		status OrderStatus
		actor  Actor
		change func(b *RentActionUpdateBody)
		code   Code
		reason string
	}{
		"not there":         {Draft, manager, func(b *RentActionUpdateBody) { b.RentActionID = "nope" }, CodeNotFound, "unknown_rent_action"},
		"changed meanwhile": {Draft, manager, func(b *RentActionUpdateBody) { b.IfRev = 7 }, CodePreconditionFailed, "rev_mismatch"},
		"no lines":          {Draft, manager, func(b *RentActionUpdateBody) { b.Lines = nil }, CodeInvalid, "no_lines"},
		"too many lines":    {Draft, manager, func(b *RentActionUpdateBody) { b.Lines = make([]Line, MaxOrderLines+1) }, CodeTooLarge, "too_many_lines"},
		"none of it":        {Draft, manager, func(b *RentActionUpdateBody) { b.Lines[0].Requested = 0 }, CodeInvalid, "bad_quantity"},
		"unknown type":      {Pending, manager, func(b *RentActionUpdateBody) { b.Lines[0].ItemTypeID = "type-ufo" }, CodeInvalid, "unknown_item_type"},
		"unknown job":       {Draft, manager, func(b *RentActionUpdateBody) { b.ProjectID = "job-x" }, CodeInvalid, "unknown_project"},
		"unknown place":     {Draft, manager, func(b *RentActionUpdateBody) { b.DestinationID = "nowhere" }, CodeInvalid, "unknown_place"},
		"backwards":         {Draft, manager, func(b *RentActionUpdateBody) { b.Window.End = b.Window.Start }, CodeInvalid, "bad_window"},
		"endless prose":     {Draft, manager, func(b *RentActionUpdateBody) { b.Notes = strings.Repeat("ü", MaxTextRunes+1) }, CodeTooLarge, "text_too_long"},
		"another's order":   {Draft, requester, func(*RentActionUpdateBody) {}, CodeForbidden, "not_permitted"},
		"a viewer":          {Draft, Actor{Kind: ActorUser, Role: RoleViewer}, func(*RentActionUpdateBody) {}, CodeForbidden, "not_permitted"},
		"approved":          {Approved, manager, func(*RentActionUpdateBody) {}, CodeConflict, "order_is_approved"},
		"rejected":          {Rejected, manager, func(*RentActionUpdateBody) {}, CodeConflict, "order_is_rejected"},
		"fulfilled":         {Fulfilled, manager, func(*RentActionUpdateBody) {}, CodeConflict, "order_is_fulfilled"},
		"closed":            {Closed, manager, func(*RentActionUpdateBody) {}, CodeConflict, "order_is_closed"},
		"cancelled":         {Cancelled, manager, func(*RentActionUpdateBody) {}, CodeConflict, "order_is_cancelled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := change(0)
			tt.change(&b)
			d, err := newHouse(AtCentral).put(order(tt.status, 1)).decide(t, gesture("w1", t0, b), tt.actor)
			wantRefused(t, d, err, tt.code, tt.reason)
		})
	}
	for _, status := range []AllocationStatus{AllocAllocated, AllocPacked, AllocOut, AllocReturned, AllocConsumed, AllocLost} {
		h := newHouse(AtCentral).put(order(Pending, 1), Allocation{ID: "al", RentActionID: "order-1", AssetID: "a1", Quantity: 1, Status: status})
		d, err := h.decide(t, gesture("w1", t0, change(0)), manager)
		wantRefused(t, d, err, CodeConflict, "goods_left")
	}
}

func TestARequesterChangesHisOwnOrder(t *testing.T) {
	t.Parallel()
	requester := Actor{Kind: ActorUser, UserID: "u2", PersonID: bob, Role: RoleRequester}
	made, asked := order(Draft, 1), order(Pending, 1)
	made.CreatedBy, asked.RequesterID = requester.String(), bob
	for _, own := range []RentAction{made, asked} {
		wantVerdict(t, newHouse(AtCentral).put(own).apply(t, gesture("w1", t0, change(own.Rev)), requester), applied())
	}
}
