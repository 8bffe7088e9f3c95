package rental

import (
	"fmt"
	"strconv"
)

// The bounds of an order.
const (
	MaxOrderLines   = 200
	MaxLineQuantity = 9_999
	// MaxTextRunes bounds titles, notes and reasons.
	MaxTextRunes = 2_000
	// maxClashes is how often one number is told apart before a person must act,
	// clashesAtOnce how many further numbers are looked up in one round: a ledger
	// answers a few dozen rounds.
	maxClashes    = 99
	clashesAtOnce = 20
)

func refuse(code Code, reason, field, message, hint string) error {
	return &Error{Code: code, Reason: reason, Message: message, Field: field, Hint: hint}
}

// createOrder takes a new order as a draft. Its number is the caller's, or
// empty for the ledger to fill.
func (w *work) createOrder(b RentActionCreateBody) error {
	if err := w.permitWish(ActOrderCreate, true); err != nil {
		return err
	}
	w.ask(Key{RentActions, string(b.RentActionID)}, Key{OrderByNumber, string(b.Number)})
	site := b.SiteID
	if site == "" {
		site = w.c.Origin.SiteID
	}
	if err := w.checkNewOrder(b, site); err != nil {
		return err
	}
	o := RentAction{
		ID: b.RentActionID, Number: b.Number, Meta: Meta{SiteID: site}, Status: Draft,
		RequesterID: b.RequesterID, RequesterName: b.RequesterName, ProjectID: b.ProjectID, Title: b.Title,
		Window: b.Window, DestinationID: b.DestinationID, Priority: b.Priority, IsASAP: b.IsASAP, Notes: b.Notes,
	}
	if o.RequesterID == "" && o.RequesterName == "" {
		o.RequesterID, o.RequesterName = w.a.PersonID, w.a.PersonName
	}
	for i, l := range b.Lines {
		if l.ID == "" {
			l.ID = LineID(DeriveID(w.c.ID, "line", i))
		}
		o.Lines = append(o.Lines, Line{ID: l.ID, ItemTypeID: l.ItemTypeID, Requested: l.Requested, Notes: l.Notes})
	}
	w.verdict = applied()
	if err := w.tellApart(&o); err != nil {
		return err
	}
	w.put(o)
	w.emit(EventRentActionCreated, "rent_action/"+string(o.ID), o.SiteID, orderChanged(o, "", w.now))
	if !w.atKiosk() {
		w.widenJob(o.ProjectID, o.SiteID)
	}
	return nil
}

// tellApart gives the order a free number where its own is taken: "K3-0042/2".
func (w *work) tellApart(o *RentAction) error {
	if o.Number == "" || w.atKiosk() {
		return nil
	}
	first, p := w.byNumber(o.Number)
	if p != Present || first.ID == o.ID {
		return nil
	}
	asked := o.Number
	numbered := func(n int) Number { return asked + Number("/"+strconv.Itoa(n)) }
	for n := 2; ; n++ {
		if n > maxClashes {
			return refuse(CodeConflict, "number_clash", "number", "the number "+string(asked)+" was given too often", "ask the office to rotate the kiosk's number prefix")
		}
		if n%clashesAtOnce == 2 {
			for more := range clashesAtOnce {
				w.ask(Key{OrderByNumber, string(numbered(n + more))})
			}
		}
		o.Number = numbered(n)
		if other, p := w.byNumber(o.Number); p != Present || other.ID == o.ID {
			break
		}
	}
	x := w.exception(ExNumberClash, 0)
	x.SiteID, x.RentActionID = o.SiteID, o.ID
	if first.SiteID != x.SiteID {
		x.AlsoSiteID = first.SiteID
	}
	w.detail(x, "order", string(o.Number))
	w.detail(x, "other_order", string(asked))
	w.detail(x, "other_person", first.RequesterName)
	w.verdict.Flags = []Flag{FlagNumberClash}
	w.verdict.ExceptionID = w.open(x)
	return nil
}

