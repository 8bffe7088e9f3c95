package syncer

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"sync"
	"time"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// ExchangeConfig is what an Exchange works with; every field must be set, but
// Vitals and NoKey.
type ExchangeConfig struct {
	Ledger Ledger
	Key    Signer
	// Version is this program's.
	Version string
	BootID  string
	// Now is the wall clock, Mono the time since boot.
	Now  func() time.Time
	Mono func() time.Duration
	// Vitals fills in what only the node knows of a heartbeat: bytes and such.
	Vitals func(*syncproto.Heartbeat)
	// NoKey says why this kiosk cannot sign, nil while it can. Nobody asks central
	// for a session that could not be proved.
	NoKey func() *rental.Error
}

// Exchange turns effects into calls and replies into results.
type Exchange struct {
	cfg ExchangeConfig

	mu        sync.Mutex
	nonce     []byte
	token     string
	run       string
	proof     string // of the last hello_again, for one hello
	offsetMs  int64
	lastError string
	snap      *snapshot
}

// NewExchange returns an Exchange without a session.
func NewExchange(cfg ExchangeConfig) *Exchange { return &Exchange{cfg: cfg} }

// Request builds an effect's call. A nil Call means that there is nothing to
// ask: Result says what came of it.
func (x *Exchange) Request(ctx context.Context, eff Effect) (*Call, Result) {
	x.mu.Lock()
	defer x.mu.Unlock()
	call, err := x.request(ctx, eff)
	if err != nil {
		return nil, x.fault(err)
	}
	if call == nil && eff.Op == OpSnapshot {
		// The last part was applied, but the swap did not work.
		r, err := x.completed(ctx)
		if err != nil {
			return nil, x.fault(err)
		}
		r.Local = true
		return nil, r
	}
	if call == nil {
		return nil, Result{Local: true}
	}
	call.mono = x.cfg.Mono()
	return call, Result{}
}

func (x *Exchange) request(ctx context.Context, eff Effect) (*Call, error) {
	if eff.Op == OpReady {
		return &Call{Effect: eff, Method: "GET", Path: "/readyz", MaxReply: maxSmallReply, Timeout: probeTimeout}, nil
	}
	id, err := x.cfg.Ledger.Identity(ctx)
	if err != nil {
		return nil, err
	}
	var call *Call
	switch eff.Op {
	case OpChallenge:
		if err := x.noKey(); err != nil {
			return nil, err
		}
		call = post(eff, "challenge", syncproto.ChallengeRequest{KioskID: id.KioskID}, &syncproto.ChallengeReply{}, maxSmallReply, shortTimeout)
	case OpSession:
		call = post(eff, "session", syncproto.SessionRequest{
			KioskID: id.KioskID, Nonce: x.nonce, Signature: x.cfg.Key.SignSession(id.KioskID, x.nonce),
		}, &syncproto.SessionReply{}, maxSmallReply, shortTimeout)
		x.nonce = nil
	case OpHello:
		call, err = x.hello(ctx, eff)
	case OpPush:
		call, err = x.push(ctx, eff)
	case OpPull:
		call, err = x.pull(ctx, eff)
	case OpSnapshot:
		call, err = x.snapshotStep(ctx, eff)
	case OpHeartbeat:
		call, err = x.heartbeat(ctx, eff)
	default:
		err = fmt.Errorf("no call for %q", eff.Op)
	}
	if call != nil {
		call.kiosk, call.epoch = id.KioskID, id.Epoch
		if eff.Op != OpChallenge && eff.Op != OpSession {
			call.Token = x.token
		}
	}
	return call, err
}

// noKey is the failure of a kiosk that cannot sign.
func (x *Exchange) noKey() error {
	if x.cfg.NoKey == nil {
		return nil
	}
	if why := x.cfg.NoKey(); why != nil {
		return &Failure{Class: NoKey, Err: why}
	}
	return nil
}

