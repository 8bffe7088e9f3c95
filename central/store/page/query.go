package page

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Query gathers the conditions of a list.
type Query struct {
	Args       []any
	where      []string // conditions that no index serves
	conditions []condition
	ranges     []limit
	// moments are the arguments that pass with time.
	moments map[int]bool
	within  *string // JSON of ids, where a search told them
}

// condition is that a column is one of some values.
type condition struct {
	column string
	marks  []string // placeholders of the values
	// narrow: its own index finds so few rows that sorting them is nothing.
	narrow bool
	// either is a second column that may have the value instead, empty for none.
	either string
}

// Arg adds an argument and returns its placeholder.
func (q *Query) Arg(v any) string {
	q.Args = append(q.Args, v)
	return "$" + strconv.Itoa(len(q.Args))
}

// Moment is Arg for what passes with time: it is no part of what a cursor is good
// for, or no list of what is late would have a second page.
func (q *Query) Moment(v any) string {
	if q.moments == nil {
		q.moments = map[int]bool{}
	}
	q.moments[len(q.Args)] = true
	return q.Arg(v)
}

// Where adds a condition as it is written.
func (q *Query) Where(text string) { q.where = append(q.where, text) }

// Is adds that a column is one of the values; no value that is not empty lets all through.
func (q *Query) Is(column string, values ...string) { q.add(condition{column: column}, values) }

// Narrow is Is for a column whose index finds few rows.
func (q *Query) Narrow(column string, values ...string) {
	q.add(condition{column: column, narrow: true}, values)
}

// Either adds that one of two columns is one of the values.
func (q *Query) Either(column, other string, values ...string) {
	q.add(condition{column: column, either: other}, values)
}

// Lists lets through a row whose body has one of the values, if there are any, in
// the array at path. No index knows it: it is for lists of few rows.
func (q *Query) Lists(path string, values ...string) {
	wanted := make([]string, len(values))
	for i, v := range values {
		wanted[i] = q.Arg(v)
	}
	if len(wanted) > 0 {
		q.Where("exists (select 1 from json_each(body, '" + path + "') where value in (" + strings.Join(wanted, ", ") + "))")
	}
}

func (q *Query) add(c condition, values []string) {
	for _, v := range values {
		if v != "" {
			c.marks = append(c.marks, q.Arg(v))
		}
	}
	if len(c.marks) > 0 {
		q.conditions = append(q.conditions, c)
	}
}

// Between adds from <= column < to, in ms UTC; 0 leaves a side open. Only the
// order of that column finds it by an index.
func (q *Query) Between(column string, from, to int64) {
	if from != 0 {
		q.ranges = append(q.ranges, limit{column, " >= " + q.Arg(from)})
	}
	if to != 0 {
		q.ranges = append(q.ranges, limit{column, " < " + q.Arg(to)})
	}
}

// limit is a bound of a column of numbers.
type limit struct{ column, is string }

// under is the limit in a list of an order: in another one than its column's it is
// an expression, which no index is searched for.
func (l limit) under(o Order) string {
	if l.column == o.Column {
		return l.column + l.is
	}
	return "(" + l.column + " + 0)" + l.is
}

// Within limits the list to the rows of some ids, and finds them by these. It is
// for what follows from the other conditions: a cursor is good without it.
func (q *Query) Within(ids []string) error {
	b, err := json.Marshal(ids)
	text := string(b)
	q.within = &text
	return err
}

// Among is Within for a filter that is applied elsewhere, to rows that are few; of
// stands for the filter, and a cursor is good for that one alone.
func (q *Query) Among(of string, ids []string) error {
	q.Where(q.Arg(of) + " <> ''")
	return q.Within(ids)
}

// from is where the rows are looked for.
func (q *Query) from(t Table, bound *Query) string {
	if q.within == nil {
		return t.Name
	}
	return fmt.Sprintf("(select value as candidate from json_each(%s)) cross join %s on id = candidate", bound.Arg(*q.within), t.Name)
}

// mark stands for a list with its filter and order, in few letters.
func (q *Query) mark(table string, o Order) string {
	sum := sha256.New()
	for _, part := range append([]string{table, o.Column, strconv.FormatBool(o.Desc)}, q.where...) {
		fmt.Fprintf(sum, "%d:%s\n", len(part), part)
	}
	for _, c := range q.conditions {
		fmt.Fprintf(sum, "%q\n", append([]string{c.column, c.either}, c.marks...))
	}
	for _, l := range q.ranges {
		fmt.Fprintf(sum, "%s%s\n", l.column, l.is)
	}
	for i, a := range q.Args {
		if q.moments[i] {
			continue
		}
		fmt.Fprintf(sum, "%T:%v\n", a, a)
	}
	return hex.EncodeToString(sum.Sum(nil)[:markBytes])
}

// markBytes is enough to tell lists apart; nobody is kept out by it.
const markBytes = 6

