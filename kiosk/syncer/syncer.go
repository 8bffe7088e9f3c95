package syncer

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Config is what a Syncer runs with. Log and Vitals may be nil.
type Config struct {
	ExchangeConfig
	Transport Transport
	Jitter    func() float64
	Log       *slog.Logger
}

// Syncer keeps a kiosk in step with central. Serve does the work.
type Syncer struct {
	cfg      Config
	exchange *Exchange
	told     telltale
	nudges   chan struct{}
	lives    chan struct{}

	mu      sync.Mutex
	status  Status
	changed chan struct{}
}

// New returns a Syncer that has not started.
func New(cfg Config) *Syncer {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Syncer{
		cfg: cfg, exchange: NewExchange(cfg.ExchangeConfig),
		nudges: make(chan struct{}, 1), lives: make(chan struct{}, 1),
		status: Status{State: StateNever}, changed: make(chan struct{}),
	}
}

// Status returns how it stands with central.
func (s *Syncer) Status() Status {
	status, _ := s.Watch()
	return status
}

// Watch returns the status and a channel that is closed when it changes.
func (s *Syncer) Watch() (Status, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status, s.changed
}

// Nudge asks to try at once: the link came up, or a person wants it.
func (s *Syncer) Nudge() { poke(s.nudges) }

// Enrolled tells that the ledger has a new identity: everything begins again.
func (s *Syncer) Enrolled() { poke(s.lives) }

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // one is waiting already, and says the same
	}
}

// loop is one run of Serve: what belongs to its goroutine alone.
type loop struct {
	*Syncer
	engine *Engine
	ahead  *readAhead
	done   chan Done
	calls  sync.WaitGroup
	timer  *time.Timer
}

// Serve runs until ctx ends, then awaits every call that it started.
func (s *Syncer) Serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l := &loop{
		Syncer: s, engine: NewEngine(EngineConfig{Jitter: s.cfg.Jitter}),
		ahead: &readAhead{Transport: s.cfg.Transport}, done: make(chan Done), timer: time.NewTimer(time.Hour),
	}
	defer l.timer.Stop()
	defer l.ahead.close()
	defer l.drain()
	defer cancel()
	changed := s.cfg.Ledger.Changed()
	l.step(ctx, l.begin(ctx))
	for {
		var ev Event
		select {
		case <-ctx.Done():
			return nil
		case <-s.lives:
			ev = l.begin(ctx)
		case <-s.nudges:
			ev = Nudge{}
		case <-changed:
			changed = s.cfg.Ledger.Changed()
			ev = l.local(ctx)
		case <-l.timer.C:
			ev = Tick{}
		case done := <-l.done:
			ev = done
		}
		l.step(ctx, ev)
	}
}

// drain awaits the calls, whose context has ended, and drops what they say.
func (l *loop) drain() {
	all := make(chan struct{})
	go func() {
		l.calls.Wait()
		close(all)
	}()
	for {
		select {
		case <-l.done:
		case <-all:
			return
		}
	}
}

// begin reads where the kiosk stands. A store that cannot be read looks like a
// kiosk that is not enrolled; the next commit or nudge looks again.
func (l *loop) begin(ctx context.Context) Event {
	p, err := l.cfg.Ledger.Position(ctx)
	if err != nil {
		l.cfg.Log.Error("read the position", "err", err)
		return Start{}
	}
	return Start{Enrolled: p.Enrolled, Bootstrapped: p.Bootstrapped, Pending: p.QueueDepth}
}

func (l *loop) local(ctx context.Context) Event {
	p, err := l.cfg.Ledger.Position(ctx)
	if err != nil {
		l.cfg.Log.Error("read the position", "err", err)
		return Tick{}
	}
	if p.Enrolled && l.engine.Status().State == StateNever {
		return Start{Enrolled: true, Bootstrapped: p.Bootstrapped, Pending: p.QueueDepth}
	}
	return Local{Pending: p.QueueDepth}
}

// step runs the engine, starts what it wants, and sets the timer.
func (l *loop) step(ctx context.Context, ev Event) {
	now := l.cfg.Now()
	for _, eff := range l.engine.Step(now, ev) {
		l.calls.Go(func() { l.call(ctx, eff) })
	}
	if at := l.engine.Wake(now); at.IsZero() {
		l.timer.Reset(time.Hour)
	} else {
		l.timer.Reset(max(at.Sub(now), 0))
	}
	l.publish()
}

// call makes one effect true. Its reply is applied even while stopping: it was
// paid for, and a store's write must not be torn.
func (l *loop) call(ctx context.Context, eff Effect) {
	whole := context.WithoutCancel(ctx)
	c, result := l.exchange.Request(whole, eff)
	if c != nil {
		result = l.exchange.Finish(whole, c, l.ahead.Do(ctx, c))
	}
	if f := result.Failure; f == nil {
		l.told.level(eff.Op, "")
	} else if ctx.Err() == nil {
		l.cfg.Log.Log(ctx, l.told.level(eff.Op, f.Err.Reason), "sync", "op", eff.Op, "class", f.Class, "reason", f.Err.Reason, "err", f.Err)
	}
	l.done <- Done{Op: eff.Op, Life: eff.Life, Result: result}
}

// publish shows the engine's status to whoever watches.
func (l *loop) publish() {
	next := l.engine.Status()
	l.mu.Lock()
	defer l.mu.Unlock()
	if same(next, l.status) {
		l.status = next
		return
	}
	l.status = next
	close(l.changed)
	l.changed = make(chan struct{})
}

// same reports whether nobody needs to look again: contact alone is no news.
func same(a, b Status) bool {
	a.LastContact, b.LastContact = time.Time{}, time.Time{}
	if ea, eb := a.LastError, b.LastError; ea != eb && ea != nil && eb != nil && *ea == *eb {
		a.LastError = b.LastError
	}
	return a == b
}
