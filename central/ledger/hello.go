package ledger

import (
	"context"
	"fmt"

	"rms/central/store"
	"rms/central/store/chain"
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

// Hello compares positions. ok, reenrol and upgrade are answers; a history that
// central does not share is a conflict (position_diverged): the kiosk keeps
// recording and deletes nothing.
func (l *Ledger) Hello(ctx context.Context, kiosk rental.KioskID, now rental.Millis, req syncproto.HelloRequest) (syncproto.HelloReply, error) {
	reply := syncproto.HelloReply{
		Proto: syncproto.Version, Version: l.version, ServerMs: int64(now), Incarnation: l.incarnation, Run: l.run, Demo: l.demo,
		Action: syncproto.ActionOK, Limits: syncproto.Limits{Items: syncproto.MaxPushItems, Bytes: syncproto.MaxPushBody},
	}
	if req.Proto < syncproto.MinVersion {
		reply.Action, reply.MinVersion = syncproto.ActionUpgrade, l.version
		return reply, nil
	}
	var why string // the histories differ; empty where they do not
	err := l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		k, err := activeKiosk(ctx, tx, kiosk)
		if err != nil {
			return err
		}
		if err := service.SaveKioskStatus(ctx, tx, helloStatus(kiosk, now, req)); err != nil {
			return err
		}
		why, err = l.place(ctx, tx, k, req, &reply)
		return err
	})
	if err != nil {
		return syncproto.HelloReply{}, fmt.Errorf("hello of kiosk %s: %w", kiosk, err)
	}
	if why != "" {
		l.log.Error("a kiosk and central do not share one history", "kiosk_id", kiosk, "epoch", req.Epoch.String(), "last_seq", req.LastSeq,
			"acked_seq", req.AckedSeq, "central_seq", reply.AppliedThrough, "central_hash", reply.HeadHash.String())
		return syncproto.HelloReply{}, diverged(why)
	}
	return reply, nil
}

func helloStatus(kiosk rental.KioskID, now rental.Millis, req syncproto.HelloRequest) service.KioskStatus {
	return service.KioskStatus{KioskID: kiosk, LastContact: now, Report: syncproto.Heartbeat{
		QueueDepth: req.QueueDepth, Cursor: req.Cursor, Version: req.Version, Epoch: req.Epoch, ClockOffsetMs: int64(now) - req.DeviceMs,
	}}
}

// place fills the reply with where central stands, and says how the kiosk's
// history differs from central's, or "".
func (l *Ledger) place(ctx context.Context, tx *store.Tx, k rental.Kiosk, req syncproto.HelloRequest, reply *syncproto.HelloReply) (string, error) {
	reply.SiteID = k.SiteID
	site, _, err := store.Get[rental.Place](ctx, tx, string(k.SiteID))
	if err != nil {
		return "", err
	}
	reply.Zone = site.Zone
	if reply.FeedHead, err = tx.Head(ctx, store.HeadFeed); err != nil {
		return "", err
	}
	n, err := tx.CountKiosks(ctx)
	if err != nil {
		return "", err
	}
	if n >= spreadFrom {
		reply.Limits.SpreadMs = min(spreadEach*n, spreadLimit)
	}
	e, ok, err := tx.EpochOf(ctx, k.ID, req.Epoch)
	if err != nil {
		return "", err
	}
	if !ok || e.Status != store.EpochActive {
		reply.Action = syncproto.ActionReenrol
		return "", nil
	}
	reply.AppliedThrough, reply.DurableThrough, reply.HeadHash = e.LastSeq, e.DurableSeq, e.HeadHash
	return l.divergence(ctx, tx, e, req)
}

// divergence says how the kiosk's history differs from central's, or "". What
// lies beyond the last item that the kiosk knows as answered is compared when it
// is pushed.
func (l *Ledger) divergence(ctx context.Context, tx *store.Tx, e store.Epoch, req syncproto.HelloRequest) (string, error) {
	switch {
	case req.Incarnation != "" && req.Incarnation != l.incarnation:
		return "central was restored from a backup since", nil
	case req.AckedSeq > req.LastSeq:
		return fmt.Sprintf("item %d was answered and item %d is the last", req.AckedSeq, req.LastSeq), nil
	case req.AckedSeq > e.LastSeq:
		return fmt.Sprintf("central had answered item %d and now knows %d", req.AckedSeq, e.LastSeq), nil
	case req.LastSeq < e.LastSeq:
		return fmt.Sprintf("the kiosk has minted %d items and central holds %d", req.LastSeq, e.LastSeq), nil
	case req.LastSeq == e.LastSeq && req.HeadHash != e.HeadHash:
		return fmt.Sprintf("the chain differs at item %d", e.LastSeq), nil
	}
	at, err := hashAt(ctx, tx, e, req.AckedSeq)
	if err != nil {
		return "", err
	}
	if at != req.AckedHash {
		return fmt.Sprintf("the chain differs at item %d", req.AckedSeq), nil
	}
	return "", nil
}

// hashAt is the chain's hash at an item that is stored; of item 0, zero.
func hashAt(ctx context.Context, tx *store.Tx, e store.Epoch, seq uint64) (syncproto.Hash, error) {
	if seq == 0 {
		return syncproto.Hash{}, nil
	}
	if seq == e.LastSeq {
		return e.HeadHash, nil
	}
	p, err := chain.From(ctx, tx, e.KioskID, e.Epoch, seq, 1)
	if err != nil {
		return syncproto.Hash{}, err
	}
	if len(p) == 0 || p[0].Seq != seq {
		return syncproto.Hash{}, fmt.Errorf("item %d of kiosk %s is below the head and not stored", seq, e.KioskID)
	}
	return p[0].Hash, nil
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
