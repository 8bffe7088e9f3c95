package syncer

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// Enroller is what Enrol needs of the kiosk's ledger.
type Enroller interface {
	Enrol(ctx context.Context, r syncproto.EnrolReply) error
}

// Enrolment is what an operator gives to make this machine a kiosk.
type Enrolment struct {
	Code    string
	Name    string
	Version string
	Public  ed25519.PublicKey
}

// Enrol trades a one-time code for an identity and keeps it in the ledger. The
// error of a refused code is central's own.
func Enrol(ctx context.Context, t Transport, l Enroller, e Enrolment) (syncproto.EnrolReply, error) {
	var reply syncproto.EnrolReply
	c := post(Effect{Op: "enrol"}, "enrol", syncproto.EnrolRequest{
		Proto: syncproto.Version, Code: e.Code, PublicKey: e.Public, Name: e.Name, Version: e.Version,
	}, &reply, maxSmallReply, shortTimeout)
	if err := t.Do(ctx, c); err != nil {
		var f *Failure
		if !errors.As(err, &f) {
			f = unreachable(err)
		}
		return syncproto.EnrolReply{}, f.Err
	}
	if _, err := uuid.Parse(string(reply.KioskID)); err != nil || reply.Epoch == (syncproto.Epoch{}) || reply.SiteID == "" || reply.NumberPrefix == "" {
		return syncproto.EnrolReply{}, badReply("an enrolment without id, epoch, site or number prefix").Err
	}
	if err := l.Enrol(context.WithoutCancel(ctx), reply); err != nil {
		var known *rental.Error
		if errors.As(err, &known) {
			return syncproto.EnrolReply{}, known
		}
		return syncproto.EnrolReply{}, fmt.Errorf("keep the enrolment: %w", err)
	}
	return reply, nil
}
