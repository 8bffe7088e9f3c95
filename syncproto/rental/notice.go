package rental

import (
	"slices"
	"strconv"
)

// words are what a notice's sentence may need; a name that costs a row is
// looked up at a kiosk alone, where people read it.
type words struct {
	thing  thing
	order  Number
	person string
	place  PlaceID
	job    ProjectID
}

// own reports whether the thing belongs to this dock and is known in full.
func (w *work) own(t thing) bool { return len(w.otherSite(t)) == 0 }

// tell adds the answer of the table's row k for line n, as the verdict v and
// its flags shade it.
func (w *work) tell(n int, k VerdictKey, v Verdict, with words) {
	row, ok := LookUp(k)
	if !ok {
		return
	}
	notice := Notice{Line: n, Outcome: row.Outcome}
	say := row.Say
	for _, f := range flagRows {
		// What the row says by itself is never made milder by a flag.
		if row.Outcome == OutcomeOK && slices.Contains(v.Flags, f.Flag) && !slices.Contains(row.Flags, f.Flag) {
			notice.Outcome, say = OutcomeLook, f.Say
			break
		}
	}
	w.say(notice, say, with)
}

func (w *work) say(notice Notice, say Say, with words) {
	held := with.thing.asset.Custody
	// A sentence is never said with a hole in it: who holds a thing, and for how
	// long, is told as far as it is known.
	if say.Text == textHeld && held.PersonName == "" {
		say.Text = textHeldSomehow
	}
	if say.Text == textOutAdHoc && with.person == "" {
		say.Text = textOutPlain
	}
	if say.Detail == detailHeld && (held.PersonName == "" || held.Number == "" || held.Due == 0) {
		say.Detail = ""
		if held.Since != 0 && held.Due != 0 {
			say.Detail = detailHeldSince
		}
	}
	notice.Text, notice.Detail, notice.Next, notice.NextCode = say.Text, say.Detail, say.Next, say.NextCode
	notice.Params = w.params(say, with)
	w.notices = append(w.notices, notice)
}

// params names what the texts speak of. due and since are in ms UTC.
func (w *work) params(say Say, with words) map[string]string {
	p := map[string]string{}
	set := func(name, value string) {
		if value != "" {
			p[name] = value
		}
	}
	set("tag", with.thing.asset.Tag)
	set("order", string(with.order))
	set("person", with.person)
	if say.Text == textHeld || say.Text == textHeldSomehow {
		held := with.thing.asset.Custody
		set("order", string(held.Number))
		set("person", held.PersonName)
		set("due", decimal(held.Due))
		set("since", decimal(held.Since))
	}
	if w.atKiosk() {
		w.names(say, with, set)
	}
	return p
}

func decimal(m Millis) string {
	if m == 0 {
		return ""
	}
	return strconv.FormatInt(int64(m), 10)
}

// names sets the parameters that cost a row each.
func (w *work) names(say Say, with words, set func(name, value string)) {
	home := w.placeName(PlaceID(with.thing.asset.HomeSiteID))
	set("place", w.placeName(PlaceID(w.c.Origin.SiteID)))
	set("place", w.placeName(with.place))
	if say.Detail == detailHome || say.Next == nextHome {
		set("place", home)
	}
	set("site", home)
	set("item", with.thing.asset.Tag)
	if with.thing.asset.ItemTypeID != "" {
		typ, _ := find[ItemType](w, string(with.thing.asset.ItemTypeID))
		set("item", typ.Name)
	}
	if with.job != "" {
		job, _ := find[Project](w, string(with.job))
		set("item", job.Name)
	}
}

// tellOut, tellIn and tellMove answer a line of their gesture; t is the thing
// as it was before.
func (w *work) tellOut(n int, b CheckOutBody, t thing, order RentAction, class OrderClass, v Verdict) {
	_, person := w.holder(b)
	k := ItemKey(w.own(t), t.asset.Status, DirOut, class, w.sameHolder(b, order, t))
	w.tell(n, k, v, words{thing: t, order: order.Number, person: person})
}

