package ledger

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/google/uuid"

	"rms/central/ledger/memory"
	"rms/central/store"
	"rms/central/store/chain"
	"rms/central/store/epoch"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// batch is one push while it is taken.
type batch struct {
	kiosk rental.Kiosk
	uid   uuid.UUID // the kiosk's id, as it goes into the chain
	epoch epoch.Epoch
	now   rental.Millis
	memo  *memory.Memory
	// careful: each item has a savepoint of its own. Without it the first item
	// that fails ends the transaction, and the push is taken again, carefully.
	careful bool
	// parsed are the new items' payloads by seq, as far as they can be read; known
	// are the ids among theirs that are stored, with those that this push stored.
	parsed map[uint64]syncproto.Payload
	known  map[rental.ItemID]struct{}
	reply  syncproto.PushReply
}

// errCarefully ends a push that must be taken again with a savepoint per item.
var errCarefully = errors.New("an item failed: each needs a savepoint of its own")

// Push takes a run of items of one kiosk in one transaction: each is judged,
// stored whatever the judgement is, and answered. One whose judging fails takes
// nothing with it: the push begins anew with a savepoint around each item. The
// same push sent again, or one that overlaps what is stored, answers what was
// answered first. A position that central does not share is a conflict
// (position_diverged, or hello_first where no hello of this run was seen).
func (l *Ledger) Push(ctx context.Context, kiosk rental.KioskID, now rental.Millis, req syncproto.PushRequest) (syncproto.PushReply, error) {
	if err := l.checkPush(req); err != nil {
		return syncproto.PushReply{}, err
	}
	reply, seen, err := l.push(ctx, kiosk, now, req, false)
	if errors.Is(err, errCarefully) {
		reply, seen, err = l.push(ctx, kiosk, now, req, true)
	}
	if other, ok := errors.AsType[*differsError](err); ok {
		err = errors.Join(err, l.write(ctx, func(ctx context.Context, tx *store.Tx) error { return epoch.Doubt(ctx, tx, other.epoch, other.why) }))
	}
	if err != nil {
		return syncproto.PushReply{}, fmt.Errorf("take a push of kiosk %s: %w", kiosk, err)
	}
	for _, o := range seen {
		l.observe(o.kind, o.verdict, o.reason)
	}
	return reply, nil
}

func (l *Ledger) push(ctx context.Context, kiosk rental.KioskID, now rental.Millis, req syncproto.PushRequest, careful bool) (reply syncproto.PushReply, seen []observation, err error) {
	err = l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		b, err := l.openBatch(ctx, tx, kiosk, now, req.Epoch)
		if err != nil {
			return err
		}
		b.careful = careful
		if seen, err = l.take(ctx, tx, b, req); err != nil {
			return err
		}
		reply = b.reply
		return service.TouchKiosk(ctx, tx, kiosk, now)
	})
	return reply, seen, err
}

type observation struct {
	kind    rental.Kind
	verdict rental.VerdictKind
	reason  string
}

func (l *Ledger) checkPush(req syncproto.PushRequest) error {
	switch {
	case req.Proto < syncproto.MinVersion:
		return upgradeRequired()
	case req.Run != l.run:
		return helloFirst("central was started since this kiosk said hello")
	case len(req.Items) > syncproto.MaxPushItems:
		return &rental.Error{
			Code: rental.CodeTooLarge, Reason: "too_many_items", Field: "items",
			Message: fmt.Sprintf("%d items, the most is %d", len(req.Items), syncproto.MaxPushItems), Hint: "send half of them",
		}
	case len(req.Items) == 0:
		return &rental.Error{Code: rental.CodeInvalid, Reason: "no_items", Field: "items", Message: "a push without items"}
	case req.FirstSeq == 0 || req.FirstSeq > 1<<62:
		return &rental.Error{Code: rental.CodeInvalid, Reason: "bad_seq", Field: "first_seq", Message: "seq counts from 1"}
	}
	for i, it := range req.Items {
		if it.Seq != req.FirstSeq+uint64(i) {
			return &rental.Error{
				Code: rental.CodeInvalid, Reason: "bad_seq", Field: fmt.Sprintf("items[%d].seq", i),
				Message: fmt.Sprintf("seq %d where %d follows", it.Seq, req.FirstSeq+uint64(i)),
			}
		}
	}
	return nil
}

func upgradeRequired() *rental.Error {
	return &rental.Error{
		Code: rental.CodePreconditionFailed, Reason: "upgrade_required",
		Message: fmt.Sprintf("this kiosk speaks an older protocol than %d", syncproto.MinVersion), Hint: "update the kiosk's program; nothing is lost meanwhile",
	}
}

func helloFirst(why string) *rental.Error {
	return &rental.Error{Code: rental.CodeConflict, Reason: "hello_first", Message: why, Hint: "say hello, then push again"}
}

