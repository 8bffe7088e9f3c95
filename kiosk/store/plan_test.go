package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"regexp"
	"sync"
	"testing"
	"time"

	"rms/internal/sqlitex"
	"rms/syncproto/rental"
)

// spy notes every query that goes through it.
type spy struct {
	sqlitex.Querier
	mu      sync.Mutex
	queries map[string][]any
}

func (s *spy) note(query string, args []any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queries[query] = args
}

func (s *spy) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s.note(query, args)
	return s.Querier.QueryContext(ctx, query, args...)
}

func (s *spy) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s.note(query, args)
	return s.Querier.QueryRowContext(ctx, query, args...)
}

// ExecContext notes a write and does nothing.
func (s *spy) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	s.note(query, args)
	return driver.RowsAffected(0), nil
}

// scans matches the plan of a query that reads a whole table, or all rows of a
// collection.
var scans = regexp.MustCompile(`SCAN (o|b|p|base|overlay|outbox|archive|subjects|inbox|answers)\b|SEARCH (o|b|p) .*\(collection=\?( AND gen=\?)?\)`)

// meant are the two walks that are no waste: along the outbox in its order, and
// over the index that holds nothing but what waits.
var meant = regexp.MustCompile(`from outbox order by seq limit|USING INDEX archive_by_waiting`)

// TestQueriesUseIndices runs the queries of the scan path and holds that each
// finds its rows by an index in base, overlay and items alike.
func TestQueriesUseIndices(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	w := &spy{Querier: s.db.Reader(), queries: map[string][]any{}}
	v := View{q: w, dec: s.dec, before: s.before}
	ctx := t.Context()
	tx := &Tx{View: v, ctx: ctx}
	for _, kind := range []CodeKind{CodeBadge, CodePlace, CodeOrder, CodeTag, CodeAlias, CodeSerial, CodeURL} {
		_, err = v.FindCode(ctx, kind, "x")
		must(t, err)
	}
	for _, run := range []func() error{
		func() error { _, err := v.byTail(ctx, "tail", "0417", 5); return err },
		func() error { _, err := v.byTail(ctx, "alt_tail", "0417", 5); return err },
		func() error { _, err := v.Allocations(ctx, "x"); return err },
		func() error { _, err := v.AssetAllocations(ctx, "x"); return err },
		func() error { _, err := v.AssetExceptions(ctx, "x"); return err },
		func() error { _, err := v.FactExceptions(ctx, "x"); return err },
		func() error { _, err := v.OpenExceptions(ctx, 5); return err },
		func() error { _, err := v.OpenOrders(ctx, 5); return err },
		func() error { _, err := v.Today(ctx, "x", 0, 0); return err },
		func() error { _, _, err := v.At(ctx, "x", 5); return err },
		func() error { _, _, err := v.Row(ctx, rental.Key{Collection: rental.Assets, ID: "x"}); return err },
		func() error { _, err := v.BaseRow(ctx, rental.Key{Collection: rental.Assets, ID: "x"}); return err },
		func() error { _, _, err := v.OrderByNumber(ctx, "x"); return err },
		func() error { _, _, err := v.ItemByID(ctx, "x"); return err },
		func() error { _, _, err := v.ItemBySeq(ctx, 5); return err },
		func() error { _, _, err := v.LastItem(ctx); return err },
		func() error { _, err := v.UndoneBy(ctx, "x"); return err },
		func() error { _, err := v.History(ctx, rental.TargetAsset, "x", 5); return err },
		func() error { _, err := v.Outbox(ctx, 5); return err },
		func() error { _, _, err := v.Answer(ctx, "x"); return err },
		func() error { _, err := v.Sights(ctx, []rental.Key{{Collection: rental.Assets, ID: "x"}}); return err },
		func() error { _, err := v.FirstActive(ctx); return err },
		func() error { return tx.Unburden(5) },
		func() error { _, err := tx.Leaving(5); return err },
		func() error { return tx.Settle(5) },
	} {
		must(t, run())
	}
	for query, args := range w.queries {
		for _, step := range plan(t, s, query, args) {
			if scans.MatchString(step) && !meant.MatchString(query+" "+step) {
				t.Errorf("%s\nreads a whole table: %s", query, step)
			}
		}
	}
	if len(w.queries) < 15 {
		t.Errorf("only %d queries were seen", len(w.queries))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func plan(t testing.TB, s *Store, query string, args []any) (steps []string) {
	t.Helper()
	rows, err := s.db.Reader().QueryContext(t.Context(), "explain query plan "+query, args...)
	must(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		must(t, rows.Scan(&id, &parent, &unused, &detail))
		steps = append(steps, detail)
	}
	must(t, rows.Err())
	return steps
}

// TestStatementsAreCompiledOnce holds the cache to its purpose, and shows that a
// text which is first met inside a transaction does not wait for itself.
func TestStatementsAreCompiledOnce(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), t.TempDir(), Options{Readers: 1})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	for i := range 3 {
		must(t, s.Write(t.Context(), func(tx *Tx) error { return tx.PutDeskState("k", i) }))
		must(t, s.Read(t.Context(), func(ctx context.Context, v View) error {
			var n int
			ok, err := v.DeskState(ctx, "k", &n)
			if !ok || n != i {
				return fmt.Errorf("read %d, %v, want %d", n, ok, i)
			}
			return err
		}))
	}
	for i := range 2 * maxStatements {
		must(t, s.Write(t.Context(), func(tx *Tx) error {
			return tx.exec("x", -1, fmt.Sprintf("delete from answers where id = '%d'", i))
		}))
	}
	for name, c := range map[string]*cache{"reads": s.reads, "writes": s.writes} {
		if n := len(c.stmts); n == 0 || n > maxStatements {
			t.Errorf("%s: %d statements", name, n)
		}
	}
	must(t, s.Write(t.Context(), func(tx *Tx) error { return tx.PutAnswer("a", []byte("{}"), time.UnixMilli(1)) }))
}
