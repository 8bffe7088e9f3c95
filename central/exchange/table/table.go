// Package table reads the bytes of any delimited text file into rows, and
// writes rows out again.
//
// Purpose: people save lists from many programs: UTF-8, UTF-16, Latin-1 or
// Windows-1252; ended by CR, LF or both; divided by comma, semicolon, tab or
// pipe. All of them become the same rows here, or an Error that names row and
// column, says what happened and what to do.
//
// Invariants: a file is streamed; besides one row and a sample of fixed size
// nothing of it is held, whatever its length, and no more than Limits.Bytes
// is ever drawn from its source. No cell is changed: formulas and numbers stay
// the text that they are. Nothing is dropped without a word but blank rows.
//
// Concurrency: a Reader or a Writer belongs to one goroutine.
package table

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"rms/syncproto/rental"
)

// Limits bound what one file may be. The whole plan of a file is made before its
// first row is written, and a plan holds every row: so a file has a stated size,
// and more is refused while it is read, not after.
type Limits struct {
	Bytes   int64
	Rows    int // with the header
	Columns int
	Cell    int // bytes, in UTF-8
}

// DefaultLimits takes 100,000 assets with a dozen columns, twice over.
func DefaultLimits() Limits {
	return Limits{Bytes: 32 << 20, Rows: 200_001, Columns: 256, Cell: 64 << 10}
}

// Options say what is known of a file beforehand; the zero value finds it out.
type Options struct {
	Encoding  Encoding
	Delimiter rune
	Limits    Limits // zero fields take the defaults
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.Bytes == 0 {
		l.Bytes = d.Bytes
	}
	if l.Rows == 0 {
		l.Rows = d.Rows
	}
	if l.Columns == 0 {
		l.Columns = d.Columns
	}
	if l.Cell == 0 {
		l.Cell = d.Cell
	}
	return l
}

// Format is what a file was found to be.
type Format struct {
	Encoding  Encoding `json:"encoding"`
	Delimiter string   `json:"delimiter"`
}

// Row is one row of a file. Number counts as a spreadsheet does: the first row
// is 1, a cell with line breaks is in one row, and blank rows count.
type Row struct {
	Number int
	Cells  []string
}

// Error is what is wrong at a row and a column; each is 0 where it is the whole
// file, or the whole row. After a Fatal error no further row can be read.
type Error struct {
	Row, Column           int
	Reason, Message, Hint string
	Fatal                 bool
	code                  rental.Code
}

// Error returns the message with where and what to do.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Row > 0 {
		fmt.Fprintf(&b, "row %d", e.Row)
		if e.Column > 0 {
			fmt.Fprintf(&b, ", column %s", ColumnName(e.Column))
		}
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}

// Unwrap returns e in the form that crosses the wire.
func (e *Error) Unwrap() error {
	code := e.code
	if code == "" {
		code = rental.CodeInvalid
	}
	message := e.Message
	if e.Row > 0 {
		message = (&Error{Row: e.Row, Column: e.Column, Message: e.Message}).Error()
	}
	return &rental.Error{Code: code, Reason: e.Reason, Message: message, Hint: e.Hint}
}

// ColumnName returns how spreadsheets call a column: 1 is A, 27 is AA.
func ColumnName(n int) string {
	const letters = 26
	var name string
	for ; n > 0; n = (n - 1) / letters {
		name = string(rune('A'+(n-1)%letters)) + name
	}
	return name
}

// Reader reads the rows of one file.
type Reader struct {
	in     *source
	format Format
	limits Limits
	row    int
	buf    []byte
	ends   []int
	done   error
}

// Open finds out what a file is and returns a Reader of its rows. What is no
// delimited text at all is refused at once.
func Open(r io.Reader, o Options) (*Reader, error) {
	limits := o.Limits.orDefault()
	in, err := newSource(r, o.Encoding, limits.Bytes)
	if err != nil {
		return nil, err
	}
	t := &Reader{in: in, limits: limits}
	t.format.Encoding = in.encoding
	delimiter, skip := o.Delimiter, 0
	if named, length := in.namedDelimiter(); length > 0 {
		skip = length
		if delimiter == 0 {
			delimiter = named
		}
	}
	in.skip(skip)
	if delimiter == 0 {
		delimiter = detect(in.sample())
	}
	if !strings.ContainsRune(delimiters, delimiter) {
		return nil, &Error{
			Reason: "bad_delimiter", Message: "a file cannot be divided by " + fmt.Sprintf("%q", delimiter),
			Hint: "use comma, semicolon, tab or pipe", Fatal: true,
		}
	}
	t.format.Delimiter = string(delimiter)
	return t, nil
}

// Format returns what the file was found to be. Its encoding may still change
// from ASCII to another as reading goes on.
func (t *Reader) Format() Format {
	t.format.Encoding = t.in.encoding
	return t.format
}

// Next returns the next row that is not blank; io.EOF ends. With an Error that
// is not fatal comes the row as far as it could be read.
func (t *Reader) Next() (Row, error) {
	if t.done != nil {
		return Row{}, t.done
	}
	for {
		wrong, err := t.parse()
		if err != nil {
			t.done = t.placed(err)
			return Row{}, t.done
		}
		t.row++
		if t.row > t.limits.Rows {
			t.done = &Error{
				Row: t.row, Reason: "too_many_rows", Message: fmt.Sprintf("the file has more than %d rows", t.limits.Rows-1),
				Hint: "cut it into several files and import one after the other", Fatal: true, code: rental.CodeTooLarge,
			}
			return Row{}, t.done
		}
		row := t.cut()
		if wrong != nil {
			return row, wrong
		}
		if !blank(row.Cells) {
			return row, nil
		}
	}
}

// cut makes the row that parse left in the buffer, in one piece of memory.
func (t *Reader) cut() Row {
	text := string(t.buf)
	cells := make([]string, len(t.ends))
	from := 0
	for i, end := range t.ends {
		cells[i] = text[from:end]
		from = end
	}
	return Row{Number: t.row, Cells: cells}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// placed gives an error of the source the place at which it was met.
func (t *Reader) placed(err error) error {
	var e *Error
	if errors.As(err, &e) {
		if e.Row == 0 && e.Reason != reasonTooLarge {
			e.Row, e.Column = t.row+1, len(t.ends)+1
		}
		return e
	}
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("read the file: %w", err)
}
