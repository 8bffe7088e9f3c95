package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/store"
	"rms/internal/testx"
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

func write(t testing.TB, db *store.DB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, db *store.DB, rows ...rental.Row) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for _, row := range rows {
			r, err := store.NewRecord(row)
			if err != nil {
				return err
			}
			if err := tx.Put(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestSchemaIsTheGoldenOne(t *testing.T) {
	t.Parallel()
	text, err := open(t).SQL().Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var tables, triggers []string
	for part := range strings.SplitSeq(text, "\n\n") {
		if strings.HasPrefix(part, "CREATE TRIGGER") {
			triggers = append(triggers, part)
		} else {
			tables = append(tables, part)
		}
	}
	testx.Golden(t, "testdata/schema.sql", []byte(strings.Join(tables, "\n\n")))
	testx.Golden(t, "testdata/triggers.sql", []byte(strings.Join(triggers, "\n\n")))
}

// fill sets every field below v to something that is not its zero value; n
// makes the values of one row differ from those of the next.
func fill(t testing.TB, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString("v" + strconv.Itoa(*n) + " ü<&>\"\\%_")
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, key, n)
		fill(t, value, n)
		v.SetMapIndex(key, value)
	default:
		t.Fatalf("fill does not know %s", v.Kind())
	}
}

func rowOf[R rental.Row](t testing.TB, n *int) rental.Row {
	t.Helper()
	var r R
	fill(t, reflect.ValueOf(&r).Elem(), n)
	m := r.RowMeta()
	m.Rev = 1
	return r.WithMeta(m)
}

func oneOfEach(t testing.TB) []rental.Row {
	t.Helper()
	n := 0
	return []rental.Row{
		rowOf[rental.ItemType](t, &n), rowOf[rental.Place](t, &n), rowOf[rental.TagAlias](t, &n), rowOf[rental.Asset](t, &n),
		rowOf[rental.Company](t, &n), rowOf[rental.Person](t, &n), rowOf[rental.Badge](t, &n), rowOf[rental.PIN](t, &n),
		rowOf[rental.Project](t, &n), rowOf[rental.RentAction](t, &n), rowOf[rental.Allocation](t, &n), rowOf[rental.Exception](t, &n),
		rowOf[rental.DemoCode](t, &n), rowOf[rental.Kiosk](t, &n), rowOf[rental.User](t, &n), rowOf[rental.Token](t, &n),
		rowOf[rental.StockPool](t, &n), rowOf[rental.StockEntry](t, &n),
	}
}

func TestEveryRowComesBackAsItWentIn(t *testing.T) {
	t.Parallel()
	db := open(t)
	for _, row := range oneOfEach(t) {
		t.Run(string(row.RowCollection()), func(t *testing.T) {
			t.Parallel()
			check := func(want rental.Row) {
				t.Helper()
				var got rental.Row
				write(t, db, func(ctx context.Context, tx *store.Tx) error {
					var ok bool
					var err error
					got, ok, err = tx.Row(ctx, row.RowCollection(), row.RowID())
					if !ok {
						t.Error("the row is not there")
					}
					return err
				})
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
			put(t, db, row)
			check(row)
			m := row.RowMeta()
			m.Rev, m.UpdatedAt, m.SiteID = 2, 99, "elsewhere"
			put(t, db, row.WithMeta(m))
			check(row.WithMeta(m))
		})
	}
}

func TestZeroRowsComeBackToo(t *testing.T) {
	t.Parallel()
	db := open(t)
	for _, want := range oneOfEach(t) {
		zero, ok := reflect.Zero(reflect.TypeOf(want)).Interface().(rental.Row)
		if !ok {
			t.Fatalf("%T is no row", want)
		}
		zero = zero.WithMeta(rental.Meta{Rev: 1})
		put(t, db, zero)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			got, ok, err := tx.Row(ctx, zero.RowCollection(), "")
			if diff := cmp.Diff(zero, got); diff != "" || !ok {
				t.Errorf("%s: there %t (-want +got):\n%s", zero.RowCollection(), ok, diff)
			}
			return err
		})
	}
}