func (w *work) tellIn(n int, t thing, place PlaceID, v Verdict) {
	w.tell(n, ItemKey(w.own(t), t.asset.Status, DirIn, "", false), v, words{thing: t, place: place})
}

func (w *work) tellMove(n int, t thing, place PlaceID, v Verdict) {
	w.tell(n, ItemKey(w.own(t), t.asset.Status, DirMove, "", false), v, words{thing: t, place: place})
}

// tellUnknown answers a line whose thing this side does not know.
func (w *work) tellUnknown(n int, d Direction, v Verdict) {
	w.tell(n, VerdictKey{Thing: ThingUnknown, Direction: d}, v, words{})
}

// tellScan answers a read that made no other fact. The desk may have been
// doing something: only where that makes a scan is its row meant.
func (w *work) tellScan(b ScanBody, t thing) {
	d := direction(b.Mode)
	order, class := w.orderOf(b.RentActionID)
	same := w.sameHolder(CheckOutBody{RentActionID: b.RentActionID}, order, t)
	k := ItemKey(w.own(t), t.asset.Status, d, class, same)
	if row, ok := LookUp(k); !ok || row.Fact != KindScan {
		k = ItemKey(w.own(t), t.asset.Status, DirIdle, "", false)
	}
	w.tell(-1, k, w.verdict, words{thing: t, order: order.Number, place: b.PlaceID})
}

func direction(mode string) Direction {
	switch d := Direction(mode); d {
	case DirOut, DirIn, DirMove:
		return d
	default:
		return DirIdle
	}
}

// tellNamed answers a read of something that is no item.
func (w *work) tellNamed(target TargetType, id string, d Direction) {
	k := VerdictKey{Direction: d}
	with := words{}
	switch target {
	case TargetPlace:
		k.Thing, with.place = ThingPlace, PlaceID(id)
	case TargetRentAction:
		o, class := w.orderOf(RentActionID(id))
		k.Thing, k.Order, with.order = ThingOrder, class, o.Number
	case TargetProject:
		k.Thing, with.job = ThingJob, ProjectID(id)
	case TargetPerson:
		k.Thing = ThingPerson
	case TargetItemType:
		k.Thing = ThingType
		with.thing.asset.ItemTypeID = ItemTypeID(id)
		if typ, p := find[ItemType](w, id); p == Present && typ.Kind == Fungible {
			k.Thing = ThingCounted
		}
	case TargetAsset, TargetException, TargetCommand:
		return
	}
	w.tell(-1, k, w.verdict, with)
}

// tellGesture answers what has no lines and no thing: wishes and undos.
func (w *work) tellGesture() {
	say, ok := gestureSays[w.c.Kind]
	if !ok || len(w.notices) > 0 || len(w.lines) > 0 {
		return
	}
	notice := Notice{Line: -1, Outcome: OutcomeOK}
	switch {
	case w.verdict.Kind == Conflict:
		notice.Outcome, say = OutcomeStop, sayTooLate
	case w.verdict.Kind != Applied || len(w.verdict.Flags) > 0:
		notice.Outcome = OutcomeLook
	}
	with := words{}
	for _, ch := range w.changes {
		switch r := ch.Row.(type) {
		case RentAction:
			with.order = r.Number
		case Asset:
			with.thing.asset = r
		case AssetCard:
			with.thing.asset.Tag, with.thing.asset.ItemTypeID = r.Tag, r.ItemTypeID
		}
	}
	switch {
	case w.c.Kind == KindUndo && say != sayTooLate && with.thing.asset.Tag == "":
		say.Text = textTakenBack // nothing changed that could be named
	case (w.c.Kind == KindRentActionSubmit || w.c.Kind == KindRentActionCancel) && with.order == "":
		say = Say{Text: detailWaits} // an order that this kiosk does not know
	}
	w.say(notice, say, with)
}
