package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"rms/kiosk/desk/card"
	"rms/kiosk/desk/session"
	"rms/kiosk/identity"
	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// IdleAfter is how long nobody touches the desk until it parks what was begun: longer than fetching a case from the far
// aisle, shorter than a coffee.
const IdleAfter = 3 * time.Minute

// stateKey is where the session is kept in the store.
const stateKey = "session"

// tick is how often the desk looks whether it has become idle.
const tick = time.Second

// Config is what a Queue works with.
type Config struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	PINs   *identity.PINs
	Log    *slog.Logger
	Now    func() time.Time
	// IdleAfter is how long until a begun basket is parked; 0 means the default.
	IdleAfter time.Duration
	// Changed is told after every gesture that the desk has changed, and its revision; it must not wait.
	Changed func(rev int64)
}

// Queue is the one queue of gestures.
type Queue struct {
	cfg  Config
	jobs chan job
	done chan struct{} // closed when Serve has ended
	end  func()        // closes done, once
	sess session.State // owned by Serve
}

// job is one turn in the queue.
type job struct {
	run  func()
	done chan struct{}
}

// New returns a queue over the session that the store holds.
func New(ctx context.Context, cfg Config) (*Queue, error) {
	if cfg.IdleAfter <= 0 {
		cfg.IdleAfter = IdleAfter
	}
	q := &Queue{cfg: cfg, jobs: make(chan job), done: make(chan struct{})}
	q.end = sync.OnceFunc(func() { close(q.done) })
	return q, q.load(ctx)
}

// load reads the session as it was last committed.
func (q *Queue) load(ctx context.Context) error {
	s := session.State{Work: work{Mode: card.ModeIdle}}
	if _, err := q.cfg.Store.DeskState(ctx, stateKey, &s); err != nil {
		return fmt.Errorf("load the desk's session: %w", err)
	}
	s.Bump(q.now())
	q.sess = s
	return nil
}

func (q *Queue) now() int64 { return q.cfg.Now().UnixMilli() }

// Serve answers gestures until ctx ends. Gestures that wait then are refused as unavailable, with nothing recorded.
func (q *Queue) Serve(ctx context.Context) error {
	defer q.end()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case j := <-q.jobs:
			j.run()
			close(j.done)
		case <-ticker.C:
			var err error
			if broke := q.unbroken(ctx, func(ctx context.Context) { err = q.parkIdle(ctx) }); broke != nil || err != nil {
				q.cfg.Log.Error("park an idle basket", "error", errors.Join(broke, err))
			}
		}
	}
}

// turnOf runs fn when its turn has come. A caller that has gone away does not take its gesture with it: what is in the
// queue is done.
func (q *Queue) turnOf(ctx context.Context, fn func(ctx context.Context)) error {
	ctx = context.WithoutCancel(ctx)
	var broke error
	j := job{done: make(chan struct{}), run: func() { broke = q.unbroken(ctx, fn) }}
	select {
	case q.jobs <- j:
	case <-q.done:
		return errStopping
	}
	<-j.done
	return broke
}

// unbroken runs fn and answers for a fault that it meets: whatever happens, the queue goes on.
func (q *Queue) unbroken(ctx context.Context, fn func(ctx context.Context)) (broke error) {
	defer func() {
		if p := recover(); p != nil {
			broke = q.broken(ctx, p)
		}
	}()
	fn(ctx)
	return nil
}

// broken answers for a gesture that met a fault in this program: what was committed of it counts, and the next gesture
// starts from there.
func (q *Queue) broken(ctx context.Context, p any) error {
	q.cfg.Log.Error("a gesture met a fault", "panic", p, "stack", string(debug.Stack()))
	return errors.Join(&rental.Error{
		Code: rental.CodeInternal, Reason: "internal", Message: "something went wrong here", Hint: "do it again: nothing is recorded twice",
	}, q.load(ctx))
}

var errStopping = &rental.Error{
	Code: rental.CodeUnavailable, Reason: "stopping", Message: "this kiosk is being stopped; nothing was recorded",
	Hint: "wait until it has started again, then send the same request",
}

// kept is an answer in the store: with the digest of what was asked, so that an id is not used twice.
type kept struct {
	Digest string `json:"digest"`
	Answer Answer `json:"answer"`
}

// digestOf is the digest of a request. PINs are never part of it.
func digestOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// replay returns the answer that id was given before.
func (q *Queue) replay(ctx context.Context, id rental.ItemID, digest string) (Answer, bool, error) {
	body, ok, err := q.cfg.Store.Answer(ctx, string(id))
	if err != nil || !ok {
		return Answer{}, false, err
	}
	var k kept
	if err := json.Unmarshal(body, &k); err != nil {
		return Answer{}, false, fmt.Errorf("read a kept answer: %w", err)
	}
	if k.Digest != digest {
		return Answer{}, false, &rental.Error{
			Code: rental.CodeConflict, Reason: "id_reuse", Field: "id",
			Message: "this id was used for another gesture", Hint: "mint a new UUIDv7 for every gesture",
		}
	}
	return k.Answer, true, nil
}

// act answers one gesture: the kept answer if the id was answered before, else what decide makes of the session.
func (q *Queue) act(ctx context.Context, id rental.ItemID, digest string, decide func(*turn) error) (Answer, error) {
	if a, ok, err := q.replay(ctx, id, digest); ok || err != nil {
		return a, err
	}
	who, err := q.cfg.Ledger.Identity(ctx)
	if err != nil {
		return Answer{}, err
	}
	t := q.turn(ctx, id, digest, who)
	if err := decide(t); err != nil {
		return Answer{}, err
	}
	if err := t.commit(); err != nil {
		// What was committed of it, if anything, is what counts from here on.
		return Answer{}, errors.Join(err, q.load(ctx))
	}
	q.sess = t.after.s
	if q.cfg.Changed != nil {
		q.cfg.Changed(q.sess.Rev)
	}
	return t.after.a, nil
}

// RunOnce does what Serve does at every tick: it parks the basket of a desk that nobody has touched for long.
func (q *Queue) RunOnce(ctx context.Context) error {
	var err error
	gone := q.turnOf(ctx, func(ctx context.Context) { err = q.parkIdle(ctx) })
	return errors.Join(gone, err)
}

// parkIdle parks the basket of a desk that nobody has touched for long.
func (q *Queue) parkIdle(ctx context.Context) error {
	if at := q.idleAt(); at == 0 || q.now() < at {
		return nil
	}
	s := q.sess.Clone()
	s.Park()
	s.Touched = 0
	s.Bump(q.now())
	err := q.cfg.Ledger.Service(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.PutDeskState(stateKey, s) })
	if err != nil {
		return err
	}
	q.sess = s
	if q.cfg.Changed != nil {
		q.cfg.Changed(q.sess.Rev)
	}
	return nil
}

// idleAt is when the desk goes idle by itself, 0 where it is idle.
func (q *Queue) idleAt() int64 {
	if q.sess.Touched == 0 {
		return 0
	}
	return q.sess.Touched + q.cfg.IdleAfter.Milliseconds()
}
