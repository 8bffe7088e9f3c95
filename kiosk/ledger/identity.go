package ledger

import (
	"context"

	"github.com/google/uuid"

	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Identity is who this kiosk is, as its enrolment said, with the zone that
// central's last hello named.
type Identity syncproto.EnrolReply

// Hello is what central's last hello said. OffsetErrMs is
// syncproto.OffsetUnknown before the first one. AtMs is the device's clock.
type Hello struct {
	OffsetMs    int64            `json:"offset_ms"`
	OffsetErrMs int64            `json:"offset_err_ms"`
	Demo        bool             `json:"demo"`
	Zone        string           `json:"zone"`
	Version     string           `json:"version"`
	AtMs        rental.Millis    `json:"at_ms"`
	Limits      syncproto.Limits `json:"limits"`
}

func notEnrolled() error {
	return &rental.Error{
		Code: rental.CodeUnavailable, Reason: "not_enrolled", Message: "this kiosk has not been enrolled yet",
		Hint: "rms-kiosk enrol --central URL --code CODE",
	}
}

// Enrol keeps the identity that central gave. The same one again is no change;
// another one is refused, because what was recorded belongs to the first.
func (l *Ledger) Enrol(ctx context.Context, r syncproto.EnrolReply) error {
	if _, err := uuid.Parse(string(r.KioskID)); err != nil || r.Epoch == (syncproto.Epoch{}) || r.NumberPrefix == "" || r.SiteID == "" {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_enrolment",
			Message: "central's enrolment lacks an id, an epoch, a number prefix or a site", Hint: "ask for a new enrolment code",
		}
	}
	err := l.write(ctx, func(tx *store.Tx) error {
		var have Identity
		enrolled, err := tx.Meta(tx.Context(), store.MetaIdentity, &have)
		if err != nil {
			return err
		}
		if enrolled && (have.KioskID != r.KioskID || have.Epoch != r.Epoch) {
			return &rental.Error{
				Code: rental.CodeConflict, Reason: "already_enrolled", Message: "this kiosk is enrolled as " + have.Name,
				Hint: "start with an empty data directory to enrol it as another",
			}
		}
		return tx.PutMeta(store.MetaIdentity, Identity(r))
	})
	if err != nil {
		return explain(err)
	}
	return l.reload(ctx)
}

// Identity is who this kiosk is; before enrolment the error not_enrolled.
func (l *Ledger) Identity(context.Context) (Identity, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.identity == nil {
		return Identity{}, notEnrolled()
	}
	id := *l.identity
	if l.hello.Zone != "" {
		id.Zone = l.hello.Zone
	}
	return id, nil
}

// Hello is what central last said of itself.
func (l *Ledger) Hello() Hello {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.hello
}
