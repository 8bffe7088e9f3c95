package rental

// OrderClass is what matters of an order when something leaves on it.
type OrderClass string

// The classes of orders at a hand-out.
const (
	// OrderNone: handed out without an order (ad hoc).
	OrderNone OrderClass = "none"
	// OrderApproved: approved or fulfilled.
	OrderApproved OrderClass = "approved"
	// OrderUnapproved: a draft, or pending.
	OrderUnapproved OrderClass = "unapproved"
	// OrderUnknown: this side does not know the order.
	OrderUnknown OrderClass = "unknown"
	// OrderRejected: rejected, cancelled or closed; nothing may leave on it.
	OrderRejected OrderClass = "rejected"
)

// OrderClasses lists every class in the order in which documents print them.
func OrderClasses() []OrderClass {
	return []OrderClass{OrderNone, OrderApproved, OrderUnapproved, OrderUnknown, OrderRejected}
}

// ClassOf returns the class of an order that is known.
func ClassOf(o RentAction) OrderClass {
	switch o.Status {
	case Draft, Pending:
		return OrderUnapproved
	case Approved, Fulfilled:
		return OrderApproved
	case Rejected, Cancelled, Closed:
		return OrderRejected
	}
	return OrderUnknown
}

// orderOf returns the order of a hand-out with its class.
func (w *work) orderOf(id RentActionID) (RentAction, OrderClass) {
	if id == "" {
		return RentAction{}, OrderNone
	}
	o, p := find[RentAction](w, string(id))
	if p != Present {
		return RentAction{ID: id}, OrderUnknown
	}
	return o, ClassOf(o)
}

func (w *work) checkOut(b CheckOutBody) error {
	w.ask(Key{RentActions, string(b.RentActionID)}, Key{OrderAllocations, string(b.RentActionID)})
	w.askLines(b.Lines)
	_, class := w.orderOf(b.RentActionID)
	if err := w.permitFact(CheckOutAction(w.s.Side, class)); err != nil {
		return err
	}
	if w.a.Kind == ActorUser || w.a.Kind == ActorToken {
		if err := w.checkHandOut(b, class); err != nil {
			return err
		}
	}
	if _, p := find[Place](w, string(b.DestinationID)); p == Absent && !w.atKiosk() {
		b.DestinationID = "" // it did leave; where to, nobody knows
	}
	for i, l := range b.Lines {
		w.line(i, w.checkOutLine(b, i, l))
	}
	w.settle(b.RentActionID)
	return nil
}

// checkHandOut refuses a hand-out that a program asks for and that names what
// does not exist: unlike a dock's it has not happened yet.
func (w *work) checkHandOut(b CheckOutBody, class OrderClass) error {
	if class == OrderUnknown {
		return refuse(CodeInvalid, "unknown_rent_action", "rent_action_id", "there is no such order", "choose an order, or leave it out")
	}
	if _, p := find[Place](w, string(b.DestinationID)); b.DestinationID != "" && p == Absent {
		return refuse(CodeInvalid, "unknown_place", "destination_id", "there is no such place", "choose another place")
	}
	switch holder, p := find[Person](w, string(b.HolderID)); {
	case b.HolderID == "":
	case p == Absent:
		return refuse(CodeInvalid, "unknown_person", "holder_id", "nobody with this id works here", "choose another person")
	case p == Present && holder.Archived:
		return refuse(CodeInvalid, "person_archived", "holder_id", holder.Name+" is archived", "name somebody who is here")
	}
	if b.Due != 0 && b.Due <= w.c.Occurred.T {
		return refuse(CodeInvalid, "bad_due", "due", "this is due before it leaves", "choose a later moment, or none")
	}
	return nil
}

// checkOutLine judges one thing that left. The order of the tests is the
// order of the conflict table: what a thing is counts before what its order is.
func (w *work) checkOutLine(b CheckOutBody, n int, l AssetLine) Verdict {
	t := w.thing(l)
	if !t.whole && !t.carded {
		v := w.unknownThing(t)
		w.tellUnknown(n, DirOut, v)
		return v
	}
	order, class := w.orderOf(b.RentActionID)
	v := w.judgeOut(b, n, l, t, order, class)
	w.tellOut(n, b, t, order, class, w.withActor(v))
	return v
}

func (w *work) judgeOut(b CheckOutBody, n int, l AssetLine, t thing, order RentAction, class OrderClass) Verdict {
	switch {
	case t.asset.Status == Retired:
		w.seenOnly(t, "")
		return conflict("retired", w.raise(ExRetired, n, t, order.Number))
	case t.asset.LastIn.After(w.c.Occurred):
		return w.historicalOut(t)
	case t.asset.Status == Deployed || t.asset.Status == Recalled:
		if w.sameHolder(b, order, t) {
			w.seenOnly(t, "")
			return applied(addFlags([]Flag{FlagNoChange}, w.otherSite(t)...)...)
		}
		w.seenOnly(t, "")
		return conflict("already_out", w.raiseAlreadyOut(n, t, b, order))
	case class == OrderUnknown && !w.atKiosk():
		return deferred("unknown_rent_action", "rent_action:"+string(b.RentActionID))
	}
	return w.handOut(b, n, l, t, order, class)
}

