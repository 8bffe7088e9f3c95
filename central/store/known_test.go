package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/store"
	"rms/syncproto/rental"
)

func TestWhatIsAtHandIsWhatIsStored(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName), CheckRows: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	order := rental.RentAction{ID: "o", Number: "R-1", Title: "Gala", Lines: []rental.Line{{ID: "l", Requested: 1}}, Meta: rental.Meta{Rev: 1}}
	put(t, db, order)
	changed := order
	changed.Title, changed.Rev = "Ball", 2
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		read := func() rental.RentAction {
			got, ok, err := store.Get[rental.RentAction](ctx, tx, "o")
			if !ok || err != nil {
				t.Errorf("read: there %t, %v", ok, err)
			}
			return got
		}
		r, err := store.NewRecord(changed)
		if err != nil {
			return err
		}
		boom := errors.New("boom")
		err = tx.Savepoint(ctx, func() error {
			read()
			err := tx.Put(ctx, r)
			if diff := cmp.Diff(changed, read()); diff != "" || err != nil {
				t.Errorf("after the write: %v (-want +got):\n%s", err, diff)
			}
			return boom
		})
		if diff := cmp.Diff(order, read()); diff != "" || !errors.Is(err, boom) {
			t.Errorf("after it was taken back: %v (-want +got):\n%s", err, diff)
		}
		if err := tx.Remove(ctx, rental.RentActions, "o", 1); err != nil {
			return err
		}
		_, ok, err := tx.Row(ctx, rental.RentActions, "o")
		if ok || err != nil {
			t.Errorf("after it was removed: there %t, %v", ok, err)
		}
		r, err = store.NewRecord(order)
		if err != nil {
			return err
		}
		return tx.Put(ctx, r)
	})
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		got, _, err := store.Get[rental.RentAction](ctx, tx, "o")
		got.Lines[0].Requested = 2
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "changed in place") {
		t.Errorf("a row that was changed in place: got %v", err)
	}
}

// A row that was read before it is written leaves the same behind as one that was
// not: of the first only those columns are written that change.
func TestAChangeWritesWhatAWholeRowWould(t *testing.T) {
	t.Parallel()
	n := 1000
	for _, row := range oneOfEach(t) {
		other := reflect.New(reflect.TypeOf(row)).Elem()
		fill(t, other, &n)
		t.Run(string(row.RowCollection()), func(t *testing.T) {
			t.Parallel()
			known, blind := open(t), open(t)
			put(t, known, row)
			put(t, blind, row)
			for field := range other.NumField() {
				next := changed(t, row, other, field)
				if next.RowID() != row.RowID() {
					continue // another row
				}
				over(t, known, next, true)
				over(t, blind, next, false)
				if diff := cmp.Diff(dumped(t, blind, row), dumped(t, known, row)); diff != "" {
					t.Errorf("%s changed (-whole row +only what changes):\n%s", other.Type().Field(field).Name, diff)
				}
				row = next
			}
		})
	}
}

// changed is a row with one field of another, at the next revision.
func changed(t *testing.T, row rental.Row, other reflect.Value, field int) rental.Row {
	t.Helper()
	next := reflect.New(other.Type()).Elem()
	next.Set(reflect.ValueOf(row))
	next.Field(field).Set(other.Field(field))
	to, ok := next.Interface().(rental.Row)
	if !ok {
		t.Fatalf("%T is no row", next.Interface())
	}
	m := to.RowMeta()
	m.Rev = row.RowMeta().Rev + 1
	return to.WithMeta(m)
}

// over writes a row over its last revision, which is read before or not.
func over(t *testing.T, db *store.DB, next rental.Row, read bool) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if read {
			if _, ok, err := tx.Row(ctx, next.RowCollection(), next.RowID()); !ok || err != nil {
				return fmt.Errorf("read: there %t, %w", ok, err)
			}
		}
		r, err := store.NewRecord(next)
		if err != nil {
			return err
		}
		return tx.Put(ctx, r)
	})
}

// dumped is all that a database holds of the rows of a collection.
func dumped(t *testing.T, db *store.DB, row rental.Row) (out []string) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, table := range []string{string(row.RowCollection()), "rent_action_lines", "search_rows"} {
			if err := tx.Each(ctx, "select * from "+table, nil, func(rows *sql.Rows) error {
				cells, err := cellsOf(rows)
				out = append(out, cells...)
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func cellsOf(rows *sql.Rows) (out []string, err error) {
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	err = rows.Scan(into...)
	for i, c := range columns {
		out = append(out, fmt.Sprintf("%s = %v", c, values[i]))
	}
	return out, err
}
