package desk

import (
	"context"

	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// Standing is how this kiosk stands: who it is, what waits, how old its knowledge is.
type Standing struct {
	Enrolled bool
	Who      ledger.Identity
	Site     rental.Place
	Position ledger.Position
	Hello    ledger.Hello
	// Inbox is how many entries wait for a person.
	Inbox int64
	// Room is nil while gestures are taken.
	Room error
}

// Standing reads it from the last commit. It does not wait for the queue.
func (q *Queue) Standing(ctx context.Context) (Standing, error) {
	s := Standing{Room: q.cfg.Ledger.Room(), Hello: q.cfg.Ledger.Hello()}
	var err error
	if s.Position, err = q.cfg.Ledger.Position(ctx); err != nil {
		return Standing{}, err
	}
	s.Enrolled = s.Position.Enrolled
	if !s.Enrolled {
		return s, nil
	}
	if s.Who, err = q.cfg.Ledger.Identity(ctx); err != nil {
		return Standing{}, err
	}
	if s.Site, _, err = store.Get[rental.Place](ctx, q.cfg.Store.View, string(s.Who.SiteID)); err != nil {
		return Standing{}, err
	}
	_, s.Inbox, err = q.cfg.Store.Inbox(ctx, 1)
	return s, err
}

// Who is this kiosk, from memory; before enrolment the error not_enrolled.
func (q *Queue) Who(ctx context.Context) (ledger.Identity, error) { return q.cfg.Ledger.Identity(ctx) }
