package series_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/store"
	"rms/central/store/series"
	"rms/syncproto/rental"
)

func open(t testing.TB) *store.DB {
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

// tag writes an asset as a release did that did not count tags.
func tag(ctx context.Context, tx *store.Tx, n int, text string) error {
	r, err := store.NewRecord(rental.Asset{ID: rental.AssetID(fmt.Sprint("a", n)), Tag: text, ItemTypeID: "t", Meta: rental.Meta{Rev: 1}})
	if err != nil {
		return err
	}
	return tx.Put(ctx, r)
}

func write(t testing.TB, db *store.DB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// Tags that were there before anybody counted are found among whatever else
// begins like them.
func TestNextAfterTagsOfOldReleases(t *testing.T) {
	t.Parallel()
	db := open(t)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for i, text := range []string{"LX-0003", "LX-0041", "LX-9", "LX-00999", "LX-00A7", "LX-9Z99", "LX-:", "LY-0500", "LX-0040-A", "ÜB-07"} {
			if err := tag(ctx, tx, i, text); err != nil {
				return err
			}
		}
		for i := range 200 { // more than one look behind the last number
			if err := tag(ctx, tx, 1000+i, fmt.Sprintf("LX-9A%02d", i%100)+map[bool]string{true: "", false: "x"}[i < 100]); err != nil {
				return err
			}
		}
		return nil
	})
	for want, s := range map[string]series.Series{
		"LX-0042": {Prefix: "LX-", Width: 4}, "LX-01000": {Prefix: "LX-", Width: 5}, "ÜB-08": {Prefix: "ÜB-", Width: 2},
		"NEW-0001": series.Begin("NEW-"), "LX-10": {Prefix: "LX-", Width: 1},
	} {
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			got, err := series.Next(ctx, tx, s, 1)
			if diff := cmp.Diff([]string{want}, got); diff != "" {
				t.Errorf("%v (-want +got):\n%s", s, diff)
			}
			return err
		})
	}
}

// What was noted is used for ever, also when no thing bears it any more.
func TestNotedTagsAreNotGivenAgain(t *testing.T) {
	t.Parallel()
	db := open(t)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for _, text := range []string{"LX-0100", "LX-0007", "no number", "4006381333931"} {
			if err := series.Note(ctx, tx, text); err != nil {
				return err
			}
		}
		return nil
	})
	read := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		got, err := series.Next(ctx, tx, series.Begin("LX-"), 2)
		if diff := cmp.Diff([]string{"LX-0101", "LX-0102"}, got); diff != "" {
			t.Error(diff)
		}
		if _, err := series.Next(ctx, tx, series.Series{Prefix: "", Width: 9}, 1); err != nil {
			t.Error(err)
		}
		return err
	})
	if read != nil {
		t.Fatal(read)
	}
}

func TestNumbersEnd(t *testing.T) {
	t.Parallel()
	db := open(t)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if err := tag(ctx, tx, 1, "LX-999999999"); err != nil {
			return err
		}
		if got, err := series.Next(ctx, tx, series.Series{Prefix: "LX-", Width: 9}, 1); err == nil {
			t.Errorf("the next tag is %v", got)
		}
		return nil
	})
}

func TestSeriesOfAType(t *testing.T) {
	t.Parallel()
	db := open(t)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for i, text := range []string{"LX-0001", "LX-0002", "LX-0003", "ZZ-1", "QX-07", "QX-08", "plain"} {
			if err := tag(ctx, tx, i, text); err != nil {
				return err
			}
		}
		for _, c := range []struct {
			t    rental.ItemType
			want series.Series
		}{
			{rental.ItemType{ID: "t", Code: "mp"}, series.Series{Prefix: "LX-", Width: 4}},
			{rental.ItemType{ID: "t", Code: "mp", TagPrefix: "QX-"}, series.Series{Prefix: "QX-", Width: 2}},
			{rental.ItemType{ID: "t", Code: "mp", TagPrefix: "new "}, series.Begin("new ")},
			{rental.ItemType{ID: "other", Code: "mp"}, series.Begin("MP-")},
		} {
			got, err := series.Of(ctx, tx, c.t)
			if err != nil || got != c.want {
				t.Errorf("%+v: %v, %v, want %v", c.t, got, err, c.want)
			}
		}
		return nil
	})
}