func (x *Exchange) hello(ctx context.Context, eff Effect) (*Call, error) {
	p, err := x.cfg.Ledger.Position(ctx)
	if err != nil {
		return nil, err
	}
	proof := x.proof
	x.proof = ""
	return post(eff, "hello", syncproto.HelloRequest{
		Proto: syncproto.Version, Version: x.cfg.Version, Epoch: p.Epoch, NumberPrefix: p.NumberPrefix, Proof: proof,
		LastSeq: p.LastSeq, HeadHash: p.HeadHash, AckedSeq: p.AckedSeq, AckedHash: p.AckedHash,
		Cursor: p.Cursor, Incarnation: p.Incarnation,
		DeviceMs: x.cfg.Now().UnixMilli(), BootID: x.cfg.BootID, QueueDepth: p.QueueDepth,
	}, &syncproto.HelloReply{}, maxSmallReply, shortTimeout), nil
}

func (x *Exchange) push(ctx context.Context, eff Effect) (*Call, error) {
	p, err := x.cfg.Ledger.Position(ctx)
	if err != nil {
		return nil, err
	}
	if p.Halted != "" {
		return nil, nil
	}
	batch, err := x.cfg.Ledger.Pending(ctx, eff.MaxItems, eff.MaxBytes-pushEnvelope)
	if err != nil {
		return nil, err
	}
	batch.Items = fit(batch.Items, eff.MaxItems, eff.MaxBytes)
	if len(batch.Items) == 0 {
		return nil, nil
	}
	call := post(eff, "push", syncproto.PushRequest{
		Proto: syncproto.Version, Run: x.run, Epoch: p.Epoch,
		FirstSeq: batch.FirstSeq, PrevHash: batch.PrevHash, Items: batch.Items,
	}, &syncproto.PushReply{}, maxPushReply, bulkTimeout)
	call.batch = batch
	return call, nil
}

// The JSON around the payloads of a push, in bytes, rounded up.
const (
	pushEnvelope = 512
	itemEnvelope = 48
)

// fit returns the leading items that a push of at most maxBytes can hold, one
// at least: it is central that says 413.
func fit(items []syncproto.Item, maxItems, maxBytes int) []syncproto.Item {
	room := maxBytes - pushEnvelope
	for i, it := range items {
		room -= itemEnvelope + (len(it.Payload)+2)/3*4
		if i > 0 && (room < 0 || i >= maxItems) {
			return items[:i]
		}
	}
	return items
}

func (x *Exchange) pull(ctx context.Context, eff Effect) (*Call, error) {
	p, err := x.cfg.Ledger.Position(ctx)
	if err != nil {
		return nil, err
	}
	query := url.Values{
		"cursor": {strconv.FormatUint(p.Cursor, 10)},
		"wait":   {strconv.Itoa(int(eff.Wait.Seconds())) + "s"},
	}
	call := get(eff, "changes?"+query.Encode(), &syncproto.ChangesPage{}, eff.Wait+bulkTimeout/2)
	call.cursor = p.Cursor
	call.manifest.Incarnation = p.Incarnation
	return call, nil
}

func (x *Exchange) heartbeat(ctx context.Context, eff Effect) (*Call, error) {
	p, err := x.cfg.Ledger.Position(ctx)
	if err != nil {
		return nil, err
	}
	beat := syncproto.Heartbeat{
		QueueDepth: p.QueueDepth, OldestMs: p.OldestMs, Cursor: p.Cursor, Epoch: p.Epoch,
		ClockOffsetMs: x.offsetMs, Version: x.cfg.Version, LastError: x.lastError,
	}
	if x.cfg.Vitals != nil {
		x.cfg.Vitals(&beat)
	}
	return post(eff, "heartbeat", beat, nil, maxSmallReply, shortTimeout), nil
}

