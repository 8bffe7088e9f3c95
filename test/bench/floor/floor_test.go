package floor_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/test/bench/floor"
)

const tables = `create table facts (no integer primary key, body text) strict`

// two are two databases with one table each, which holds one row.
func two(t *testing.T) (source, target *floor.Program, tape *floor.Tape) {
	t.Helper()
	dir := t.TempDir()
	programs := map[string]*floor.Program{}
	for _, name := range []string{"source", "target"} {
		p, err := floor.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		})
		for _, q := range []string{tables, `insert into facts values (4, 'before')`} {
			do(t, p, floor.Write{Query: q})
		}
		programs[name] = p
	}
	tape, err := floor.Listen(t.Context(), filepath.Join(dir, "source"), floor.Source{Table: "facts", Key: "no"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tape.Close() }) // it only read
	return programs["source"], programs["target"], tape
}

func do(t *testing.T, p *floor.Program, writes ...floor.Write) {
	t.Helper()
	if err := p.Do(t.Context(), writes); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, p *floor.Program, query string) int64 {
	t.Helper()
	n, err := p.Count(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTapeIsWrittenAgain(t *testing.T) {
	t.Parallel()
	source, target, tape := two(t)
	const insert = `insert into facts values (?, ?)`
	do(t, source, floor.Write{Query: insert, Args: []any{5, "five"}}, floor.Write{Query: insert, Args: []any{6, nil}})
	got, err := tape.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const again = `insert or replace into facts values (?, ?)`
	want := []floor.Write{{Query: again, Args: []any{int64(5), "five"}, Action: 1}, {Query: again, Args: []any{int64(6), nil}, Action: 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	do(t, target, floor.ByAction(got)[1]...)
	if n := count(t, target, `select count(*) from facts where no = 5 and body = 'five'`); n != 1 {
		t.Errorf("%d rows were written again, want 1", n)
	}
	if rest, err := tape.Next(t.Context()); err != nil || len(rest) != 0 {
		t.Errorf("asked again: %v (%v), want nothing", rest, err)
	}
}

func TestUpdatesLeaveWhatThereIs(t *testing.T) {
	t.Parallel()
	source, target, tape := two(t)
	do(t, source, floor.Write{Query: `alter table facts rename column no to id`}, floor.Write{Query: `update facts set body = 'after'`})
	do(t, target, floor.Write{Query: `alter table facts rename column no to id`})
	got, err := tape.Updates(t.Context(), "facts", []string{"4"})
	if err != nil {
		t.Fatal(err)
	}
	do(t, target, got...)
	if n := count(t, target, `select count(*) from facts where id = 4 and body = 'after'`); n != 1 {
		t.Error("the row is not as it is in the source")
	}
	if _, err := tape.Updates(t.Context(), "facts", []string{"5"}); err == nil {
		t.Error("a row that is not there was read back")
	}
}

// A transaction that fails leaves nothing.
func TestAllOrNothing(t *testing.T) {
	t.Parallel()
	_, target, _ := two(t)
	const insert = `insert into facts values (?, ?)`
	err := target.Do(t.Context(), []floor.Write{{Query: insert, Args: []any{7, "x"}}, {Query: insert, Args: []any{4, "there is one"}}})
	if n := count(t, target, `select count(*) from facts`); err == nil || n != 1 {
		t.Errorf("%d rows after an error (%v), want 1", n, err)
	}
}