func TestPutGuardsTheRevision(t *testing.T) {
	t.Parallel()
	db := open(t)
	asset := func(id, tag string, rev int64) rental.Asset {
		return rental.Asset{ID: rental.AssetID(id), Tag: tag, Meta: rental.Meta{Rev: rev}}
	}
	put(t, db, asset("a", "A1", 1))
	put(t, db, asset("a", "A1", 2))
	try := func(row rental.Row) error {
		return db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			r, err := store.NewRecord(row)
			if err != nil {
				return err
			}
			return tx.Put(ctx, r)
		})
	}
	for name, tt := range map[string]struct {
		row  rental.Row
		want error
	}{
		"created twice":     {asset("a", "A2", 1), &rental.Error{Code: rental.CodeConflict, Reason: "duplicate"}},
		"a revision behind": {asset("a", "A1", 2), store.ErrStale},
		"a revision ahead":  {asset("a", "A1", 4), store.ErrStale},
		"never created":     {asset("b", "B1", 2), store.ErrStale},
		"the tag is taken":  {asset("c", "A1", 1), &rental.Error{Code: rental.CodeConflict, Reason: "duplicate"}},
	} {
		if err := try(tt.row); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}

func TestSavepointTakesBackRowsAndCounters(t *testing.T) {
	t.Parallel()
	db := open(t)
	boom := errors.New("boom")
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Next(ctx, store.HeadFact); err != nil {
			return err
		}
		err := tx.Savepoint(ctx, func() error {
			for _, h := range []store.Head{store.HeadFact, store.HeadFeed} {
				if _, err := tx.Next(ctx, h); err != nil {
					return err
				}
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Errorf("got %v, want %v", err, boom)
		}
		_, err = tx.Next(ctx, store.HeadFact)
		return err
	})
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for head, want := range map[store.Head]uint64{store.HeadFact: 2, store.HeadFeed: 0} {
			if got, err := tx.Head(ctx, head); err != nil || got != want {
				t.Errorf("%s: got %d %v, want %d", head, got, err, want)
			}
		}
		return nil
	})
}

func TestListsPageWithoutGapOrRepeat(t *testing.T) {
	t.Parallel()
	db := open(t)
	var rows []rental.Row
	for i := range 23 {
		status := rental.Available
		if i%3 == 0 {
			status = rental.Deployed
		}
		id := strconv.Itoa(100 + i)
		rows = append(rows,
			rental.Asset{ID: rental.AssetID("a" + id), Tag: "T" + id, ItemTypeID: "t", Status: status, Meta: rental.Meta{Rev: 1, SiteID: "s1"}},
			// Orders share their times: the id must decide.
			rental.RentAction{ID: rental.RentActionID("o" + id), Number: rental.Number("R-" + id), Meta: rental.Meta{Rev: 1, CreatedAt: rental.Millis(i / 5)}},
		)
	}
	rows = append(rows, rental.ItemType{ID: "t", Code: "LED", Name: "Wash light 100%", Meta: rental.Meta{Rev: 1}})
	put(t, db, rows...)
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		var tags, numbers []string
		for after := ""; ; {
			page, next, err := tx.ListAssets(ctx, store.AssetFilter{Status: []rental.AssetStatus{rental.Available}, SiteID: []rental.SiteID{"s1"}, Query: "100% T1"}, store.Page{Limit: 4, After: after})
			if err != nil {
				return err
			}
			for _, a := range page {
				tags = append(tags, a.Tag)
			}
			if after = next; next == "" {
				break
			}
		}
		for after := ""; ; {
			page, next, err := tx.ListRentActions(ctx, store.RentActionFilter{}, store.Page{Limit: 3, After: after})
			if err != nil {
				return err
			}
			for _, o := range page {
				numbers = append(numbers, string(o.Number))
			}
			if after = next; next == "" {
				break
			}
		}
		var wantTags, wantNumbers []string
		for i := range 23 {
			if i%3 != 0 {
				wantTags = append(wantTags, "T"+strconv.Itoa(100+i))
			}
			wantNumbers = append(wantNumbers, "R-"+strconv.Itoa(122-i))
		}
		if diff := cmp.Diff(wantTags, tags); diff != "" {
			t.Errorf("assets (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(wantNumbers, numbers); diff != "" {
			t.Errorf("orders (-want +got):\n%s", diff)
		}
		for _, after := range []string{"x", "bm90IGpzb24", "eyJrIjoxLCJpIjoiYSJ9"} {
			if _, _, err := tx.ListAssets(ctx, store.AssetFilter{}, store.Page{After: after}); !errors.Is(err, store.ErrBadCursor) {
				t.Errorf("cursor %q: got %v, want %v", after, err, store.ErrBadCursor)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
