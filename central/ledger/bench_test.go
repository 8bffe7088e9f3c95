package ledger_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"rms/syncproto/rental"
)

// benchBatch is how many items a push of the benchmark holds.
const benchBatch = 100

// loop mints n gestures of the loan cycle over the company's things.
func loop(k *dock, things, n int) {
	for i := range n {
		switch l := line((i / 2) % things); i % 2 {
		case 0:
			k.mint(out("", l))
		default:
			k.mint(in(l))
		}
	}
}

// BenchmarkPush: one kiosk, batches of 100 check-outs and check-ins.
func BenchmarkPush(b *testing.B) {
	c := setup(b)
	const things = 1000
	c.company(things)
	k := c.dock(1, berlin)
	loop(k, things, b.N*benchBatch)
	b.ResetTimer()
	for i := range b.N {
		from := uint64(i*benchBatch + 1)
		k.push(from, from+benchBatch-1)
	}
	b.ReportMetric(float64(b.N*benchBatch)/b.Elapsed().Seconds(), "items/s")
}

// BenchmarkPushFloor: the same rows and bytes, written by a bare program in the
// same batches through the same driver, with the statements compiled once.
func BenchmarkPushFloor(b *testing.B) {
	source := setup(b)
	const things = 1000
	source.company(things)
	k := source.dock(1, berlin)
	loop(k, things, b.N*benchBatch)
	for i := range b.N {
		from := uint64(i*benchBatch + 1)
		k.push(from, from+benchBatch-1)
	}
	target := setup(b)
	target.company(things)
	target.dock(1, berlin)
	rows := map[string]*copied{}
	for _, table := range []string{"facts", "fact_subjects", "feed", "outbox", "audit", "exceptions"} {
		rows[table] = copyOf(source, table)
	}
	final := copyOf(source, "assets")
	b.ResetTimer()
	for i := range b.N {
		err := target.db.SQL().Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
			for _, table := range []string{"facts", "fact_subjects", "feed", "outbox", "audit", "exceptions"} {
				r := rows[table]
				if err := r.insert(ctx, tx, len(r.rows)*i/b.N, len(r.rows)*(i+1)/b.N); err != nil {
					return err
				}
			}
			return final.update(ctx, tx, benchBatch)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*benchBatch)/b.Elapsed().Seconds(), "items/s")
}

// copied is a table's rows, read back.
type copied struct {
	table   string
	columns []string
	rows    [][]any
}

func copyOf(b *bench, table string) *copied {
	b.Helper()
	order := ""
	if table == "fact_subjects" {
		order = " order by fact_no" // as they were written
	}
	rows, err := b.db.SQL().Reader().QueryContext(b.Context(), "select * from "+table+order) //nolint:gosec // a name of ours
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // read to its end
	c := &copied{table: table}
	if c.columns, err = rows.Columns(); err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(c.columns)), make([]any, len(c.columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
		c.rows = append(c.rows, values)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return c
}

func (c *copied) insert(ctx context.Context, tx *sql.Tx, from, to int) error {
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(c.columns)), ", ")
	s, err := tx.PrepareContext(ctx, fmt.Sprintf("insert or ignore into %s values (%s)", c.table, marks)) //nolint:gosec // names of ours
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // the transaction decides
	for _, row := range c.rows[from:to] {
		if _, err := s.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// update writes n rows over themselves.
func (c *copied) update(ctx context.Context, tx *sql.Tx, n int) error {
	sets := make([]string, len(c.columns))
	for i, name := range c.columns {
		sets[i] = fmt.Sprintf("%s = ?%d", name, i+1)
	}
	s, err := tx.PrepareContext(ctx, fmt.Sprintf("update %s set %s where id = ?1", c.table, strings.Join(sets, ", "))) //nolint:gosec // names of ours
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // the transaction decides
	for i := range n {
		if _, err := s.ExecContext(ctx, c.rows[i%len(c.rows)]...); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkSnapshot: 10,000 asset cards into compressed parts.
func BenchmarkSnapshot(b *testing.B) {
	c := setup(b)
	c.company(10_000)
	k := c.dock(1, berlin)
	b.ResetTimer()
	for i := range b.N {
		man, err := c.l.SnapshotManifest(b.Context(), k.id, start+rental.Millis(i)*61_000, rental.AssetCards)
		if err != nil || man.Rows != 10_000 {
			b.Fatal(man, err)
		}
	}
	b.ReportMetric(float64(b.N)*10_000/b.Elapsed().Seconds(), "rows/s")
}