func (w *work) byNumber(n Number) (RentAction, Presence) {
	e := w.s.get(Key{OrderByNumber, string(n)})
	o, ok := e.Value.(RentAction)
	if e.Presence == Present && !ok {
		return RentAction{}, Unknown
	}
	return o, e.Presence
}

func (w *work) checkNewOrder(b RentActionCreateBody, site SiteID) error {
	switch {
	case b.RentActionID == "":
		return refuse(CodeInvalid, "missing_id", "rent_action_id", "an order needs an id", "")
	case site == "":
		return refuse(CodeInvalid, "missing_site", "site_id", "an order needs the site that it leaves from", "name the site")
	}
	if err := w.checkAsked(b); err != nil {
		return err
	}
	if _, p := find[RentAction](w, string(b.RentActionID)); p == Present {
		return refuse(CodeConflict, "already_exists", "rent_action_id", "there is an order with this id already", "open it, or use a new id")
	}
	if place, p := find[Place](w, string(site)); p == Absent || p == Present && place.Kind != PlaceSite {
		return refuse(CodeInvalid, "unknown_site", "site_id", "there is no site "+string(site), "choose a place of kind site")
	}
	return nil
}

// checkAsked checks what is asked for, in a new order and in one that is changed.
func (w *work) checkAsked(b RentActionCreateBody) error {
	switch {
	case !b.Window.ordered():
		return refuse(CodeInvalid, "bad_window", "window", "an order must end after it starts", "choose another end")
	case !b.Window.plausible():
		return refuse(CodeInvalid, "bad_window", "window", "an order lies between the years 2000 and 2200", "give times in milliseconds since 1970, UTC")
	case len(b.Lines) == 0:
		return refuse(CodeInvalid, "no_lines", "lines", "an order needs at least one line", "add what is wanted")
	case len(b.Lines) > MaxOrderLines:
		return refuse(CodeTooLarge, "too_many_lines", "lines", fmt.Sprintf("%d lines, the most is %d", len(b.Lines), MaxOrderLines), "split the order")
	case runes(b.Title, b.Notes) > MaxTextRunes:
		return refuse(CodeTooLarge, "text_too_long", "notes", fmt.Sprintf("title and notes hold more than %d characters", MaxTextRunes), "shorten them")
	}
	if err := w.checkLines(b.Lines); err != nil {
		return err
	}
	if b.ProjectID != "" {
		if _, p := find[Project](w, string(b.ProjectID)); p == Absent {
			return refuse(CodeInvalid, "unknown_project", "project_id", "there is no such job", "choose another job")
		}
	}
	if b.DestinationID != "" {
		if _, p := find[Place](w, string(b.DestinationID)); p == Absent {
			return refuse(CodeInvalid, "unknown_place", "destination_id", "there is no such place", "choose another place")
		}
	}
	return nil
}

func (w *work) checkLines(lines []Line) error {
	ids := map[LineID]bool{}
	for i, l := range lines {
		field := fmt.Sprintf("lines[%d]", i)
		switch {
		case l.Requested < 1 || l.Requested > MaxLineQuantity:
			return refuse(CodeInvalid, "bad_quantity", field+".requested_quantity", fmt.Sprintf("%d is no quantity between 1 and %d", l.Requested, MaxLineQuantity), "change the quantity")
		case l.ID != "" && ids[l.ID]:
			return refuse(CodeInvalid, "duplicate_line", field+".id", "two lines have the same id", "")
		}
		ids[l.ID] = true
		typ, p := find[ItemType](w, string(l.ItemTypeID))
		if p == Absent || p == Present && typ.Archived {
			return refuse(CodeInvalid, "unknown_item_type", field+".item_type_id", "there is no such item type", "choose one from the catalogue")
		}
	}
	return nil
}

func runes(texts ...string) int {
	n := 0
	for _, t := range texts {
		for range t {
			n++
		}
	}
	return n
}

