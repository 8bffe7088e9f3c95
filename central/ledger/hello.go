package ledger

import (
	"context"
	"fmt"

	"rms/central/ledger/history"
	"rms/central/store"
	"rms/central/store/epoch"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// When many kiosks come back at once, their first pushes are spread.
const (
	spreadFrom  = 20     // kiosks
	spreadEach  = 50     // ms a kiosk
	spreadLimit = 60_000 // ms
)

// Hello compares positions. Where the kiosk's history is not central's, and the kiosk
// has said so twice (hello_again), the answer is rotate_epoch: the kiosk goes on in a new epoch with all that it still has. One whose
// histories diverge twice within a day must be let in by a person (reenrol). A kiosk of
// version 1 knows no rotation: it gets a conflict (position_diverged), keeps recording
// and deletes nothing.
func (l *Ledger) Hello(ctx context.Context, kiosk rental.KioskID, now rental.Millis, req syncproto.HelloRequest) (syncproto.HelloReply, error) {
	reply := syncproto.HelloReply{
		Proto: syncproto.Version, Version: l.version, ServerMs: int64(now), Incarnation: l.incarnation, Run: l.run, Demo: l.demo,
		Action: syncproto.ActionOK, Limits: syncproto.Limits{Items: syncproto.MaxPushItems, Bytes: syncproto.MaxPushBody},
	}
	if req.Proto < syncproto.MinVersion {
		reply.Action, reply.MinVersion = syncproto.ActionUpgrade, l.version
		return reply, nil
	}
	var d history.Difference
	err := l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		k, err := activeKiosk(ctx, tx, kiosk)
		if err != nil {
			return err
		}
		if err := service.SaveKioskStatus(ctx, tx, helloStatus(kiosk, now, req)); err != nil {
			return err
		}
		if d, err = l.place(ctx, tx, k, req, &reply); err != nil || d == (history.Difference{}) || req.Proto < firstVersionThatRotates {
			return err
		}
		if !l.proofs.Use(kiosk, req.Proof) {
			reply.Action = syncproto.ActionAgain
			return nil
		}
		return l.rotate(ctx, tx, now, k, req, d, &reply)
	})
	if err != nil {
		return syncproto.HelloReply{}, fmt.Errorf("hello of kiosk %s: %w", kiosk, err)
	}
	if d == (history.Difference{}) {
		return reply, nil
	}
	if reply.Action == syncproto.ActionAgain {
		reply.Proof, err = l.proofs.Give(kiosk, l.randomHex)
		return reply, err
	}
	l.log.Error("a kiosk and central do not share one history", "kiosk_id", kiosk, "cause", d.Cause, "why", d.Why, "action", reply.Action,
		"epoch", req.Epoch.String(), "last_seq", req.LastSeq, "acked_seq", req.AckedSeq)
	if req.Proto < firstVersionThatRotates {
		return syncproto.HelloReply{}, diverged(d.Why)
	}
	return reply, nil
}

func helloStatus(kiosk rental.KioskID, now rental.Millis, req syncproto.HelloRequest) service.KioskStatus {
	return service.KioskStatus{KioskID: kiosk, LastContact: now, Report: syncproto.Heartbeat{
		QueueDepth: req.QueueDepth, Cursor: req.Cursor, Version: req.Version, Epoch: req.Epoch, ClockOffsetMs: int64(now) - req.DeviceMs,
	}}
}

// place fills the reply with where central stands, and says how the kiosk's history
// differs from central's.
func (l *Ledger) place(ctx context.Context, tx *store.Tx, k rental.Kiosk, req syncproto.HelloRequest, reply *syncproto.HelloReply) (d history.Difference, err error) {
	reply.SiteID = k.SiteID
	site, _, err := store.Get[rental.Place](ctx, tx, string(k.SiteID))
	if err != nil {
		return d, err
	}
	reply.Zone = site.Zone
	if reply.FeedHead, err = tx.Head(ctx, store.HeadFeed); err != nil {
		return d, err
	}
	n, err := tx.CountKiosks(ctx)
	if err != nil {
		return d, err
	}
	if n >= spreadFrom {
		reply.Limits.SpreadMs = min(spreadEach*n, spreadLimit)
	}
	e, ok, err := epoch.Of(ctx, tx, k.ID, req.Epoch)
	if err != nil {
		return d, err
	}
	active := ok && e.Status == epoch.Active
	if !active && req.Proto < firstVersionThatRotates {
		reply.Action = syncproto.ActionReenrol
		return d, nil
	}
	if !active {
		return history.Unknown(ok), nil
	}
	reply.AppliedThrough, reply.DurableThrough, reply.HeadHash = e.LastSeq, e.DurableSeq, e.HeadHash
	return history.Compare(ctx, tx, l.incarnation, e, req)
}

// Heartbeat keeps what a kiosk reports of itself.
func (l *Ledger) Heartbeat(ctx context.Context, kiosk rental.KioskID, now rental.Millis, h syncproto.Heartbeat) error {
	err := l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := activeKiosk(ctx, tx, kiosk); err != nil {
			return err
		}
		return service.SaveKioskStatus(ctx, tx, service.KioskStatus{KioskID: kiosk, LastContact: now, Report: h})
	})
	if err != nil {
		return fmt.Errorf("heartbeat of kiosk %s: %w", kiosk, err)
	}
	return nil
}
