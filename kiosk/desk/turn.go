package desk

import (
	"context"
	"encoding/json"
	"errors"

	"rms/kiosk/desk/card"
	"rms/kiosk/desk/session"
	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// turn is one gesture being answered: it starts from a clone of the session, and what it leaves in s, a and body commits
// together.
type turn struct {
	q      *Queue
	ctx    context.Context
	v      store.View
	id     rental.ItemID
	digest string
	now    int64
	who    ledger.Identity
	source string
	before string // mode when the gesture came

	s session.State // after the gesture
	a Answer        // what is said
	// body is the fact or wish to record; nil records nothing.
	body rental.Body
	// strict makes an error of the rules' no to a wish, where else it is a stop.
	strict bool
	state  *inboxState
	// lent is a supervisor or the person's own PIN behind this gesture.
	lent *grant
	// settle lays what the rules decided over the answer and the session; nil leaves both.
	settle func(*turn, rental.Decision)
	// after is the turn as it was committed.
	after *turn
}

func (q *Queue) turn(ctx context.Context, id rental.ItemID, digest string, who ledger.Identity) *turn {
	t := &turn{q: q, ctx: ctx, v: q.cfg.Store.View, id: id, digest: digest, now: q.now(), who: who, s: q.sess.Clone()}
	t.before = t.s.Work.Mode
	t.s.Touched = t.now
	t.a = Answer{ID: string(id), At: t.now, Outcome: rental.OutcomeOK, Verb: card.VerbNone, Subject: card.Nobody, Other: []card.Step{}, Also: []Answer{}}
	return t
}

// actor is who makes the gesture: the person at the desk, or the kiosk alone.
func (t *turn) actor() rental.Actor {
	a := rental.Actor{
		Kind: rental.ActorKiosk, KioskID: t.who.KioskID, SiteID: t.who.SiteID, Verified: rental.VerifiedNone,
	}
	if p := t.s.Person; p != nil {
		a.PersonID, a.PersonName, a.BadgeID, a.Capabilities = p.ID, p.Name, p.Badge, p.Can
		a.Verified = rental.VerifiedBadge
		if p.ByPIN {
			a.Verified = rental.VerifiedPIN
		}
	}
	if g := t.grant(); g != nil {
		if g.By.ID == a.PersonID {
			a.Verified = rental.VerifiedPIN
		} else {
			a.SecondID, a.SecondCapabilities = g.By.ID, g.By.Can
		}
	}
	return a
}

// grant is the strong right behind this gesture, if any.
func (t *turn) grant() *grant {
	if t.lent != nil {
		return t.lent
	}
	if g := t.s.Work.Grant; g != nil && g.Order == t.s.Work.Order {
		return g
	}
	return nil
}

func (t *turn) author() syncproto.Author {
	a := t.actor()
	return syncproto.Author{PersonID: a.PersonID, Badge: a.BadgeID, Verified: a.Verified, Second: a.SecondID}
}

// commit records the body, if there is one, with the answer and the session in one transaction. A wish that the rules
// refuse becomes a stop.
func (t *turn) commit() error {
	if t.body == nil {
		return t.q.cfg.Ledger.Service(t.ctx, t.keep)
	}
	_, err := t.q.cfg.Ledger.Record(t.ctx, t.gesture(), func(tx *store.Tx, r ledger.Receipt) error {
		run := *t // a transaction may run twice: each run starts from what was decided
		run.s = t.s.Clone()
		if run.settle != nil {
			run.settle(&run, r.Decision)
		}
		run.a.FactID = string(r.ItemID)
		if err := run.keep(tx); err != nil {
			return err
		}
		t.after = run.after
		return nil
	})
	var refused *rental.Error
	switch {
	case err == nil && t.after == nil: // it was recorded before, by a request that was not answered
		return t.q.cfg.Ledger.Service(t.ctx, t.keep)
	case !t.strict && errors.As(err, &refused) && declined(refused.Code) && !t.body.CommandKind().Fact():
		t.refuse(refused)
		return t.q.cfg.Ledger.Service(t.ctx, t.keep)
	}
	return err
}

func (t *turn) gesture() ledger.Gesture {
	return ledger.Gesture{ID: t.id, Actor: t.actor(), Author: t.author(), Body: t.body}
}

// declined reports whether code is the rules' no to a wish, and not a trouble of this machine.
func declined(c rental.Code) bool {
	switch c {
	case rental.CodeInvalid, rental.CodeNotFound, rental.CodeConflict, rental.CodePreconditionFailed, rental.CodeForbidden:
		return true
	default:
		return false
	}
}

// keep writes the answer and the session.
func (t *turn) keep(tx *store.Tx) error {
	run := *t
	run.s = t.s.Clone()
	run.s.Record(&run.a)
	run.s.Bump(t.now)
	body, err := json.Marshal(kept{Digest: t.digest, Answer: run.a})
	if err != nil {
		return err
	}
	if err := tx.PutAnswer(string(t.id), body, t.q.cfg.Now()); err != nil {
		return err
	}
	if t.state != nil {
		if err := tx.SetInboxState(t.state.id, t.state.state); err != nil {
			return err
		}
	}
	if err := tx.PutDeskState(stateKey, run.s); err != nil {
		return err
	}
	t.after = &run
	return nil
}

// refuse makes the answer a stop that says what the rules said.
func (t *turn) refuse(e *rental.Error) {
	t.s = t.q.sess.Clone()
	t.s.Touched = t.now
	t.a.Outcome, t.a.Verb = rental.OutcomeStop, card.VerbNone
	t.a.Title = card.Say("answer.refused")
	t.a.Detail = ptr(card.Say("detail.rule", "message", e.Message))
	t.a.Next = nil
	if e.Hint != "" {
		t.a.Next = card.Line("next.rule", "hint", e.Hint)
	}
}

// stop makes the answer a refusal with its next step.
func (t *turn) stop(title card.Text, next *card.Step) {
	t.a.Outcome, t.a.Verb, t.a.Title, t.a.Next = rental.OutcomeStop, card.VerbNone, title, next
}
