// Package imports keeps the lists that were imported, and what each did to which
// row.
//
// Invariants. Its rows are service rows of central/exchange, which alone writes
// them; what an import does to business rows goes through the ledger. A row of an
// import has RevAfter exactly while what it wrote stands.
//
// Concurrency. Every function works within the transaction that it is given.
package imports

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"rms/central/store"
	"rms/syncproto/rental"
)

// Status is how far an import has come.
type Status string

// The states. An import that is at work is gone on with after a crash.
const (
	Staged    Status = "staged"    // planned and shown; nothing is written
	Applying  Status = "applying"  // its rows are being written
	Done      Status = "done"      // all that was planned is written
	Reverting Status = "reverting" // it could not be finished: what it wrote is taken back
	Undoing   Status = "undoing"   // somebody takes it back
	Undone    Status = "undone"
	Failed    Status = "failed" // it was taken back by itself; Body says why
)

// Import is one list. Body is what its owner keeps of it, as JSON.
type Import struct {
	ID        rental.ItemID
	Status    Status
	Kind      string
	CreatedAt rental.Millis
	Body      json.RawMessage
}

// Row is what an import does to one row.
type Row struct {
	Ordinal             int
	FileRow             int
	Collection          rental.Collection
	ID                  string
	RevBefore, RevAfter int64
	Before, After       []byte // JSON; Before is nil where there was no row
}

// Put writes an import, its file and its error file left as they are.
func Put(ctx context.Context, tx *store.Tx, i Import) error {
	const put = `insert into imports (id, status, kind, created_ms, body) values ($1, $2, $3, $4, $5)
		on conflict (id) do update set status = excluded.status, kind = excluded.kind, body = excluded.body`
	if _, err := tx.Exec(ctx, put, string(i.ID), string(i.Status), i.Kind, int64(i.CreatedAt), string(i.Body)); err != nil {
		return fmt.Errorf("write an import: %w", err)
	}
	return nil
}

// SetFiles keeps an import's file and error file; nil forgets one.
func SetFiles(ctx context.Context, tx *store.Tx, id rental.ItemID, file, wrong []byte) error {
	if _, err := tx.Exec(ctx, `update imports set file = $2, errors = $3 where id = $1`, string(id), orNull(file), orNull(wrong)); err != nil {
		return fmt.Errorf("keep the files of an import: %w", err)
	}
	return nil
}

