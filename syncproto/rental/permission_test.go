package rental

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// rights is what the table must say, written apart from it. Columns: at a kiosk
// nobody / badge without the capability / badge with it / PIN with it / a
// supervisor's help; at central admin, fleet_manager, technician, requester,
// viewer; a requester with an order of his own; a viewer with the scope.
var rights = []struct {
	action  Action
	kiosk   string
	central string
	own     string
	scope   Scope
}{
	{ActLook, "yyyyy", "yyyyy", "y", ""},
	{ActCheckIn, "yyyyy", "yyy..", ".", ""},
	{ActMove, "..yyy", "yyy..", ".", ""},
	{ActCheckOut, "..yyy", "yyy..", ".", ""},
	{ActCheckOutUnapproved, "...yy", "yy...", ".", ""},
	{ActUndo, "yyyyy", "yyy..", ".", ""},
	{ActUndoOther, "...yy", "yy...", ".", ""},
	{ActOrderCreate, "..yyy", "yyyy.", "y", ScopePlan},
	{ActOrderUpdate, ".....", "yyy..", "y", ScopePlan},
	{ActOrderSubmit, "..yyy", "yyy..", "y", ScopePlan},
	{ActOrderCancel, "..yyy", "yyy..", "y", ScopePlan},
	{ActOrderApprove, ".....", "yy...", ".", ScopeApprove},
	{ActOrderReject, ".....", "yy...", ".", ScopeApprove},
	{ActExceptionAnswer, "..yyy", "yyy..", ".", ScopeAllocate},
	{ActSettings, "...yy", ".....", ".", ""},
	{ActPutCatalog, ".....", "yy...", ".", ScopeCatalog},
	{ActPutJob, ".....", "yy...", ".", ScopePlan},
	{ActPutPeople, ".....", "yy...", ".", ""},
	{ActPutAccount, ".....", "y....", ".", ""},
}

func mark(err error) string {
	if err == nil {
		return "y"
	}
	return "."
}

func TestPermissionsCellByCell(t *testing.T) {
	t.Parallel()
	if len(rights) != len(Permissions()) {
		t.Errorf("the table has %d rows, want %d", len(Permissions()), len(rights))
	}
	for _, want := range rights {
		i := slices.IndexFunc(Permissions(), func(p Permission) bool { return p.Action == want.action })
		if i < 0 {
			t.Errorf("%s has no row", want.action)
			continue
		}
		capability := Permissions()[i].Capability
		others := slices.DeleteFunc(Capabilities(), func(c Capability) bool { return c == capability })
		badge := Actor{Kind: ActorKiosk, KioskID: kioskB, PersonID: ada, BadgeID: "b", Verified: VerifiedBadge, Capabilities: others}
		able, pin, helped := badge, badge, badge
		able.Capabilities = []Capability{capability}
		pin.Capabilities, pin.Verified = []Capability{capability}, VerifiedPIN
		helped.SecondID, helped.SecondCapabilities = bob, []Capability{capability}
		got := ""
		for _, a := range []Actor{{Kind: ActorKiosk, KioskID: kioskB, Verified: VerifiedNone}, badge, able, pin, helped} {
			got += mark(Allowed(a, want.action, true))
		}
		if got != want.kiosk {
			t.Errorf("%s at a kiosk: got %s, want %s", want.action, got, want.kiosk)
		}
		got = ""
		for _, r := range Roles() {
			for _, kind := range []ActorKind{ActorUser, ActorToken} {
				cell := mark(Allowed(Actor{Kind: kind, Role: r, Scopes: otherScopes(want.scope)}, want.action, false))
				if kind == ActorUser {
					got += cell
				} else if got[len(got)-1:] != cell {
					t.Errorf("%s: a token of a %s may do other things than its user", want.action, r)
				}
			}
		}
		if got != want.central {
			t.Errorf("%s at central: got %s, want %s", want.action, got, want.central)
		}
		if got := mark(Allowed(Actor{Kind: ActorUser, Role: RoleRequester}, want.action, true)); got != want.own {
			t.Errorf("%s of one's own: got %s, want %s", want.action, got, want.own)
		}
		if want.scope != "" && Allowed(Actor{Kind: ActorToken, Role: RoleViewer, Scopes: []Scope{want.scope}}, want.action, false) != nil {
			t.Errorf("%s: the scope %s does not give it", want.action, want.scope)
		}
		if Allowed(Actor{Kind: ActorSystem}, want.action, false) != nil || Allowed(Actor{}, want.action, true) == nil {
			t.Errorf("%s: the system may do everything, nobody nothing", want.action)
		}
	}
}

