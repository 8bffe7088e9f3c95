package ledger

import (
	"context"

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
