package rental

// ExceptionRule says how grave a kind of exception is and which answers a
// person may give; the first is what the screen proposes.
type ExceptionRule struct {
	Kind     ExceptionKind
	Severity ExceptionSeverity
	Answers  []Answer
}

// exceptionRules has one row for each kind.
var exceptionRules = []ExceptionRule{
	{ExAlreadyOut, SeverityNormal, []Answer{AnswerKeepFirst, AnswerGiveSecond, AnswerNoted}},
	{ExUnmatchedReturn, SeverityLow, []Answer{AnswerNoted}},
	{ExLeftMaintenance, SeverityNormal, []Answer{AnswerNoted}},
	{ExFound, SeverityNormal, []Answer{AnswerNoted}},
	{ExRetired, SeverityNormal, []Answer{AnswerNoted}},
	{ExOrderRejected, SeverityHigh, []Answer{AnswerNoted}},
	{ExActorRevoked, SeverityHigh, []Answer{AnswerNoted}},
	{ExNotPermitted, SeverityHigh, []Answer{AnswerNoted}},
	{ExNumberClash, SeverityNormal, []Answer{AnswerNoted}},
	{ExUndoSuperseded, SeverityNormal, []Answer{AnswerNoted}},
}

// ExceptionRules lists the rule of every kind, in the order in which documents
// print them.
func ExceptionRules() []ExceptionRule { return append([]ExceptionRule(nil), exceptionRules...) }

// ExceptionRuleOf returns the rule of a kind.
func ExceptionRuleOf(k ExceptionKind) (ExceptionRule, bool) {
	for _, r := range exceptionRules {
		if r.Kind == k {
			return r, true
		}
	}
	return ExceptionRule{}, false
}

// exception returns an open exception of this gesture's line n.
func (w *work) exception(kind ExceptionKind, n int) Exception {
	rule, _ := ExceptionRuleOf(kind)
	x := Exception{
		ID:   ExceptionID(DeriveID(w.c.ID, "exception/"+string(kind), n)),
		Meta: Meta{SiteID: w.c.Origin.SiteID},
		Kind: kind, Severity: rule.Severity, Status: ExceptionOpen,
		FactID: w.c.ID, Line: n, KioskID: w.c.Origin.KioskID, PersonID: w.a.PersonID,
		Detail: map[string]string{},
	}
	w.detail(x, "person", w.a.PersonName)
	w.detail(x, "kiosk", w.kioskName(x.KioskID))
	return x
}

// detail notes a word of the exception's sentence, where there is one.
func (w *work) detail(x Exception, name, value string) {
	if value != "" {
		x.Detail[name] = value
	}
}

// kioskName returns a kiosk's name; only central holds those rows.
func (w *work) kioskName(id KioskID) string {
	if w.atKiosk() {
		return ""
	}
	k, _ := find[Kiosk](w, string(id))
	return k.Name
}

// concern names the thing that x is about.
func (w *work) concern(x *Exception, t thing) {
	x.AssetID = t.asset.ID
	if x.SiteID == "" {
		x.SiteID = t.asset.SiteID
	}
	if t.asset.SiteID != x.SiteID {
		x.AlsoSiteID = t.asset.SiteID
	}
	w.detail(*x, "tag", t.asset.Tag)
	typ, _ := find[ItemType](w, string(t.asset.ItemTypeID))
	w.detail(*x, "item", typ.Name)
	w.detail(*x, "place", w.placeName(PlaceID(x.SiteID)))
}

// open adds x to what this gesture opens.
func (w *work) open(x Exception) ExceptionID {
	w.exceptions = append(w.exceptions, x)
	return x.ID
}

// raise opens an exception about a thing.
func (w *work) raise(kind ExceptionKind, n int, t thing, order Number) ExceptionID {
	x := w.exception(kind, n)
	w.concern(&x, t)
	if b, ok := w.c.Body.(CheckOutBody); ok {
		x.RentActionID = b.RentActionID
	}
	w.detail(x, "order", string(order))
	return w.open(x)
}

// raiseAlreadyOut opens the question which of two holders has the thing, and
// names both kiosks, people, places and orders.
func (w *work) raiseAlreadyOut(n int, t thing, b CheckOutBody, order RentAction) ExceptionID {
	x := w.exception(ExAlreadyOut, n)
	w.concern(&x, t)
	held := t.asset.Custody
	x.RentActionID, x.OtherFactID, x.OtherKioskID = b.RentActionID, held.FactID, held.KioskID
	_, name := w.holder(b)
	w.detail(x, "person", name)
	w.detail(x, "order", string(order.Number))
	destination := b.DestinationID
	if destination == "" {
		destination = order.DestinationID
	}
	w.detail(x, "place", w.placeName(destination))
	w.detail(x, "other_person", held.PersonName)
	w.detail(x, "other_order", string(held.Number))
	w.detail(x, "other_kiosk", w.kioskName(held.KioskID))
	w.detail(x, "other_place", w.placeName(PlaceID(t.asset.SiteID)))
	w.detail(x, "other_place", w.placeName(t.asset.PlaceID))
	return w.open(x)
}

// resolve answers an exception in the working copy.
func (w *work) resolve(x Exception, answer Answer, reason string) {
	x.Status, x.Answer, x.Reason = ExceptionResolved, answer, reason
	x.AnsweredBy, x.AnsweredAt = w.a.String(), w.now
	w.put(x)
	w.emit(EventExceptionResolved, "exception/"+string(x.ID), x.SiteID, ExceptionChanged{
		ExceptionID: x.ID, Number: x.Number, Kind: x.Kind, Severity: x.Severity, AssetID: x.AssetID,
		RentActionID: x.RentActionID, FactID: x.FactID, Answer: answer, AnsweredBy: x.AnsweredBy, At: w.now,
	})
}
