package sim

import (
	"container/heap"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"math/rand/v2"
	"time"
)

// event is something that happens at a time; events of one time happen in the
// order in which they were planned.
type event struct {
	at time.Time
	no int
	do func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if !e[i].at.Equal(e[j].at) {
		return e[i].at.Before(e[j].at)
	}
	return e[i].no < e[j].no
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any) {
	ev, ok := x.(event)
	if !ok {
		panic("sim: not an event")
	}
	*e = append(*e, ev)
}
func (e *events) Pop() any {
	old := *e
	last := old[len(old)-1]
	*e = old[:len(old)-1]
	return last
}

// scheduler owns time and chance.
type scheduler struct {
	now   time.Time
	rng   *rand.Rand
	queue events
	no    int
	steps int
	trace hash.Hash
	last  []string // the newest lines, for a failing seed
}

func newScheduler(seed uint64) *scheduler {
	return &scheduler{
		now: time.UnixMilli(1_795_000_000_000).UTC(),
		rng: rand.New(rand.NewPCG(seed, 0x72d5)), trace: sha256.New(),
	}
}

// after plans do.
func (s *scheduler) after(d time.Duration, do func()) { s.at(s.now.Add(d), do) }

func (s *scheduler) at(t time.Time, do func()) {
	if t.Before(s.now) {
		t = s.now
	}
	s.no++
	heap.Push(&s.queue, event{t, s.no, do})
}

// run lets things happen until the time is reached or done says so.
func (s *scheduler) run(until time.Time, done func() bool) {
	for len(s.queue) > 0 && !s.queue[0].at.After(until) && !done() {
		ev, ok := heap.Pop(&s.queue).(event)
		if !ok {
			panic("sim: not an event")
		}
		s.now = ev.at
		s.steps++
		ev.do()
	}
}

// note adds a line to the trace.
func (s *scheduler) note(format string, args ...any) {
	line := fmt.Sprintf("%d %s", s.now.UnixMilli(), fmt.Sprintf(format, args...))
	_, _ = s.trace.Write([]byte(line + "\n")) // a hash takes everything
	if s.last = append(s.last, line); len(s.last) > 400 {
		s.last = s.last[200:]
	}
}

func (s *scheduler) sum() string { return hex.EncodeToString(s.trace.Sum(nil)) }

// chance is true p times in 100.
func (s *scheduler) chance(p int) bool { return s.rng.IntN(100) < p }

// between returns a duration in [a, b).
func (s *scheduler) between(a, b time.Duration) time.Duration {
	return a + time.Duration(s.rng.Int64N(int64(b-a)))
}

// Read makes the scheduler a source of random bytes.
func (s *scheduler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s.rng.Uint32())
	}
	return len(p), nil
}

// newID mints a UUIDv7 of this time.
func (s *scheduler) newID() string {
	ms := uint64(s.now.UnixMilli()) //nolint:gosec // a time after 1970
	return fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", ms>>16, ms&0xffff, s.rng.IntN(1<<12), s.rng.IntN(1<<12), s.rng.Int64N(1<<48))
}