func orNull(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// Files returns an import's file and error file; nil where there is none.
func Files(ctx context.Context, tx *store.Tx, id rental.ItemID) (file, wrong []byte, err error) {
	if _, err := tx.One(ctx, `select file, errors from imports where id = $1`, []any{string(id)}, &file, &wrong); err != nil {
		return nil, nil, fmt.Errorf("read the files of an import: %w", err)
	}
	return file, wrong, nil
}

const selectImport = `select id, status, kind, created_ms, body from imports `

// Find returns an import.
func Find(ctx context.Context, tx *store.Tx, id rental.ItemID) (i Import, ok bool, err error) {
	list, err := find(ctx, tx, selectImport+`where id = $1`, string(id))
	if err != nil || len(list) == 0 {
		return i, false, err
	}
	return list[0], true, nil
}

// AtWork lists the imports that are not at an end.
func AtWork(ctx context.Context, tx *store.Tx) ([]Import, error) {
	return find(ctx, tx, selectImport+`where status in ('applying', 'reverting', 'undoing') order by created_ms, id`)
}

// List returns a page of imports, the newest first, and the cursor of the next.
func List(ctx context.Context, tx *store.Tx, p store.Page) ([]Import, string, error) {
	limit := p.Limit
	if limit <= 0 {
		limit = store.DefaultPage
	}
	limit = min(limit, store.MaxPage)
	at, id := int64(1)<<62, ""
	if p.After != "" {
		ms, rest, ok := strings.Cut(p.After, ".")
		n, err := strconv.ParseInt(ms, 10, 64)
		if !ok || err != nil {
			return nil, "", store.ErrBadCursor
		}
		at, id = n, rest
	}
	list, err := find(ctx, tx, selectImport+`where (created_ms, id) < ($1, $2) order by created_ms desc, id desc limit $3`, at, id, limit+1)
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	last := list[limit-1]
	return list[:limit], fmt.Sprintf("%d.%s", last.CreatedAt, last.ID), nil
}

func find(ctx context.Context, tx *store.Tx, query string, args ...any) ([]Import, error) {
	var out []Import
	err := tx.Each(ctx, query, args, func(rows *sql.Rows) error {
		var i Import
		var body string
		err := rows.Scan(&i.ID, &i.Status, &i.Kind, &i.CreatedAt, &body)
		i.Body = json.RawMessage(body)
		out = append(out, i)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	return out, nil
}

// Forget removes a staged import with its file.
func Forget(ctx context.Context, tx *store.Tx, id rental.ItemID) error {
	if _, err := tx.Exec(ctx, `delete from imports where id = $1 and status = 'staged'`, string(id)); err != nil {
		return fmt.Errorf("forget an import: %w", err)
	}
	return nil
}

// ForgetBefore removes what was staged before a moment and never imported.
func ForgetBefore(ctx context.Context, tx *store.Tx, before rental.Millis) error {
	if _, err := tx.Exec(ctx, `delete from imports where status = 'staged' and created_ms < $1`, int64(before)); err != nil {
		return fmt.Errorf("forget old imports: %w", err)
	}
	return nil
}

// AddRow keeps what an import is to do to a row.
func AddRow(ctx context.Context, tx *store.Tx, id rental.ItemID, r Row) error {
	const add = `insert into import_rows (import_id, ordinal, file_row, collection, row_id, rev_before, rev_after, image_before, image_after)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	var before any
	if r.Before != nil {
		before = string(r.Before)
	}
	if _, err := tx.Exec(ctx, add, string(id), r.Ordinal, r.FileRow, string(r.Collection), r.ID, r.RevBefore, r.RevAfter, before, string(r.After)); err != nil {
		return fmt.Errorf("keep a row of an import: %w", err)
	}
	return nil
}

// ForgetRows removes the rows of an import of which none is written.
func ForgetRows(ctx context.Context, tx *store.Tx, id rental.ItemID) error {
	if _, err := tx.Exec(ctx, `delete from import_rows where import_id = $1`, string(id)); err != nil {
		return fmt.Errorf("forget the rows of an import: %w", err)
	}
	return nil
}

// SetRev keeps the revision that an import's row has; 0 when it was taken back.
func SetRev(ctx context.Context, tx *store.Tx, id rental.ItemID, ordinal int, rev int64) error {
	if _, err := tx.Exec(ctx, `update import_rows set rev_after = $3 where import_id = $1 and ordinal = $2`, string(id), ordinal, rev); err != nil {
		return fmt.Errorf("keep the revision of an imported row: %w", err)
	}
	return nil
}

const selectRow = `select ordinal, file_row, collection, row_id, rev_before, rev_after, image_before, image_after from import_rows where import_id = $1 `

// Rows returns up to n rows of an import from an ordinal on.
func Rows(ctx context.Context, tx *store.Tx, id rental.ItemID, from, n int) ([]Row, error) {
	return rows(ctx, tx, selectRow+`and ordinal >= $2 order by ordinal limit $3`, string(id), from, n)
}

// Written returns up to n rows of an import that stand, the last written first,
// below an ordinal.
func Written(ctx context.Context, tx *store.Tx, id rental.ItemID, below, n int) ([]Row, error) {
	return rows(ctx, tx, selectRow+`and ordinal < $2 and rev_after > 0 order by ordinal desc limit $3`, string(id), below, n)
}

func rows(ctx context.Context, tx *store.Tx, query string, args ...any) ([]Row, error) {
	var out []Row
	err := tx.Each(ctx, query, args, func(rs *sql.Rows) error {
		var r Row
		err := rs.Scan(&r.Ordinal, &r.FileRow, &r.Collection, &r.ID, &r.RevBefore, &r.RevAfter, &r.Before, &r.After)
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the rows of an import: %w", err)
	}
	return out, nil
}

// Count returns how many rows an import has, and how many of them stand.
func Count(ctx context.Context, tx *store.Tx, id rental.ItemID) (all, written int, err error) {
	const count = `select count(*), coalesce(sum(rev_after > 0), 0) from import_rows where import_id = $1`
	if _, err := tx.One(ctx, count, []any{string(id)}, &all, &written); err != nil {
		return 0, 0, fmt.Errorf("count the rows of an import: %w", err)
	}
	return all, written, nil
}

// Touched returns up to n rows of an import that somebody else has changed since
// it wrote them, or removed.
func Touched(ctx context.Context, tx *store.Tx, id rental.ItemID, table rental.Collection, n int) ([]Row, error) {
	if !known[table] {
		return nil, fmt.Errorf("no import writes rows of %s", table)
	}
	query := strings.Replace(selectRow, "from import_rows where", "from import_rows r where", 1) +
		`and rev_after > 0 and collection = $2 and not exists (select 1 from ` + string(table) + ` t where t.id = r.row_id and t.rev = r.rev_after) order by ordinal limit $3`
	return rows(ctx, tx, query, string(id), string(table), n)
}

// known are the collections that imports write, whose tables are called as they.
var known = map[rental.Collection]bool{rental.ItemTypes: true, rental.Assets: true, rental.Places: true, rental.People: true, rental.Companies: true, rental.StockPools: true}
