package rental

func (w *work) move(b MoveBody) error {
	if err := w.permitFact(ActMove); err != nil {
		return err
	}
	w.askLines(b.Lines)
	_, p := find[Place](w, string(b.PlaceID))
	for i, l := range b.Lines {
		if p != Present && !w.atKiosk() {
			w.line(i, deferred("unknown_place", "place:"+string(b.PlaceID)))
			continue
		}
		w.line(i, w.moveLine(b, i, l, p == Present))
	}
	return nil
}

// moveLine judges one thing that stands at another place now. Custody does not
// change: what is out stays out, what is missing stays missing until its In.
func (w *work) moveLine(b MoveBody, n int, l AssetLine, placeKnown bool) Verdict {
	t := w.thing(l)
	if !t.whole && !t.carded {
		v := w.unknownThing(t)
		w.tellUnknown(n, DirMove, v)
		return v
	}
	v := w.judgeMove(b, n, t, placeKnown)
	w.tellMove(n, t, b.PlaceID, w.withActor(v))
	return v
}

func (w *work) judgeMove(b MoveBody, n int, t thing, placeKnown bool) Verdict {
	var flags []Flag
	switch t.asset.Status {
	case Retired:
		w.seenOnly(t, b.PlaceID)
		return conflict("retired", w.raise(ExRetired, n, t, ""))
	case Deployed, Recalled:
		flags = append(flags, FlagStillOut)
	case Missing:
		flags = append(flags, FlagFound)
	case Available, Reserved, Maintenance:
	}
	if !placeKnown {
		flags = append(flags, FlagProvisional)
	}
	flags = addFlags(flags, w.otherSite(t)...)
	if t.carded {
		return applied(flags...) // a card says nothing of places
	}
	from := t.asset.PlaceID
	t.asset.PlaceID = b.PlaceID
	t.asset.SiteID = w.siteOf(b.PlaceID, t.asset.SiteID)
	t.asset.Usage.Moves++
	t.asset.LastFact = w.c.ID
	w.sighted(&t, b.PlaceID)
	w.write(t)
	w.emit(EventAssetMoved, "asset/"+string(t.asset.ID), t.asset.SiteID, AssetMoved{
		AssetRef: refOf(t.asset), FromPlaceID: from, PlaceID: b.PlaceID,
		KioskID: w.c.Origin.KioskID, At: w.c.Occurred.T, FactID: w.c.ID, Flags: flags,
	})
	return applied(flags...)
}
