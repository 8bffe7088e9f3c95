package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"rms/central/store"
)

// TestADatabaseOfTheFirstReleaseIsFilled: what the migrations derive from rows that
// are there is as if they had been written today.
func TestADatabaseOfTheFirstReleaseIsFilled(t *testing.T) {
	t.Parallel()
	old, err := os.ReadFile(filepath.Join("..", "..", "testdata", "releases", "v0.1.0", "central.db"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), store.FileName)
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	if fault := indexFaults(t, db); fault != "" {
		t.Error(fault)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for what, query := range map[string]string{
			"things":                 `select count(*) from assets`,
			"things of the index":    `select count(*) from assets join search_rows on kind = 'assets' and search_rows.id = assets.id and code = tag and text = search`,
			"orders of the index":    `select count(*) from rent_actions join search_rows on kind = 'rent_actions' and search_rows.id = rent_actions.id and code = number`,
			"things with their home": `select count(*) from assets where home_place_id <> ''`,
			"places of facts":        `select count(*) from fact_subjects where subject_type = 'place'`,
		} {
			var n int64
			if _, err := tx.One(ctx, query, nil, &n); err != nil {
				return err
			}
			if n == 0 {
				t.Errorf("no %s", what)
			}
		}
		for what, query := range map[string]string{
			"homes":    `select count(*) from assets where home_place_id <> coalesce(json_extract(body, '$.home_place_id'), '')`,
			"unfound":  `select count(*) from assets where id not in (select id from search_rows where kind = 'assets')`,
			"unplaced": `select count(*) from facts f where kind = 'move' and not exists (select 1 from fact_subjects where fact_no = f.no and subject_type = 'place')`,
		} {
			var n int64
			if _, err := tx.One(ctx, query, nil, &n); err != nil {
				return err
			}
			if n != 0 {
				t.Errorf("%d %s", n, what)
			}
		}
		return nil
	})
}
