package syncer

import (
	"time"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// EngineConfig holds what the Engine cannot know by itself.
type EngineConfig struct {
	// Jitter yields numbers in [0, 1).
	Jitter func() float64
}

// lane is one kind of call of which one may be in flight.
type lane struct {
	busy bool
	sent time.Time
	// hard is not to be crossed: Retry-After and backoff_ms. soft is our own
	// backoff, which a nudge may cut short.
	hard, soft time.Time
	fails      int
	// err is why its last call failed.
	err *rental.Error
}

func (l *lane) gate() time.Time {
	if l.hard.After(l.soft) {
		return l.hard
	}
	return l.soft
}

// Engine decides what is sent when. Step is its only door: it takes an event and
// returns what is to be done; Wake tells when to call it with a Tick.
type Engine struct {
	cfg  EngineConfig
	life int

	enrolled  bool
	connected bool // hello was answered with ok and nothing has broken since
	blocked   State
	token     bool
	nonce     bool
	fresh     bool // the token has not served yet: a 401 now is no expiry
	renewAt   time.Time
	strikes   int // hellos that a push contradicted, in a row
	turns     int // hellos that asked for another one, in a row

	conn, push, pull, beat, probe lane

	limits   syncproto.Limits
	maxItems int // halved by 413 and silence, doubled by success
	pending  int64

	snapshot    bool
	restart     bool
	collections []rental.Collection

	unreachable bool
	lastContact time.Time
	state       State
	since       time.Time
}

// NewEngine returns an Engine that waits for Start.
func NewEngine(cfg EngineConfig) *Engine {
	return &Engine{cfg: cfg, state: StateNever}
}

// Step takes an event at the time now and returns what is to be done.
func (e *Engine) Step(now time.Time, ev Event) []Effect {
	switch ev := ev.(type) {
	case Start:
		e.start(now, ev)
	case Local:
		e.pending = ev.Pending
		if e.unreachable && e.blocked == "" {
			e.kick(now)
		}
	case Nudge:
		e.kick(now)
	case Tick:
	case Done:
		if ev.Life == e.life {
			e.done(now, ev)
		}
	}
	effects := e.schedule(now)
	if s := e.currentState(); s != e.state || e.since.IsZero() {
		e.state, e.since = s, now
	}
	return effects
}

// start begins a new life; what is still in flight belongs to the old one.
func (e *Engine) start(now time.Time, ev Start) {
	*e = Engine{
		cfg: e.cfg, life: e.life + 1, state: e.state, since: e.since,
		enrolled: ev.Enrolled, pending: ev.Pending, snapshot: !ev.Bootstrapped, restart: true,
	}
	e.setLimits(syncproto.Limits{})
	e.probe.soft = now
}

// kick opens every lane that waits by our own choice.
func (e *Engine) kick(now time.Time) {
	for _, l := range []*lane{&e.conn, &e.push, &e.pull} {
		if l.soft.After(now) {
			l.soft = now
		}
	}
}

func (e *Engine) laneOf(op Op) *lane {
	switch op {
	case OpPush:
		return &e.push
	case OpPull, OpSnapshot:
		return &e.pull
	case OpHeartbeat:
		return &e.beat
	case OpReady:
		return &e.probe
	default:
		return &e.conn
	}
}

func (e *Engine) done(now time.Time, ev Done) {
	l := e.laneOf(ev.Op)
	l.busy = false
	if ev.Failure != nil {
		e.failed(now, ev.Op, l, ev.Result)
		return
	}
	l.err = nil
	if !ev.Local {
		e.contact(now)
	}
	if ev.Op != OpChallenge && ev.Op != OpSession && ev.Op != OpReady {
		e.fresh = false
	}
	e.succeeded(now, ev.Op, l, ev.Result)
}

// contact notes that central itself answered.
func (e *Engine) contact(now time.Time) {
	e.lastContact = now
	e.unreachable = false
}

func (e *Engine) succeeded(now time.Time, op Op, l *lane, r Result) {
	switch op {
	case OpChallenge:
		e.nonce = true
	case OpSession:
		e.nonce, e.token, e.fresh, e.renewAt = false, true, true, now.Add(renewAfter)
	case OpHello:
		e.helloed(now, r)
	case OpPush:
		e.pushed(now, l, r)
	case OpPull:
		l.fails = 0
		if r.Empty && now.Sub(l.sent) < emptyPause {
			l.soft = now.Add(emptyPause)
		}
	case OpSnapshot:
		l.fails, e.restart = 0, false
		if r.Complete {
			e.snapshot, e.collections = false, nil
		}
	case OpHeartbeat:
		l.fails = 0
	case OpReady:
		e.kick(now)
	}
}

// helloed follows central's action.
func (e *Engine) helloed(now time.Time, r Result) {
	switch r.Action {
	case syncproto.ActionOK:
	case syncproto.ActionAgain:
		e.again(now)
		return
	case syncproto.ActionRotate:
		e.pending = r.Pending
		e.snapshot, e.restart, e.collections = true, true, nil
		e.again(now)
		return
	case syncproto.ActionReenrol:
		e.block(now, StateReenrol)
		e.conn.err = reenrol()
		return
	default:
		// Upgrade, or an action of a later version: this program does not know
		// what to do, and the next one will.
		e.block(now, StateUpgrade)
		e.conn.err = upgrade(r.Action)
		return
	}
	if e.blocked != "" {
		e.push.err, e.pull.err, e.beat.err = nil, nil, nil
	}
	e.connected, e.blocked, e.turns = true, "", 0
	e.conn.fails = 0
	e.setLimits(r.Limits)
	if !r.Bootstrapped && !e.snapshot {
		e.snapshot, e.restart, e.collections = true, true, nil
	}
	spread := time.Duration(min(max(r.Limits.SpreadMs, 0), maxSpread.Milliseconds())) * time.Millisecond
	if at := now.Add(time.Duration(e.cfg.Jitter() * float64(spread))); at.After(e.push.soft) {
		e.push.soft = at
	}
	if e.beat.fails == 0 {
		e.beat.soft = now
	}
}

// again says hello once more, at once: central wants to be sure, or another epoch has
// begun. One that asks for it again and again is asked ever more rarely.
func (e *Engine) again(now time.Time) {
	e.connected = false
	e.turns++
	if e.turns > patience {
		e.conn.soft = now.Add(e.wait(e.turns-patience, maxBlocked))
	}
}

// setLimits takes central's limits as far as they are sane.
func (e *Engine) setLimits(l syncproto.Limits) {
	if l.Items <= 0 || l.Items > syncproto.MaxPushItems {
		l.Items = syncproto.MaxPushItems
	}
	if l.Bytes <= 0 || l.Bytes > syncproto.MaxPushBody {
		l.Bytes = syncproto.MaxPushBody
	}
	e.limits = l
	if e.maxItems == 0 || e.maxItems > l.Items {
		e.maxItems = l.Items
	}
}

func (e *Engine) pushed(now time.Time, l *lane, r Result) {
	e.pending = r.Pending
	e.strikes = 0
	e.maxItems = min(2*e.maxItems, e.limits.Items)
	if r.Backoff > 0 {
		l.hard = now.Add(min(r.Backoff, maxRetryAfter))
	}
	if r.Retry {
		e.backOff(now, l)
		return
	}
	l.fails = 0
}

// Status returns how it stands.
func (e *Engine) Status() Status {
	s := Status{
		State: e.state, Since: e.since, LastContact: e.lastContact, LastError: e.trouble(),
		Bootstrapping: e.connected && e.snapshot, Pending: e.pending,
	}
	switch {
	case !e.enrolled:
	case !e.connected && !e.conn.busy:
		s.RetryAt = e.conn.gate()
	case e.connected && e.pending > 0 && !e.push.busy:
		s.RetryAt = e.push.gate()
	}
	return s
}

// trouble is the error that matters most.
func (e *Engine) trouble() *rental.Error {
	for _, l := range []*lane{&e.conn, &e.push, &e.pull, &e.beat} {
		if l.err != nil {
			return l.err
		}
	}
	return nil
}

func (e *Engine) currentState() State {
	switch {
	case !e.enrolled:
		return StateNever
	case e.blocked != "":
		return e.blocked
	case e.unreachable:
		return StateUnreachable
	case e.connected:
		return StateReachable
	default:
		return StateConnecting
	}
}
