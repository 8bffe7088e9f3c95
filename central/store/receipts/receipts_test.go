package receipts_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"rms/central/store"
	"rms/central/store/receipts"
)

// TestReceiptsAreFoundAmongAllFacts: the list does not walk what is no receipt.
func TestReceiptsAreFoundAmongAllFacts(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if _, _, err := receipts.List(ctx, tx, receipts.Filter{ItemTypeID: "a"}, store.Page{}); err != nil {
			return err
		}
		var plan strings.Builder
		err := tx.Each(ctx, "explain query plan "+receipts.Statement, make([]any, 4), func(r *sql.Rows) error {
			var id, parent, unused int64
			var detail string
			err := r.Scan(&id, &parent, &unused, &detail)
			plan.WriteString(detail + "\n")
			return err
		})
		if !strings.Contains(plan.String(), "facts_by_receipt") || strings.Contains(plan.String(), "TEMP B-TREE") {
			t.Errorf("the list is carried out as\n%s", plan.String())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