// Finish takes what a call gave, applies it if it is right, and returns its
// result. A caller that is about to stop passes a context that is not.
func (x *Exchange) Finish(ctx context.Context, c *Call, err error) Result {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err != nil {
		return x.refused(ctx, c, err)
	}
	if x.outlived(ctx, c) {
		return Result{Local: true}
	}
	r, err := x.accept(ctx, c)
	if err != nil {
		failed := x.fault(err)
		failed.Sent = len(c.batch.Items)
		return failed
	}
	x.lastError = ""
	return r
}

// outlived reports whether the kiosk has begun another epoch since the call was made:
// what was asked for in the old one must not be written into the new.
func (x *Exchange) outlived(ctx context.Context, c *Call) bool {
	id, err := x.cfg.Ledger.Identity(ctx)
	return err == nil && c.epoch != (syncproto.Epoch{}) && id.Epoch != c.epoch
}

// refused handles a call without a good reply.
func (x *Exchange) refused(ctx context.Context, c *Call, err error) Result {
	var f *Failure
	if !errors.As(err, &f) {
		f = unreachable(err)
	}
	x.lastError = f.Err.Reason + ": " + f.Err.Message
	r := Result{Failure: f, Sent: len(c.batch.Items)}
	switch {
	case f.Class == Unauthorized || f.Class == Forbidden:
		x.token = ""
	case f.Class == Gone && c.Effect.Op == OpPull:
		r.Collections = collections(f.Err.Field)
	case f.Class == Gone && c.Effect.Op == OpSnapshot:
		x.snap = nil
	case f.Class == Mismatch && c.Effect.Op == OpHello && f.Err.Reason == ReasonDiverged:
		if err := x.cfg.Ledger.Halt(ctx, f.Err.Reason); err != nil {
			return x.fault(err)
		}
	}
	return r
}

// accept checks and applies a good reply.
func (x *Exchange) accept(ctx context.Context, c *Call) (Result, error) {
	switch out := c.Out.(type) {
	case *syncproto.ChallengeReply:
		if len(out.Nonce) < minNonce || len(out.Nonce) > maxNonce {
			return Result{}, badReply("a challenge with a nonce of %d bytes", len(out.Nonce))
		}
		x.nonce = out.Nonce
		return Result{}, nil
	case *syncproto.SessionReply:
		if out.Token == "" || len(out.Token) > maxToken {
			return Result{}, badReply("a session with a token of %d bytes", len(out.Token))
		}
		x.token = out.Token
		return Result{}, nil
	case *syncproto.HelloReply:
		return x.helloed(ctx, c, *out)
	case *syncproto.PushReply:
		return x.pushed(ctx, c, *out)
	case *syncproto.ChangesPage:
		return x.pulled(ctx, c, *out)
	case *syncproto.SnapshotManifest:
		return x.manifested(ctx, c, *out)
	case *[]syncproto.SnapshotRow:
		return x.parted(ctx, c, *out)
	default:
		return Result{}, nil
	}
}

// helloed notes the clock's offset: central read its clock somewhere between
// sending and receiving, so the middle is off by half the round trip at most.
func (x *Exchange) helloed(ctx context.Context, c *Call, r syncproto.HelloReply) (Result, error) {
	if r.Action == "" || (r.Action == syncproto.ActionOK && (r.Run == "" || r.Incarnation == "")) {
		return Result{}, badReply("a hello without an action, a run or an incarnation")
	}
	rtt := max(x.cfg.Mono()-c.mono, 0)
	middle := x.cfg.Now().Add(-rtt / 2).UnixMilli()
	offset, offsetErr := r.ServerMs-middle, (rtt/2).Milliseconds()+1
	switch r.Action {
	case syncproto.ActionOK:
	case syncproto.ActionRotate:
		return x.rotated(ctx, c, r)
	case syncproto.ActionAgain:
		if r.Proof == "" || len(r.Proof) > maxToken {
			return Result{}, badReply("a hello_again with a proof of %d bytes", len(r.Proof))
		}
		x.proof = r.Proof
		return Result{Action: r.Action, Limits: r.Limits}, nil
	default:
		return Result{Action: r.Action, Limits: r.Limits}, nil
	}
	if err := x.cfg.Ledger.NoteHello(ctx, r, offset, offsetErr); err != nil {
		return Result{}, err
	}
	p, err := x.cfg.Ledger.Position(ctx)
	if err != nil {
		return Result{}, err
	}
	if p.Bootstrapped && p.Incarnation != r.Incarnation {
		return Result{}, otherCentral() // the ledger has halted
	}
	if p.Halted != "" {
		if err := x.cfg.Ledger.Resume(ctx); err != nil {
			return Result{}, err
		}
	}
	x.run, x.offsetMs = r.Run, offset
	return Result{Action: r.Action, Limits: r.Limits, Bootstrapped: p.Bootstrapped}, nil
}

