package rental

// RentActionUpdateBody changes what an order asks for while nobody has decided on
// it: what is left out is emptied, but for the requester, whom an order keeps. Its
// site and its number stay. Lines need no ids.
type RentActionUpdateBody struct {
	RentActionID  RentActionID `json:"rent_action_id"`
	RequesterID   PersonID     `json:"requester_id,omitempty"`
	RequesterName string       `json:"requester_name,omitempty"`
	ProjectID     ProjectID    `json:"project_id,omitempty"`
	Title         string       `json:"title,omitempty"`
	Window        Window       `json:"window"`
	DestinationID PlaceID      `json:"destination_id,omitempty"`
	Priority      int          `json:"priority,omitempty"`
	IsASAP        bool         `json:"is_asap,omitempty"`
	Notes         string       `json:"notes,omitempty"`
	Lines         []Line       `json:"lines"`
	// IfRev is the revision that must still stand (If-Match); 0 means any.
	IfRev int64 `json:"if_rev,omitempty"`
}

// CommandKind returns KindRentActionUpdate.
func (RentActionUpdateBody) CommandKind() Kind { return KindRentActionUpdate }

// Subjects returns the order.
func (b RentActionUpdateBody) Subjects() []Subject {
	return []Subject{{Type: TargetRentAction, ID: string(b.RentActionID)}}
}

// asked is the change as the wish for a new order has it: the same rules hold.
func (b RentActionUpdateBody) asked() RentActionCreateBody {
	return RentActionCreateBody{
		RentActionID: b.RentActionID, RequesterID: b.RequesterID, RequesterName: b.RequesterName, ProjectID: b.ProjectID, Title: b.Title,
		Window: b.Window, DestinationID: b.DestinationID, Priority: b.Priority, IsASAP: b.IsASAP, Notes: b.Notes, Lines: b.Lines,
	}
}

// updateOrder changes an order that is still a draft or waits for a decision, and
// of which nothing was set aside or has left: custody and due times follow from
// what the order said then.
func (w *work) updateOrder(b RentActionUpdateBody) error {
	o, p := find[RentAction](w, string(b.RentActionID))
	if err := w.permitWish(ActOrderUpdate, w.ownsOrder(o)); err != nil {
		return err
	}
	switch {
	case p != Present:
		return refuse(CodeNotFound, "unknown_rent_action", "rent_action_id", "there is no such order", "check the number, or sync first")
	case b.IfRev != 0 && b.IfRev != o.Rev:
		return StaleAt(o.Rev, b.IfRev)
	case o.Status != Draft && o.Status != Pending:
		return refuse(CodeConflict, "order_is_"+string(o.Status), "",
			"order "+string(o.Number)+" is "+string(o.Status)+": it cannot be changed", "cancel it, or make a further order")
	}
	allocs, _ := w.allocations(o.ID)
	for _, al := range allocs {
		if al.Status != AllocCancelled {
			return refuse(CodeConflict, "goods_left", "", "goods of order "+string(o.Number)+" were set aside or have left", "make a further order")
		}
	}
	if err := w.checkAsked(b.asked()); err != nil {
		return err
	}
	if b.RequesterID != "" || b.RequesterName != "" {
		o.RequesterID, o.RequesterName = b.RequesterID, b.RequesterName
	}
	o.ProjectID, o.Title, o.Window, o.DestinationID = b.ProjectID, b.Title, b.Window, b.DestinationID
	o.Priority, o.IsASAP, o.Notes = b.Priority, b.IsASAP, b.Notes
	o.Lines = w.changedLines(o.Lines, b.Lines)
	w.verdict = applied()
	w.stepOrder(o, o.Status)
	w.widenJob(o.ProjectID, o.SiteID)
	return nil
}

// changedLines returns the lines of a changed order: each keeps the id of the first
// line of its type that no other has taken.
func (w *work) changedLines(was, wanted []Line) []Line {
	free := map[ItemTypeID][]LineID{}
	for _, l := range was {
		free[l.ItemTypeID] = append(free[l.ItemTypeID], l.ID)
	}
	lines := make([]Line, 0, len(wanted))
	for i, l := range wanted {
		id := LineID(DeriveID(w.c.ID, "line", i))
		if kept := free[l.ItemTypeID]; len(kept) > 0 {
			id, free[l.ItemTypeID] = kept[0], kept[1:]
		}
		lines = append(lines, Line{ID: id, ItemTypeID: l.ItemTypeID, Requested: l.Requested, Notes: l.Notes})
	}
	return lines
}
