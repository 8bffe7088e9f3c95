package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"rms/syncproto/rental"
)

// The sizes of a page of a list.
const (
	DefaultPage = 50
	MaxPage     = 500
)

// Page asks for part of a list. After is the cursor that came with the page
// before, empty for the first; Limit 0 means DefaultPage.
type Page struct {
	Limit int
	After string
}

func (p Page) limit() int {
	if p.Limit <= 0 {
		return DefaultPage
	}
	return min(p.Limit, MaxPage)
}

// pos is a place in a list: the last row's value of the ordering column and its
// id, and of which list. In another list, or under another filter, the same place
// would leave rows out without a word.
type pos struct {
	Key any    `json:"k"`
	ID  string `json:"i"`
	Of  string `json:"l"`
}

func (p pos) cursor() (string, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("make a cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

func parseCursor(s string, text bool, of string) (pos, error) {
	var p pos
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return p, ErrBadCursor
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := dec.Decode(&p); err != nil || p.Of != of {
		return p, ErrBadCursor
	}
	if _, is := p.Key.(string); is && text {
		return p, nil
	}
	number, is := p.Key.(json.Number)
	if !is || text {
		return p, ErrBadCursor
	}
	if p.Key, err = number.Int64(); err != nil {
		return p, ErrBadCursor
	}
	return p, nil
}

// order is how a list is sorted: by a column, then by id.
type order struct {
	column string
	desc   bool
	text   bool // the column holds text, not a number
}

// query gathers the conditions of a list.
type query struct {
	where []string
	args  []any
}

// mark stands for a list with its filter and order, in few letters.
func (q *query) mark(table string, o order) string {
	sum := sha256.New()
	for _, part := range append([]string{table, o.column, strconv.FormatBool(o.desc)}, q.where...) {
		fmt.Fprintf(sum, "%d:%s\n", len(part), part)
	}
	for _, a := range q.args {
		fmt.Fprintf(sum, "%T:%v\n", a, a)
	}
	return hex.EncodeToString(sum.Sum(nil)[:markBytes])
}

// markBytes is enough to tell lists apart; nobody is kept out by it.
const markBytes = 6

// arg adds an argument and returns its placeholder.
func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

// is adds column = value, unless the value is empty: an empty filter lets all through.
func (q *query) is(column, value string) {
	if value != "" {
		q.where = append(q.where, column+" = "+q.arg(value))
	}
}

// site adds that a row belongs to a site, first or second.
func (q *query) site(site rental.SiteID) {
	if site != "" {
		at := q.arg(string(site))
		q.where = append(q.where, "(site_id = "+at+" or also_site_id = "+at+")")
	}
}

// search adds that the search column holds every word of text. It is the one
// place that knows how text is searched.
func (q *query) search(text string) {
	for _, word := range strings.Fields(fold(text)) {
		q.where = append(q.where, q.matches(word))
	}
}

func (q *query) matches(word string) string {
	return "search like " + q.arg("%"+likeEscape.Replace(word)+"%") + ` escape '\'`
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// fold is how text is stored in search columns and how it is asked for.
func fold(parts ...string) string {
	return strings.ToLower(strings.Join(parts, " "))
}

// list returns a page of a table and the cursor of the next, empty at the end.
func list[R rental.Row](ctx context.Context, tx *Tx, t *table[R], q query, o order, p Page) ([]R, string, error) {
	compare, direction := ">", "asc"
	if o.desc {
		compare, direction = "<", "desc"
	}
	of := q.mark(t.name, o)
	if p.After != "" {
		at, err := parseCursor(p.After, o.text, of)
		if err != nil {
			return nil, "", err
		}
		q.where = append(q.where, fmt.Sprintf("(%s, id) %s (%s, %s)", o.column, compare, q.arg(at.Key), q.arg(at.ID)))
	}
	text := t.selectSQL
	text = strings.Replace(text, " from ", ", id, "+o.column+" from ", 1)
	if len(q.where) > 0 {
		text += " where " + strings.Join(q.where, " and ")
	}
	limit := p.limit()
	text += fmt.Sprintf(" order by %s %s, id %s limit %s", o.column, direction, direction, q.arg(limit+1))
	rows := make([]R, 0, limit)
	last := pos{Of: of}
	more := false
	err := tx.Each(ctx, text, q.args, func(r *sql.Rows) error {
		if len(rows) == limit {
			more = true
			return nil
		}
		var body []byte
		var secret string
		if err := r.Scan(&body, &secret, &last.ID, &last.Key); err != nil {
			return err
		}
		row, err := t.decode(body, secret)
		rows = append(rows, row)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list %s: %w", t.name, err)
	}
	if !more {
		return rows, "", nil
	}
	if b, is := last.Key.([]byte); is {
		last.Key = string(b)
	}
	next, err := last.cursor()
	return rows, next, err
}

// searchWithType is search for things that a type names: each word may be in
// the row itself or in its item type.
func (q *query) searchWithType(text string) {
	for _, word := range strings.Fields(fold(text)) {
		cond := q.matches(word)
		q.where = append(q.where, "("+cond+" or item_type_id in (select id from item_types where "+cond+"))")
	}
}
