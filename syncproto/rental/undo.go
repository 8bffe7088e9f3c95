package rental

import "slices"

// undo takes a fact back: every row that it changed goes back to its image.
func (w *work) undo(b UndoBody) error {
	w.ask(Key{FactRecords, string(b.Of)}, Key{FactExceptions, string(b.Of)})
	rec, p := w.fact(b.Of)
	if p != Present {
		if err := w.permitFact(ActUndo); err != nil {
			return err
		}
		w.verdict = deferred("unknown_fact", "fact:"+string(b.Of))
		if w.atKiosk() {
			w.verdict = applied(FlagProvisional)
		}
		return nil
	}
	if err := w.permitFact(w.undoAction(rec)); err != nil {
		return err
	}
	switch {
	case rec.Kind == KindUndo || !rec.Kind.Fact() || rec.Undone != "" && rec.Undone != w.c.ID:
		w.superseded(rec)
		return nil
	case rec.Verdict.Kind != Applied:
		return w.undoWithheld(rec)
	}
	undone, ok := w.standing(rec)
	if !ok {
		w.superseded(rec)
		return nil
	}
	w.verdict = applied()
	if w.outOfSight(rec) {
		w.verdict = applied(FlagProvisional)
	}
	w.putBack(rec, undone)
	w.closeQuestions(rec)
	return nil
}

// undoAction says whether the fact is the actor's own.
func (w *work) undoAction(rec FactRecord) Action {
	own := rec.Actor.Kind == w.a.Kind && rec.Actor.KioskID == w.a.KioskID && rec.Actor.PersonID == w.a.PersonID &&
		rec.Actor.UserID == w.a.UserID && rec.Actor.TokenID == w.a.TokenID
	if own {
		return ActUndo
	}
	return ActUndoOther
}

// undoWithheld takes back a fact that had no effect: its question is moot,
// unless a person has given it its effect since.
func (w *work) undoWithheld(rec FactRecord) error {
	e := w.s.get(Key{FactExceptions, string(rec.ID)})
	set, _ := e.Value.(ExceptionSet)
	for _, x := range set {
		if x.Answer == AnswerGiveSecond {
			w.superseded(rec)
			return nil
		}
	}
	w.verdict = applied()
	w.closeQuestions(rec)
	return nil
}

// closeQuestions resolves what the fact opened. Questions about the person who
// did it stay: nobody answers them by an undo.
func (w *work) closeQuestions(rec FactRecord) {
	for _, x := range w.openExceptions(Key{FactExceptions, string(rec.ID)}) {
		if x.Kind != ExActorRevoked && x.Kind != ExNotPermitted {
			w.resolve(x, AnswerAuto, "the fact was taken back")
		}
	}
}

// superseded refuses the effect of an undo whose fact is not the last.
func (w *work) superseded(rec FactRecord) {
	x := w.exception(ExUndoSuperseded, 0)
	x.OtherFactID, x.OtherKioskID = rec.ID, rec.KioskID
	w.detail(x, "other_person", rec.Actor.PersonName)
	w.detail(x, "other_kiosk", w.kioskName(rec.KioskID))
	for _, im := range rec.Before {
		if a, ok := im.Row.(Asset); ok {
			w.concern(&x, thing{whole: true, asset: a})
			break
		}
	}
	w.verdict = conflict("undo_superseded", w.open(x))
}

// standing returns the assets that the fact changed, and false where it is no
// longer the last on one of them. An asset that it did not change (a line
// without effect) does not count; nor do scans.
func (w *work) standing(rec FactRecord) (map[Key]bool, bool) {
	mine := map[Key]bool{}
	for _, im := range rec.Before {
		before, ok := im.Row.(Asset)
		if !ok {
			continue
		}
		now, p := find[Asset](w, im.Key.ID)
		switch {
		case p != Present && w.atKiosk():
			continue // it went to another site: central knows
		case p != Present:
			return nil, false
		case now.LastFact == rec.ID:
			mine[im.Key] = true
		case now.LastFact != before.LastFact:
			return nil, false
		}
	}
	return mine, true
}

// outOfSight reports whether the fact changed a thing that this kiosk holds no
// row of any more, so that central alone can say whether the fact is the last.
func (w *work) outOfSight(rec FactRecord) bool {
	return w.atKiosk() && slices.ContainsFunc(rec.Before, func(im Image) bool {
		_, changed := im.Row.(Asset)
		_, p := find[Asset](w, im.Key.ID)
		return changed && p != Present
	})
}

