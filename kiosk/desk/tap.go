package desk

import (
	"context"
	"errors"
	"strconv"

	"rms/kiosk/desk/card"
	"rms/kiosk/desk/code"
	"rms/syncproto/rental"
)

// Tap is a gesture that is no scan: a button, or a pick from a list.
type Tap struct {
	ID    rental.ItemID
	Verb  string
	Value string
}

// Tap answers a tap. It goes through the same queue as the scans.
func (q *Queue) Tap(ctx context.Context, tap Tap) (Answer, error) {
	var a Answer
	var err error
	gone := q.turnOf(ctx, func(ctx context.Context) {
		a, err = q.finish(ctx)(q.act(ctx, tap.ID, digestOf("tap", tap.Verb, tap.Value), func(t *turn) error { return t.tap(tap) }))
	})
	return a, errors.Join(gone, err)
}

func (t *turn) tap(tap Tap) error {
	t.source = "pick"
	t.a.Kind = card.KindCommand
	switch tap.Verb {
	case "mode":
		return t.mode(tap.Value)
	case "person":
		return t.pickPerson(tap.Value)
	case "order":
		return t.pickOrder(tap.Value)
	case "place":
		return t.pickPlace(tap.Value)
	case "job":
		return t.setJob(tap.Value)
	case "start", "due":
		return t.setTime(tap.Verb, tap.Value)
	case "line":
		return t.setLine(tap.Value)
	case "pick":
		return t.picked(tap.Value, rental.Assets, rental.AssetCards, rental.ItemTypes)
	case "seen":
		return t.seen(tap.Value)
	case "finish":
		return t.finish()
	case "undo":
		if tap.Value != "" {
			return t.undoFact(tap.Value)
		}
		return t.undo()
	case "yes":
		return t.yes()
	case "no":
		return t.no()
	}
	return &rental.Error{Code: rental.CodeInvalid, Reason: "unknown_verb", Field: "verb", Message: "there is no tap " + strconv.Quote(tap.Verb), Hint: "use one of the verbs of /api/openapi.json"}
}

// picked does for a pick from a list what scanning its code would do.
func (t *turn) picked(id string, from ...rental.Collection) error {
	f, ok, err := code.Pick(t.ctx, t.v, id, from...)
	if err != nil {
		return err
	}
	if !ok {
		t.stop(card.Say("answer.gone"), card.Line("next.search"))
		return nil
	}
	f.Scan.Printable = f.Code()
	f.Scan.Raw = []byte(f.Scan.Printable)
	return t.named(f)
}

// seen takes a stop out of the tray.
func (t *turn) seen(value string) error {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || !t.s.PutAside(n) {
		t.stop(card.Say("answer.gone"), t.onward())
		return nil
	}
	t.a.Title, t.a.Next = card.Say("answer.put_aside"), t.onward()
	return nil
}
