package identity

import (
	"context"
	"fmt"
	"time"

	"rms/internal/phc"
	"rms/syncproto/rental"
)

const (
	// FreeTries is how many wrong PINs in a row cost nothing but the try.
	FreeTries = 5
	// FirstWait is how long the next try waits after the last free one; each
	// further wrong PIN doubles it, up to LongestWait: long enough that 10,000
	// PINs take months, short enough that nobody is locked out for a shift.
	FirstWait   = 30 * time.Second
	LongestWait = 15 * time.Minute
	// maxPIN is the longest PIN in bytes that is looked at.
	maxPIN = 64
)

// Tries is where the count of wrong PINs is kept, over restarts.
type Tries interface {
	// PINTries returns how many tries of a person failed in a row and before
	// when no further one may be made; zeros where none failed.
	PINTries(ctx context.Context, person rental.PersonID) (failed int, until rental.Millis, err error)
	// PutPINTries replaces both, durably.
	PutPINTries(ctx context.Context, person rental.PersonID, failed int, until rental.Millis) error
}

// PINs checks PINs, one at a time.
type PINs struct {
	tries Tries
	now   func() time.Time
	turn  chan struct{}
}

// NewPINs returns a checker that counts in tries by the clock now.
func NewPINs(tries Tries, now func() time.Time) *PINs {
	return &PINs{tries: tries, now: now, turn: make(chan struct{}, 1)}
}

// Check is what became of a try. Left is how many free tries remain. Until is
// when the next try may be made, 0 for at once. LockedOut is true for the one
// try that used up the last free one: the desk records it as a fact.
type Check struct {
	OK        bool
	Left      int
	Until     rental.Millis
	Tries     int
	LockedOut bool
}

// Verify compares pin with a person's verifier. A wrong PIN and a try before
// its time are answers, not errors; a try before its time is not counted.
func (p *PINs) Verify(ctx context.Context, verifier rental.PIN, pin string) (Check, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return Check{}, fmt.Errorf("wait for the PIN check: %w", ctx.Err())
	}
	person := verifier.PersonID
	failed, until, err := p.tries.PINTries(ctx, person)
	if err != nil {
		return Check{}, fmt.Errorf("load PIN tries: %w", err)
	}
	now := rental.Millis(p.now().UnixMilli())
	// A clock that was set back must not turn a wait into years.
	until = min(until, now+rental.Millis(LongestWait.Milliseconds()))
	if now < until {
		return Check{Until: until, Tries: failed}, nil
	}
	hash, err := phc.Parse(verifier.Verifier)
	if err != nil {
		return Check{}, badVerifier(err)
	}
	// Counted as wrong before it is judged: pulling the plug gains nothing.
	failed++
	wait := waitAfter(failed)
	until = 0
	if wait > 0 {
		until = now + rental.Millis(wait.Milliseconds())
	}
	if err := p.tries.PutPINTries(ctx, person, failed, until); err != nil {
		return Check{}, fmt.Errorf("count PIN try: %w", err)
	}
	if len(pin) > maxPIN || !hash.Matches(pin) {
		return Check{Left: max(FreeTries-failed, 0), Until: until, Tries: failed, LockedOut: failed == FreeTries}, nil
	}
	if err := p.tries.PutPINTries(ctx, person, 0, 0); err != nil {
		return Check{}, fmt.Errorf("clear PIN tries: %w", err)
	}
	return Check{OK: true, Left: FreeTries}, nil
}

// waitAfter is how long the next try waits after so many wrong ones in a row.
func waitAfter(failed int) time.Duration {
	if failed < FreeTries {
		return 0
	}
	wait := FirstWait
	for range min(failed-FreeTries, 16) {
		wait = min(2*wait, LongestWait)
	}
	return wait
}

func badVerifier(err error) error {
	return &rental.Error{
		Code: rental.CodeInternal, Reason: "bad_pin_verifier",
		Message: "this person's PIN cannot be checked: " + err.Error(),
		Hint:    "set the PIN again at central",
	}
}
