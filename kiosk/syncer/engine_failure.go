package syncer

import (
	"time"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// ReasonDiverged is the reason of central's 409 when it does not share the
// kiosk's position.
const ReasonDiverged = "position_diverged"

const (
	// firstBackoff to maxBackoff is how long a failed lane waits: a random time
	// between minBackoff and a bound that doubles with each failure.
	minBackoff   = time.Second
	firstBackoff = 2 * time.Second
	maxBackoff   = 60 * time.Second
	// maxBlocked bounds the wait where a person must act first (401, 403, 426).
	maxBlocked = 15 * time.Minute
	// divergedEvery is how often a diverged kiosk says hello.
	divergedEvery = 60 * time.Second
	// probeEvery +-20 % is how often an unreachable central is looked for.
	probeEvery = 5 * time.Second
	// patience is how many hellos may ask for another one before they are slowed down:
	// a proof, and an epoch whose first hello finds that it needs one, too.
	patience = 3
	// beatEvery is the heartbeat's period.
	beatEvery = 30 * time.Second
	// emptyPause keeps a central that does not hold long-polls from being
	// asked in a tight loop.
	emptyPause = time.Second
	// maxRetryAfter bounds what an answer may ask for: above it lies a mistake.
	maxRetryAfter = time.Hour
	// maxSpread bounds limits.spread_ms.
	maxSpread = time.Minute
	// renewAfter is when a session is renewed before it ends.
	renewAfter = syncproto.SessionTTL - time.Minute
)

// wait returns a random time between minBackoff and a bound that doubles with
// each failure from firstBackoff up to most.
func (e *Engine) wait(fails int, most time.Duration) time.Duration {
	bound := firstBackoff
	for i := 1; i < fails && bound < most; i++ {
		bound *= 2
	}
	bound = min(bound, most)
	return minBackoff + time.Duration(e.cfg.Jitter()*float64(bound-minBackoff))
}

// backOff closes l for a while.
func (e *Engine) backOff(now time.Time, l *lane) {
	l.fails++
	l.soft = now.Add(e.wait(l.fails, maxBackoff))
}

// block stops everything but a rare hello: a person must act.
func (e *Engine) block(now time.Time, s State) {
	e.blocked, e.connected = s, false
	e.conn.fails++
	e.conn.soft = now.Add(e.wait(e.conn.fails, maxBlocked))
	if s == StateDiverged {
		e.conn.soft = now.Add(divergedEvery)
	}
}

func (e *Engine) failed(now time.Time, op Op, l *lane, r Result) {
	f := r.Failure
	if op == OpReady {
		e.probe.soft = now.Add(e.probeWait())
		e.probe.hard = now.Add(min(f.RetryAfter, maxRetryAfter))
		return
	}
	l.err = f.Err
	if op == OpSession {
		e.nonce = false
	}
	switch f.Class {
	case Unreachable, NotCentral:
		e.lost(now, op, l, r)
		return
	case LocalFault:
		e.backOff(now, l)
		return
	case NoKey:
		e.block(now, StateReenrol)
		return
	default:
		e.contact(now)
	}
	switch f.Class {
	case Unauthorized:
		refused := op == OpChallenge || op == OpSession || e.fresh
		e.token, e.fresh = false, false
		if refused {
			e.block(now, StateRefused)
		}
	case Forbidden:
		e.token = false
		e.block(now, StateRefused)
	case Outdated:
		e.block(now, StateUpgrade)
	case Mismatch:
		e.contradicted(now, op, l, f)
	case Gone:
		if op == OpPull {
			e.collections = r.Collections
		}
		e.snapshot, e.restart = true, true
		e.backOff(now, l)
	case TooLarge:
		if op == OpPush && r.Sent > 1 {
			e.maxItems = max(r.Sent/2, 1)
			return
		}
		e.backOff(now, l)
	case Busy:
		if f.RetryAfter > 0 {
			l.hard = now.Add(min(f.RetryAfter, maxRetryAfter))
			return
		}
		e.backOff(now, l)
	default:
		e.backOff(now, l)
	}
}

// lost handles a call that central did not answer: hello goes before anything
// else once it is back, and a push that got no answer is tried with half the
// items, which a bad line may let through.
func (e *Engine) lost(now time.Time, op Op, l *lane, r Result) {
	e.unreachable = true
	e.probe.soft = now.Add(e.probeWait())
	e.connected = false
	e.backOff(now, l)
	l.hard = now.Add(min(r.Failure.RetryAfter, maxRetryAfter)) // a proxy's
	if l != &e.conn {
		e.backOff(now, &e.conn)
	}
	if op == OpPush && r.Sent > 1 {
		e.maxItems = max(r.Sent/2, 1)
	}
}

// contradicted handles 409: hello again. Only hello's own answer means that the
// positions have diverged; a push that contradicts a hello again and again is
// slowed down.
func (e *Engine) contradicted(now time.Time, op Op, l *lane, f *Failure) {
	switch {
	case op == OpHello && f.Err.Reason == ReasonDiverged:
		e.block(now, StateDiverged)
	case op == OpHello:
		e.backOff(now, l)
	default:
		e.connected = false
		e.strikes++
		if e.strikes > 1 {
			e.conn.soft = now.Add(e.wait(e.strikes-1, maxBackoff))
		}
		if l != &e.push {
			e.backOff(now, l)
		}
	}
}

func (e *Engine) probeWait() time.Duration {
	return time.Duration((0.8 + 0.4*e.cfg.Jitter()) * float64(probeEvery))
}

func reenrol() *rental.Error {
	return &rental.Error{
		Code: rental.CodeConflict, Reason: "reenrol",
		Message: "central does not know this kiosk's enrolment; what is recorded here is kept",
		Hint:    "ask central's operator for a code, stop this kiosk and enrol it again, which keeps all of it: rms-kiosk enrol --central URL --code CODE",
	}
}

func upgrade(action syncproto.Action) *rental.Error {
	return &rental.Error{
		Code: rental.CodePreconditionFailed, Reason: "upgrade_required",
		Message: "central asks this kiosk to " + string(action) + ", which this version cannot; what is recorded here is kept",
		Hint:    "install the version of rms-kiosk that belongs to central",
	}
}
