package remote

import (
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"rms/syncproto/rental"
)

// shown is how many rows a person is shown who has not said how many.
const shown = 100

// form says how a result is printed.
type form struct {
	JSON bool `name:"json" help:"One JSON object a line, for programs."`
}

// listing says how a list is printed.
type listing struct {
	form
	Limit *int `help:"How many rows at most; 0 is all. If nothing is said, a table has 100 and --json all." placeholder:"N"`
}

// column is one column of a table.
type column[R any] struct {
	head string
	cell func(R) string
}

// take reads up to the limit, and says whether there is more.
func (l listing) take(limit int) int {
	switch {
	case l.Limit != nil:
		return max(*l.Limit, 0)
	case l.JSON:
		return 0
	}
	return limit
}

// rows prints a list: as a table whose cells are made once all rows are there, or
// row by row for programs.
func rows[R any](s Screen, l listing, seq iter.Seq2[R, error], columns func([]R) ([]column[R], error)) error {
	most := l.take(shown)
	var kept []R
	n, more := 0, false
	for row, err := range seq {
		if err != nil {
			return err
		}
		if most > 0 && n == most {
			more = true
			break
		}
		n++
		if !l.JSON {
			kept = append(kept, row)
			continue
		}
		if err := line(s, row); err != nil {
			return err
		}
	}
	if l.JSON {
		return nil
	}
	cols, err := columns(kept)
	if err != nil {
		return err
	}
	if err := table(s, kept, cols); err != nil {
		return err
	}
	if n == 0 {
		s.warn("nothing is like that")
	}
	if more {
		s.warn("there are more than these %d: --limit=0 shows all", n)
	}
	return nil
}

// line prints one JSON object.
func line(s Screen, v any) error {
	enc := json.NewEncoder(s.Out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

func table[R any](s Screen, kept []R, columns []column[R]) error {
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = c.head
	}
	if _, err := fmt.Fprintln(w, strings.Join(heads, "\t")); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	cells := make([]string, len(columns))
	for _, row := range kept {
		for i, c := range columns {
			cells[i] = clean(c.cell(row))
			if cells[i] == "" {
				cells[i] = "-"
			}
		}
		if _, err := fmt.Fprintln(w, strings.Join(cells, "\t")); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// fact is one line about a thing that is shown.
type fact struct{ name, value string }

// show prints one thing: its facts to a person, the thing itself to a program.
func show(s Screen, f form, v any, facts ...fact) error {
	if f.JSON {
		return line(s, v)
	}
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, f := range facts {
		if f.value == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\n", f.name, clean(f.value)); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// clean leaves out what would move a cursor, change colours or turn the writing
// round: what central keeps was written by people everywhere.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || unicode.Is(unicode.Zs, r):
			return ' '
		case !unicode.IsPrint(r):
			return '�'
		}
		return r
	}, text)
}

// at is a time as the person's machine has it.
func at(ms rental.Millis) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(int64(ms)).Format("2006-01-02 15:04")
}

func number[N ~int | ~int64 | ~uint64](n N) string {
	return strconv.FormatInt(int64(n), 10) //nolint:gosec // counts
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// words writes a list of words.
func words[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

// distinct are the values of a column, each once, without the empty one.
func distinct[R any, ID ~string](kept []R, ids ...func(R) ID) []string {
	seen := map[ID]bool{"": true}
	var out []string
	for _, row := range kept {
		for _, id := range ids {
			if v := id(row); !seen[v] {
				seen[v] = true
				out = append(out, string(v))
			}
		}
	}
	return out
}
