package syncer_test

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"rms/kiosk/ledger"
	"rms/syncproto"
	"rms/syncproto/rental"
)

const kioskID = "0190a5b4-7c00-7000-8000-00000000000a"

var testEpoch = syncproto.Epoch{1, 2, 3}

// memoryLedger keeps in memory what the ledger keeps on disk. It is strict: what
// a right syncer never does is an error.
type memoryLedger struct {
	mu       sync.Mutex
	changed  chan struct{}
	enrolled bool
	epoch    syncproto.Epoch
	turned   int // epochs that were begun
	items    []syncproto.Item
	hashes   []syncproto.Hash
	acked    uint64
	verdicts map[rental.ItemID]rental.VerdictKind
	answers  int
	cursor   uint64
	inc      string
	boot     bool
	rows     map[string]int64 // collection/id -> rev
	shadow   map[string]int64
	shadowOf []syncproto.SnapshotManifest
	halted   string
	halts    int
	offset   int64
	err      int64
	fresh    int   // pages without news
	early    int   // pages before the catalogue
	broken   error // of ApplyVerdicts and ApplyPage
	onPart   func(m syncproto.SnapshotManifest, part int)
}

func newMemoryLedger() *memoryLedger {
	return &memoryLedger{
		changed: make(chan struct{}), enrolled: true, epoch: testEpoch, boot: true, inc: "inc-1",
		verdicts: map[rental.ItemID]rental.VerdictKind{}, rows: map[string]int64{},
	}
}

func (l *memoryLedger) announce() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// mint records n gestures of so many bytes each.
func (l *memoryLedger) mint(n, size int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for range n {
		seq := uint64(len(l.items) + 1)
		id := uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, seq)).String()
		payload := fmt.Appendf(nil, `{"id":%q,"kind":"scan","schema":1,"actor":{"verified":"none"},"subjects":[],"occurred":{"device_ms":1},"body":{"raw":"%0*d"}}`, id, size, seq)
		prev := syncproto.Hash{}
		if seq > 1 {
			prev = l.hashes[seq-2]
		}
		l.items = append(l.items, syncproto.Item{Seq: seq, Payload: payload})
		l.hashes = append(l.hashes, syncproto.Chain(prev, uuid.MustParse(kioskID), l.epoch, seq, syncproto.ContentHash(payload)))
	}
	l.announce()
}

// Enrol begins an epoch with everything that was recorded.
func (l *memoryLedger) Enrol(_ context.Context, r syncproto.EnrolReply) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.epoch, l.hashes = r.Epoch, nil
	var prev syncproto.Hash
	for _, it := range l.items {
		prev = syncproto.Chain(prev, uuid.MustParse(kioskID), l.epoch, it.Seq, syncproto.ContentHash(it.Payload))
		l.hashes = append(l.hashes, prev)
	}
	l.acked, l.cursor, l.inc, l.boot, l.halted = 0, 0, "", false, ""
	l.turned++
	l.announce()
	return nil
}

func (l *memoryLedger) hash(seq uint64) syncproto.Hash {
	if seq == 0 {
		return syncproto.Hash{}
	}
	return l.hashes[seq-1]
}

func (l *memoryLedger) Identity(context.Context) (ledger.Identity, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.enrolled {
		return ledger.Identity{}, &rental.Error{Code: rental.CodeUnavailable, Reason: "not_enrolled"}
	}
	return ledger.Identity{KioskID: kioskID, Epoch: l.epoch}, nil
}

func (l *memoryLedger) Position(context.Context) (ledger.Position, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := uint64(len(l.items))
	return ledger.Position{
		Enrolled: l.enrolled, Epoch: l.epoch, NumberPrefix: "K3", LastSeq: n, HeadHash: l.hash(n), AckedSeq: l.acked, AckedHash: l.hash(l.acked),
		Cursor: l.cursor, Incarnation: l.inc, QueueDepth: int64(n - l.acked), Bootstrapped: l.boot, Halted: l.halted,
	}, nil
}

