package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"rms/internal/sqlitex"
	"rms/syncproto/rental"
)

// Record is a row with its stored form, encoded once for table, feed and audit.
type Record struct {
	Row  rental.Row
	Body []byte // the row's JSON
	Card []byte // an asset's card as JSON; nil for other rows
	// secret is what Body leaves out on purpose (hashes of passwords and tokens).
	secret string
}

// NewRecord encodes a row.
func NewRecord(row rental.Row) (Record, error) {
	body, err := json.Marshal(row)
	if err != nil {
		return Record{}, fmt.Errorf("encode a row of %s: %w", row.RowCollection(), err)
	}
	r := Record{Row: row, Body: body, secret: secretOf(row)}
	if a, ok := row.(rental.Asset); ok {
		if r.Card, err = json.Marshal(a.Card()); err != nil {
			return Record{}, fmt.Errorf("encode an asset's card: %w", err)
		}
	}
	return r, nil
}

func secretOf(row rental.Row) string {
	switch row := row.(type) {
	case rental.User:
		return row.PasswordHash
	case rental.Token:
		return row.Hash
	}
	return ""
}

// Digest is a SHA-256 over all that is stored of the row, in lower-case hex.
func (r Record) Digest() string {
	sum := sha256.New()
	sum.Write(r.Body)
	sum.Write([]byte{0})
	sum.Write([]byte(r.secret))
	return hex.EncodeToString(sum.Sum(nil))
}

// column is a derived column: its name and how a row yields its value.
type column[R rental.Row] struct {
	name  string
	value func(R) any
}

// table is where the rows of one collection live.
type table[R rental.Row] struct {
	name    string
	columns []column[R]
	// carded tables keep each row's card beside its body.
	carded bool
	// reveal puts back what the body leaves out; nil where it leaves nothing out.
	reveal func(row *R, secret string)
	// written keeps tables that are derived from the row's content; may be nil. was is
	// the row before it, where it is at hand.
	written func(ctx context.Context, tx *Tx, row R, was *R) error

	names []string // of all columns, as put orders their values

	insertSQL, selectSQL, getSQL, deleteSQL string
}

// rowTable is what tables of all kinds offer to the generic methods of Tx.
type rowTable interface {
	prepare()
	table() string
	scoped() bool
	put(ctx context.Context, tx *Tx, r Record, was rental.Row) error
	get(ctx context.Context, tx *Tx, id string) (row rental.Row, body []byte, ok bool, err error)
	remove(ctx context.Context, tx *Tx, id string, rev int64) error
}

// tables lists every collection that is stored; asset cards live with assets.
var tables = map[rental.Collection]rowTable{
	rental.ItemTypes:    itemTypes,
	rental.Places:       places,
	rental.TagAliases:   tagAliases,
	rental.Assets:       assets,
	rental.Companies:    companies,
	rental.People:       people,
	rental.Badges:       badges,
	rental.PINs:         pins,
	rental.Projects:     projects,
	rental.RentActions:  rentActions,
	rental.Allocations:  allocations,
	rental.Exceptions:   exceptions,
	rental.DemoCodes:    demoCodes,
	rental.StockPools:   stockPools,
	rental.StockEntries: stockEntries,
	rental.Kiosks:       kiosks,
	rental.Users:        users,
	rental.Tokens:       tokens,
}

func init() {
	for _, t := range tables {
		t.prepare()
	}
}

