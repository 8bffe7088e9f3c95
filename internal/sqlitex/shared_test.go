package sqlitex_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/internal/sqlitex"
)

// bus is a shared door whose first write is held until the test lets it go.
type bus struct {
	testing.TB
	*sqlitex.Shared[*sql.Tx]
	db      *sqlitex.DB
	commits atomic.Int32
	fail    atomic.Pointer[error] // what the next commits fail with
	aboard  chan struct{}         // closed: the first write has begun
	leave   chan struct{}         // close it to let the first write go
	first   chan error
}

// apart lets what a write wrote go alone.
func apart(ctx context.Context, tx *sql.Tx, fn func() error) error {
	return sqlitex.Savepoint(ctx, in(tx), fn)
}

func newBus(t *testing.T, own error) *bus {
	t.Helper()
	b := &bus{TB: t, aboard: make(chan struct{}), leave: make(chan struct{}), first: make(chan error, 1)}
	b.db = setup(t, func(o *sqlitex.Options) {
		o.Faults = &sqlitex.Faults{BeforeCommit: func() error {
			b.commits.Add(1)
			if err := b.fail.Load(); err != nil {
				return *err
			}
			return nil
		}}
	})
	b.commits.Store(0) // the migration's
	b.Shared = sqlitex.NewShared(b.db, b.db.Write, apart)
	go func() {
		b.first <- b.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			close(b.aboard)
			<-b.leave
			return errors.Join(own, put("0")(ctx, tx))
		})
	}()
	<-b.aboard
	return b
}

// board starts a write and returns once it waits for its turn.
func (b *bus) board(ctx context.Context, fn func(context.Context, *sql.Tx) error) <-chan error {
	b.Helper()
	before, end := b.Waiting(), make(chan error, 1)
	go func() { end <- b.Write(ctx, fn) }()
	for b.Waiting() == before {
		runtime.Gosched()
	}
	return end
}

func TestWritesShareACommit(t *testing.T) {
	t.Parallel()
	b := newBus(t, nil)
	refused := errors.New("refused")
	one := b.board(t.Context(), put("1"))
	two := b.board(t.Context(), func(ctx context.Context, tx *sql.Tx) error { return errors.Join(put("2")(ctx, tx), refused) })
	three := b.board(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		var seen int
		if err := tx.QueryRowContext(ctx, "select count(*) from parcels").Scan(&seen); err != nil {
			return err
		}
		if seen != 2 { // 0 and 1, and nothing of 2
			return fmt.Errorf("it sees %d parcels", seen)
		}
		return put("3")(ctx, tx)
	})
	close(b.leave)
	got := []error{<-b.first, <-one, <-two, <-three}
	if got[0] != nil || got[1] != nil || !errors.Is(got[2], refused) || got[3] != nil {
		t.Errorf("they ended as %v", got)
	}
	wantIDs(t, b.db, "0", "1", "3")
	if diff := cmp.Diff(int32(1), b.commits.Load()); diff != "" {
		t.Errorf("commits (-want +got):\n%s", diff)
	}
}

func TestACommitThatFailsIsEverybodys(t *testing.T) {
	t.Parallel()
	b := newBus(t, nil)
	cause := errors.New("the disk has failed")
	b.fail.Store(&cause)
	one := b.board(t.Context(), put("1"))
	// What it was refused for is what the first has written, and is not there.
	two := b.board(t.Context(), put("0"))
	close(b.leave)
	for i, err := range []error{<-b.first, <-one, <-two} {
		if !errors.Is(err, sqlitex.ErrUnknownOutcome) {
			t.Errorf("write %d ended with %v", i, err)
		}
	}
	b.fail.Store(nil)
	if err := b.Write(t.Context(), put("4")); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, b.db, "4")
}

func TestARefusedDriverHandsOver(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	b := newBus(t, refused)
	one, two := b.board(t.Context(), put("1")), b.board(t.Context(), put("2"))
	close(b.leave)
	if err := <-b.first; !errors.Is(err, refused) {
		t.Errorf("the first ended with %v", err)
	}
	if err := errors.Join(<-one, <-two); err != nil {
		t.Error(err)
	}
	wantIDs(t, b.db, "1", "2")
}