func diverged(why string) *rental.Error {
	return &rental.Error{
		Code: rental.CodeConflict, Reason: "position_diverged", Message: "this kiosk and central do not share one history: " + why,
		Hint: "the kiosk keeps recording and keeps everything; ask the operator to look at this kiosk",
	}
}

// differsError is a push that does not continue the chain: the next hello is told.
type differsError struct {
	error // that the kiosk gets
	epoch epoch.Epoch
	why   string
}

// Unwrap returns the error that the kiosk gets.
func (e *differsError) Unwrap() error { return e.error }

func differs(b *batch, why string) error { return &differsError{diverged(why), b.epoch, why} }

func revoked() *rental.Error {
	return &rental.Error{Code: rental.CodeForbidden, Reason: "revoked", Message: "this kiosk was revoked", Hint: "take it out of use; or stop it and let it in again with a code, which brings what it has recorded: rms-kiosk enrol --central URL --code CODE"}
}

func unknownKiosk() *rental.Error {
	return &rental.Error{Code: rental.CodeUnauthenticated, Reason: "unknown_kiosk", Message: "no such kiosk is enrolled here", Hint: "stop the kiosk and enrol it again, which keeps what it has recorded: rms-kiosk enrol --central URL --code CODE"}
}

// activeKiosk returns an enrolled kiosk.
func activeKiosk(ctx context.Context, tx *store.Tx, id rental.KioskID) (rental.Kiosk, error) {
	k, ok, err := store.Get[rental.Kiosk](ctx, tx, string(id))
	switch {
	case err != nil:
		return k, err
	case !ok:
		return k, unknownKiosk()
	case k.Status == rental.KioskRevoked:
		return k, revoked()
	}
	return k, nil
}

func (l *Ledger) openBatch(ctx context.Context, tx *store.Tx, kiosk rental.KioskID, now rental.Millis, name syncproto.Epoch) (*batch, error) {
	k, err := activeKiosk(ctx, tx, kiosk)
	if err != nil {
		return nil, err
	}
	b := &batch{kiosk: k, now: now, memo: memory.New()}
	if b.uid, err = uuid.Parse(string(k.ID)); err != nil {
		return nil, fmt.Errorf("the id of kiosk %q: %w", k.ID, err)
	}
	e, ok, err := epoch.Of(ctx, tx, kiosk, name)
	if err != nil {
		return nil, err
	}
	if !ok || e.Status != epoch.Active {
		return nil, helloFirst("central does not know this epoch, or has closed it")
	}
	b.epoch = e
	return b, nil
}

// take walks the batch: what is stored already is compared and answered again,
// what is new is received.
func (l *Ledger) take(ctx context.Context, tx *store.Tx, b *batch, req syncproto.PushRequest) ([]observation, error) {
	if req.FirstSeq > b.epoch.LastSeq+1 {
		return nil, diverged(fmt.Sprintf("items %d to %d never arrived", b.epoch.LastSeq+1, req.FirstSeq-1))
	}
	stored, prev, err := l.storedBefore(ctx, tx, b, req)
	if err != nil {
		return nil, err
	}
	if prev != req.PrevHash {
		return nil, differs(b, fmt.Sprintf("the chain differs at item %d", req.FirstSeq-1))
	}
	if err := l.look(ctx, tx, b, req.Items); err != nil {
		return nil, err
	}
	seq, head := b.epoch.LastSeq, b.epoch.HeadHash
	var seen []observation
	for _, it := range req.Items {
		content := syncproto.ContentHash(it.Payload)
		prev = syncproto.Chain(prev, b.uid, b.epoch.Epoch, it.Seq, content)
		if it.Seq <= b.epoch.LastSeq {
			if err := l.again(ctx, tx, b, stored[it.Seq], it.Seq, prev); err != nil {
				return nil, err
			}
			continue
		}
		at := chain.Position{Seq: it.Seq, Content: content, Hash: prev}
		answer, o, err := l.receive(ctx, tx, b, it, at)
		if err != nil {
			return nil, err
		}
		b.reply.Verdicts = append(b.reply.Verdicts, answer...)
		seen = append(seen, o)
		if o.verdict == rental.Retry {
			break // not stored: the kiosk sends it again, and what follows it
		}
		seq, head = it.Seq, prev
	}
	b.reply.AppliedThrough, b.reply.DurableThrough, b.reply.HeadHash = seq, b.epoch.DurableSeq, head
	if seq == b.epoch.LastSeq {
		return seen, nil
	}
	return seen, epoch.Move(ctx, tx, b.epoch, seq, head)
}

// look reads the new items' payloads and asks in one query which of their ids are
// stored already.
func (l *Ledger) look(ctx context.Context, tx *store.Tx, b *batch, items []syncproto.Item) error {
	b.parsed = make(map[uint64]syncproto.Payload, len(items))
	ids := make([]rental.ItemID, 0, len(items))
	for _, it := range items {
		if it.Seq <= b.epoch.LastSeq {
			continue
		}
		err := l.guarded(func() error {
			p, err := syncproto.ParsePayload(it.Payload)
			if err == nil {
				b.parsed[it.Seq] = p
				ids = append(ids, p.ID)
			}
			return err
		})
		if err != nil {
			continue // settle reads it again, and says what is wrong
		}
	}
	var err error
	b.known, err = tx.KnownFacts(ctx, ids)
	return err
}