// putBack restores the images of a fact, in the order in which it changed them.
func (w *work) putBack(rec FactRecord, mine map[Key]bool) {
	var orders []RentActionID
	for _, im := range rec.Before {
		switch im.Key.Collection {
		case Assets:
			if mine[im.Key] {
				w.putBackAsset(im)
			}
		case AssetCards:
			if w.atKiosk() && !rec.holds(Key{Assets, im.Key.ID}) {
				w.putBackCard(im)
			}
		case Allocations:
			if id, ok := w.putBackAllocation(im, func(k Key) bool {
				return mine[k] || !rec.holds(k) && rec.holds(Key{AssetCards, k.ID})
			}); ok {
				orders = append(orders, id)
			}
		case RentActions:
			orders = append(orders, RentActionID(im.Key.ID))
		case Exceptions:
			w.reopen(im)
		default:
		}
	}
	for _, id := range orders {
		w.settle(id)
	}
}

// holds reports whether the fact changed the row under k. Where it did, the
// ledger derives the card.
func (r FactRecord) holds(k Key) bool {
	return slices.ContainsFunc(r.Before, func(im Image) bool { return im.Key == k })
}

// putBackAsset restores what facts govern of an asset: its catalogue part and
// the last sighting are not the undone fact's.
func (w *work) putBackAsset(im Image) {
	before, ok := im.Row.(Asset)
	now, p := find[Asset](w, im.Key.ID)
	if !ok || p != Present {
		return
	}
	was := now
	now.Status, now.Custody, now.Usage = before.Status, before.Custody, before.Usage
	now.PlaceID, now.SiteID, now.ContainedIn = before.PlaceID, before.SiteID, before.ContainedIn
	now.LastOut, now.LastIn, now.LastFact = before.LastOut, before.LastIn, before.LastFact
	w.put(now)
	if was.Status == now.Status && was.PlaceID != now.PlaceID {
		w.emit(EventAssetMoved, "asset/"+string(now.ID), now.SiteID, AssetMoved{
			AssetRef: refOf(now), FromPlaceID: was.PlaceID, PlaceID: now.PlaceID,
			KioskID: w.c.Origin.KioskID, At: w.c.Occurred.T, FactID: w.c.ID,
		})
		return
	}
	t := EventAssetStatusChanged
	if was.Status == now.Status {
		t = EventAssetUpdated
	}
	w.emit(t, "asset/"+string(now.ID), now.SiteID, AssetUpdated{
		AssetRef: refOf(now), From: was.Status, Status: now.Status, Usage: now.Usage,
		Cause: "undo", At: w.c.Occurred.T, FactID: w.c.ID,
	})
}

// putBackCard restores a card at a kiosk that knows no more of the thing.
func (w *work) putBackCard(im Image) {
	before, ok := im.Row.(AssetCard)
	now, p := find[AssetCard](w, im.Key.ID)
	if !ok || p != Present {
		return
	}
	now.Status, now.HolderNumber = before.Status, before.HolderNumber
	w.put(now)
	w.emit(EventAssetStatusChanged, "asset/"+string(now.ID), now.SiteID, AssetUpdated{
		AssetRef: AssetRef{AssetID: now.ID, Tag: now.Tag, ItemTypeID: now.ItemTypeID, SiteID: now.SiteID},
		Status:   now.Status, Cause: "undo", At: w.c.Occurred.T, FactID: w.c.ID,
	})
}

// putBackAllocation restores the allocation of a thing that is put back, or
// removes one that the fact made, and returns its order. The sites that see it
// stay.
func (w *work) putBackAllocation(im Image, mine func(asset Key) bool) (RentActionID, bool) {
	now, p := find[Allocation](w, im.Key.ID)
	if p != Present || !mine(Key{Assets, string(now.AssetID)}) {
		return "", false
	}
	before, ok := im.Row.(Allocation)
	if !ok {
		w.allocations(now.RentActionID)
		w.set(im.Key, nil)
		return now.RentActionID, true
	}
	before.Meta, before.AlsoSiteID = now.Meta, now.AlsoSiteID
	w.put(before)
	return now.RentActionID, true
}

// reopen asks a question again that the undone fact had answered by itself.
func (w *work) reopen(im Image) {
	before, ok := im.Row.(Exception)
	now, p := find[Exception](w, im.Key.ID)
	if !ok || p != Present || now.Status == ExceptionOpen || before.Status != ExceptionOpen {
		return
	}
	before.Meta = now.Meta
	w.put(before)
	w.events = append(w.events, ExceptionOpenedEvent(before, w.now))
}