// holder returns who answers for what leaves: the person named, else whoever
// stood at the kiosk.
func (w *work) holder(b CheckOutBody) (PersonID, string) {
	if b.HolderID != "" || b.HolderName != "" {
		return b.HolderID, b.HolderName
	}
	return w.a.PersonID, w.a.PersonName
}

// sameHolder reports whether the thing is out on this very order, or ad hoc
// with this very person.
func (w *work) sameHolder(b CheckOutBody, order RentAction, t thing) bool {
	if t.carded {
		return order.Number != "" && order.Number == t.card.HolderNumber
	}
	held := t.asset.Custody
	if b.RentActionID != "" {
		return held.RentActionID == b.RentActionID
	}
	person, _ := w.holder(b)
	return held.RentActionID == "" && person != "" && held.PersonID == person
}

// handOut deploys the thing.
func (w *work) handOut(b CheckOutBody, n int, l AssetLine, t thing, order RentAction, class OrderClass) Verdict {
	var v Verdict
	v.Kind = Applied
	mark := func(f Flag, kind ExceptionKind) {
		v.Flags = addFlags(v.Flags, f)
		if id := w.raise(kind, n, t, order.Number); v.ExceptionID == "" {
			v.ExceptionID = id
		}
	}
	switch t.asset.Status {
	case Maintenance:
		mark(FlagLeftMaintenance, ExLeftMaintenance)
	case Missing:
		mark(FlagFound, ExFound)
	default:
	}
	var alloc AllocationID
	switch class {
	case OrderRejected:
		mark(FlagOrderRejected, ExOrderRejected)
	case OrderUnapproved, OrderApproved:
		if class == OrderUnapproved {
			v.Flags = addFlags(v.Flags, FlagUnapproved)
		}
		id, flags := w.allocate(b, n, l, t)
		alloc, v.Flags = id, addFlags(v.Flags, flags...)
	case OrderUnknown:
		v.Flags = addFlags(v.Flags, FlagProvisional)
	case OrderNone:
	}
	v.Flags = addFlags(v.Flags, w.otherSite(t)...)
	w.deploy(b, &t, order, alloc)
	w.write(t)
	w.emit(EventAssetCheckedOut, "asset/"+string(t.asset.ID), t.asset.SiteID, AssetCheckedOut{
		AssetRef: refOf(t.asset), Custody: t.asset.Custody, PlaceID: t.asset.PlaceID,
		KioskID: w.c.Origin.KioskID, At: w.c.Occurred.T, FactID: w.c.ID, Flags: v.Flags,
	})
	return v
}

// deploy sets what a hand-out changes of the thing itself.
func (w *work) deploy(b CheckOutBody, t *thing, order RentAction, alloc AllocationID) {
	person, name := w.holder(b)
	destination, due, project := b.DestinationID, b.Due, b.ProjectID
	if destination == "" {
		destination = order.DestinationID
	}
	if due == 0 {
		due = order.Window.End
	}
	if project == "" {
		project = order.ProjectID
	}
	as := &t.asset
	as.Status = Deployed
	as.Custody = Custody{
		RentActionID: b.RentActionID, Number: order.Number, AllocationID: alloc, ProjectID: project,
		PersonID: person, PersonName: name, KioskID: w.c.Origin.KioskID,
		Since: w.c.Occurred.T, Due: due, FactID: w.c.ID,
	}
	as.PlaceID = destination
	as.Usage.CheckOuts++
	as.LastOut = w.c.Occurred
	as.LastFact = w.c.ID
	w.sighted(t, "")
}

// historicalOut takes a hand-out that a later return is already known of: only
// usage counts, and the question why something came back that was not out has
// answered itself.
func (w *work) historicalOut(t thing) Verdict {
	flags := addFlags([]Flag{FlagHistorical}, w.otherSite(t)...)
	t.asset.Usage.CheckOuts++
	t.asset.Usage.HoursOutMs += span(w.c.Occurred.T, t.asset.LastIn.T)
	t.asset.LastFact = w.c.ID
	w.sighted(&t, "")
	w.write(t)
	w.emit(EventAssetUpdated, "asset/"+string(t.asset.ID), t.asset.SiteID, AssetUpdated{
		AssetRef: refOf(t.asset), Status: t.asset.Status, Usage: t.asset.Usage,
		Cause: string(FlagHistorical), At: w.c.Occurred.T, FactID: w.c.ID,
	})
	for _, x := range w.openExceptions(Key{OpenExceptions, string(t.asset.ID)}) {
		if x.Kind == ExUnmatchedReturn && x.FactID == t.asset.LastIn.ItemID {
			w.resolve(x, AnswerAuto, "the earlier check-out has arrived")
		}
	}
	return applied(flags...)
}
