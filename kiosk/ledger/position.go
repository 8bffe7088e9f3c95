package ledger

import (
	"context"

	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Position is where this kiosk stands towards central.
type Position struct {
	Enrolled       bool
	Epoch          syncproto.Epoch
	NumberPrefix   string // of the numbers that this kiosk gives
	LastSeq        uint64
	HeadHash       syncproto.Hash
	AckedSeq       uint64
	AckedHash      syncproto.Hash
	DurableThrough uint64
	Cursor         uint64
	Incarnation    string
	QueueDepth     int64
	OldestMs       rental.Millis // of the oldest unanswered item; 0 = none
	Bootstrapped   bool
	AsOfMs         rental.Millis // when the base last moved, by the device's clock
	Halted         string        // why nothing is pushed; empty: it is
}

// syncState is the meta value of that name.
type syncState struct {
	Cursor         uint64        `json:"cursor"`
	Incarnation    string        `json:"incarnation"`
	DurableThrough uint64        `json:"durable_through"`
	Bootstrapped   bool          `json:"bootstrapped"`
	AsOfMs         rental.Millis `json:"as_of_ms"`
}

// halt is the meta value of that name.
type halt struct {
	Reason string        `json:"reason"`
	AtMs   rental.Millis `json:"at_ms"`
}

// Position reads it all from one moment.
func (l *Ledger) Position(ctx context.Context) (p Position, err error) {
	err = l.store.Read(ctx, func(ctx context.Context, v store.View) error {
		p, err = position(ctx, v)
		return err
	})
	p.AsOfMs = l.shownAsOf(p.AsOfMs)
	if l.damaged.Load() {
		p.Halted = store.ReasonDamaged
	}
	return p, explain(err)
}

// AsOf is when the base last moved, by the device's clock; 0: it has not come yet.
func (l *Ledger) AsOf(ctx context.Context) (rental.Millis, error) {
	var sync syncState
	_, err := l.store.Meta(ctx, store.MetaSync, &sync)
	return l.shownAsOf(sync.AsOfMs), explain(err)
}

func position(ctx context.Context, v store.View) (p Position, err error) {
	var id Identity
	if p.Enrolled, err = v.Meta(ctx, store.MetaIdentity, &id); err != nil {
		return Position{}, err
	}
	var head, acked link
	var sync syncState
	var stop halt
	for key, into := range map[store.MetaKey]any{
		store.MetaHead: &head, store.MetaAcked: &acked, store.MetaSync: &sync, store.MetaHalt: &stop,
	} {
		if _, err := v.Meta(ctx, key, into); err != nil {
			return Position{}, err
		}
	}
	q, err := v.Queue(ctx)
	if err != nil {
		return Position{}, err
	}
	p.Epoch, p.NumberPrefix = id.Epoch, id.NumberPrefix
	p.LastSeq, p.HeadHash = head.Seq, head.Hash
	p.AckedSeq, p.AckedHash = acked.Seq, acked.Hash
	p.Cursor, p.Incarnation, p.DurableThrough = sync.Cursor, sync.Incarnation, sync.DurableThrough
	p.Bootstrapped, p.AsOfMs = sync.Bootstrapped, sync.AsOfMs
	p.QueueDepth, p.OldestMs = q.Depth, q.OldestMs
	p.Halted = stop.Reason
	return p, nil
}
