package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"rms/kiosk/ledger/memory"
	"rms/kiosk/ledger/reads"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// ApplyVerdicts takes in central's answers to pushed items, in one transaction:
// answered items go to the archive, what needs a person to the inbox, images to
// rest where the cursor is far enough, and what follows is decided anew. Answers
// that came before change nothing.
func (l *Ledger) ApplyVerdicts(ctx context.Context, r syncproto.PushReply) error {
	return explain(l.write(ctx, func(tx *store.Tx) error { return l.applyVerdicts(tx, r) }))
}

func (l *Ledger) applyVerdicts(tx *store.Tx, r syncproto.PushReply) error {
	ctx := tx.Context()
	if err := sameChain(ctx, tx.View, r); err != nil {
		return err
	}
	var acked link
	if _, err := tx.Meta(ctx, store.MetaAcked, &acked); err != nil {
		return err
	}
	dirty := reads.Set{}
	for _, a := range bySeq(r.Verdicts) {
		if a.seq <= acked.Seq {
			continue // a repeated answer
		}
		if a.whole().Verdict == rental.Retry {
			break
		}
		if a.seq != acked.Seq+1 {
			return diverged(fmt.Sprintf("central answered item %d before %d", a.seq, acked.Seq+1))
		}
		hash, err := l.answered(tx, a, dirty)
		if err != nil {
			return err
		}
		acked = link{Seq: a.seq, Hash: hash}
	}
	if err := tx.PutMeta(store.MetaAcked, acked); err != nil {
		return err
	}
	if err := l.noteDurable(tx, r.DurableThrough); err != nil {
		return err
	}
	var sync syncState
	if _, err := tx.Meta(ctx, store.MetaSync, &sync); err != nil {
		return err
	}
	return l.settle(tx, sync.Cursor, dirty, nil, nil)
}

func diverged(what string) error {
	return &rental.Error{
		Code: rental.CodeConflict, Reason: "position_diverged", Message: what,
		Hint: "recording goes on; call the office before anything is deleted",
	}
}

// sameChain refuses answers to another chain than this kiosk's: a clone.
func sameChain(ctx context.Context, v store.View, r syncproto.PushReply) error {
	if r.AppliedThrough == 0 {
		return nil
	}
	it, ok, err := v.ItemBySeq(ctx, r.AppliedThrough)
	if err != nil {
		return err
	}
	var head link
	if _, err := v.Meta(ctx, store.MetaHead, &head); err != nil {
		return err
	}
	if r.AppliedThrough > head.Seq || ok && it.Hash != r.HeadHash {
		return diverged(fmt.Sprintf("central holds another item %d than this kiosk", r.AppliedThrough))
	}
	return nil
}

// answer is central's word on one item: on the whole, or line by line.
type answer struct {
	seq     uint64
	entries []syncproto.VerdictEntry
}

func bySeq(entries []syncproto.VerdictEntry) []answer {
	at := map[uint64]int{}
	var all []answer
	for _, e := range entries {
		i, ok := at[e.Seq]
		if !ok {
			i = len(all)
			at[e.Seq] = i
			all = append(all, answer{seq: e.Seq})
		}
		all[i].entries = append(all[i].entries, e)
	}
	slices.SortFunc(all, func(a, b answer) int {
		if a.seq < b.seq {
			return -1
		}
		return 1
	})
	return all
}

// given is the verdict that stands: of an item that was stored before, the one
// that it got then.
func given(e syncproto.VerdictEntry) rental.VerdictKind {
	if e.Verdict == rental.AlreadyStored && e.Was != "" {
		return e.Was
	}
	return e.Verdict
}

// whole is the verdict on the item: its own entry; without one, applied if any
// line is, else that of the first line.
func (a answer) whole() syncproto.VerdictEntry {
	w := a.entries[0]
	for _, e := range a.entries {
		if e.Line == nil {
			return e
		}
		if given(e) == rental.Applied && given(w) != rental.Applied {
			w = e
		}
	}
	return w
}

// feedSeq is the feed row that the cursor must pass: the last of all lines'.
func (a answer) feedSeq() (last uint64) {
	for _, e := range a.entries {
		last = max(last, e.FeedSeq)
	}
	return last
}

// answered moves one item to the archive, and what needs a person to the inbox.
func (l *Ledger) answered(tx *store.Tx, a answer, dirty reads.Set) (syncproto.Hash, error) {
	ctx := tx.Context()
	it, ok, err := tx.ItemBySeq(ctx, a.seq)
	if err != nil {
		return syncproto.Hash{}, err
	}
	w := a.whole()
	if !ok || it.ID != w.ID {
		return syncproto.Hash{}, diverged(fmt.Sprintf("central answered item %d as %s, which it is not here", a.seq, w.ID))
	}
	raw, err := json.Marshal(a.entries)
	if err != nil {
		return syncproto.Hash{}, fmt.Errorf("encode a verdict: %w", err)
	}
	err = tx.Archive(a.seq, store.Ack{
		Verdict: given(w), AnswerJSON: raw, FeedSeq: a.feedSeq(), AckedMs: l.now(), Waiting: true,
	})
	if err != nil {
		return syncproto.Hash{}, err
	}
	if err := l.retold(it, w, dirty); err != nil {
		return syncproto.Hash{}, err
	}
	entries, err := l.entries(ctx, tx.View, it, a)
	if err != nil {
		return syncproto.Hash{}, err
	}
	for _, e := range entries {
		if err := tx.PutInbox(e); err != nil {
			return syncproto.Hash{}, err
		}
	}
	return it.Hash, nil
}

// retold adds an item's record to dirty where central's verdict is another than
// the kiosk's: an undo of it may have looked at it.
func (l *Ledger) retold(it store.Item, w syncproto.VerdictEntry, dirty reads.Set) error {
	here, err := memory.DecodeSaid(it.SaidJSON)
	if err != nil {
		return err
	}
	it.Ack = &store.Ack{Verdict: given(w)}
	if standing(it, here.Verdict).Kind != here.Verdict.Kind {
		dirty.Add(rental.Key{Collection: rental.FactRecords, ID: string(it.ID)})
	}
	return nil
}

// settle takes in a change of the rows under moving, which may be none, and the
// images of items out of the overlay whose verdict is in and whose feed row the
// cursor has passed. It decides anew what looked at anything that shows something
// else now, or at anything else in dirty.
func (l *Ledger) settle(tx *store.Tx, cursor uint64, dirty reads.Set, moving []rental.Key, change func() error) error {
	l.hand.clear()
	g, err := newGround(tx, cursor, moving)
	if err != nil {
		return err
	}
	if change != nil {
		if err := change(); err != nil {
			return err
		}
	}
	if err := g.settle(dirty); err != nil {
		return err
	}
	return l.rebase(tx, dirty)
}