func (l *memoryLedger) Pending(_ context.Context, maxItems, maxBytes int) (ledger.Batch, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := ledger.Batch{FirstSeq: l.acked + 1, PrevHash: l.hash(l.acked)}
	for _, it := range l.items[l.acked:] {
		maxBytes -= len(it.Payload)
		if len(b.Items) >= maxItems || (maxBytes < 0 && len(b.Items) > 0) {
			break
		}
		b.Items = append(b.Items, it)
	}
	return b, nil
}

func (l *memoryLedger) ApplyVerdicts(_ context.Context, r syncproto.PushReply) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return l.broken
	}
	for _, v := range r.Verdicts {
		if v.Verdict == rental.Retry {
			break
		}
		if v.Line != nil {
			continue
		}
		if v.Seq != l.acked+1 {
			return fmt.Errorf("verdict on %d after %d", v.Seq, l.acked)
		}
		p, err := syncproto.ParsePayload(l.items[v.Seq-1].Payload)
		if err != nil || p.ID != v.ID {
			return fmt.Errorf("verdict on %s for %s: %w", v.ID, p.ID, err)
		}
		l.acked = v.Seq
		l.verdicts[v.ID] = v.Verdict
		l.answers++
	}
	l.announce()
	return nil
}

func (l *memoryLedger) ApplyPage(_ context.Context, p syncproto.ChangesPage) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return l.broken
	}
	if !l.boot {
		l.early++
	}
	for _, c := range p.Changes {
		if c.Seq <= l.cursor {
			return fmt.Errorf("change %d at cursor %d", c.Seq, l.cursor)
		}
		l.rows[string(c.Collection)+"/"+c.ID] = c.Rev
	}
	l.cursor = p.Next
	l.announce()
	return nil
}

func (l *memoryLedger) NoteNothingNew(_ context.Context, p syncproto.ChangesPage) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p.Next != l.cursor || p.Incarnation != l.inc || len(p.Changes) > 0 || p.More {
		return fmt.Errorf("the page to %d of %s is news at %d of %s", p.Next, p.Incarnation, l.cursor, l.inc)
	}
	l.fresh++
	return nil
}

func (l *memoryLedger) BeginSnapshot(_ context.Context, m []syncproto.SnapshotManifest) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shadow, l.shadowOf = map[string]int64{}, slices.Clone(m)
	return nil
}

func (l *memoryLedger) ApplyPart(_ context.Context, m syncproto.SnapshotManifest, part int, rows []syncproto.SnapshotRow) error {
	if l.onPart != nil {
		l.onPart(m, part)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range rows {
		key := string(m.Collection) + "/" + r.ID
		if _, ok := l.shadow[key]; ok {
			return fmt.Errorf("%s came twice", key)
		}
		l.shadow[key] = r.Rev
	}
	return nil
}

func (l *memoryLedger) CompleteSnapshot(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	low := l.shadowOf[0].FeedSeq
	for _, m := range l.shadowOf {
		low = min(low, m.FeedSeq)
	}
	l.rows, l.cursor, l.inc, l.boot = l.shadow, low, l.shadowOf[0].Incarnation, true
	l.announce()
	return nil
}

func (l *memoryLedger) NoteHello(_ context.Context, r syncproto.HelloReply, offset, err int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.boot && r.Incarnation != l.inc {
		l.halted = "incarnation_changed"
		return nil
	}
	l.offset, l.err = offset, err
	return nil
}

func (l *memoryLedger) Halt(_ context.Context, reason string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.halted = reason
	l.halts++
	return nil
}

func (l *memoryLedger) Resume(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.halted = ""
	return nil
}

func (l *memoryLedger) Changed() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}

func (l *memoryLedger) quietPages() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fresh
}

func (l *memoryLedger) depth() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.items) - int(l.acked)
}