// prepare writes the table's statements from its columns, once.
func (t *table[R]) prepare() {
	t.names = []string{"id", "rev", "site_id", "updated_ms"}
	for _, c := range t.columns {
		t.names = append(t.names, c.name)
	}
	if t.carded {
		t.names = append(t.names, "card")
	}
	t.names = append(t.names, "body")
	marks := make([]string, len(t.names))
	for i := range t.names {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	secret := "''"
	if t.reveal != nil {
		secret = "secret"
	}
	t.insertSQL = "insert into " + t.name + " (" + strings.Join(t.names, ", ") + ") values (" + strings.Join(marks, ", ") + ")"
	t.selectSQL = "select body, " + secret + " from " + t.name
	t.getSQL = t.selectSQL + " where id = $1"
	t.deleteSQL = "delete from " + t.name + " where id = $1 and rev = $2"
}

// values are what the columns hold, in the order of names, but for card and body.
func (t *table[R]) values(row R) []any {
	m := row.RowMeta()
	out := make([]any, 0, len(t.names))
	out = append(out, row.RowID(), m.Rev, string(m.SiteID), int64(m.UpdatedAt))
	for _, c := range t.columns {
		out = append(out, c.value(row))
	}
	return out
}

// update is the statement that writes values over a row, and what goes into it.
// Columns that stay are left out where the row before is at hand: SQLite writes every
// index of a column that is named, and runs its triggers.
func (t *table[R]) update(values []any, was *R) (query string, args []any) {
	var before []any
	if was != nil {
		before = t.values(*was)
	}
	text := strings.Builder{}
	text.WriteString("update " + t.name + " set rev = $2")
	args = append(args, values[0], values[1])
	for i := 2; i < len(values); i++ {
		if i < len(before) && before[i] == values[i] {
			continue
		}
		args = append(args, values[i])
		text.WriteString(", " + t.names[i] + " = $" + strconv.Itoa(len(args)))
	}
	text.WriteString(" where id = $1 and rev = $2 - 1")
	return text.String(), args
}

func (t *table[R]) table() string { return t.name }

// scoped reports whether rows may belong to a second site.
func (t *table[R]) scoped() bool {
	for _, c := range t.columns {
		if c.name == "also_site_id" {
			return true
		}
	}
	return false
}

// put writes a row. was is the row before it where it is at hand, else nil.
func (t *table[R]) put(ctx context.Context, tx *Tx, r Record, was rental.Row) error {
	row, ok := r.Row.(R)
	if !ok {
		return fmt.Errorf("a %T is no row of %s", r.Row, t.name)
	}
	m := row.RowMeta()
	var before *R
	if w, ok := was.(R); ok && was.RowMeta().Rev == m.Rev-1 {
		before = &w
	}
	args := t.values(row)
	if t.carded {
		args = append(args, string(r.Card))
	}
	args = append(args, string(r.Body))
	query := t.insertSQL
	if m.Rev > 1 {
		query, args = t.update(args, before)
	}
	n, err := tx.Exec(ctx, query, args...)
	if sqlitex.IsUnique(err) {
		return fmt.Errorf("write %s %s: %w", t.name, row.RowID(), duplicate(err))
	}
	if err != nil {
		return fmt.Errorf("write %s %s: %w", t.name, row.RowID(), err)
	}
	if n != 1 {
		return fmt.Errorf("write %s %s at revision %d: %w", t.name, row.RowID(), m.Rev, ErrStale)
	}
	if t.written == nil {
		return nil
	}
	return t.written(ctx, tx, row, before)
}

// duplicate says what a unique index means: something else bears the same name.
func duplicate(err error) error {
	return errors.Join(&rental.Error{
		Code: rental.CodeConflict, Reason: "duplicate", Message: "another row already has this id, code, number or name",
		Hint: "look it up, and use it or choose another",
	}, err)
}

func (t *table[R]) get(ctx context.Context, tx *Tx, id string) (rental.Row, []byte, bool, error) {
	row, body, ok, err := t.findBody(ctx, tx, t.getSQL, id)
	if !ok || err != nil {
		return nil, nil, false, err
	}
	return row, body, true, nil
}

// find returns the only row that a condition names.
func (t *table[R]) find(ctx context.Context, tx *Tx, where string, args ...any) (R, bool, error) {
	row, _, ok, err := t.findBody(ctx, tx, t.selectSQL+" "+where, args...)
	return row, ok, err
}

func (t *table[R]) findBody(ctx context.Context, tx *Tx, text string, args ...any) (row R, body []byte, ok bool, err error) {
	var secret string
	ok, err = tx.One(ctx, text, args, &body, &secret)
	if err != nil {
		return row, nil, false, fmt.Errorf("read %s: %w", t.name, err)
	}
	if !ok {
		return row, nil, false, nil
	}
	row, err = t.decode(body, secret)
	return row, body, err == nil, err
}

// all returns every row that a condition names, in its order.
func (t *table[R]) all(ctx context.Context, tx *Tx, where string, args ...any) ([]R, error) {
	var out []R
	err := tx.Each(ctx, t.selectSQL+" "+where, args, func(rows *sql.Rows) error {
		var body []byte
		var secret string
		if err := rows.Scan(&body, &secret); err != nil {
			return err
		}
		row, err := t.decode(body, secret)
		out = append(out, row)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", t.name, err)
	}
	return out, nil
}

func (t *table[R]) decode(body []byte, secret string) (R, error) {
	var row R
	if err := json.Unmarshal(body, &row); err != nil {
		return row, fmt.Errorf("decode a row of %s: %w", t.name, err)
	}
	if t.reveal != nil {
		t.reveal(&row, secret)
	}
	return row, nil
}

func (t *table[R]) remove(ctx context.Context, tx *Tx, id string, rev int64) error {
	n, err := tx.Exec(ctx, t.deleteSQL, id, rev)
	if err != nil {
		return fmt.Errorf("delete %s %s: %w", t.name, id, err)
	}
	if n != 1 {
		return fmt.Errorf("delete %s %s at revision %d: %w", t.name, id, rev, ErrStale)
	}
	return nil
}

func tableOf(c rental.Collection) (rowTable, error) {
	t, ok := tables[c]
	if !ok {
		return nil, &rental.Error{
			Code: rental.CodeInvalid, Reason: "unknown_collection",
			Message: "unknown collection " + string(c), Hint: "update this program",
		}
	}
	return t, nil
}

// Put writes a row: revision 1 creates it, a higher one replaces the revision
// before it. Any other state of the table is ErrStale; a taken code, number or
// name is a conflict (duplicate).
func (tx *Tx) Put(ctx context.Context, r Record) error {
	t, err := tableOf(r.Row.RowCollection())
	if err != nil {
		return err
	}
	key := rental.Key{Collection: r.Row.RowCollection(), ID: r.Row.RowID()}
	was := tx.known[key].row
	delete(tx.known, key) // should it fail, it is read again
	if err := t.put(ctx, tx, r, was); err != nil {
		return err
	}
	tx.known.note(key, knownRow{row: r.Row, body: r.Body})
	return nil
}

// Row returns the row of a collection under an id. It may be the same one for all
// who ask in a transaction: whoever changes what a slice or map of it holds does so
// in a copy.
func (tx *Tx) Row(ctx context.Context, c rental.Collection, id string) (rental.Row, bool, error) {
	if c == rental.AssetCards { // a part of another row
		a, ok, err := Get[rental.Asset](ctx, tx, id)
		return a.Card(), ok, err
	}
	key := rental.Key{Collection: c, ID: id}
	if at, ok := tx.known[key]; ok {
		return at.row, !at.none, nil
	}
	t, err := tableOf(c)
	if err != nil {
		return nil, false, err
	}
	row, body, ok, err := t.get(ctx, tx, id)
	if err == nil {
		tx.known.note(key, knownRow{row: row, body: body, none: !ok})
	}
	return row, ok, err
}

// Remove deletes a row that stands at rev.
func (tx *Tx) Remove(ctx context.Context, c rental.Collection, id string, rev int64) error {
	t, err := tableOf(c)
	if err != nil {
		return err
	}
	delete(tx.known, rental.Key{Collection: c, ID: id})
	return t.remove(ctx, tx, id, rev)
}

// Get returns the row of type R under an id.
func Get[R rental.Row](ctx context.Context, tx *Tx, id string) (R, bool, error) {
	var zero R
	row, ok, err := tx.Row(ctx, zero.RowCollection(), id)
	if !ok || err != nil {
		return zero, false, err
	}
	typed, is := row.(R)
	if !is {
		return zero, false, fmt.Errorf("a %T is no row of %s", row, zero.RowCollection())
	}
	return typed, true, nil
}

// AlsoSite returns the second site that a row belongs to, if any.
func AlsoSite(row rental.Row) rental.SiteID {
	switch row := row.(type) {
	case rental.RentAction:
		return row.AlsoSiteID
	case rental.Allocation:
		return row.AlsoSiteID
	case rental.Project:
		return row.AlsoSiteID
	case rental.Exception:
		return row.AlsoSiteID
	}
	return ""
}

// flag is how a bool is stored.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// external makes the columns of an imported row's origin: null unless imported.
func external[R rental.Row]() []column[R] {
	return []column[R]{
		{"external_source", func(r R) any { return nullable(r.RowMeta().ExternalSource) }},
		{"external_ref", func(r R) any {
			if r.RowMeta().ExternalSource == "" {
				return nil
			}
			return r.RowMeta().ExternalRef
		}},
	}
}

func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}
