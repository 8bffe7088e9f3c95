package ledger

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// link is a place in the chain of items: the zero value is before the first.
type link struct {
	Seq  uint64         `json:"seq"`
	Hash syncproto.Hash `json:"hash"`
}

// next is the link of an item with this content after l.
func (l link) next(id Identity, content syncproto.Hash) (link, error) {
	kiosk, err := uuid.Parse(string(id.KioskID))
	if err != nil {
		return link{}, fmt.Errorf("read this kiosk's id: %w", err)
	}
	return link{Seq: l.Seq + 1, Hash: syncproto.Chain(l.Hash, kiosk, id.Epoch, l.Seq+1, content)}, nil
}

// verifyDepth is how many of the last items are hashed again at every start.
const verifyDepth = 64

func chainBroken(what string) error {
	return &rental.Error{
		Code: rental.CodeInternal, Reason: "chain_broken",
		Message: "this kiosk's record of items is damaged: " + what,
		Hint:    "change nothing in the data directory, keep a copy of it, and call the office",
	}
}

// verify holds I2 over what is stored: seqs without a gap, answered ones before
// unanswered ones, and hashes that follow from the bytes.
func (l *Ledger) verify(ctx context.Context, v store.View) error {
	var head, acked link
	if _, err := v.Meta(ctx, store.MetaHead, &head); err != nil {
		return err
	}
	if _, err := v.Meta(ctx, store.MetaAcked, &acked); err != nil {
		return err
	}
	q, err := v.Queue(ctx)
	if err != nil {
		return err
	}
	n, err := v.Waiting(ctx)
	if err != nil {
		return err
	}
	if n != int64(head.Seq-acked.Seq) || q.Depth > 0 && q.FirstSeq != acked.Seq+1 {
		return chainBroken(fmt.Sprintf("%d items wait from %d on, but %d is the last and %d the last answered", n, q.FirstSeq, head.Seq, acked.Seq))
	}
	last, ok, err := v.LastItem(ctx)
	if err != nil {
		return err
	}
	if ok && last.Seq != head.Seq || !ok && head.Seq != acked.Seq {
		return chainBroken(fmt.Sprintf("the last item is %d, but %d were given", last.Seq, head.Seq))
	}
	l.mu.Lock()
	id := l.identity
	l.mu.Unlock()
	if id == nil {
		if head.Seq > 0 {
			return chainBroken("there are items, but no enrolment")
		}
		return nil
	}
	return verifyLinks(ctx, v, *id, head)
}

// verifyLinks walks back from head as far as verifyDepth, or as the archive
// goes.
func verifyLinks(ctx context.Context, v store.View, id Identity, head link) error {
	want := head.Hash
	for seq := head.Seq; seq > 0 && head.Seq-seq < verifyDepth; seq-- {
		it, ok, err := v.ItemBySeq(ctx, seq)
		if err != nil {
			return err
		}
		if !ok {
			return nil // pruned: verify has found the unanswered ones complete
		}
		var before link
		if seq > 1 {
			prev, ok, err := v.ItemBySeq(ctx, seq-1)
			if err != nil {
				return err
			}
			if !ok {
				return nil
			}
			before = link{Seq: seq - 1, Hash: prev.Hash}
		}
		got, err := before.next(id, syncproto.ContentHash(it.Payload))
		if err != nil {
			return err
		}
		if it.Hash != want || got.Hash != it.Hash || it.ContentHash != syncproto.ContentHash(it.Payload) {
			return chainBroken(fmt.Sprintf("item %d does not bear the hash of its bytes", seq))
		}
		want = before.Hash
	}
	return nil
}