func otherScopes(s Scope) []Scope {
	return slices.DeleteFunc(Scopes(), func(o Scope) bool { return o == s })
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		actor  Actor
		action Action
		code   Code
		reason string
	}{
		{Actor{Kind: ActorKiosk}, ActCheckOut, CodeUnauthenticated, "needs_badge"},
		{Actor{Kind: ActorKiosk, PersonID: ada, Verified: VerifiedBadge}, ActCheckOut, CodeForbidden, "not_permitted"},
		{Actor{Kind: ActorKiosk, PersonID: ada, Verified: VerifiedBadge, Capabilities: []Capability{CapOutUnapproved}}, ActCheckOutUnapproved, CodeForbidden, "needs_pin"},
		{Actor{Kind: ActorKiosk, PersonID: ada, Verified: VerifiedPIN, Revoked: true, Capabilities: []Capability{CapOut}}, ActCheckOut, CodeForbidden, "badge_revoked"},
		{everything(ada), ActOrderApprove, CodeForbidden, "not_permitted"},
		{Actor{Kind: ActorUser, Role: RoleViewer}, "fly", CodeForbidden, "not_permitted"},
	} {
		var e *Error
		if err := Allowed(tt.actor, tt.action, false); !errors.As(err, &e) || e.Code != tt.code || e.Reason != tt.reason || e.Hint == "" || e.Message == "" {
			t.Errorf("%s: got %+v, want %s(%s) with a hint", tt.action, e, tt.code, tt.reason)
		}
	}
}

func TestWhichHandOutItIs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		side Side
		want string // for none, approved, unapproved, unknown, rejected
	}{{AtKiosk, "uauuu"}, {AtCentral, "uauua"}} {
		got := ""
		for _, c := range OrderClasses() {
			got += map[Action]string{ActCheckOut: "a", ActCheckOutUnapproved: "u"}[CheckOutAction(tt.side, c)]
		}
		if got != tt.want {
			t.Errorf("side %d: got %s, want %s", tt.side, got, tt.want)
		}
	}
}

