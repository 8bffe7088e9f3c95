package desk

import (
	"context"
	"errors"

	"rms/kiosk/desk/card"
	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// Wish is an order that somebody asks for.
type Wish struct {
	Project rental.ProjectID
	Place   rental.PlaceID
	Window  rental.Window
	Note    string
	Lines   []WishLine
	// Submit also submits it.
	Submit bool
}

// WishLine asks for a quantity of one type.
type WishLine struct {
	Type     rental.ItemTypeID
	Quantity int64
	Note     string
}

// body is the wish as an item says it; every id in it follows from the item's, so that a retry says the same.
func (w Wish) body(id rental.ItemID, a rental.Actor, who ledger.Identity) rental.RentActionCreateBody {
	b := rental.RentActionCreateBody{
		RentActionID: rental.RentActionID(rental.DeriveID(id, "rent_action", 0)),
		RequesterID:  a.PersonID, RequesterName: a.PersonName, ProjectID: w.Project, Window: w.Window,
		DestinationID: w.Place, SiteID: who.SiteID, Notes: w.Note,
	}
	for i, l := range w.Lines {
		b.Lines = append(b.Lines, rental.Line{
			ID: rental.LineID(rental.DeriveID(id, "line", i)), ItemTypeID: l.Type, Requested: l.Quantity, Notes: l.Note,
		})
	}
	return b
}

// CreateOrder records a wish for an order; what the rules decline is an error.
func (q *Queue) CreateOrder(ctx context.Context, id rental.ItemID, digest string, w Wish) (Order, error) {
	return q.wish(ctx, id, digest, func(t *turn) error {
		if err := t.need(rental.ActOrderCreate); err != nil {
			return err
		}
		if w.Submit {
			return t.send(w)
		}
		body := w.body(t.id, t.actor(), t.who)
		t.a.Subject.ID, t.body = string(body.RentActionID), body
		return nil
	})
}

// StepOrder submits or cancels an order.
func (q *Queue) StepOrder(ctx context.Context, id rental.ItemID, digest string, order rental.RentActionID, step rental.Kind, reason string) (Order, error) {
	return q.wish(ctx, id, digest, func(t *turn) error {
		act := rental.ActOrderSubmit
		if step == rental.KindRentActionCancel {
			act = rental.ActOrderCancel
		}
		if err := t.need(act); err != nil {
			return err
		}
		if _, ok, err := store.Get[rental.RentAction](t.ctx, t.v, string(order)); err != nil {
			return err
		} else if !ok {
			return errNoOrder
		}
		t.a.Subject.ID = string(order)
		t.body = rental.RentActionStepBody{Step: step, RentActionID: order, Reason: reason}
		return nil
	})
}

var errNoOrder = &rental.Error{
	Code: rental.CodeNotFound, Reason: "no_such_order", Message: "this kiosk knows no such order", Hint: "search for it by its number",
}

// need is may as an error, for requests that are no gesture at the dock.
func (t *turn) need(act rental.Action) error {
	if t.may(act) {
		return nil
	}
	if t.s.Person == nil {
		return &rental.Error{Code: rental.CodeForbidden, Reason: "needs_badge", Message: "nobody is signed in at this kiosk", Hint: "scan your badge"}
	}
	return &rental.Error{
		Code: rental.CodeForbidden, Reason: "not_allowed", Message: t.s.Person.Name + " may not do this", Hint: "let somebody who may do it scan their badge",
	}
}

// wish runs a wish and returns the order that it was about, as it is now.
func (q *Queue) wish(ctx context.Context, id rental.ItemID, digest string, decide func(*turn) error) (Order, error) {
	var o Order
	var err error
	gone := q.turnOf(ctx, func(ctx context.Context) {
		var a Answer
		a, err = q.act(ctx, id, digest, func(t *turn) error {
			t.strict, t.a.Kind = true, card.KindOrder
			t.a.Title, t.a.Next = card.Say("answer.order_sent"), card.Line("next.scan_item")
			return decide(t)
		})
		if err == nil {
			o, err = q.Order(ctx, rental.RentActionID(a.Subject.ID))
		}
	})
	return o, errors.Join(gone, err)
}

// Order is an order as this kiosk knows it now.
func (q *Queue) Order(ctx context.Context, id rental.RentActionID) (Order, error) {
	v := q.cfg.Store.View
	o, ok, err := store.Get[rental.RentAction](ctx, v, string(id))
	if err != nil {
		return Order{}, err
	}
	if !ok {
		return Order{}, errNoOrder
	}
	at, err := q.asOf(ctx)
	if err != nil {
		return Order{}, err
	}
	return card.ViewOrder(ctx, v, o, q.now(), at)
}

// asOf is when central's rows last moved, ms UTC; 0 = they have not come yet.
func (q *Queue) asOf(ctx context.Context) (int64, error) {
	at, err := q.cfg.Ledger.AsOf(ctx)
	return int64(at), err
}

// orRefused makes a stop of the rules' no to a wish, or an error where the caller wants one.
func (t *turn) orRefused(err error) error {
	var refused *rental.Error
	if t.strict || !errors.As(err, &refused) || !declined(refused.Code) {
		return err
	}
	t.refuse(refused)
	return nil
}