// storedBefore returns what is stored of the batch, by seq, and the hash before
// its first item.
func (l *Ledger) storedBefore(ctx context.Context, tx *store.Tx, b *batch, req syncproto.PushRequest) (map[uint64]chain.Position, syncproto.Hash, error) {
	if req.FirstSeq == b.epoch.LastSeq+1 {
		return nil, b.epoch.HeadHash, nil
	}
	var prev syncproto.Hash
	positions, err := chain.From(ctx, tx, b.kiosk.ID, b.epoch.Epoch, req.FirstSeq-1, len(req.Items)+1)
	if err != nil {
		return nil, prev, err
	}
	stored := make(map[uint64]chain.Position, len(positions))
	for _, p := range positions {
		stored[p.Seq] = p
	}
	if req.FirstSeq > 1 {
		p, ok := stored[req.FirstSeq-1]
		if !ok {
			return nil, prev, fmt.Errorf("item %d of kiosk %s is below the head and not stored", req.FirstSeq-1, b.kiosk.ID)
		}
		prev = p.Hash
	}
	return stored, prev, nil
}

// again answers an item at a position that is stored.
func (l *Ledger) again(ctx context.Context, tx *store.Tx, b *batch, p chain.Position, seq uint64, hash syncproto.Hash) error {
	if p.Seq != seq {
		return fmt.Errorf("item %d of kiosk %s is below the head and not stored", seq, b.kiosk.ID)
	}
	if p.Hash != hash {
		return differs(b, fmt.Sprintf("item %d has other content here", seq))
	}
	f, ok, err := tx.Fact(ctx, p.ItemID)
	if err != nil || !ok {
		return errors.Join(err, fmt.Errorf("fact %s at item %d of kiosk %s: found %t", p.ItemID, seq, b.kiosk.ID, ok))
	}
	b.reply.Verdicts = append(b.reply.Verdicts, alreadyStored(f, seq)...)
	return nil
}

// alreadyStored answers what was answered first, so that a lost reply loses
// nothing.
func alreadyStored(f store.Fact, seq uint64) []syncproto.VerdictEntry {
	out := make([]syncproto.VerdictEntry, len(f.Answer))
	for i, e := range f.Answer {
		e.Seq, e.Of, e.Was = seq, f.ItemID, e.Verdict
		e.Verdict = rental.AlreadyStored
		out[i] = e
	}
	return out
}

// receive judges and stores one new item. A bug in a rule takes back what it
// did, and the item is kept as deferred(bug); a store that cannot write now
// stops the batch there.
func (l *Ledger) receive(ctx context.Context, tx *store.Tx, b *batch, it syncproto.Item, at chain.Position) ([]syncproto.VerdictEntry, observation, error) {
	var answer []syncproto.VerdictEntry
	var kind rental.Kind
	settle := func() error {
		var err error
		answer, kind, err = l.settle(ctx, tx, b, it, at)
		return err
	}
	if !b.careful {
		if err := l.guarded(settle); err != nil {
			return nil, observation{}, errors.Join(errCarefully, err)
		}
		return answer, observation{kind: kind, verdict: answer[0].Verdict, reason: answer[0].Reason}, nil
	}
	err := l.guarded(func() error { return tx.Savepoint(ctx, settle) })
	if err != nil {
		b.memo.Clear() // it may hold what was taken back
	}
	if store.GivenUp(err) {
		return nil, observation{}, err
	}
	if store.Transient(err) {
		l.log.Warn("an item waits", "kiosk_id", b.kiosk.ID, "seq", it.Seq, "error", err)
		answer = []syncproto.VerdictEntry{{Seq: it.Seq, ID: idOf(it.Payload), Verdict: rental.Retry, Reason: "store_unavailable"}}
	} else if err != nil {
		l.log.Error("judging an item failed; it is kept for later", "kiosk_id", b.kiosk.ID, "seq", it.Seq, "error", err)
		err = tx.Savepoint(ctx, func() error {
			var err error
			answer, kind, err = l.settleBug(ctx, tx, b, it, at)
			return err
		})
		if err != nil {
			return nil, observation{}, err
		}
	}
	return answer, observation{kind: kind, verdict: answer[0].Verdict, reason: answer[0].Reason}, nil
}

// guarded turns a panic into an error with its stack.
func (l *Ledger) guarded(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return fn()
}

// idOf is the id that a payload claims, empty when it cannot be read.
func idOf(payload []byte) rental.ItemID {
	p, err := syncproto.ParsePayload(payload)
	if err != nil {
		return ""
	}
	return p.ID
}
