package shape

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"rms/central/exchange/table"
)

// Record is one row as fields.
type Record struct {
	Number int
	Cells  []string
	raw    []string
	m      *Mapping
	extra  map[Field]string
}

// Fault is what is wrong with a cell whatever is on record.
type Fault struct {
	Field                 Field
	Column                int // from 1; 0 where no column holds the field
	Value                 string
	Reason, Message, Hint string
}

// Read makes a record of a row. A skip says why the row is none of this kind;
// faults are cells that no field can take.
func (m *Mapping) Read(row table.Row) (r Record, skip string, faults []Fault) {
	r = Record{Number: row.Number, Cells: make([]string, len(row.Cells)), raw: row.Cells, m: m}
	for i, c := range row.Cells {
		r.Cells[i] = Tidy(table.Plain(c))
	}
	for i, c := range r.Cells {
		if c != "" && m.nameless(i) {
			faults = append(faults, Fault{
				Column: i + 1, Value: c, Reason: "no_header", Message: "this cell stands in a column without a header",
				Hint: "put text that holds the delimiter in quotation marks, give the column a header, or empty the cell",
			})
			break
		}
	}
	for _, f := range codes {
		if at, ok := m.at[f]; ok && at < len(r.Cells) {
			faults = append(faults, codeFaults(f, at+1, r.Cells[at])...)
		}
	}
	if m.Dialect != nil && m.Dialect.adapt != nil {
		skip = m.Dialect.adapt(m.Kind, &r)
	}
	return r, skip, faults
}

// nameless reports whether a column has no header, and nobody said what it is.
func (m *Mapping) nameless(i int) bool {
	return i >= len(m.Columns) || m.Columns[i].Header == "" && m.Columns[i].Because == ""
}

// Tidy takes off the white space around a cell, that which nobody sees too.
func Tidy(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\u00a0' || r == '\u200b' || r == '\ufeff' })
}

// rounded is a long number as a spreadsheet writes it once it has lost its
// last digits.
var rounded = regexp.MustCompile(`^[+-]?\d+([.,]\d+)?[eE][+]\d{1,3}$`)

func codeFaults(f Field, column int, value string) []Fault {
	fault := Fault{Field: f, Column: column, Value: value}
	switch {
	case rounded.MatchString(value):
		fault.Reason = "excel_number"
		fault.Message = "a spreadsheet has turned this code into a rounded number, and its last digits are lost"
		fault.Hint = "format the column as text in the spreadsheet, type the code in again from its label, and save as CSV"
	case strings.ContainsFunc(value, unicode.IsControl):
		fault.Reason, fault.Message = "bad_character", "a code cannot hold a line break or another invisible letter"
		fault.Hint = "type the code in again"
	default:
		return nil
	}
	return []Fault{fault}
}

// Get returns what the row says of a field; "" where it says nothing.
func (r *Record) Get(f Field) string {
	if v, ok := r.extra[f]; ok {
		return v
	}
	if i, ok := r.m.at[f]; ok && i < len(r.Cells) {
		return r.Cells[i]
	}
	return ""
}

// Whole is Get with the white space around it, for the fields in which it counts.
func (r *Record) Whole(f Field) string {
	if i, ok := r.m.at[f]; ok && i < len(r.raw) && r.extra[f] == "" {
		return table.Plain(r.raw[i])
	}
	return r.Get(f)
}

// Set says what a field is that stands in no column.
func (r *Record) Set(f Field, value string) {
	if r.extra == nil {
		r.extra = map[Field]string{}
	}
	r.extra[f] = value
}

// Other returns the cell under a folded header that is no field.
func (r *Record) Other(header string) string {
	i := slices.IndexFunc(r.m.Columns, func(c Column) bool { return Fold(c.Header) == header })
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}
