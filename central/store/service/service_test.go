package service_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

func write(t *testing.T, db *store.DB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func setup(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestAKeyIsKnownUntilItIsForgotten(t *testing.T) {
	t.Parallel()
	db := setup(t)
	first := service.IdempotencyKey{Actor: "user/u1", Name: "k1", RequestHash: "h", ItemID: "i", Answer: []byte(`{"a":1}`), CreatedAt: 100}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return service.AddIdempotencyKey(ctx, tx, first, 0)
	})
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		got, ok, err := service.FindIdempotencyKey(ctx, tx, "user/u1", "k1")
		if diff := cmp.Diff(first, got); err != nil || !ok || diff != "" {
			t.Errorf("found %t, error %v, (-want +got)\n%s", ok, err, diff)
		}
		if _, ok, err := service.FindIdempotencyKey(ctx, tx, "user/u2", "k1"); ok || err != nil {
			t.Errorf("the key of another actor: found %t, error %v", ok, err)
		}
		next := first
		next.Name, next.CreatedAt = "k2", 200
		return service.AddIdempotencyKey(ctx, tx, next, 101)
	})
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if _, ok, err := service.FindIdempotencyKey(ctx, tx, "user/u1", "k1"); ok || err != nil {
			t.Errorf("a key from before the limit: found %t, error %v", ok, err)
		}
		if _, ok, err := service.FindIdempotencyKey(ctx, tx, "user/u1", "k2"); !ok || err != nil {
			t.Errorf("the newest key: found %t, error %v", ok, err)
		}
		return nil
	})
}

func TestACodeAndANonceServeOnce(t *testing.T) {
	t.Parallel()
	db := setup(t)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if err := service.AddEnrolmentCode(ctx, tx, service.EnrolmentCode{Hash: "c", SiteID: "s", ExpiresAt: 9}); err != nil {
			return err
		}
		if err := service.UseEnrolmentCode(ctx, tx, "c", "k", 5); err != nil {
			return err
		}
		if err := service.UseEnrolmentCode(ctx, tx, "c", "k", 6); !errors.Is(err, store.ErrStale) {
			t.Errorf("using a code again: %v, want %v", err, store.ErrStale)
		}
		got, ok, err := service.FindEnrolmentCode(ctx, tx, "c")
		want := service.EnrolmentCode{Hash: "c", SiteID: "s", ExpiresAt: 9, UsedAt: 5, KioskID: rental.KioskID("k")}
		if diff := cmp.Diff(want, got); err != nil || !ok || diff != "" {
			t.Errorf("found %t, error %v, (-want +got)\n%s", ok, err, diff)
		}
		for i, want := range []bool{true, false} {
			if got, err := service.UseNonce(ctx, tx, "n", 100, 50); err != nil || got != want {
				t.Errorf("use %d of a nonce: %t, %v; want %t", i+1, got, err, want)
			}
		}
		return nil
	})
}
