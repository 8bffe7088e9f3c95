package syncer

import (
	"time"

	"rms/syncproto"
)

// want is what a lane would do now if its gate were open.
type want struct {
	lane *lane
	op   Op
	at   time.Time
}

// wants lists what each lane would do next and from when on, conn first. Both
// schedule and Wake follow it, so nothing that is due can be slept through.
func (e *Engine) wants(now time.Time) []want {
	if !e.enrolled {
		return nil
	}
	var w []want
	expired := !e.token || !now.Before(e.renewAt)
	if (!e.connected || expired) && !e.conn.busy {
		op := OpHello
		switch {
		case expired && e.nonce:
			op = OpSession
		case expired:
			op = OpChallenge
		}
		w = append(w, want{&e.conn, op, e.conn.gate()})
	}
	if e.unreachable && !e.conn.busy && !e.probe.busy {
		w = append(w, want{&e.probe, OpReady, later(e.probe.gate(), e.conn.hard)})
	}
	if !e.connected || expired {
		return w
	}
	if e.pending > 0 && !e.push.busy {
		w = append(w, want{&e.push, OpPush, e.push.gate()})
	}
	if !e.pull.busy {
		op := OpPull
		if e.snapshot {
			op = OpSnapshot
		}
		w = append(w, want{&e.pull, op, e.pull.gate()})
	}
	if !e.beat.busy {
		w = append(w, want{&e.beat, OpHeartbeat, e.beat.gate()})
	}
	return w
}

// schedule starts what is due.
func (e *Engine) schedule(now time.Time) []Effect {
	var effects []Effect
	for _, w := range e.wants(now) {
		if now.Before(w.at) || (w.op == OpReady && e.conn.busy) {
			continue
		}
		w.lane.busy, w.lane.sent = true, now
		effects = append(effects, e.effect(now, w.op))
	}
	return effects
}

func (e *Engine) effect(now time.Time, op Op) Effect {
	eff := Effect{Op: op, Life: e.life}
	switch op {
	case OpPush:
		eff.MaxItems, eff.MaxBytes = e.maxItems, e.limits.Bytes
	case OpPull:
		eff.Wait = syncproto.MaxWait
	case OpSnapshot:
		eff.Collections, eff.Restart = e.collections, e.restart
	case OpHeartbeat:
		e.beat.soft = now.Add(beatEvery)
	default:
	}
	return eff
}

// Wake returns when Step is to be called with a Tick at the latest; zero when
// only an event can change anything.
func (e *Engine) Wake(now time.Time) time.Time {
	var at time.Time
	for _, w := range e.wants(now) {
		if at.IsZero() || w.at.Before(at) {
			at = w.at
		}
	}
	if e.connected && e.token && now.Before(e.renewAt) && (at.IsZero() || e.renewAt.Before(at)) {
		at = e.renewAt
	}
	return at
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
