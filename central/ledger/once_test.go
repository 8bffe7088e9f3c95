package ledger_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// once makes a person under a key; without an answer it fails.
func (b *bench) once(name, key, hash, answer string) ([]byte, error) {
	return b.l.ExecuteOnce(b.Context(), rental.ItemID(uuid.NewString()), admin, ledger.Once{Key: key, Hash: hash, Build: func(context.Context, *store.Tx) (rental.Body, error) {
		return rental.PutBody{Row: rental.Person{ID: rental.PersonID(uuid.NewString()), Name: name}, IfRev: -1}, nil
	}, Answer: func(context.Context, *store.Tx, ledger.Result) ([]byte, error) {
		if answer == "" {
			return nil, errNoAnswer
		}
		return []byte(answer), nil
	}})
}

var errNoAnswer = errors.New("no answer")

func (b *bench) people() int {
	b.Helper()
	var rows []rental.Person
	err := b.db.Read(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		var err error
		rows, _, err = tx.ListPeople(ctx, store.PersonFilter{}, store.Page{Limit: 200})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return len(rows)
}

// TestOnceIsOneTransaction: without its answer there is no effect and no key.
func TestOnceIsOneTransaction(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.once("Anna", "K", "h1", ""); !errors.Is(err, errNoAnswer) {
		t.Fatalf("got %v", err)
	}
	if n := b.people(); n != 0 {
		t.Errorf("%d people are left of what failed", n)
	}
	for range 2 {
		if got, err := b.once("Anna", "K", "h1", "the first"); string(got) != "the first" || err != nil {
			t.Errorf("answered %q %v", got, err)
		}
	}
	if got, err := b.once("Anna", "K", "h1", "the third"); string(got) != "the first" || err != nil {
		t.Errorf("a repeat was answered %q %v", got, err)
	}
	if _, err := b.once("Bert", "K", "h2", "another"); !errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "idempotency_key_reuse"}) {
		t.Errorf("another request under the key: %v", err)
	}
	if n := b.people(); n != 1 {
		t.Errorf("there are %d people, want 1", n)
	}
}

// TestKeysAreKept for KeepKeys, over a restart, and then forgotten.
func TestKeysAreKept(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), time.UnixMilli(int64(start))
	clock := func(c *ledger.Config) { c.Now = func() time.Time { return now } }
	b := reopen(t, dir, clock)
	if _, err := b.once("Anna", "K", "h1", "the first"); err != nil {
		t.Fatal(err)
	}
	if err := b.db.Close(); err != nil {
		t.Fatal(err)
	}
	b = reopen(t, dir, clock)
	now = now.Add(ledger.KeepKeys)
	if _, err := b.once("Carl", "other", "h3", "x"); err != nil {
		t.Fatal(err)
	}
	if got, err := b.once("Anna", "K", "h1", "the second"); string(got) != "the first" || err != nil {
		t.Errorf("after %s it was answered %q %v", ledger.KeepKeys, got, err)
	}
	now = now.Add(time.Millisecond)
	if _, err := b.once("Dora", "yet another", "h4", "x"); err != nil {
		t.Fatal(err)
	}
	if got, err := b.once("Anna", "K", "h1", "the second"); string(got) != "the second" || err != nil {
		t.Errorf("a key that is forgotten was answered %q %v", got, err)
	}
	if n := b.people(); n != 4 {
		t.Errorf("there are %d people, want 4", n)
	}
}
