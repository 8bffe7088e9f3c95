package ledger

import (
	"context"
	"maps"

	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// entries are the inbox entries of an answered item: one for each line, or for
// the whole, that was not applied.
func (l *Ledger) entries(ctx context.Context, v store.View, it store.Item, a answer) ([]store.Entry, error) {
	c, _, err := recorded(ctx, v, it)
	if err != nil {
		return nil, err
	}
	lines := 0
	for _, e := range a.entries {
		if e.Line != nil {
			lines++
		}
	}
	var all []store.Entry
	for _, e := range a.entries {
		kind, ok := inboxKinds[given(e)]
		if !ok || lines > 0 && e.Line == nil {
			continue // its lines say it
		}
		line, ordinal := -1, 0
		if e.Line != nil {
			line, ordinal = *e.Line, *e.Line+1
		}
		body := store.EntryBody{
			Line: line, Params: paramsOf(c, rental.Notice{Line: line}), Message: e.Message, Hint: e.Hint,
			Subjects: c.Body.Subjects(), PersonID: authorOf(it), FactKind: it.Kind, Exc: e.ExceptionID,
			Order: orderOf(c.Body), Missing: e.Missing,
		}
		body.Text, body.Next = inboxWords(it.Kind, e)
		if err := nameOrder(ctx, v, &body); err != nil {
			return nil, err
		}
		all = append(all, store.Entry{
			ID: rental.DeriveID(it.ID, "inbox/verdict", ordinal), At: l.now(), ItemID: it.ID, Kind: kind,
			Reason: e.Reason, State: store.InboxOpen, Body: body,
		})
	}
	return all, nil
}

var inboxKinds = map[rental.VerdictKind]store.InboxKind{
	rental.Refused:         store.InboxRefused,
	rental.Conflict:        store.InboxConflict,
	rental.Deferred:        store.InboxDeferred,
	rental.RejectedVerdict: store.InboxRejected,
}

// inboxWords are the keys of the sentence and of the next action.
func inboxWords(kind rental.Kind, e syncproto.VerdictEntry) (text, next string) {
	switch given(e) {
	case rental.Refused:
		return refusedWords(kind)
	case rental.Conflict:
		if _, ok := rental.ExceptionRuleOf(rental.ExceptionKind(e.Reason)); ok {
			return "exception." + e.Reason, "next.scan_again"
		}
		return "exception.conflict", "next.scan_again"
	case rental.Deferred:
		if e.Reason == "unknown_tag" {
			return "exception.unknown_tag", "next.search"
		}
		return "exception.deferred", "next.wait"
	default:
		return "exception.rejected", "next.call_office"
	}
}

func refusedWords(kind rental.Kind) (text, next string) {
	if kind == rental.KindExceptionAnswer {
		return "exception.answer_refused", "next.call_office"
	}
	return "exception.refused", "next.open_order"
}

// paramsOf are what a sentence about a line of the command needs: the notice's
// own, and the code that was read as item and code.
func paramsOf(c rental.Command, n rental.Notice) map[string]string {
	p := map[string]string{}
	var lines []rental.AssetLine
	switch b := c.Body.(type) {
	case rental.ScanBody:
		p["code"], p["item"] = b.Printable, b.Printable
	case rental.CheckOutBody:
		lines = b.Lines
		p["person"] = b.HolderName
	case rental.CheckInBody:
		lines = b.Lines
	case rental.MoveBody:
		lines = b.Lines
	case rental.RentActionCreateBody:
		p["order"] = string(b.Number)
	}
	if i := max(n.Line, 0); i < len(lines) {
		p["item"], p["code"] = lines[i].Tag, lines[i].Tag
	}
	maps.Copy(p, n.Params)
	return p
}

// nameOrder adds the number of the order that an entry is about.
func nameOrder(ctx context.Context, v store.View, b *store.EntryBody) error {
	if b.Order == "" || b.Params["order"] != "" {
		return nil
	}
	o, ok, err := store.Get[rental.RentAction](ctx, v, string(b.Order))
	if ok {
		b.Params["order"] = string(o.Number)
	}
	return err
}

func orderOf(body rental.Body) rental.RentActionID {
	switch b := body.(type) {
	case rental.CheckOutBody:
		return b.RentActionID
	case rental.RentActionCreateBody:
		return b.RentActionID
	case rental.RentActionStepBody:
		return b.RentActionID
	case rental.ScanBody:
		return b.RentActionID
	default:
		return ""
	}
}

func nextOr(next, otherwise string) string {
	if next != "" {
		return next
	}
	return otherwise
}