// branches lists the searches that together are the query: each finds its rows in
// order, so that a page of each is enough to make a page of all.
func (q *Query) branches(o Order) [][]string {
	narrow := false
	for _, c := range q.conditions {
		narrow = narrow || c.narrow
	}
	out := [][]string{nil}
	var rest []string
	for _, c := range q.conditions {
		served := c.narrow || !narrow && o.serves(c.column)
		ways := c.ways()
		if !served || c.narrow || len(out)*len(ways) > maxBranches {
			rest = append(rest, c.whole(served))
			continue
		}
		next := make([][]string, 0, len(out)*len(ways))
		for _, b := range out {
			for _, w := range ways {
				next = append(next, append(b[:len(b):len(b)], w))
			}
		}
		out = next
	}
	for _, l := range q.ranges {
		rest = append(rest, l.under(o))
	}
	for i := range out {
		out[i] = append(append(out[i], rest...), q.where...)
	}
	return out
}

// ways lists the conditions, no two of them true of one row, that together are c.
func (c condition) ways() []string {
	var out []string
	for _, m := range c.marks {
		out = append(out, c.column+" = "+m)
		if c.either != "" {
			out = append(out, fmt.Sprintf("%s <> '' and %s = %s and %s not in (%s)", c.either, c.either, m, c.column, strings.Join(c.marks, ", ")))
		}
	}
	return out
}

// whole is c in one condition. What no index of the order serves is an expression:
// a search for it would have to be sorted, however many rows it finds.
func (c condition) whole(served bool) string {
	column, guard := c.column, ""
	switch {
	case !served:
		column = "(" + column + " || '')"
	case c.narrow: // the index leaves out the rows that have none
		guard = c.column + " <> '' and "
	}
	in := " = " + c.marks[0]
	if len(c.marks) > 1 {
		in = " in (" + strings.Join(c.marks, ", ") + ")"
	}
	if c.either != "" {
		return "(" + column + in + " or " + c.either + in + ")"
	}
	return guard + column + in
}

// Table is where a list's rows are, and which of their columns are wanted.
type Table struct{ Name, Columns string }

// Statement is a query as SQL. It yields the table's columns, then the id and the
// value of the ordering column, one row more than the page has.
type Statement struct {
	Text string
	Args []any
	// Of marks the list in cursors.
	Of string
}

// Select makes the statement of a page.
func (q *Query) Select(t Table, o Order, p Page) (Statement, error) {
	s := Statement{Of: q.mark(t.Name, o)}
	compare, direction := ">", " asc"
	if o.Desc {
		compare, direction = "<", " desc"
	}
	by := o.Column + direction
	if !o.Unique {
		by += ", id" + direction
	}
	bound := Query{Args: append([]any{}, q.Args...)}
	if p.After != "" {
		at, err := parse(p.After, o.Text, s.Of)
		if err != nil {
			return s, err
		}
		if o.Unique {
			bound.Where(fmt.Sprintf("%s %s %s", o.Column, compare, bound.Arg(at.Key)))
		} else {
			bound.Where(fmt.Sprintf("(%s, id) %s (%s, %s)", o.Column, compare, bound.Arg(at.Key), bound.Arg(at.ID)))
		}
	}
	from, limit := q.from(t, &bound), bound.Arg(p.Rows()+1)
	branches := q.branches(o)
	texts := make([]string, len(branches))
	for i, b := range branches {
		texts[i] = fmt.Sprintf("select %s, id, %s from %s%s order by %s limit %s", t.Columns, o.Column, from, clause(append(b, bound.where...)), by, limit)
	}
	s.Text, s.Args = texts[0], bound.Args
	if len(texts) > 1 {
		columns := strings.Count(t.Columns, ",") + 1
		s.Text = fmt.Sprintf("select * from (%s) order by %d%s, %d%s limit %s",
			strings.Join(texts, ") union all select * from ("), columns+2, direction, columns+1, direction, limit)
	}
	return s, nil
}

// Count makes the statement that counts the rows, at most MaxTotal of them.
func (q *Query) Count(t Table) Statement {
	from, args := q.From(t)
	bound := Query{Args: args}
	return Statement{Text: fmt.Sprintf("select count(*) from (select 1 from %s limit %s)", from, bound.Arg(MaxTotal)), Args: bound.Args}
}

// From is where the rows are and which of them are meant, for whoever counts them.
func (q *Query) From(t Table) (text string, args []any) {
	bound := Query{Args: append([]any{}, q.Args...)}
	where := make([]string, 0, len(q.conditions)+len(q.where))
	for _, c := range q.conditions {
		where = append(where, c.whole(true))
	}
	for _, l := range q.ranges {
		where = append(where, l.column+l.is)
	}
	return q.from(t, &bound) + clause(append(where, q.where...)), bound.Args
}

func clause(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return " where " + strings.Join(where, " and ")
}