func TestAPanicIsOnesOwn(t *testing.T) {
	t.Parallel()
	b := newBus(t, nil)
	panicked := make(chan any, 1)
	before := b.Waiting()
	go func() {
		defer func() { panicked <- recover() }()
		_ = b.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			if err := put("1")(ctx, tx); err != nil {
				return err
			}
			panic("ouch")
		})
	}()
	for b.Waiting() == before {
		runtime.Gosched()
	}
	two := b.board(t.Context(), put("2"))
	close(b.leave)
	if err := errors.Join(<-b.first, <-two); err != nil {
		t.Error(err)
	}
	if got := <-panicked; got != "ouch" {
		t.Errorf("the panic was %v", got)
	}
	wantIDs(t, b.db, "0", "2")
}

func TestAPanicOfTheDriverHandsOver(t *testing.T) {
	t.Parallel()
	b := newBus(t, nil)
	one := b.board(t.Context(), func(context.Context, *sql.Tx) error { runtime.Goexit(); return nil })
	two := b.board(t.Context(), func(context.Context, *sql.Tx) error { return nil })
	close(b.leave)
	if err := errors.Join(<-b.first, <-two); err != nil {
		t.Error(err)
	}
	select {
	case err := <-one:
		t.Errorf("a goroutine that has ended answered %v", err)
	default:
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_ = b.Write(t.Context(), func(context.Context, *sql.Tx) error { runtime.Goexit(); return nil })
	}()
	<-gone
	if err := b.Write(t.Context(), put("3")); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, b.db, "0", "3")
}

func TestWhoWaitsMayLeave(t *testing.T) {
	t.Parallel()
	b := newBus(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	one := b.board(ctx, put("1"))
	two := b.board(t.Context(), put("2"))
	cancel()
	if err := <-one; !errors.Is(err, context.Canceled) {
		t.Errorf("who left ended with %v", err)
	}
	close(b.leave)
	if err := errors.Join(<-b.first, <-two); err != nil {
		t.Error(err)
	}
	wantIDs(t, b.db, "0", "2")
}

func TestNoSharedWriteInsideAnother(t *testing.T) {
	t.Parallel()
	b := newBus(t, nil)
	inner := func(ctx context.Context, _ *sql.Tx) error { return b.Write(ctx, put("x")) }
	one := b.board(t.Context(), inner)
	close(b.leave)
	if err := <-b.first; err != nil {
		t.Error(err)
	}
	if err := <-one; err == nil {
		t.Error("a rider's write inside its write was let in")
	}
	if err := b.Write(t.Context(), inner); err == nil {
		t.Error("a driver's write inside its write was let in")
	}
}

// TestManyWritesAtOnce: under any mixture every write that was told nil is there
// once, and no other.
func TestManyWritesAtOnce(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	s := sqlitex.NewShared(db, db.Write, apart)
	refused := errors.New("refused")
	type end struct {
		id  string
		err error
	}
	const writers, each = 24, 20
	ends := make(chan end, writers*each)
	for w := range writers {
		go func() {
			for i := range each {
				id := fmt.Sprintf("%02d-%02d", w, i)
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+(w*i)%7)*time.Millisecond)
				err := s.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
					if err := put(id)(ctx, tx); err != nil {
						return err
					}
					if (w+i)%5 == 0 {
						return refused
					}
					return nil
				})
				cancel()
				ends <- end{id, err}
			}
		}()
	}
	want := map[string]bool{}
	for range writers * each {
		if e := <-ends; e.err == nil {
			want[e.id] = true
		} else if !errors.Is(e.err, refused) && !errors.Is(e.err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", e.id, e.err)
		}
	}
	got := map[string]bool{}
	rows, err := db.Reader().QueryContext(t.Context(), "select id from parcels")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		got[id] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parcels (-told +there):\n%s", diff)
	}
}

// TestStatementsAreKept: a statement is parsed once and goes on through changes
// of the schema, broken connections, and errors.
func TestStatementsAreKept(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	const insert = `insert into parcels (id, grams) values ($1, $2)`
	add := func(id string, grams int) error {
		return db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			s, err := db.Writing().In(ctx, tx, insert)
			if err != nil {
				return err
			}
			defer s.Close()
			_, err = s.ExecContext(ctx, id, grams)
			return err
		})
	}
	if err := add("1", 1); err != nil {
		t.Fatal(err)
	}
	kept := db.Writing().Kept()
	if kept == 0 {
		t.Error("nothing is kept")
	}
	if err := add("light", 0); err == nil {
		t.Error("a parcel without weight was taken")
	}
	if err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "alter table parcels add column note text")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.RenewWriter(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(add("2", 2), add("3", 3)); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, db, "1", "2", "3")
	if got := db.Writing().Kept(); got != kept {
		t.Errorf("%d statements are kept, then %d", kept, got)
	}
}
