// Package kiosk answers the docks: how they are, who is let in and who is locked out.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package kiosk

import (
	"context"
	"time"

	"rms/central/auth"
	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/board"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

// Kiosk is a kiosk with how it is.
type Kiosk struct {
	ID             rental.KioskID     `json:"id"`
	Name           string             `json:"name"`
	NumberPrefix   string             `json:"number_prefix"`
	SiteID         rental.SiteID      `json:"site_id"`
	ReturnsPlaceID rental.PlaceID     `json:"returns_place_id,omitempty" doc:"where returned things are put at that dock"`
	Status         rental.KioskStatus `json:"status"`
	LastContact    rental.Millis      `json:"last_contact" doc:"ms UTC; 0: never"`
	QueueDepth     int64              `json:"queue_depth" doc:"gestures that wait at the kiosk, as of its last report"`
	Oldest         rental.Millis      `json:"oldest,omitempty" doc:"when the oldest of them was made"`
	ClockOffsetMs  int64              `json:"clock_offset_ms"`
	Version        string             `json:"version"`
	LastError      string             `json:"last_error,omitempty"`
}

type kioskList struct {
	door.Page
	SiteID  string `query:"site_id"`
	Waiting string `query:"waiting" enum:"true" doc:"active ones with gestures that have not arrived, and those that are silent for 10 minutes or more"`
}

func (h *Handlers) ListKiosks(ctx context.Context, in *kioskList) (*door.ListReply[Kiosk], error) {
	return door.PageOf(ctx, h.d, func(ctx context.Context, tx *store.Tx) ([]Kiosk, string, error) {
		f := store.KioskFilter{SiteID: rental.SiteID(in.SiteID)}
		if in.Waiting != "" {
			f.Waiting = rental.Millis(h.d.Now().UnixMilli()) - board.SilentAfterMs
		}
		rows, next, err := tx.ListKiosks(ctx, f, in.Store())
		if err != nil {
			return nil, "", err
		}
		statuses, err := service.KioskStatuses(ctx, tx)
		out := make([]Kiosk, len(rows))
		for i, k := range rows {
			out[i] = with(k, statuses[k.ID])
		}
		return out, next, err
	})
}

// Moves says that reports come without a change of the row.
func (Kiosk) Moves() {}

func with(k rental.Kiosk, s service.KioskStatus) Kiosk {
	return Kiosk{
		ID: k.ID, Name: k.Name, NumberPrefix: k.NumberPrefix, SiteID: k.SiteID, ReturnsPlaceID: k.ReturnsPlaceID, Status: k.Status, LastContact: s.LastContact,
		QueueDepth: s.Report.QueueDepth, Oldest: s.Report.OldestMs, ClockOffsetMs: s.Report.ClockOffsetMs, Version: s.Report.Version, LastError: s.Report.LastError,
	}
}

type enrolmentCodeInput struct {
	Body struct {
		SiteID         rental.SiteID  `json:"site_id" format:"uuid"`
		ReturnsPlaceID rental.PlaceID `json:"returns_place_id,omitempty" doc:"where returned things are put at that dock"`
		Name           string         `json:"name,omitempty" maxLength:"80"`
	}
}

// EnrolmentCode lets one kiosk in, once.
type EnrolmentCode struct {
	Code      string        `json:"code" doc:"shown this once"`
	ExpiresAt rental.Millis `json:"expires_at"`
}

func (h *Handlers) CreateEnrolmentCode(ctx context.Context, in *enrolmentCodeInput) (*struct{ Body EnrolmentCode }, error) {
	code, hash, err := auth.NewEnrolmentCode(nil)
	if err != nil {
		return nil, err
	}
	now := h.d.Now()
	expires := rental.Millis(now.Add(auth.CodeTTL).UnixMilli())
	err = h.d.Ledger.NewEnrolmentCode(ctx, door.Identity(ctx).Actor, service.EnrolmentCode{
		Hash: hash, SiteID: in.Body.SiteID, ReturnsPlaceID: in.Body.ReturnsPlaceID, Name: in.Body.Name,
		CreatedAt: rental.Millis(now.Truncate(time.Millisecond).UnixMilli()), ExpiresAt: expires,
	})
	if err != nil {
		return nil, err
	}
	return &struct{ Body EnrolmentCode }{EnrolmentCode{code, expires}}, nil
}

func (h *Handlers) RevokeKiosk(ctx context.Context, in *door.ByID) (*struct{}, error) {
	return &struct{}{}, h.d.Ledger.RevokeKiosk(ctx, door.Identity(ctx).Actor, rental.KioskID(in.ID))
}
