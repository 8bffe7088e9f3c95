package ledger_test

import (
	"context"
	"testing"

	"rms/central/store"
	oracle "rms/test/oracle/central"
)

// judge lets the independent checker look at the database.
func judge(t testing.TB, dir string) {
	t.Helper()
	c, err := oracle.Open(store.Path(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	found, err := c.Check(context.Background()) //nolint:usetesting // it may run in a cleanup
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}
