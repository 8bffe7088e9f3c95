package httpapi

import (
	"context"
	"time"

	"rms/central/auth"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Kiosk is a kiosk with how it is.
type Kiosk struct {
	ID            rental.KioskID     `json:"id"`
	Name          string             `json:"name"`
	NumberPrefix  string             `json:"number_prefix"`
	SiteID        rental.SiteID      `json:"site_id"`
	Status        rental.KioskStatus `json:"status"`
	LastContact   rental.Millis      `json:"last_contact" doc:"ms UTC; 0: never"`
	QueueDepth    int64              `json:"queue_depth" doc:"gestures that wait at the kiosk, as of its last report"`
	Oldest        rental.Millis      `json:"oldest,omitempty" doc:"when the oldest of them was made"`
	ClockOffsetMs int64              `json:"clock_offset_ms"`
	Version       string             `json:"version"`
	LastError     string             `json:"last_error,omitempty"`
}

func (a *API) listKiosks(ctx context.Context, in *Page) (*listReply[Kiosk], error) {
	return pageOf(ctx, a, func(ctx context.Context, tx *store.Tx) ([]Kiosk, string, error) {
		rows, next, err := tx.ListKiosks(ctx, in.store())
		if err != nil {
			return nil, "", err
		}
		statuses, err := tx.KioskStatuses(ctx)
		out := make([]Kiosk, len(rows))
		for i, k := range rows {
			s := statuses[k.ID]
			out[i] = Kiosk{
				ID: k.ID, Name: k.Name, NumberPrefix: k.NumberPrefix, SiteID: k.SiteID, Status: k.Status, LastContact: s.LastContact,
				QueueDepth: s.Report.QueueDepth, Oldest: s.Report.OldestMs, ClockOffsetMs: s.Report.ClockOffsetMs, Version: s.Report.Version, LastError: s.Report.LastError,
			}
		}
		return out, next, err
	})
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

func (a *API) createEnrolmentCode(ctx context.Context, in *enrolmentCodeInput) (*struct{ Body EnrolmentCode }, error) {
	code, hash, err := auth.NewEnrolmentCode(nil)
	if err != nil {
		return nil, err
	}
	now := a.c.Now()
	expires := rental.Millis(now.Add(auth.CodeTTL).UnixMilli())
	err = a.c.Ledger.NewEnrolmentCode(ctx, identity(ctx).Actor, store.EnrolmentCode{
		Hash: hash, SiteID: in.Body.SiteID, ReturnsPlaceID: in.Body.ReturnsPlaceID, Name: in.Body.Name,
		CreatedAt: rental.Millis(now.Truncate(time.Millisecond).UnixMilli()), ExpiresAt: expires,
	})
	if err != nil {
		return nil, err
	}
	return &struct{ Body EnrolmentCode }{EnrolmentCode{code, expires}}, nil
}

func (a *API) revokeKiosk(ctx context.Context, in *ByID) (*struct{}, error) {
	return &struct{}{}, a.c.Ledger.RevokeKiosk(ctx, identity(ctx).Actor, rental.KioskID(in.ID))
}
