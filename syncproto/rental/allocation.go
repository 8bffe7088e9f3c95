package rental

// allocate binds the thing to a line of the order, reusing what was set aside
// for it, and returns the allocation's id with what was odd about it.
func (w *work) allocate(b CheckOutBody, n int, l AssetLine, t thing) (AllocationID, []Flag) {
	order, _ := find[RentAction](w, string(b.RentActionID))
	allocs, p := w.allocations(order.ID)
	if p != Present {
		return "", []Flag{FlagProvisional}
	}
	var flags []Flag
	al := Allocation{
		ID: AllocationID(DeriveID(w.c.ID, "allocation", n)), Meta: Meta{SiteID: order.SiteID},
		RentActionID: order.ID, AssetID: t.asset.ID, ItemTypeID: t.asset.ItemTypeID, Quantity: 1,
	}
	if set, ok := setAside(allocs, t.asset.ID); ok {
		al = set
	} else {
		al.LineID, flags = chooseLine(order, allocs, l.LineID, t.asset.ItemTypeID)
	}
	al.Status, al.OutAt, al.OutFact = AllocOut, w.c.Occurred.T, w.c.ID
	if other := w.siteBeside(order, t); other != "" && order.AlsoSiteID == "" {
		order.AlsoSiteID = other
		w.widen(order, allocs)
	}
	al.AlsoSiteID = order.AlsoSiteID
	w.put(al)
	return al.ID, flags
}

// siteBeside returns the second site that a hand-out on this order touches:
// that of the thing, else that of the gesture; empty where there is none.
func (w *work) siteBeside(order RentAction, t thing) SiteID {
	for _, s := range []SiteID{t.asset.SiteID, w.c.Origin.SiteID} {
		if s != "" && order.SiteID != "" && s != order.SiteID {
			return s
		}
	}
	return ""
}

// widen lets a second site see an order: the order, all its allocations (they
// follow it, so that whoever knows an order knows its counts) and its job. An
// undo leaves it so: what a site has seen it may go on seeing.
func (w *work) widen(o RentAction, allocs []Allocation) {
	w.put(o)
	if w.atKiosk() {
		return
	}
	for _, al := range allocs {
		if al.AlsoSiteID == "" {
			al.AlsoSiteID = o.AlsoSiteID
			w.put(al)
		}
	}
	w.widenJob(o.ProjectID, o.AlsoSiteID)
}

// widenJob lets a second site see a job that one of its orders touches.
func (w *work) widenJob(id ProjectID, site SiteID) {
	job, p := find[Project](w, string(id))
	if p != Present || site == "" || job.SiteID == site || job.AlsoSiteID != "" {
		return
	}
	before := job
	job.AlsoSiteID = site
	w.put(job)
	w.emitPut(job, before)
}

func setAside(allocs []Allocation, asset AssetID) (Allocation, bool) {
	for _, al := range allocs {
		if al.AssetID == asset && (al.Status == AllocAllocated || al.Status == AllocPacked) {
			return al, true
		}
	}
	return Allocation{}, false
}

// chooseLine returns the line that a thing of this type goes to: the one asked
// for, else the first of its type that is not filled, else none.
func chooseLine(o RentAction, allocs []Allocation, asked LineID, typ ItemTypeID) (LineID, []Flag) {
	counts := CountLines(o, allocs)
	ordered := false
	for _, l := range o.Lines {
		full := counts[l.ID].EverOut()+l.Cancelled >= l.Requested
		if asked != "" && l.ID == asked {
			if full {
				return l.ID, []Flag{FlagOverRequested}
			}
			return l.ID, nil
		}
		if l.ItemTypeID != typ {
			continue
		}
		ordered = true
		if asked == "" && !full {
			return l.ID, nil
		}
	}
	switch {
	case asked != "":
		return chooseLine(o, allocs, "", typ) // the order has no such line
	case ordered:
		return "", []Flag{FlagOverRequested}
	default:
		return "", []Flag{FlagNotOrdered}
	}
}

// settle brings the status of an approved order in line with its goods:
// fulfilled when every line has left, closed when all is back. It also takes
// both steps back where an undo needs it.
func (w *work) settle(id RentActionID) {
	o, p := find[RentAction](w, string(id))
	if p != Present || o.Status != Approved && o.Status != Fulfilled && o.Status != Closed {
		return
	}
	allocs, p := w.allocations(id)
	if p != Present {
		return
	}
	to := goodsStatus(o, allocs)
	if _, forward := forwardSteps[[2]OrderStatus{o.Status, to}]; to == o.Status || !forward && w.c.Kind != KindUndo {
		return
	}
	// An order can be filled and emptied by one gesture; nobody skips a state.
	if o.Status == Approved && to == Closed || o.Status == Closed && to == Approved {
		o = w.stepOrder(o, Fulfilled)
	}
	w.stepOrder(o, to)
}

// forwardSteps are the moves that goods may give an approved order outside an undo.
var forwardSteps = map[[2]OrderStatus]struct{}{
	{Approved, Fulfilled}: {},
	{Approved, Closed}:    {},
	{Fulfilled, Closed}:   {},
}

// goodsStatus returns the status that an approved order's goods give it.
func goodsStatus(o RentAction, allocs []Allocation) OrderStatus {
	counts := CountLines(o, allocs)
	for _, l := range o.Lines {
		if counts[l.ID].EverOut()+l.Cancelled < l.Requested {
			return Approved
		}
	}
	for _, al := range allocs {
		switch al.Status {
		case AllocAllocated, AllocPacked, AllocOut:
			return Fulfilled
		case AllocReturned, AllocConsumed, AllocCancelled, AllocLost:
		}
	}
	return Closed
}

// stepOrder moves an order to another status and says so.
func (w *work) stepOrder(o RentAction, to OrderStatus) RentAction {
	from := o.Status
	o.Status = to
	w.put(o)
	t := EventRentActionUpdated
	switch {
	case to == Fulfilled && from == Approved:
		t = EventRentActionFulfilled
	case to == Closed:
		t = EventRentActionClosed
	case to == Pending && from != Pending:
		t = EventRentActionSubmitted
	case to == Cancelled:
		t = EventRentActionCancelled
	case to == Approved && from == Pending:
		t = EventRentActionApproved
	case to == Rejected:
		t = EventRentActionRejected
	}
	w.emit(t, "rent_action/"+string(o.ID), o.SiteID, orderChanged(o, from, w.now))
	return o
}
