package rental

import "slices"

// Action is what somebody wants to do, as the permission table knows it.
type Action string

// The actions. Whether a hand-out is ActCheckOut or ActCheckOutUnapproved is
// CheckOutAction's to say.
const (
	ActLook               Action = "look"
	ActCheckIn            Action = "check_in"
	ActMove               Action = "move"
	ActCheckOut           Action = "check_out"
	ActCheckOutUnapproved Action = "check_out_unapproved"
	ActUndo               Action = "undo"
	ActUndoOther          Action = "undo_other"
	ActOrderCreate        Action = "order_create"
	ActOrderUpdate        Action = "order_update"
	ActOrderSubmit        Action = "order_submit"
	ActOrderCancel        Action = "order_cancel"
	ActOrderApprove       Action = "order_approve"
	ActOrderReject        Action = "order_reject"
	ActExceptionAnswer    Action = "exception_answer"
	ActSettings           Action = "settings"
	ActPutCatalog         Action = "put_catalog"
	ActPutJob             Action = "put_job"
	ActPutPeople          Action = "put_people"
	ActPutAccount         Action = "put_account"
)

// Permission is one row of the permission table: who may do Action.
type Permission struct {
	Action Action
	// Kiosk is how a person must be recognised at a kiosk: VerifiedNone means
	// that nobody need be signed in, "" that no kiosk does this.
	Kiosk Verified
	// Capability is what the person needs there, where somebody must be signed in.
	Capability Capability
	// Roles may do it at central; RoleRequester stands in OwnOnly instead where
	// it is limited to the requester's own orders.
	Roles   []Role
	OwnOnly bool
	// Scope gives it to any role.
	Scope Scope
}

var (
	everyRole  = []Role{RoleAdmin, RoleFleetManager, RoleTechnician, RoleRequester, RoleViewer}
	floorRoles = []Role{RoleAdmin, RoleFleetManager, RoleTechnician}
	leadRoles  = []Role{RoleAdmin, RoleFleetManager}
)

var permissions = []Permission{
	{ActLook, VerifiedNone, CapLook, everyRole, false, ""},
	{ActCheckIn, VerifiedNone, CapIn, floorRoles, false, ""},
	{ActMove, VerifiedBadge, CapMove, floorRoles, false, ""},
	{ActCheckOut, VerifiedBadge, CapOut, floorRoles, false, ""},
	{ActCheckOutUnapproved, VerifiedPIN, CapOutUnapproved, leadRoles, false, ""},
	// An undo of one's own fact needs what nobody needs: In may be done unsigned.
	{ActUndo, VerifiedNone, CapLook, floorRoles, false, ""},
	{ActUndoOther, VerifiedPIN, CapUndoOther, leadRoles, false, ""},
	{ActOrderCreate, VerifiedBadge, CapNewOrder, []Role{RoleAdmin, RoleFleetManager, RoleTechnician, RoleRequester}, false, ScopePlan},
	{ActOrderUpdate, "", "", floorRoles, true, ScopePlan},
	{ActOrderSubmit, VerifiedBadge, CapNewOrder, floorRoles, true, ScopePlan},
	{ActOrderCancel, VerifiedBadge, CapNewOrder, floorRoles, true, ScopePlan},
	{ActOrderApprove, "", "", leadRoles, false, ScopeApprove},
	{ActOrderReject, "", "", leadRoles, false, ScopeApprove},
	{ActExceptionAnswer, VerifiedBadge, CapAnswer, floorRoles, false, ScopeAllocate},
	{ActSettings, VerifiedPIN, CapSettings, nil, false, ""},
	{ActPutCatalog, "", "", leadRoles, false, ScopeCatalog},
	{ActPutJob, "", "", leadRoles, false, ScopePlan},
	{ActPutPeople, "", "", leadRoles, false, ""},
	{ActPutAccount, "", "", []Role{RoleAdmin}, false, ""},
}

// Permissions lists the table, in the order in which documents print it.
func Permissions() []Permission { return slices.Clone(permissions) }

// CheckOutAction returns which action a hand-out is: without an approved order
// it needs more. At central an order that ended meanwhile counts as approved:
// whoever handed out could not know, and the order has its own exception.
func CheckOutAction(side Side, class OrderClass) Action {
	if class == OrderApproved || side == AtCentral && class == OrderRejected {
		return ActCheckOut
	}
	return ActCheckOutUnapproved
}