func TestAFactWithoutTheRightStands(t *testing.T) {
	t.Parallel()
	revoked := everything(ada)
	revoked.Revoked = true
	nobody := Actor{Kind: ActorKiosk, KioskID: kioskB, SiteID: berlin, Verified: VerifiedNone}
	for _, tt := range []struct {
		name  string
		actor Actor
		body  Body
		want  Verdict
		kind  ExceptionKind
	}{
		{"revoked badge", revoked, out("order-1", "a1"), applied(FlagActorRevoked), ExActorRevoked},
		{"revoked badge, back", revoked, CheckInBody{Lines: things("a2")}, applied(FlagActorRevoked), ExActorRevoked},
		{"nobody", nobody, out("order-1", "a1"), applied(FlagNotPermitted), ExNotPermitted},
		{"nobody moves", nobody, MoveBody{PlaceID: shelfB, Lines: things("a1")}, applied(FlagNotPermitted), ExNotPermitted},
		{"nobody takes back", nobody, CheckInBody{Lines: things("a2")}, applied(), ""},
		{"no right to ad hoc", worker(ada, CapOut), out("", "a1"), applied(FlagNotPermitted), ExNotPermitted},
		{"right to an order", worker(ada, CapOut), out("order-1", "a1"), applied(), ""},
		{"withheld anyway", nobody, out("order-1", "a3"), conflict("retired", ""), ExRetired},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			held := mega("a2", Deployed)
			held.Custody = Custody{PersonID: bob, Since: t0 - hour, FactID: "f0"}
			h := newHouse(AtCentral).put(mega("a1", Available), held, mega("a3", Retired), order(Approved, 5))
			d := h.apply(t, gesture("f1", t0, tt.body), tt.actor)
			wantVerdict(t, d, tt.want)
			if tt.kind == "" {
				if len(d.Exceptions) != 0 {
					t.Errorf("exceptions: %+v", d.Exceptions)
				}
				return
			}
			if len(d.Exceptions) != 1 || d.Exceptions[0].Kind != tt.kind || d.Verdict.ExceptionID != d.Exceptions[0].ID {
				t.Errorf("verdict %+v, exceptions %+v, want one %s", d.Verdict, d.Exceptions, tt.kind)
			}
			if n := d.Notices[0]; n.Outcome == OutcomeOK {
				t.Errorf("the dock hears %s", n.Outcome)
			}
		})
	}
}

func TestAUserWithoutTheRightIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(mega("a1", Available), order(Approved, 1))
	for _, body := range []Body{out("order-1", "a1"), CheckInBody{Lines: things("a1")}, MoveBody{PlaceID: shelfB, Lines: things("a1")}} {
		if _, err := h.decide(t, gesture("f1", t0, body), Actor{Kind: ActorUser, UserID: "u", Role: RoleViewer}); CodeOf(err) != CodeForbidden {
			t.Errorf("%s: got %v, want forbidden", body.CommandKind(), err)
		}
	}
	if d, err := h.decide(t, gesture("f1", t0, out("order-1", "a1")), Actor{Kind: ActorUser, UserID: "u", Role: RoleTechnician}); err != nil || d.Verdict.Kind != Applied {
		t.Errorf("a technician: %v, %v", d.Verdict, err)
	}
}

func TestWhatNoKioskMaySend(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral).put(order(Pending, 1))
	for _, body := range []Body{RentActionStepBody{Step: KindRentActionApprove, RentActionID: "order-1"}, change(1), PutBody{Row: Company{ID: "c", Name: "C"}}} {
		d, err := h.decide(t, gesture("f1", t0, body), everything(ada))
		if err != nil || d.Verdict.Kind != RejectedVerdict || d.Verdict.Reason != "not_permitted" || len(d.Changes) > 0 {
			t.Errorf("%s: got %+v, %v", body.CommandKind(), d.Verdict, err)
		}
	}
}

func TestMalformedCommands(t *testing.T) {
	t.Parallel()
	h := newHouse(AtCentral)
	for name, c := range map[string]Command{
		"no id":            gesture("", t0, ScanBody{}),
		"no body":          {ID: "f1", Kind: KindScan},
		"foreign body":     {ID: "f1", Kind: KindScan, Body: MoveBody{}},
		"no lines out":     gesture("f1", t0, CheckOutBody{}),
		"no lines in":      gesture("f1", t0, CheckInBody{}),
		"no lines move":    gesture("f1", t0, MoveBody{PlaceID: shelfB}),
		"move to nowhere":  gesture("f1", t0, MoveBody{Lines: things("a1")}),
		"undo of nothing":  gesture("f1", t0, UndoBody{}),
		"a put of nothing": {ID: "f1", Kind: KindPut, Body: PutBody{}},
	} {
		if _, err := h.decide(t, c, Actor{Kind: ActorSystem}); CodeOf(err) != CodeInvalid || strings.Contains(err.Error(), "%!") {
			t.Errorf("%s: got %v, want invalid", name, err)
		}
	}
}
