package rental

import "slices"

// answerException takes a person's answer. The first at central wins.
func (w *work) answerException(b ExceptionAnswerBody) error {
	if err := w.permitWish(ActExceptionAnswer, false); err != nil {
		return err
	}
	x, p := find[Exception](w, string(b.ExceptionID))
	if p != Present {
		if w.atKiosk() && p != Absent {
			w.verdict = applied(FlagProvisional)
			return nil
		}
		return refuse(CodeNotFound, "unknown_exception", "exception_id", "there is no such exception", "read the list again")
	}
	rule, _ := ExceptionRuleOf(x.Kind)
	switch {
	case x.Status == ExceptionResolved:
		return refuse(CodeConflict, "already_answered", "", "already answered by "+x.answeredBy()+": "+string(x.Answer), "nothing is left to do")
	case !slices.Contains(rule.Answers, b.Answer):
		return refuse(CodeInvalid, "bad_answer", "answer", "a question of kind "+string(x.Kind)+" does not take the answer "+string(b.Answer), "choose one of its answers")
	}
	if err := checkReason(b.Reason); err != nil {
		return err
	}
	w.verdict = applied()
	if b.Answer == AnswerGiveSecond {
		if err := w.giveToSecond(x); err != nil {
			return err
		}
	}
	w.resolve(x, b.Answer, b.Reason)
	return nil
}

func (x Exception) answeredBy() string {
	if name := x.Detail["answered_by"]; name != "" {
		return name
	}
	return x.AnsweredBy
}

// giveToSecond applies the withheld hand-out: the first custody ends when the
// second began, as if the thing had been handed over.
func (w *work) giveToSecond(x Exception) error {
	w.ask(Key{Assets, string(x.AssetID)}, Key{FactRecords, string(x.FactID)})
	rec, p := w.fact(x.FactID)
	asset, have := find[Asset](w, string(x.AssetID))
	if w.atKiosk() && (p != Present || have != Present) {
		w.verdict = applied(FlagProvisional)
		return nil
	}
	b, ok := rec.Body.(CheckOutBody)
	if p != Present || !ok || x.Line < 0 || x.Line >= len(b.Lines) {
		return refuse(CodeConflict, "fact_unknown", "", "the second hand-out is not on record", "answer with keep_first or noted")
	}
	held := asset.Custody
	out := asset.Status == Deployed || asset.Status == Recalled
	switch {
	case rec.Undone == "" && out && held.FactID == x.OtherFactID:
		w.giveBack(held, rec.Occurred.T)
		asset.Usage.HoursOutMs += hoursOut(held, rec.Occurred.T)
		asset.Status, asset.Custody = Available, Custody{}
	case rec.Undone == "" && !out && w.tookBack(x.OtherFactID, asset):
		// The first was a mistake: only the second took it.
	case w.atKiosk():
		w.verdict = applied(FlagProvisional) // central knows what came between
		return nil
	default:
		return refuse(CodeConflict, "custody_changed", "", "the thing has changed hands since", "answer with noted")
	}
	t := thing{whole: true, asset: asset}
	w.as(rec, func() {
		order, class := w.orderOf(b.RentActionID)
		v := w.handOut(b, x.Line, b.Lines[x.Line], t, order, class)
		w.verdict.Flags = addFlags(w.verdict.Flags, v.Flags...)
		w.settle(b.RentActionID)
	})
	if asset, p := find[Asset](w, string(x.AssetID)); p == Present {
		asset.LastFact = w.c.ID // the withheld fact alone can no longer be undone
		w.put(asset)
	}
	w.settle(held.RentActionID)
	return nil
}

// tookBack reports whether the fact was undone and nothing has happened to the
// thing since.
func (w *work) tookBack(fact ItemID, asset Asset) bool {
	w.ask(Key{FactRecords, string(fact)})
	rec, p := w.fact(fact)
	if p != Present || rec.Undone == "" {
		return false
	}
	i := slices.IndexFunc(rec.Before, func(im Image) bool { return im.Key == Key{Assets, string(asset.ID)} })
	if i < 0 {
		return false
	}
	before, ok := rec.Before[i].Row.(Asset)
	return ok && before.LastFact == asset.LastFact
}

// as runs f as if rec were being decided now.
func (w *work) as(rec FactRecord, f func()) {
	c, a := w.c, w.a
	w.c = Command{ID: rec.ID, Kind: rec.Kind, Occurred: rec.Occurred, Origin: rec.Origin, Body: rec.Body}
	w.c.Occurred.ItemID = rec.ID
	w.a = rec.Actor
	f()
	w.c, w.a = c, a
}

// fact returns what is on record of a fact.
func (w *work) fact(id ItemID) (FactRecord, Presence) {
	e := w.s.get(Key{FactRecords, string(id)})
	rec, ok := e.Value.(FactRecord)
	if e.Presence == Present && !ok {
		return FactRecord{}, Unknown
	}
	return rec, e.Presence
}
