package plan

import (
	"cmp"
	"io"
	"slices"

	"rms/central/exchange/table"
)

// finish orders what is shown and counts what is wrong.
func (p *planner) finish() {
	slices.SortStableFunc(p.Errors, func(a, b Error) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column)) })
	slices.SortStableFunc(p.Notices, func(a, b Notice) int { return cmp.Compare(a.Row, b.Row) })
	for n := range p.bad {
		p.Wrong = append(p.Wrong, p.raw[n])
	}
	slices.SortFunc(p.Wrong, func(a, b table.Row) int { return cmp.Compare(a.Number, b.Number) })
	p.Counts.Wrong = len(p.Wrong)
}

// WriteErrors writes the wrong rows as they were with what is wrong with each: a
// file that, mended, can be imported again, for its further columns are ignored.
func (p *Plan) WriteErrors(w io.Writer) error {
	byRow := map[int][]Error{}
	for _, e := range p.Errors {
		byRow[e.Row] = append(byRow[e.Row], e)
	}
	out := table.NewWriter(w)
	width := len(p.Header)
	for _, row := range p.Wrong {
		width = max(width, len(row.Cells))
	}
	if err := out.Write(append(padded(plain(p.Header), width), "error_column", "error", "what_to_do")); err != nil {
		return err
	}
	for _, row := range p.Wrong {
		var column, message, hint string
		for _, e := range byRow[row.Number] {
			name := e.Header
			if name == "" && e.Column > 0 {
				name = table.ColumnName(e.Column)
			}
			column, message, hint = add(column, name), add(message, e.Message), add(hint, e.Hint)
		}
		if err := out.Write(append(padded(plain(row.Cells), width), column, message, hint)); err != nil {
			return err
		}
	}
	return out.Flush()
}

func add(text, more string) string {
	if text == "" || more == "" {
		return text + more
	}
	return text + "; " + more
}

// plain takes off what a former export put on, so that it is not put on twice.
func plain(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = table.Plain(c)
	}
	return out
}

func padded(cells []string, width int) []string {
	for len(cells) < width {
		cells = append(cells, "")
	}
	return cells
}
