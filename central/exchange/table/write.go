package table

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// risky are the letters by which spreadsheets tell a formula: they would carry
// it out on the desk of whoever opens the list.
const risky = "=+-@\t\r"

// Neutral returns a cell in a form that no spreadsheet takes for a formula, with
// an apostrophe before it; Plain takes it off again. The two are each other's
// inverse for every text.
func Neutral(cell string) string {
	bare := strings.TrimLeft(cell, "'")
	if bare != "" && strings.ContainsRune(risky, rune(bare[0])) {
		return "'" + cell
	}
	return cell
}

// Plain returns what Neutral was given. Text of any other form it leaves alone.
func Plain(cell string) string {
	bare := strings.TrimLeft(cell, "'")
	if bare != "" && bare != cell && strings.ContainsRune(risky, rune(bare[0])) {
		return cell[1:]
	}
	return cell
}

// Writer writes rows as CSV in UTF-8 with a byte order mark, without which
// Excel takes every umlaut for two letters.
type Writer struct {
	w   *csv.Writer
	out io.Writer
	any bool
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer {
	return &Writer{w: csv.NewWriter(w), out: w}
}

// Write writes one row, each cell Neutral.
func (t *Writer) Write(cells []string) error {
	if !t.any {
		if _, err := io.WriteString(t.out, "\ufeff"); err != nil {
			return fmt.Errorf("write a list: %w", err)
		}
		t.any = true
	}
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = Neutral(c)
	}
	if err := t.w.Write(safe); err != nil {
		return fmt.Errorf("write a list: %w", err)
	}
	return nil
}

// Flush writes out what is held.
func (t *Writer) Flush() error {
	t.w.Flush()
	if err := t.w.Error(); err != nil {
		return fmt.Errorf("write a list: %w", err)
	}
	return nil
}