// Allowed returns nil where a may do act, else an *Error with code forbidden
// (unauthenticated where nobody is signed in) and one of the reasons
// needs_badge, needs_pin, badge_revoked, not_permitted. own says that the order
// is a's own.
func Allowed(a Actor, act Action, own bool) error {
	i := slices.IndexFunc(permissions, func(p Permission) bool { return p.Action == act })
	if i < 0 {
		return forbidden("not_permitted", act, "ask the office")
	}
	switch a.Kind {
	case ActorSystem:
		return nil
	case ActorKiosk:
		return permissions[i].atKiosk(a)
	case ActorUser, ActorToken:
		return permissions[i].atCentral(a, own)
	}
	return forbidden("not_permitted", act, "ask the office")
}

func (p Permission) atKiosk(a Actor) error {
	switch {
	case p.Kiosk == "":
		return forbidden("not_permitted", p.Action, "do it at central")
	case p.Kiosk == VerifiedNone:
		return nil
	case a.SecondID != "" && slices.Contains(a.SecondCapabilities, p.Capability):
		return nil
	case a.PersonID == "" || a.Verified == VerifiedNone || a.Verified == "":
		return &Error{
			Code: CodeUnauthenticated, Reason: "needs_badge",
			Message: "nobody is signed in", Hint: "scan your badge",
		}
	case a.Revoked:
		return forbidden("badge_revoked", p.Action, "ask the office for a new badge")
	case !slices.Contains(a.Capabilities, p.Capability):
		return forbidden("not_permitted", p.Action, "ask somebody who may, or the office")
	case p.Kiosk == VerifiedPIN && a.Verified != VerifiedPIN:
		return forbidden("needs_pin", p.Action, "enter your PIN")
	}
	return nil
}

func (p Permission) atCentral(a Actor, own bool) error {
	switch {
	case slices.Contains(p.Roles, a.Role):
		return nil
	case p.OwnOnly && own && a.Role == RoleRequester:
		return nil
	case p.Scope != "" && slices.Contains(a.Scopes, p.Scope):
		return nil
	}
	return forbidden("not_permitted", p.Action, "ask an administrator for the right")
}

func forbidden(reason string, act Action, hint string) *Error {
	return &Error{Code: CodeForbidden, Reason: reason, Message: "not permitted: " + string(act), Hint: hint}
}

// permitFact checks the right to a fact. A kiosk's fact stands all the same:
// the flag and the exception that it returns say what was wrong. A user's or
// token's command without the right is refused.
func (w *work) permitFact(act Action) error {
	if w.a.Kind != ActorKiosk {
		return Allowed(w.a, act, false)
	}
	switch {
	case w.a.Revoked:
		w.actorFlag, w.actorKind = FlagActorRevoked, ExActorRevoked
	case Allowed(w.a, act, false) != nil:
		w.actorFlag, w.actorKind = FlagNotPermitted, ExNotPermitted
	}
	return nil
}

// withActor returns v as judgeActor will mark it.
func (w *work) withActor(v Verdict) Verdict {
	if w.actorFlag != "" && v.Kind == Applied {
		v.Flags = addFlags(v.Flags, w.actorFlag)
	}
	return v
}

// judgeActor adds what permitFact found to a gesture that took effect.
func (w *work) judgeActor() {
	if w.actorFlag == "" {
		return
	}
	marks := []*Verdict{&w.verdict}
	if len(w.lines) > 0 {
		marks = marks[:0]
		for i := range w.lines {
			marks = append(marks, &w.lines[i].Verdict)
		}
	}
	marks = slices.DeleteFunc(marks, func(v *Verdict) bool { return v.Kind != Applied })
	if len(marks) == 0 {
		return
	}
	x := w.exception(w.actorKind, 0)
	if s := w.c.Body.Subjects(); len(s) > 0 && s[len(s)-1].Type == TargetAsset && len(w.lines) < 2 {
		x.AssetID = AssetID(s[len(s)-1].ID)
	}
	w.open(x)
	for _, v := range marks {
		v.Flags = addFlags(v.Flags, w.actorFlag)
		if v.ExceptionID == "" {
			v.ExceptionID = x.ID
		}
	}
}

// permitWish refuses a wish without the right, whichever door it came through.
func (w *work) permitWish(act Action, own bool) error {
	if w.a.Revoked {
		return forbidden("badge_revoked", act, "ask the office for a new badge")
	}
	return Allowed(w.a, act, own)
}
