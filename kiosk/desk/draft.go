package desk

import (
	"strconv"
	"strings"

	"rms/kiosk/desk/card"
	"rms/kiosk/desk/code"
	"rms/kiosk/desk/session"
	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// addToDraft adds a type to the order being written; the read itself is a scan fact.
func (t *turn) addToDraft(f code.Found, typ rental.ItemType, quantity int64) error {
	d := t.s.Work.Draft
	total := quantity
	for _, l := range d.Lines {
		if l.Type == typ.ID {
			total += l.Quantity
		}
	}
	if typ.ID == "" || total > session.MaxQuantity || !d.Set(typ.ID, total) {
		t.stop(card.Say("answer.draft_full"), card.Button("next.finish", "finish", "", tag.CommandFinish).Ptr())
		t.read(f)
		return nil
	}
	t.a.Subject = card.TypeSubject(typ, total)
	t.a.Kind, t.a.Verb, t.a.Title, t.a.Next = card.KindType, card.VerbAdd, card.Say("answer.line_added"), card.Line("next.scan_item_or_finish")
	t.read(f)
	return nil
}

// setLine is the tap "<type id>=<quantity>".
func (t *turn) setLine(value string) error {
	t.a.Kind = card.KindType
	d := t.s.Work.Draft
	if d == nil {
		t.stop(card.Say("answer.not_writing"), modeStep(card.ModeNewOrder))
		return nil
	}
	id, number, _ := strings.Cut(value, "=")
	quantity, err := strconv.ParseInt(number, 10, 64)
	if err != nil || quantity < 0 || quantity > session.MaxQuantity {
		t.stop(card.Say("answer.draft_full"), t.onward())
		return nil
	}
	typ, ok, err := store.Get[rental.ItemType](t.ctx, t.v, id)
	if err != nil {
		return err
	}
	if !ok || !d.Set(typ.ID, quantity) {
		t.stop(card.Say("answer.gone"), card.Line("next.search"))
		return nil
	}
	t.a.Subject = card.TypeSubject(typ, quantity)
	t.a.Verb, t.a.Title, t.a.Next = card.VerbAdd, card.Say("answer.line_added"), card.Line("next.scan_item_or_finish")
	return nil
}

func modeStep(mode string) *card.Step {
	return card.Button("mode."+mode, "mode", mode, card.ModeCode(mode)).Ptr()
}

// setTime is the tap start or due with ms as decimal.
func (t *turn) setTime(verb, value string) error {
	t.a.Kind = card.KindCommand
	ms, err := strconv.ParseInt(value, 10, 64)
	if err != nil || ms < 0 || verb == "due" && t.s.Work.Draft == nil && rental.Millis(ms) <= rental.Millis(t.q.cfg.Now().UnixMilli()) {
		t.stop(card.Say("answer.no_time"), card.Line("next.choose_time"))
		return nil
	}
	at := rental.Millis(ms)
	t.a.Verb, t.a.Title, t.a.Next = card.VerbAdd, card.Say("answer.due_set").When("due", at), t.onward()
	d := t.s.Work.Draft
	switch {
	case d != nil && verb == "start":
		d.Start = at
		t.a.Title = card.Say("answer.start_set").When("start", at)
	case d != nil:
		d.End = at
	case verb == "due":
		t.s.Work.Due = at
	default:
		t.stop(card.Say("answer.not_writing"), modeStep(card.ModeNewOrder))
	}
	return nil
}

// setJob is the tap job.
func (t *turn) setJob(id string) error {
	t.a.Kind = card.KindOrder
	if id != "" {
		return t.picked(id, rental.Projects)
	}
	if t.s.Work.Draft != nil {
		t.s.Work.Draft.Project = ""
	}
	t.a.Verb, t.a.Title, t.a.Next = card.VerbAdd, card.Say("answer.job_cleared"), t.onward()
	return nil
}

// job answers a job's number: it is the job of the order being written, else it is shown.
func (t *turn) job(f code.Found) error {
	p := *f.Project
	t.a.Subject = card.JobSubject(p)
	d := t.s.Work.Draft
	if d == nil {
		t.a.Verb, t.a.Title, t.a.Next = card.VerbLook, card.Say("answer.job_here", "job", p.Name), modeStep(card.ModeNewOrder)
		t.read(f)
		return nil
	}
	d.Project = p.ID
	if d.Place == "" {
		d.Place = p.PlaceID
	}
	if d.Start == 0 {
		d.Start = p.Window.Start
	}
	if d.End == 0 {
		d.End = p.Window.End
	}
	t.a.Verb, t.a.Title, t.a.Next = card.VerbAdd, card.Say("answer.job_set", "job", p.Name), card.Line("next.scan_item_or_finish")
	t.read(f)
	return nil
}

// sendDraft is FINISH while an order is written: it is created and submitted, two wishes of one gesture.
func (t *turn) sendDraft() error {
	t.a.Kind = card.KindOrder
	if !t.may(rental.ActOrderCreate) {
		return nil
	}
	d := t.s.Work.Draft
	if missing := d.Missing(); len(missing) > 0 {
		t.stop(card.Say("answer.draft_not_ready"), card.Line(nextFor(missing[0].Key)))
		t.a.Detail = ptr(missing[0])
		return nil
	}
	order := Wish{Project: d.Project, Place: d.Place, Window: rental.Window{Start: d.Start, End: d.End}}
	for _, l := range d.Lines {
		order.Lines = append(order.Lines, WishLine{Type: l.Type, Quantity: l.Quantity})
	}
	t.s.Work = work{Mode: card.ModeIdle, Done: t.s.Work.Done}
	return t.send(order)
}

func nextFor(missing string) string {
	switch missing {
	case "missing.place":
		return "next.choose_place"
	case "missing.start", "missing.end":
		return "next.choose_time"
	}
	return "next.scan_item"
}

// send creates an order at once and leaves its submission as the turn's wish. The creation has an id of its own that every
// retry of the gesture mints again, so that it is recorded once.
func (t *turn) send(w Wish) error {
	created, err := t.create(w)
	if err != nil {
		return err
	}
	if created == nil {
		return nil // refused; the turn says why
	}
	t.a.Verb, t.a.Kind, t.a.Subject = card.VerbFinish, card.KindOrder, card.OrderSubject(*created, nil)
	t.a.Title = card.Say("answer.order_made", "order", string(created.Number))
	t.a.Detail = ptr(card.Say("detail.availability_not_checked"))
	t.a.Next = card.Line("next.scan_item")
	t.body = rental.RentActionStepBody{Step: rental.KindRentActionSubmit, RentActionID: created.ID}
	return nil
}

// create records the creation of an order and returns it as the store holds it, nil where the rules refused it.
func (t *turn) create(w Wish) (*rental.RentAction, error) {
	id := derivedID(t.id, "create", 1)
	body := w.body(id, t.actor(), t.who)
	g := ledger.Gesture{ID: id, Actor: t.actor(), Author: t.author(), Body: body}
	if _, err := t.q.cfg.Ledger.Record(t.ctx, g, func(*store.Tx, ledger.Receipt) error { return nil }); err != nil {
		return nil, t.orRefused(err)
	}
	o, ok, err := store.Get[rental.RentAction](t.ctx, t.v, string(body.RentActionID))
	if err != nil || !ok {
		return nil, err
	}
	return &o, nil
}