// rotated begins the epoch that central has given: everything that is still here waits
// again, and the catalogue is loaded anew.
func (x *Exchange) rotated(ctx context.Context, c *Call, r syncproto.HelloReply) (Result, error) {
	if r.Identity == nil || r.Identity.KioskID != c.kiosk || r.Identity.Epoch == c.epoch {
		return Result{}, badReply("a new epoch without this kiosk's identity")
	}
	if err := x.cfg.Ledger.Enrol(ctx, *r.Identity); err != nil {
		return Result{}, err
	}
	x.run, x.snap = "", nil
	p, err := x.cfg.Ledger.Position(ctx)
	if err != nil {
		return Result{}, err
	}
	return Result{Action: r.Action, Limits: r.Limits, Why: r.Why, Pending: p.QueueDepth}, nil
}

// otherCentral is the failure of a hello that a central answers ok that is not
// the one of this kiosk's rows: it was restored from a backup, and may lack what
// it has acknowledged.
func otherCentral() *Failure {
	return &Failure{Class: Mismatch, Err: &rental.Error{
		Code: rental.CodeConflict, Reason: ReasonDiverged, Message: "central is another one than this kiosk's rows come from: it was restored from a backup",
		Hint: "the kiosk keeps recording and keeps everything; ask the operator to look at this kiosk",
	}}
}

func (x *Exchange) pushed(ctx context.Context, c *Call, r syncproto.PushReply) (Result, error) {
	if err := x.checkPush(ctx, c, r); err != nil {
		return Result{}, err
	}
	if err := x.cfg.Ledger.ApplyVerdicts(ctx, r); err != nil {
		return Result{}, err
	}
	p, err := x.cfg.Ledger.Position(ctx)
	if err != nil {
		return Result{}, err
	}
	last := len(r.Verdicts) - 1
	return Result{
		Sent: len(c.batch.Items), Pending: p.QueueDepth,
		Backoff: time.Duration(min(max(r.BackoffMs, 0), maxRetryAfter.Milliseconds())) * time.Millisecond,
		Retry:   last >= 0 && r.Verdicts[last].Verdict == rental.Retry,
	}, nil
}

func (x *Exchange) pulled(ctx context.Context, c *Call, p syncproto.ChangesPage) (Result, error) {
	if err := checkPage(c, p); err != nil {
		return Result{}, err
	}
	empty := len(p.Changes) == 0 && !p.More
	if empty && p.Next == c.cursor {
		return Result{Empty: true}, x.cfg.Ledger.NoteNothingNew(ctx, p)
	}
	if err := x.cfg.Ledger.ApplyPage(ctx, p); err != nil {
		return Result{}, err
	}
	return Result{Empty: empty}, nil
}

// fault returns the result of an error of our own: a reply that lied, or a
// store that failed.
func (x *Exchange) fault(err error) Result {
	var f *Failure
	if !errors.As(err, &f) {
		var e *rental.Error
		if !errors.As(err, &e) {
			e = &rental.Error{Code: rental.CodeInternal, Reason: "store_failed", Message: err.Error(), Hint: "rms-kiosk's log says more"}
		}
		f = &Failure{Class: LocalFault, Err: e}
	}
	x.lastError = f.Err.Reason + ": " + f.Err.Message
	return Result{Failure: f}
}
