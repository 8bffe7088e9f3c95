package ledger

import (
	"context"
	"fmt"
	"io"
	"time"

	"rms/central/ledger/history"
	"rms/central/store"
	"rms/central/store/epoch"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// EventKioskDiverged says that a kiosk and central did not share one history.
const EventKioskDiverged rental.EventType = "kiosk.diverged"

// KioskDiverged is the data of EventKioskDiverged. After is the epoch in which the
// kiosk goes on; empty where it is frozen until a person lets it in again.
type KioskDiverged struct {
	KioskID rental.KioskID `json:"kiosk_id"`
	Name    string         `json:"name"`
	Cause   epoch.Cause    `json:"cause"`
	Why     string         `json:"why"`
	Before  string         `json:"before"`
	After   string         `json:"after,omitempty"`
	At      rental.Millis  `json:"at"`
}

// divergedAgain is how long after a divergence another one freezes the kiosk: two
// copies of one kiosk would otherwise take turns for ever.
const divergedAgain = 24 * time.Hour

// firstVersionThatRotates is the first protocol whose kiosks know rotate_epoch.
const firstVersionThatRotates = 2

// rotate answers a kiosk whose history differs: with a new epoch, in which it brings
// all that it still has; or, where its histories diverged a second time within a day,
// by freezing it.
func (l *Ledger) rotate(ctx context.Context, tx *store.Tx, now rental.Millis, k rental.Kiosk, req syncproto.HelloRequest, d history.Difference, reply *syncproto.HelloReply) error {
	epochs, err := epoch.All(ctx, tx, k.ID)
	if err != nil {
		return err
	}
	at, last := history.At(epochs, req.Epoch), epochs[len(epochs)-1]
	if at.Status == epoch.Frozen {
		reply.Action = syncproto.ActionReenrol
		return nil
	}
	if at.Status == epoch.Closed && last.Status == epoch.Active && last.Follows == at.Epoch && last.LastSeq == 0 {
		return l.offer(ctx, tx, k, last, d, reply) // the answer was lost
	}
	if d.Cause == epoch.Diverged && at.Status != "" && history.DivergedSince(epochs, now-rental.Millis(divergedAgain.Milliseconds())) {
		reply.Action = syncproto.ActionReenrol
		return errorsOf(epoch.Freeze(ctx, tx, at), func() error { return l.alarm(ctx, tx, now, k, nil, req.Epoch, epoch.Epoch{}, d) })
	}
	before := k
	e, err := l.newEpoch(ctx, tx, now, &k, epochs, req.NumberPrefix)
	if err != nil {
		return err
	}
	e.BegunBy, e.Follows = d.Cause, req.Epoch
	change := rental.Change{Key: rental.Key{Collection: rental.Kiosks, ID: string(k.ID)}, Before: before, Row: k}
	if err := l.alarm(ctx, tx, now, k, []rental.Change{change}, req.Epoch, e, d); err != nil {
		return err
	}
	if err := errorsOf(epoch.Close(ctx, tx, k.ID), func() error { return epoch.Add(ctx, tx, e) }); err != nil {
		return err
	}
	return l.offer(ctx, tx, k, e, d, reply)
}

// errorsOf is first's error, else next's.
func errorsOf(first error, next func() error) error {
	if first != nil {
		return first
	}
	return next()
}

// offer tells a kiosk who it is from now on.
func (l *Ledger) offer(ctx context.Context, tx *store.Tx, k rental.Kiosk, e epoch.Epoch, d history.Difference, reply *syncproto.HelloReply) error {
	site, _, err := store.Get[rental.Place](ctx, tx, string(k.SiteID))
	if err != nil {
		return err
	}
	identity := identityOf(k, e, site)
	reply.Action, reply.Identity, reply.Why = syncproto.ActionRotate, &identity, d.Why
	reply.AppliedThrough, reply.DurableThrough, reply.HeadHash = 0, 0, syncproto.Hash{}
	return nil
}

func identityOf(k rental.Kiosk, e epoch.Epoch, site rental.Place) syncproto.EnrolReply {
	return syncproto.EnrolReply{
		KioskID: k.ID, Name: k.Name, Epoch: e.Epoch, NumberPrefix: e.NumberPrefix, SiteID: k.SiteID, ReturnsPlaceID: k.ReturnsPlaceID, Zone: site.Zone,
	}
}

// newEpoch draws an epoch and gives the kiosk the prefix of its numbers: the next one
// after all that central knows, and after the one that the kiosk has used.
func (l *Ledger) newEpoch(ctx context.Context, tx *store.Tx, now rental.Millis, k *rental.Kiosk, epochs []epoch.Epoch, used string) (epoch.Epoch, error) {
	e := epoch.Epoch{KioskID: k.ID, Status: epoch.Active, CreatedAt: now, BegunBy: epoch.Enrolled}
	if _, err := io.ReadFull(l.random, e.Epoch[:]); err != nil {
		return e, fmt.Errorf("draw an epoch: %w", err)
	}
	if len(epochs) > 0 {
		prefix, err := history.NextPrefix(ctx, tx, epochs[0].NumberPrefix, len(epochs)+1, used)
		if err != nil {
			return e, err
		}
		k.NumberPrefix = prefix
	}
	e.NumberPrefix = k.NumberPrefix
	return e, nil
}

// alarm records that a kiosk's history differed, in the log and as an event.
func (l *Ledger) alarm(ctx context.Context, tx *store.Tx, now rental.Millis, k rental.Kiosk, changes []rental.Change, before syncproto.Epoch, after epoch.Epoch, d history.Difference) error {
	data := KioskDiverged{KioskID: k.ID, Name: k.Name, Cause: d.Cause, Why: d.Why, Before: before.String(), At: now}
	if after.Epoch != (syncproto.Epoch{}) {
		data.After = after.Epoch.String()
	}
	return l.ownWith(ctx, tx, now, rental.Actor{Kind: rental.ActorSystem}, k, changes, rental.Event{
		Type: EventKioskDiverged, Subject: "kiosk/" + string(k.ID), SiteID: k.SiteID, Data: data,
	})
}
