// Package words asks the index of words which rows have some, and brings it up to
// what a transaction has written.
//
// Invariants. An index that knows a word in few rows names them all. Words are as
// Fold writes them. The index changes in the transaction that changed the rows,
// once, at its end: nothing is found before it is there.
//
// Concurrency. Nothing is shared: a Reader or Writer is the transaction of who asks.
package words

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rms/central/store/page"
)

const (
	// maxFound is how many rows a word may be in for the index to be of use: a word
	// that more have fills a page soon when the list is walked in its order.
	maxFound = 2_000
	// gramRunes is how many letters the index knows a word by.
	gramRunes = 3
)

// Reader is a transaction of the store.
type Reader interface {
	Each(ctx context.Context, query string, args []any, scan func(rows *sql.Rows) error) error
}

// Writer is a transaction of the store that writes.
type Writer interface {
	Exec(ctx context.Context, query string, args ...any) (int64, error)
}

// Save brings the index up to what a transaction has written; it comes last in it.
func Save(ctx context.Context, w Writer) error {
	for _, text := range []string{
		`insert into search (search, rowid, text) select 'delete', no, had from search_due where had is not null`,
		`insert into search (rowid, text) select no, text from search_due join search_rows using (no)`,
		`delete from search_due`,
	} {
		if _, err := w.Exec(ctx, text); err != nil {
			return fmt.Errorf("index words: %w", err)
		}
	}
	return nil
}

// Fold is how text is stored to be searched, and how it is asked for.
func Fold(parts ...string) string {
	return strings.ToLower(strings.Join(parts, " "))
}

// Split parts a text into its words. A sign that nobody can see parts them as a
// space does: SQLite would end its patterns there.
func Split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Like is the pattern of a text that has a word; its escape is a backslash.
func Like(word string) string { return "%" + likeEscape.Replace(word) + "%" }

// Search is the words that a list is asked for.
type Search struct {
	all []string // that must occur, each
	// Typed: a word counts if it is in the name of the row's item type, too.
	Typed bool
}

// Add adds to a list's query that the search column holds every word of text. It is
// the one place that knows how text is searched: words are found anywhere, in any
// order, capital or not.
func (s *Search) Add(q *page.Query, text string) {
	for _, word := range Split(Fold(text)) {
		s.all = append(s.all, word)
		cond := "search like " + q.Arg(Like(word)) + ` escape '\'`
		if s.Typed {
			cond = "(" + cond + " or item_type_id in (select id from item_types where " + cond + "))"
		}
		q.Where(cond)
	}
}

// Seek asks the index for the rows that have the rarest word. The conditions stay:
// the index only says where to look.
func (s *Search) Seek(ctx context.Context, r Reader, table string, q *page.Query) error {
	ids, few, err := Rarest(ctx, r, table, s.all, s.Typed)
	if err != nil || !few {
		return err
	}
	return q.Within(ids)
}

// Rarest returns the rows that have the rarest of some words; ok is false when no
// word is rare enough for the index to be of use.
func Rarest(ctx context.Context, r Reader, table string, all []string, typed bool) (best []string, ok bool, err error) {
	for _, word := range all {
		found, few, err := With(ctx, r, table, word, typed)
		if err != nil {
			return nil, false, err
		}
		if few && (!ok || len(found) < len(best)) {
			best, ok = found, true
		}
	}
	if best == nil {
		best = []string{}
	}
	return best, ok, nil
}

// With returns the rows of a table that have a word, in themselves or, if
// typed, in their item type; few is false when they are more than maxFound, or
// the word is too short for the index.
func With(ctx context.Context, r Reader, table, word string, typed bool) (ids []string, few bool, err error) {
	ids, few, err = Find(ctx, r, table, []string{word}, maxFound)
	if err != nil || !few || !typed {
		return ids, few, err
	}
	types, few, err := Find(ctx, r, "item_types", []string{word}, maxFound)
	if err != nil || !few {
		return nil, false, err
	}
	for _, t := range types {
		const things = `select id from assets where item_type_id = $1 limit $2`
		more, err := read(ctx, r, things, t, maxFound+1-len(ids))
		if err != nil {
			return nil, false, err
		}
		if ids = append(ids, more...); len(ids) > maxFound {
			return nil, false, nil
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), true, nil
}

// kindBits is how many numbers each kind of search_rows has; kindNo is which range
// is whose. Migrations keep both for ever.
const kindBits = 40

var kindNo = map[string]int64{
	"assets": 1, "item_types": 2, "places": 3, "people": 4, "companies": 5, "projects": 6, "rent_actions": 7,
	"exceptions": 8, "kiosks": 9, "tag_aliases": 10,
}

// Find returns the ids of the rows of a table whose text has all words, as fold
// writes them, in no order. few is false when there are more than most, or when the
// index knows none of the words because all are too short.
func Find(ctx context.Context, r Reader, table string, words []string, most int) (ids []string, few bool, err error) {
	ids, err = Some(ctx, r, table, words, most+1)
	if err != nil || ids == nil || len(ids) > most {
		return nil, false, err
	}
	return ids, true, nil
}

// Some returns the ids of up to limit rows of a table whose text has all words that
// are long enough for the index; nil when none is.
func Some(ctx context.Context, r Reader, table string, words []string, limit int) ([]string, error) {
	var terms []string
	for _, w := range words {
		if utf8.RuneCountInString(w) >= gramRunes {
			terms = append(terms, `"`+strings.ReplaceAll(w, `"`, `""`)+`"`)
		}
	}
	no, known := kindNo[table]
	if len(terms) == 0 || !known {
		return nil, nil
	}
	const find = `select r.id from search f join search_rows r on r.no = f.rowid
where f.text match $1 and f.rowid between $2 and $3 limit $4`
	ids, err := read(ctx, r, find, strings.Join(terms, " AND "), no<<kindBits, (no+1)<<kindBits-1, limit)
	if ids == nil {
		ids = []string{}
	}
	return ids, err
}

func read(ctx context.Context, r Reader, text string, args ...any) (out []string, err error) {
	err = r.Each(ctx, text, args, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return out, nil
}
