package syncer

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/google/uuid"

	"rms/kiosk/ledger"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Bounds of what a session's replies may hold, in bytes.
const (
	minNonce = 16
	maxNonce = 1024
	maxToken = 4096
)

func badReply(format string, args ...any) *Failure {
	return &Failure{Class: BadReply, Err: &rental.Error{
		Code: rental.CodeUnavailable, Reason: "bad_reply",
		Message: "central's answer does not fit what was asked: " + fmt.Sprintf(format, args...),
		Hint:    "nothing of it was applied; look into central's log, it may be another version",
	}}
}

func unreachable(err error) *Failure {
	return &Failure{Class: Unreachable, Err: &rental.Error{
		Code: rental.CodeUnavailable, Reason: "unreachable",
		Message: "central does not answer: " + err.Error(),
		Hint:    "what is recorded here is kept and sent later; check the network if it lasts",
	}}
}

// checkPush holds a push's reply against what was sent: the verdicts are of
// these items, in order and without gaps, they stop only after a retry, and the
// head that central claims is the head of this chain.
func (x *Exchange) checkPush(ctx context.Context, c *Call, r syncproto.PushReply) error {
	through, err := checkVerdicts(c.batch, r.Verdicts)
	if err != nil {
		return err
	}
	if r.AppliedThrough < through || (r.AppliedThrough > through && through < c.batch.FirstSeq+uint64(len(c.batch.Items))-1) {
		return badReply("verdicts through item %d, but %d applied", through, r.AppliedThrough)
	}
	items := c.batch.Items
	if r.AppliedThrough > through {
		// A reply got lost and this batch is shorter than that one was.
		if items, err = x.known(ctx, c.batch, r.AppliedThrough); err != nil {
			return err
		}
	}
	id, err := uuid.Parse(string(c.kiosk))
	if err != nil {
		return fmt.Errorf("parse kiosk id: %w", err)
	}
	req, ok := c.In.(syncproto.PushRequest)
	if !ok {
		return fmt.Errorf("a push without its request")
	}
	head := c.batch.PrevHash
	for _, it := range items {
		if it.Seq > r.AppliedThrough {
			break
		}
		head = syncproto.Chain(head, id, req.Epoch, it.Seq, syncproto.ContentHash(it.Payload))
	}
	if head != r.HeadHash {
		return badReply("its chain at item %d is %s, ours is %s", r.AppliedThrough, r.HeadHash, head)
	}
	return nil
}

// known returns the items from the batch's first through seq, which the kiosk
// must have: central cannot hold what was never minted.
func (x *Exchange) known(ctx context.Context, b ledger.Batch, through uint64) ([]syncproto.Item, error) {
	p, err := x.cfg.Ledger.Position(ctx)
	if err != nil {
		return nil, err
	}
	if through > p.LastSeq {
		return nil, badReply("item %d applied, the last one made here is %d", through, p.LastSeq)
	}
	n := int(through - b.FirstSeq + 1)
	all, err := x.cfg.Ledger.Pending(ctx, n, math.MaxInt)
	if err != nil {
		return nil, err
	}
	if all.FirstSeq != b.FirstSeq || len(all.Items) < n {
		return nil, badReply("item %d applied, only %d were waiting", through, len(all.Items))
	}
	return all.Items, nil
}

// checkVerdicts returns the last seq that has a verdict other than retry.
func checkVerdicts(b ledger.Batch, verdicts []syncproto.VerdictEntry) (uint64, error) {
	next := 0
	ids := make([]rental.ItemID, len(b.Items))
	for i, it := range b.Items {
		p, err := syncproto.ParsePayload(it.Payload)
		if err != nil {
			// An item that this build cannot read was minted by another; central
			// may still answer it, and the id is not there to compare.
			continue
		}
		ids[i] = p.ID
	}
	for i := 0; i < len(verdicts); {
		if next >= len(b.Items) {
			return 0, badReply("more verdicts than items")
		}
		n, err := checkItem(b.Items[next].Seq, ids[next], verdicts[i:])
		if err != nil {
			return 0, err
		}
		if verdicts[i].Verdict == rental.Retry {
			if i+n < len(verdicts) {
				return 0, badReply("verdicts after a retry")
			}
			return b.FirstSeq + uint64(next) - 1, nil
		}
		i += n
		next++
	}
	if next < len(b.Items) {
		return 0, badReply("%d verdicts for %d items and no retry", next, len(b.Items))
	}
	return b.FirstSeq + uint64(next) - 1, nil
}

