package rental

func (w *work) checkIn(b CheckInBody) error {
	if err := w.permitFact(ActCheckIn); err != nil {
		return err
	}
	w.askLines(b.Lines)
	place := b.PlaceID
	if place == "" {
		place = w.returnsPlace()
	}
	if _, p := find[Place](w, string(place)); p == Absent && !w.atKiosk() {
		place = w.returnsPlace() // it did come back, so it is somewhere
	}
	var orders []RentActionID
	for i, l := range b.Lines {
		v, order := w.checkInLine(i, l, place)
		w.line(i, v)
		orders = append(orders, order)
	}
	for _, id := range orders {
		w.settle(id)
	}
	return nil
}

// returnsPlace is where a thing is that came back to the kiosk: its site, if no
// place was named for it. It is no longer where it was out to.
func (w *work) returnsPlace() PlaceID {
	if w.c.Origin.ReturnsPlaceID == "" {
		return PlaceID(w.c.Origin.SiteID)
	}
	return w.c.Origin.ReturnsPlaceID
}

// checkInLine judges one thing that came back; it also returns the order that
// the thing came back from.
func (w *work) checkInLine(n int, l AssetLine, place PlaceID) (Verdict, RentActionID) {
	t := w.thing(l)
	if !t.whole && !t.carded {
		v := w.unknownThing(t)
		w.tellUnknown(n, DirIn, v)
		return v, ""
	}
	v, order := w.judgeIn(n, t, place)
	w.tellIn(n, t, place, w.withActor(v))
	return v, order
}

func (w *work) judgeIn(n int, t thing, place PlaceID) (Verdict, RentActionID) {
	switch t.asset.Status {
	case Retired:
		w.seenOnly(t, place)
		return conflict("retired", w.raise(ExRetired, n, t, "")), ""
	case Available, Reserved, Maintenance:
		return w.unmatched(n, t, place), ""
	case Deployed, Recalled:
		if t.asset.LastOut.After(w.c.Occurred) {
			return w.historicalIn(t, place), ""
		}
	case Missing:
	}
	order := t.asset.Custody.RentActionID
	return w.takeBack(t, place), order
}

// arrive puts the thing at place.
func (w *work) arrive(t *thing, place PlaceID) {
	if place != "" {
		t.asset.PlaceID = place
	}
	t.asset.SiteID = w.siteOf(place, w.siteHere(t.asset.SiteID))
	if supersedes(w.c.Occurred, t.asset.LastIn) {
		t.asset.LastIn = w.c.Occurred
	}
	t.asset.LastFact = w.c.ID
	w.sighted(t, place)
}

// siteHere returns the site of the gesture, and fallback where it has none.
func (w *work) siteHere(fallback SiteID) SiteID {
	if w.c.Origin.SiteID != "" {
		return w.c.Origin.SiteID
	}
	return fallback
}

// takeBack ends the thing's custody.
func (w *work) takeBack(t thing, place PlaceID) Verdict {
	var flags []Flag
	held, from := t.asset.Custody, t.asset.Status
	if from == Missing {
		flags = append(flags, FlagFound)
	}
	t.asset.Status = Available
	if w.inspects(t) {
		t.asset.Status = Maintenance
		flags = append(flags, FlagNeedsInspection)
	}
	w.giveBack(held, w.c.Occurred.T)
	t.asset.Usage.HoursOutMs += hoursOut(held, w.c.Occurred.T)
	if held.Since != 0 {
		t.asset.Usage.Cycles++
	}
	t.asset.Custody = Custody{}
	w.arrive(&t, place)
	w.write(t)
	flags = addFlags(flags, w.otherSite(t)...)
	w.emitCheckedIn(t, held, flags)
	return applied(flags...)
}

// maxLoan bounds what one loan may add to usage: a clock can say anything.
const maxLoan = 100 * 365 * 24 * 3_600_000

// hoursOut returns for how long something was out, in ms; never negative.
func hoursOut(held Custody, until Millis) int64 {
	if held.Since == 0 {
		return 0
	}
	return span(held.Since, until)
}

// span returns the ms from one moment to another, within 0 and maxLoan.
func span(from, to Millis) int64 {
	if to <= from {
		return 0
	}
	if ms := int64(to - from); ms > 0 && ms < maxLoan { // below zero: it overflowed
		return ms
	}
	return maxLoan
}

// inspects reports whether things of this type need a look after a loan.
func (w *work) inspects(t thing) bool {
	typ, p := find[ItemType](w, string(t.asset.ItemTypeID))
	return p == Present && typ.InspectOnReturn
}

// giveBack marks the allocation of a custody as returned, if it is open.
func (w *work) giveBack(held Custody, at Millis) {
	al, p := find[Allocation](w, string(held.AllocationID))
	if p != Present || al.Status != AllocOut {
		return
	}
	al.Status, al.InAt, al.InFact = AllocReturned, at, w.c.ID
	w.put(al)
}

// unmatched takes a thing that was not known to be out: it is here now, its
// status stays, and a person is asked, unless it was in repair.
func (w *work) unmatched(n int, t thing, place PlaceID) Verdict {
	v := applied(FlagUnmatched)
	if t.asset.Status != Maintenance {
		v.ExceptionID = w.raise(ExUnmatchedReturn, n, t, "")
		if w.inspects(t) {
			v.Flags = addFlags(v.Flags, FlagNeedsInspection)
		}
	}
	w.arrive(&t, place)
	w.write(t)
	v.Flags = addFlags(v.Flags, w.otherSite(t)...)
	w.emitCheckedIn(t, Custody{}, v.Flags)
	return v
}

// historicalIn takes a return from before the hand-out that holds the thing
// now: nothing changes but what is known of its past.
func (w *work) historicalIn(t thing, place PlaceID) Verdict {
	flags := addFlags([]Flag{FlagHistorical}, w.otherSite(t)...)
	if supersedes(w.c.Occurred, t.asset.LastIn) {
		t.asset.LastIn = w.c.Occurred
	}
	w.sighted(&t, place)
	w.write(t)
	w.emitCheckedIn(t, Custody{}, flags)
	return applied(flags...)
}

func (w *work) emitCheckedIn(t thing, held Custody, flags []Flag) {
	w.emit(EventAssetCheckedIn, "asset/"+string(t.asset.ID), t.asset.SiteID, AssetCheckedIn{
		AssetRef: refOf(t.asset), Status: t.asset.Status, PlaceID: t.asset.PlaceID, Was: held,
		KioskID: w.c.Origin.KioskID, At: w.c.Occurred.T, FactID: w.c.ID, Flags: flags,
	})
}
