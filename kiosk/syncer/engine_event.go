package syncer

import (
	"time"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// Op names what an effect does.
type Op string

// The operations. Each is one HTTP call.
const (
	OpChallenge Op = "challenge"
	OpSession   Op = "session"
	OpHello     Op = "hello"
	OpPush      Op = "push"
	OpPull      Op = "pull"
	OpSnapshot  Op = "snapshot"
	OpHeartbeat Op = "heartbeat"
	OpReady     Op = "ready"
)

// Effect asks for one call. Life is echoed in its Done: a new enrolment begins a
// new life, and answers to an older one are ignored.
type Effect struct {
	Op   Op
	Life int
	// MaxItems and MaxBytes bound a push.
	MaxItems, MaxBytes int
	// Wait is how long central may hold a pull.
	Wait time.Duration
	// Collections are what a snapshot is to bring; empty means all.
	Collections []rental.Collection
	// Restart: forget the parts of an earlier snapshot.
	Restart bool
}

// Event is what the Engine learns: Start, Local, Nudge, Tick or Done.
type Event interface{ event() }

// Start begins a life: the process started, or the kiosk was enrolled.
type Start struct {
	Enrolled, Bootstrapped bool
	Pending                int64
}

// Local says that the ledger committed something.
type Local struct{ Pending int64 }

// Nudge asks to try at once: the link came up, a person wants it, central called.
type Nudge struct{}

// Tick says that time has passed.
type Tick struct{}

// Done reports a finished effect.
type Done struct {
	Op   Op
	Life int
	Result
}

func (Start) event() {}
func (Local) event() {}
func (Nudge) event() {}
func (Tick) event()  {}
func (Done) event()  {}

// Result is what a call gave. Failure is nil when it succeeded.
type Result struct {
	Failure *Failure
	// Local: it was done without a call; central said nothing.
	Local bool
	// Action, Limits and Why are hello's.
	Action syncproto.Action
	Limits syncproto.Limits
	Why    string
	// Bootstrapped is the ledger's state after hello.
	Bootstrapped bool
	// Sent is how many items a push held, Pending how many are still to be sent.
	Sent    int
	Pending int64
	// Backoff is how long central asks to wait before the next push.
	Backoff time.Duration
	// Retry: central stopped the batch at an item that it wants again.
	Retry bool
	// Empty: a page without changes and without more.
	Empty bool
	// Complete: the last part of the snapshots was applied.
	Complete bool
	// Collections are what central cannot serve by changes any more.
	Collections []rental.Collection
}

// Class says what kind of failure a call met, and so what follows.
type Class string

// The classes of failure.
const (
	// Unreachable: no answer.
	Unreachable Class = "unreachable"
	// NotCentral: an answer that somebody else wrote.
	NotCentral Class = "not_central"
	// BadReply: central's answer does not fit what was asked.
	BadReply Class = "bad_reply"
	// Unauthorized is 401, Forbidden 403, Mismatch 409, Gone 410, TooLarge 413,
	// Outdated 426, Busy 429 and 503, ServerError any other 5xx, Refused any
	// other 4xx.
	Unauthorized Class = "unauthorized"
	Forbidden    Class = "forbidden"
	Mismatch     Class = "mismatch"
	Gone         Class = "gone"
	TooLarge     Class = "too_large"
	Outdated     Class = "outdated"
	Busy         Class = "busy"
	ServerError  Class = "server_error"
	Refused      Class = "refused"
	// LocalFault: this kiosk's own store failed.
	LocalFault Class = "local_fault"
	// NoKey: this kiosk has not the key that it was enrolled with.
	NoKey Class = "no_key"
)

// Failure is why a call failed. RetryAfter is central's, 0 where it named none.
type Failure struct {
	Class      Class
	RetryAfter time.Duration
	Err        *rental.Error
}

// Error returns the error's text.
func (f *Failure) Error() string { return f.Err.Error() }

// Unwrap returns the error for errors.As.
func (f *Failure) Unwrap() error { return f.Err }

// State is how it stands with central, in the words of the local API.
type State string

// The states. Each but the first three needs a person.
const (
	StateConnecting  State = "connecting"
	StateReachable   State = "reachable"
	StateUnreachable State = "unreachable"
	StateDiverged    State = "diverged"
	StateRefused     State = "refused"
	StateUpgrade     State = "upgrade"
	StateReenrol     State = "reenrol"
	StateNever       State = "never"
)

// Status is what the screen tells of central. RetryAt is the next try, zero when
// one is under way or nothing waits. LastError is what stands in the way now.
type Status struct {
	State         State
	Since         time.Time
	LastContact   time.Time
	RetryAt       time.Time
	LastError     *rental.Error
	Bootstrapping bool
	Pending       int64
}