// checkItem checks the entries of one item and returns how many there are: its
// own first, then those of its lines in order.
func checkItem(seq uint64, id rental.ItemID, v []syncproto.VerdictEntry) (int, error) {
	n, line := 0, -1
	for n < len(v) && v[n].Seq == seq {
		e := v[n]
		switch {
		case id != "" && e.ID != id:
			return 0, badReply("the verdict on item %d is of %q, not of %q", seq, e.ID, id)
		case !knownVerdict(e.Verdict):
			return 0, badReply("the verdict %q on item %d is unknown here", e.Verdict, seq)
		case (e.Line == nil) != (n == 0):
			return 0, badReply("item %d needs one verdict of its own before those of its lines", seq)
		case e.Line != nil && *e.Line <= line:
			return 0, badReply("the lines of item %d are out of order", seq)
		case e.Line != nil && (e.Verdict == rental.Retry || v[0].Verdict == rental.Retry):
			return 0, badReply("a retry of item %d has lines", seq)
		}
		if e.Line != nil {
			line = *e.Line
		}
		n++
	}
	if n == 0 {
		return 0, badReply("the verdict on item %d is missing", seq)
	}
	return n, nil
}

func knownVerdict(v rental.VerdictKind) bool {
	switch v {
	case rental.Applied, rental.AlreadyStored, rental.Conflict, rental.Deferred,
		rental.Refused, rental.RejectedVerdict, rental.Retry:
		return true
	default:
		return false
	}
}

// restored is the failure of an answer that another incarnation of central gave: it was
// restored from a backup, and hello tells.
func restored() *Failure {
	return &Failure{Class: Mismatch, Err: &rental.Error{
		Code: rental.CodeConflict, Reason: "incarnation_changed",
		Message: "central is not the one that this kiosk knew", Hint: "wait: the kiosk compares positions again",
	}}
}

// checkPage holds a page against the cursor that asked for it.
func checkPage(c *Call, p syncproto.ChangesPage) error {
	if p.Incarnation == "" {
		return badReply("a page without an incarnation")
	}
	if known := c.manifest.Incarnation; known != "" && p.Incarnation != known {
		return restored()
	}
	last := c.cursor
	for _, ch := range p.Changes {
		switch {
		case ch.Seq <= c.cursor || ch.Seq < last || ch.Seq > p.Next:
			return badReply("change %d is not in order after cursor %d before %d", ch.Seq, c.cursor, p.Next)
		case ch.Collection == "" || ch.ID == "":
			return badReply("change %d names no row", ch.Seq)
		case ch.Op != syncproto.OpUpsert && ch.Op != syncproto.OpDelete:
			return badReply("change %d does %q", ch.Seq, ch.Op)
		case ch.Op == syncproto.OpUpsert && len(ch.Body) == 0:
			return badReply("change %d has no row", ch.Seq)
		}
		last = ch.Seq
	}
	if p.Next < c.cursor || (p.More && p.Next == c.cursor) {
		return badReply("the next cursor %d after %d leads nowhere", p.Next, c.cursor)
	}
	return nil
}

// collections reads the list of a resync; nothing named means all.
func collections(field string) []rental.Collection {
	var out []rental.Collection
	for name := range strings.SplitSeq(field, ",") {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, rental.Collection(name))
		}
	}
	return out
}