// stepOrderWish submits, cancels, approves or rejects an order.
func (w *work) stepOrderWish(b RentActionStepBody) error {
	o, p := find[RentAction](w, string(b.RentActionID))
	if err := w.permitWish(stepAction(b.Step), w.ownsOrder(o)); err != nil {
		return err
	}
	if p != Present {
		if w.atKiosk() && p != Absent {
			w.verdict = applied(FlagProvisional)
			return nil
		}
		return refuse(CodeNotFound, "unknown_rent_action", "rent_action_id", "there is no such order", "check the number, or sync first")
	}
	if b.IfRev != 0 && b.IfRev != o.Rev {
		return StaleAt(o.Rev, b.IfRev)
	}
	w.verdict = applied()
	switch b.Step {
	case KindRentActionSubmit:
		return w.submit(o)
	case KindRentActionCancel:
		return w.cancel(o, b.Reason)
	case KindRentActionApprove:
		return w.approve(o)
	case KindRentActionReject:
		return w.reject(o, b.Reason)
	default:
		return refuse(CodeInvalid, "unknown_kind", "kind", "no such step: "+string(b.Step), "update this program")
	}
}

// StaleAt refuses a change of a row at revision have by who saw it at want.
func StaleAt(have, want int64) error {
	return &Error{
		Code: CodePreconditionFailed, Reason: "rev_mismatch", Field: "if_rev", Rev: have,
		Message: fmt.Sprintf("it was changed meanwhile (revision %d, you saw %d)", have, want), Hint: "read it again and decide anew",
	}
}

func stepAction(step Kind) Action {
	switch step {
	case KindRentActionSubmit:
		return ActOrderSubmit
	case KindRentActionCancel:
		return ActOrderCancel
	case KindRentActionApprove:
		return ActOrderApprove
	default:
		return ActOrderReject
	}
}

// ownsOrder reports whether the actor made the order or is its requester.
func (w *work) ownsOrder(o RentAction) bool {
	return o.ID != "" && (o.CreatedBy == w.a.String() || o.RequesterID != "" && o.RequesterID == w.a.PersonID)
}

func badStep(o RentAction, verb string) error {
	return refuse(CodeConflict, "order_is_"+string(o.Status), "",
		"order "+string(o.Number)+" is "+string(o.Status)+": it cannot be "+verb, "open the order and look at its state")
}

func (w *work) submit(o RentAction) error {
	if o.Status != Draft {
		return badStep(o, "submitted")
	}
	w.stepOrder(o, Pending)
	return nil
}

func (w *work) cancel(o RentAction, reason string) error {
	if _, ok := OrderTransitionOf(o.Status, Cancelled); !ok {
		return badStep(o, "cancelled")
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	allocs, p := w.allocations(o.ID)
	for _, al := range allocs {
		if al.Status == AllocOut {
			return refuse(CodeConflict, "goods_out", "", "goods of order "+string(o.Number)+" are still out", "take them back first")
		}
	}
	if p == Unknown {
		w.verdict = applied(FlagProvisional)
	}
	for _, al := range allocs {
		if al.Status == AllocAllocated || al.Status == AllocPacked {
			al.Status = AllocCancelled
			w.put(al)
		}
	}
	o.Reason = reason
	w.stepOrder(o, Cancelled)
	return nil
}

func (w *work) approve(o RentAction) error {
	if o.Status != Pending {
		return badStep(o, "approved")
	}
	if err := w.checkLines(o.Lines); err != nil {
		return err
	}
	w.stepOrder(o, Approved)
	w.settle(o.ID) // goods may have left before the approval
	return nil
}

func (w *work) reject(o RentAction, reason string) error {
	switch {
	case o.Status != Pending:
		return badStep(o, "rejected")
	case reason == "":
		return refuse(CodeInvalid, "missing_reason", "reason", "a rejection needs a reason", "say why")
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	o.Reason = reason
	w.stepOrder(o, Rejected)
	return nil
}

// checkReason bounds what a person may say of a decision.
func checkReason(reason string) error {
	if runes(reason) > MaxTextRunes {
		return refuse(CodeTooLarge, "text_too_long", "reason", fmt.Sprintf("a reason holds at most %d characters", MaxTextRunes), "shorten it")
	}
	return nil
}
