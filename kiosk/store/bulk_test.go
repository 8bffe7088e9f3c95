package store

import (
	"testing"
)

// TestBulkEnds: every load of a snapshot has its room, and scans after it have
// the little memory and the short log that they had before it.
func TestBulkEnds(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	pragmas := func(bulk bool) (cache, log int) {
		t.Helper()
		err := s.Write(t.Context(), func(tx *Tx) error {
			if bulk {
				if err := tx.Bulk(); err != nil {
					return err
				}
			}
			if err := tx.direct.QueryRowContext(tx.ctx, `pragma cache_size`).Scan(&cache); err != nil {
				return err
			}
			return tx.direct.QueryRowContext(tx.ctx, `pragma wal_autocheckpoint`).Scan(&log)
		})
		if err != nil {
			t.Fatal(err)
		}
		return cache, log
	}
	smallCache, shortLog := pragmas(false)
	for range 3 { // a statement that was compiled once may not work again
		if cache, log := pragmas(true); cache != -32768 || log != 8192 {
			t.Errorf("a load has a cache of %d and a log of %d pages, want -32768 and 8192", cache, log)
		}
		if err := s.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if cache, log := pragmas(false); cache != smallCache || log != shortLog {
			t.Errorf("after it: a cache of %d and a log of %d pages, want %d and %d", cache, log, smallCache, shortLog)
		}
	}
}
