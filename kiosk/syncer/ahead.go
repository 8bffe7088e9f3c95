package syncer

import (
	"context"
	"errors"
	"sync"
)

// readAhead is a Transport that fetches the next part of a snapshot while the
// one before it is applied: the network and the disk work at the same time. It
// holds one part at most, which is given to nobody but the very call that it was
// fetched for. What central answers is the call's answer, whenever it came, so
// that a Retry-After is obeyed; where no answer came, the call is made anew.
type readAhead struct {
	Transport
	running sync.WaitGroup

	mu   sync.Mutex
	next *fetch
}

// fetch is a call on its way before it is asked for.
type fetch struct {
	call   *Call
	cancel context.CancelFunc
	done   chan struct{} // closed when err and what call.Out points at are final
	err    error
}

// Do makes one call. The ctx of a part's call must end when no more parts are
// wanted, not with the call: the next part is fetched under it.
func (r *readAhead) Do(ctx context.Context, c *Call) error {
	switch c.Effect.Op {
	case OpPush, OpHeartbeat, OpReady:
		return r.Transport.Do(ctx, c) // they go on beside a load
	default:
	}
	err := r.get(ctx, c)
	if err != nil {
		return err
	}
	if next := c.nextPart(); next != nil {
		r.start(ctx, next)
	}
	return nil
}

// get makes a call, with what was fetched if it was for this call.
func (r *readAhead) get(ctx context.Context, c *Call) error {
	f := r.take()
	if f == nil {
		return r.Transport.Do(ctx, c)
	}
	if !f.is(c) {
		f.cancel()
		<-f.done
		return r.Transport.Do(ctx, c)
	}
	<-f.done
	f.cancel()
	var failed *Failure
	switch {
	case f.err == nil:
		c.Out = f.call.Out
		return nil
	case errors.As(f.err, &failed) && failed.Class != Unreachable:
		return f.err
	default:
		return r.Transport.Do(ctx, c)
	}
}

func (r *readAhead) take() *fetch {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.next
	r.next = nil
	return f
}

func (r *readAhead) start(ctx context.Context, c *Call) {
	ctx, cancel := context.WithCancel(ctx)
	f := &fetch{call: c, cancel: cancel, done: make(chan struct{})}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next != nil {
		r.next.cancel() // of a load that was begun anew beside this call
	}
	r.next = f
	r.running.Go(func() {
		defer close(f.done)
		f.err = r.Transport.Do(ctx, c)
	})
}

// close waits for what is on its way, whose context has ended, and forgets it.
func (r *readAhead) close() {
	if f := r.take(); f != nil {
		f.cancel()
	}
	r.running.Wait()
}

// is reports whether the fetch is this very call: the same part of the same
// snapshot in the same session.
func (f *fetch) is(c *Call) bool {
	return f.call.Effect.Op == c.Effect.Op && f.call.Method == c.Method && f.call.Path == c.Path && f.call.Token == c.Token
}

// nextPart is the call for the part after this one, nil where there is none.
func (c *Call) nextPart() *Call {
	if c.Media != mediaNDJSON || c.part+1 >= c.manifest.Parts {
		return nil
	}
	next := partCall(c.Effect, c.manifest, c.part+1)
	next.Token, next.kiosk = c.Token, c.kiosk
	return next
}
