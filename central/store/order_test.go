package store_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rms/central/store"
	"rms/syncproto/rental"
)

// TestOrdersAndFilters reads lists page by page, in each order and under filters
// that become several searches, and compares them with a sort of the planted rows.
func TestOrdersAndFilters(t *testing.T) {
	t.Parallel()
	db := open(t)
	var rows []rental.Row
	var assets []rental.Asset
	var orders []rental.RentAction
	statuses := []rental.AssetStatus{rental.Available, rental.Deployed, rental.Missing}
	steps := []rental.OrderStatus{"draft", "approved", "closed"}
	for i := range 60 {
		a := rental.Asset{
			ID: rental.AssetID(fmt.Sprintf("a%02d", i*7%60)), Tag: fmt.Sprintf("T%02d", i), Status: statuses[i%3], ItemTypeID: "t", PlaceID: rental.PlaceID(fmt.Sprint("p", i%4)),
			Meta: rental.Meta{Rev: 1, SiteID: rental.SiteID(fmt.Sprint("s", i%2)), UpdatedAt: rental.Millis(i * 13 % 20), CreatedAt: rental.Millis(i / 7)},
		}
		o := rental.RentAction{
			ID: rental.RentActionID(fmt.Sprintf("o%02d", i*11%60)), Number: rental.Number(fmt.Sprintf("R-%02d", i)), Status: steps[i%3], AlsoSiteID: rental.SiteID([]string{"", "s0", "s1"}[i%3]),
			Window: rental.Window{Start: rental.Millis(i * 17 % 30), End: rental.Millis(100 + i*19%30)},
			Meta:   rental.Meta{Rev: 1, SiteID: rental.SiteID(fmt.Sprint("s", i%4)), UpdatedAt: rental.Millis(i * 3 % 20), CreatedAt: rental.Millis(i / 5)},
		}
		assets, orders, rows = append(assets, a), append(orders, o), append(rows, a, o)
	}
	put(t, db, rows...)

	for _, f := range []store.AssetFilter{
		{}, {Status: []rental.AssetStatus{"available", "missing"}}, {Status: []rental.AssetStatus{"available", "missing"}, SiteID: []rental.SiteID{"s0", "s1"}},
		{PlaceID: []rental.PlaceID{"p1", "p2"}, Status: []rental.AssetStatus{"deployed", "missing"}}, {Common: store.Common{IDs: []string{"a03", "a50", "a07"}}},
		{Common: store.Common{UpdatedSince: 5, CreatedFrom: 2, CreatedTo: 7}},
	} {
		for sort, key := range map[string]func(rental.Asset) string{
			"tag": func(a rental.Asset) string { return a.Tag }, "updated_at": func(a rental.Asset) string { return fmt.Sprintf("%03d", a.UpdatedAt) },
			"created_at": func(a rental.Asset) string { return fmt.Sprintf("%03d", a.CreatedAt) },
		} {
			want := slices.DeleteFunc(slices.Clone(assets), func(a rental.Asset) bool {
				return !has(f.Status, a.Status) || !has(f.SiteID, a.SiteID) || !has(f.PlaceID, a.PlaceID) || !has(f.IDs, string(a.ID)) ||
					a.UpdatedAt < f.UpdatedSince || a.CreatedAt < f.CreatedFrom || f.CreatedTo != 0 && a.CreatedAt >= f.CreatedTo
			})
			compare(t, db, fmt.Sprintf("assets by %s under %+v", sort, f), sort, want, key, func(a rental.Asset) string { return string(a.ID) },
				func(ctx context.Context, tx *store.Tx, p store.Page) ([]rental.Asset, string, error) {
					return tx.ListAssets(ctx, f, p)
				})
		}
	}
	for _, f := range []store.RentActionFilter{
		{}, {SiteID: []rental.SiteID{"s0"}}, {SiteID: []rental.SiteID{"s0", "s1"}, Status: []rental.OrderStatus{"draft", "approved"}},
	} {
		for sort, key := range map[string]func(rental.RentAction) string{
			"created_at": func(a rental.RentAction) string { return fmt.Sprintf("%03d", a.CreatedAt) }, "updated_at": func(a rental.RentAction) string { return fmt.Sprintf("%03d", a.UpdatedAt) },
			"window.start": func(a rental.RentAction) string { return fmt.Sprintf("%03d", a.Window.Start) }, "window.end": func(a rental.RentAction) string { return fmt.Sprintf("%03d", a.Window.End) },
		} {
			want := slices.DeleteFunc(slices.Clone(orders), func(o rental.RentAction) bool {
				return !has(f.Status, o.Status) || !has(f.SiteID, o.SiteID) && !has(f.SiteID, o.AlsoSiteID)
			})
			compare(t, db, fmt.Sprintf("orders by %s under %+v", sort, f), sort, want, key, func(o rental.RentAction) string { return string(o.ID) },
				func(ctx context.Context, tx *store.Tx, p store.Page) ([]rental.RentAction, string, error) {
					return tx.ListRentActions(ctx, f, p)
				})
		}
	}
}

func has[T comparable](among []T, v T) bool { return len(among) == 0 || slices.Contains(among, v) }

// compare reads a list both ways round, three rows at a time.
func compare[R any](t *testing.T, db *store.DB, name, sort string, want []R, key, id func(R) string, list func(context.Context, *store.Tx, store.Page) ([]R, string, error)) {
	t.Helper()
	slices.SortFunc(want, func(a, b R) int { return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(id(a), id(b))) })
	for _, by := range []string{sort, "-" + sort} {
		var got, ids []string
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			total := int64(-1)
			for after := ""; ; {
				rows, next, err := list(ctx, tx, store.Page{Limit: 3, After: after, Sort: by, Total: &total})
				if err != nil {
					return err
				}
				for _, r := range rows {
					got = append(got, id(r))
				}
				if after = next; next == "" {
					break
				}
			}
			if total != int64(len(want)) {
				t.Errorf("%s: %d are counted, there are %d", name, total, len(want))
			}
			return nil
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, r := range want {
			ids = append(ids, id(r))
		}
		if diff := gocmp.Diff(ids, got); diff != "" {
			t.Errorf("%s, %s (-want +got):\n%s", name, by, diff)
		}
		slices.Reverse(want)
	}
}

// TestACursorIsOfItsOrder: read on in another order, rows would be left out.
func TestACursorIsOfItsOrder(t *testing.T) {
	t.Parallel()
	db := open(t)
	for i := range 3 {
		put(t, db, rental.Asset{ID: rental.AssetID(fmt.Sprint(i)), Tag: fmt.Sprint(i), Meta: rental.Meta{Rev: 1}})
	}
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, next, err := tx.ListAssets(ctx, store.AssetFilter{}, store.Page{Limit: 1, Sort: "updated_at"})
		if err != nil {
			return err
		}
		for _, sort := range []string{"-updated_at", "created_at", ""} {
			if _, _, err := tx.ListAssets(ctx, store.AssetFilter{}, store.Page{After: next, Sort: sort}); !errors.Is(err, store.ErrBadCursor) {
				t.Errorf("by %q: got %v, want %v", sort, err, store.ErrBadCursor)
			}
		}
		if _, _, err := tx.ListAssets(ctx, store.AssetFilter{}, store.Page{Sort: "body"}); !errors.Is(err, &rental.Error{Code: rental.CodeInvalid, Reason: "unknown_sort"}) {
			t.Errorf("by body: got %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
