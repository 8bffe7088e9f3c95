package table

import (
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"rms/syncproto/rental"
)

// quoting is where in a cell the reader stands.
type quoting int

const (
	bare   quoting = iota // not quoted, or not yet
	inside                // between quotes
	closed                // after the closing quote
)

// cell is the cell that is being read.
type cell struct {
	start  int // in the buffer
	state  quoting
	bad    bool
	column int
}

// parse reads one row into the buffer. wrong is an error after which reading
// can go on; io.EOF comes when there is nothing more.
func (t *Reader) parse() (wrong *Error, err error) {
	t.buf, t.ends = t.buf[:0], t.ends[:0]
	c := cell{column: 1}
	began := false
	for {
		r, err := t.in.read()
		if errors.Is(err, io.EOF) {
			return t.finish(&c, began, wrong)
		}
		if err != nil {
			return nil, err
		}
		began = true
		switch ended, err := t.take(&c, r); {
		case err != nil:
			return nil, err
		case ended == endsRow:
			return t.note(c, wrong), nil
		case ended == endsCell:
			wrong = t.note(c, wrong)
			if len(t.ends) >= t.limits.Columns {
				return nil, &Error{
					Row: t.row + 1, Reason: "too_many_columns", Message: fmt.Sprintf("the row has more than %d columns", t.limits.Columns),
					Hint: "leave out the columns that are not needed, or say what divides the columns", Fatal: true, code: rental.CodeTooLarge,
				}
			}
			c = cell{start: len(t.buf), column: len(t.ends) + 1}
		}
	}
}

// finish ends the file's last row.
func (t *Reader) finish(c *cell, began bool, wrong *Error) (*Error, error) {
	if c.state == inside {
		return nil, &Error{
			Row: t.row + 1, Column: c.column, Reason: "unclosed_quote", Message: "a quotation mark is opened here and never closed",
			Hint: "close it, or write it twice if it is part of the text", Fatal: true,
		}
	}
	if !began {
		return nil, io.EOF
	}
	t.ends = append(t.ends, len(t.buf))
	return t.note(*c, wrong), nil
}

// note keeps the first thing that is wrong with a row.
func (t *Reader) note(c cell, wrong *Error) *Error {
	if !c.bad || wrong != nil {
		return wrong
	}
	return &Error{
		Row: t.row + 1, Column: c.column, Reason: "bad_quote", Message: "text follows a closing quotation mark",
		Hint: "write a quotation mark twice if it is part of the text",
	}
}

type ending int

const (
	endsNothing ending = iota
	endsCell
	endsRow
)

// take adds a letter to the row, or ends what it ends.
func (t *Reader) take(c *cell, r rune) (ending, error) {
	if r == 0 {
		return 0, &Error{
			Row: t.row + 1, Column: c.column, Reason: "nul_byte", Message: "there is a NUL byte here: this is no text, or it is damaged",
			Hint: "save the list again as CSV (UTF-8)", Fatal: true,
		}
	}
	if c.state == inside {
		if r != '"' {
			return endsNothing, t.add(c, r)
		}
		next, err := t.in.peek()
		if err == nil && next == '"' {
			if _, err := t.in.read(); err != nil {
				return 0, err
			}
			return endsNothing, t.add(c, r)
		}
		c.state = closed
		return endsNothing, nil
	}
	switch r {
	case rune(t.format.Delimiter[0]):
		t.ends = append(t.ends, len(t.buf))
		return endsCell, nil
	case '\r':
		if next, err := t.in.peek(); err == nil && next == '\n' {
			if _, err := t.in.read(); err != nil {
				return 0, err
			}
		}
		t.ends = append(t.ends, len(t.buf))
		return endsRow, nil
	case '\n':
		t.ends = append(t.ends, len(t.buf))
		return endsRow, nil
	case '"':
		if c.state == bare && onlySpaces(t.buf[c.start:]) {
			t.buf = t.buf[:c.start]
			c.state = inside
			return endsNothing, nil
		}
	case ' ':
		if c.state == closed {
			return endsNothing, nil
		}
	}
	c.bad = c.bad || c.state == closed
	return endsNothing, t.add(c, r)
}

func onlySpaces(b []byte) bool {
	for _, c := range b {
		if c != ' ' {
			return false
		}
	}
	return true
}

func (t *Reader) add(c *cell, r rune) error {
	t.buf = utf8.AppendRune(t.buf, r)
	if len(t.buf)-c.start <= t.limits.Cell {
		return nil
	}
	e := &Error{
		Row: t.row + 1, Column: c.column, Reason: "cell_too_long", Message: fmt.Sprintf("the text of this cell is longer than %d bytes", t.limits.Cell),
		Hint: "shorten it", Fatal: true, code: rental.CodeTooLarge,
	}
	if c.state == inside {
		e.Hint = "look for a quotation mark that is opened here and not closed"
	}
	return e
}
