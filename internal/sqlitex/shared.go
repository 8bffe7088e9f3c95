package sqlitex

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// maxRiders bounds how many writes share a commit: the first of them waits for
// the last.
const maxRiders = 64

// errGivenUp is what those are told whose shared transaction ended by a panic.
var errGivenUp = fmt.Errorf("the shared transaction was given up: %w", sql.ErrTxDone)

// Shared lets writes that wait for their turn at the same time share one
// transaction, and so one wait for the disk. Each sees what those before it
// wrote, each can fail alone, and none is told of its end before the commit: what
// a write learns is what it would have learnt alone.
//
// A write runs on its caller's goroutine. The first drives: it begins the
// transaction, lets those that wait write in turn, commits, and hands over to the
// next driver. T is what a transaction looks like to its user.
type Shared[T any] struct {
	db *DB
	// transact runs drive in one transaction with all that begins and ends it.
	transact func(ctx context.Context, drive func(ctx context.Context, t T) error) error
	// apart runs fn so that what it wrote can go alone.
	apart func(ctx context.Context, t T, fn func() error) error

	mu      sync.Mutex
	driving bool
	waiting []*rider[T]
}

// NewShared returns a door for shared writes of db. transact must run its
// function within db.Write, and apart within a Savepoint.
func NewShared[T any](db *DB, transact func(ctx context.Context, drive func(ctx context.Context, t T) error) error,
	apart func(ctx context.Context, t T, fn func() error) error,
) *Shared[T] {
	return &Shared[T]{db: db, transact: transact, apart: apart}
}

// rider is a write that waits.
type rider[T any] struct {
	turn   chan turn[T] // gets one
	report chan error   // what became of its own part
	end    chan error   // what became of the transaction
}

// turn lets a write begin: in a transaction that is there, or as the next driver.
type turn[T any] struct {
	drive bool
	t     T
}

// Write is DB.Write through the shared door, with the same meaning of its errors.
func (s *Shared[T]) Write(ctx context.Context, fn func(ctx context.Context, t T) error) error {
	if ctx.Value(writing{s.db}) != nil {
		return errors.New("write inside a write: pass the transaction on instead")
	}
	s.mu.Lock()
	if !s.driving {
		s.driving = true
		s.mu.Unlock()
		return s.drive(ctx, fn)
	}
	r := &rider[T]{turn: make(chan turn[T], 1), report: make(chan error, 1), end: make(chan error, 1)}
	s.waiting = append(s.waiting, r)
	s.mu.Unlock()
	select {
	case t := <-r.turn:
		return s.take(ctx, r, t, fn)
	case <-ctx.Done():
		if s.leave(r) {
			return fmt.Errorf("wait for the turn to write: %w", ctx.Err())
		}
		return s.take(ctx, r, <-r.turn, fn)
	}
}

// leave takes a write out of the queue; false: its turn has come.
func (s *Shared[T]) leave(r *rider[T]) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, w := range s.waiting {
		if w == r {
			s.waiting = append(s.waiting[:i], s.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// next is who has waited longest; nil: nobody.
func (s *Shared[T]) next() *rider[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		return nil
	}
	r := s.waiting[0]
	s.waiting = s.waiting[1:]
	return r
}

// drive runs a transaction, first its own part, then those of all that wait.
func (s *Shared[T]) drive(ctx context.Context, fn func(ctx context.Context, t T) error) error {
	var aboard []*rider[T]
	err := errGivenUp // unless it ends
	defer func() {
		for _, r := range aboard {
			r.end <- err
		}
		s.handOver()
	}()
	err = s.transact(ctx, func(ctx context.Context, t T) error {
		// Alone it needs no savepoint: if it fails, there is nothing else.
		if err := fn(ctx, t); err != nil {
			return err
		}
		for len(aboard) < maxRiders {
			r := s.next()
			if r == nil {
				return nil
			}
			aboard = append(aboard, r)
			r.turn <- turn[T]{t: t}
			if err := <-r.report; errors.Is(err, ErrSavepointLost) {
				return err
			}
		}
		return nil
	})
	return err
}

// handOver lets whoever has waited longest drive.
func (s *Shared[T]) handOver() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		s.driving = false
		return
	}
	r := s.waiting[0]
	s.waiting = s.waiting[1:]
	r.turn <- turn[T]{drive: true}
}

// take is a turn: it drives, or writes its part of a transaction and waits for
// the end of all.
func (s *Shared[T]) take(ctx context.Context, r *rider[T], t turn[T], fn func(ctx context.Context, t T) error) error {
	if t.drive {
		return s.drive(ctx, fn)
	}
	own := s.part(ctx, r, t.t, fn)
	if end := <-r.end; end != nil {
		return end // what it was refused for may never have been
	}
	return own
}

func (s *Shared[T]) part(ctx context.Context, r *rider[T], t T, fn func(ctx context.Context, t T) error) (own error) {
	own = errGivenUp // a panic of fn, or the end of its goroutine, goes on
	defer func() { r.report <- own }()
	sure := context.WithValue(context.WithoutCancel(ctx), writing{s.db}, true)
	own = s.apart(sure, t, func() error { return fn(sure, t) })
	return own
}
