package ledger

import (
	"context"
	"encoding/base64"
	"fmt"

	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Batch is a run of unanswered items, from the oldest on. It is empty when
// nothing waits.
type Batch struct {
	FirstSeq uint64
	PrevHash syncproto.Hash
	Items    []syncproto.Item
}

// itemOverhead is what an item needs on the wire beside its payload, in bytes.
const itemOverhead = 48

// Pending returns the next items to push: at most maxItems, and at most
// maxBytes of JSON unless the first alone is larger.
func (l *Ledger) Pending(ctx context.Context, maxItems, maxBytes int) (b Batch, err error) {
	err = l.store.Read(ctx, func(ctx context.Context, v store.View) error {
		b, err = pending(ctx, v, maxItems, maxBytes)
		return err
	})
	return b, explain(err)
}

func pending(ctx context.Context, v store.View, maxItems, maxBytes int) (Batch, error) {
	var acked link
	if _, err := v.Meta(ctx, store.MetaAcked, &acked); err != nil {
		return Batch{}, err
	}
	items, err := v.Outbox(ctx, maxItems)
	if err != nil {
		return Batch{}, err
	}
	b := Batch{FirstSeq: acked.Seq + 1, PrevHash: acked.Hash}
	size := 0
	for i, it := range items {
		if it.Seq != b.FirstSeq+uint64(i) {
			return Batch{}, chainBroken(fmt.Sprintf("item %d is followed by %d", b.FirstSeq+uint64(i)-1, it.Seq))
		}
		size += base64.StdEncoding.EncodedLen(len(it.Payload)) + itemOverhead
		if i > 0 && size > maxBytes {
			break
		}
		b.Items = append(b.Items, syncproto.Item{Seq: it.Seq, Payload: it.Payload})
	}
	return b, nil
}

// Halt stops pushing and pulling for a reason that a person must see; recording
// goes on. Resume ends it.
func (l *Ledger) Halt(ctx context.Context, reason string) error {
	return explain(l.write(ctx, func(tx *store.Tx) error { return tx.PutMeta(store.MetaHalt, halt{Reason: reason, AtMs: l.now()}) }))
}

// Resume ends a Halt.
func (l *Ledger) Resume(ctx context.Context) error {
	return explain(l.write(ctx, func(tx *store.Tx) error { return tx.DeleteMeta(store.MetaHalt) }))
}

// now is the device's wall clock.
func (l *Ledger) now() rental.Millis { return rental.Millis(l.cfg.Now().UnixMilli()) }

// NoteHello keeps what central said of itself, and the offset of its clock to
// this one (to be added here) with its error, in ms. Another incarnation than
// the one that the base came from halts the kiosk.
func (l *Ledger) NoteHello(ctx context.Context, r syncproto.HelloReply, offsetMs, errMs int64) error {
	err := l.write(ctx, func(tx *store.Tx) error {
		var sync syncState
		if _, err := tx.Meta(tx.Context(), store.MetaSync, &sync); err != nil {
			return err
		}
		if sync.Bootstrapped && sync.Incarnation != r.Incarnation {
			return tx.PutMeta(store.MetaHalt, halt{Reason: "incarnation_changed", AtMs: l.now()})
		}
		if err := l.noteDurable(tx, r.DurableThrough); err != nil {
			return err
		}
		return tx.PutMeta(store.MetaHello, Hello{
			OffsetMs: offsetMs, OffsetErrMs: errMs, Demo: r.Demo, Zone: r.Zone, Version: r.Version, AtMs: l.now(), Limits: r.Limits,
		})
	})
	if err != nil {
		return explain(err)
	}
	return l.reload(ctx)
}

// noteDurable raises durable_through, never above what central has answered.
func (l *Ledger) noteDurable(tx *store.Tx, through uint64) error {
	var sync syncState
	if _, err := tx.Meta(tx.Context(), store.MetaSync, &sync); err != nil {
		return err
	}
	var acked link
	if _, err := tx.Meta(tx.Context(), store.MetaAcked, &acked); err != nil {
		return err
	}
	through = min(through, acked.Seq)
	if through <= sync.DurableThrough {
		return nil
	}
	sync.DurableThrough = through
	return tx.PutMeta(store.MetaSync, sync)
}
