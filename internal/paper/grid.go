package paper

import (
	"errors"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Label is one cell of a grid. Empty parts are left out.
type Label struct {
	Title   string // above the symbol
	Symbol  Symbol
	Caption string // directly below the symbol, in fixed-width letters
	Detail  string // below that, small
}

// Grid is a sheet of A4 pages with labels in equal cells, filled row by row.
type Grid struct {
	Heading string // at the top of every page
	Footer  string // at the bottom of every page, before the page's number
	Columns int    // 1 to 6
	Rows    int    // 1 to 16
	// Created is the date that the file says it was made at. Zero means none:
	// the format wants one, so it is the first of January 1970.
	Created time.Time
}

// All lengths are in points. A dot of a 300 dpi printer is 0.24 of them, which
// a PDF's two decimals write exactly; 600 dpi printers have two dots for one.
const (
	dot        = 72.0 / 300
	pageWidth  = 595.28
	pageHeight = 841.89
	margin     = 34.0
	band       = 22.0 // heading and footer
	padding    = 7.0  // within a cell

	barHeight     = 42.0 // of linear symbols, 15 mm
	linearMinDots = 2    // 0.17 mm, the least that a handheld imager reads
	linearMaxDots = 6
	squareMinDots = 3
	squareMaxDots = 9
)

// WritePDF writes the labels as a PDF. It fails, before it writes anything, when
// a symbol is too large to be read in its cell.
func (g Grid) WritePDF(w io.Writer, labels []Label) error {
	if g.Columns < 1 || g.Columns > 6 || g.Rows < 1 || g.Rows > 16 {
		return fmt.Errorf("a grid has 1 to 6 columns and 1 to 16 rows, not %d and %d", g.Columns, g.Rows)
	}
	if len(labels) == 0 {
		return errors.New("a sheet without labels")
	}
	s := newSheet(g)
	perPage := g.Columns * g.Rows
	for i, l := range labels {
		if i%perPage == 0 {
			s.page(i/perPage+1, (len(labels)+perPage-1)/perPage)
		}
		if err := s.label(l, i%perPage); err != nil {
			return fmt.Errorf("label %d: %w", i+1, err)
		}
	}
	if err := s.pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

// sheet is a PDF in the making.
type sheet struct {
	grid          Grid
	pdf           *fpdf.Fpdf
	width, height float64 // of a cell
}

// newPDF begins a file with pages of one size, in points.
func newPDF(title string, created time.Time, width, height float64) *fpdf.Fpdf {
	pdf := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "pt", Size: fpdf.SizeType{Wd: width, Ht: height}})
	if created.IsZero() {
		created = time.Unix(0, 0)
	}
	pdf.SetCreationDate(created.UTC())
	pdf.SetModificationDate(created.UTC())
	pdf.SetCatalogSort(true) // objects in the order of their names, not of a map
	pdf.SetTitle(covered(title), true)
	pdf.SetProducer("", false)
	pdf.SetAutoPageBreak(false, 0)
	addFonts(pdf)
	return pdf
}

func newSheet(g Grid) *sheet {
	pdf := newPDF(g.Heading, g.Created, pageWidth, pageHeight)
	pdf.SetMargins(margin, margin, margin)
	return &sheet{
		grid: g, pdf: pdf,
		width:  (pageWidth - 2*margin) / float64(g.Columns),
		height: (pageHeight - 2*margin - 2*band) / float64(g.Rows),
	}
}

// page starts page n of total.
func (s *sheet) page(n, total int) {
	s.pdf.AddPage()
	s.text(bold, 13, margin, margin+13, pageWidth-2*margin, "L", s.grid.Heading)
	foot := pageHeight - margin
	s.text(regular, 8, margin, foot, pageWidth-2*margin-60, "L", s.grid.Footer)
	s.text(regular, 8, pageWidth-margin-60, foot, 60, "R", fmt.Sprintf("%d / %d", n, total))
	s.cutMarks()
}

// cutMarks draws thin grey lines around the cells.
func (s *sheet) cutMarks() {
	s.pdf.SetDrawColor(200, 200, 200)
	s.pdf.SetLineWidth(0.3)
	right, bottom := pageWidth-margin, pageHeight-margin-band
	for c := range s.grid.Columns + 1 {
		x := margin + float64(c)*s.width
		s.pdf.Line(x, margin+band, x, bottom)
	}
	for r := range s.grid.Rows + 1 {
		y := margin + band + float64(r)*s.height
		s.pdf.Line(margin, y, right, y)
	}
}

// label fills the cell at position at of the current page.
func (s *sheet) label(l Label, at int) error {
	x := margin + float64(at%s.grid.Columns)*s.width + padding
	y := margin + band + float64(at/s.grid.Columns)*s.height + padding
	width, bottom := s.width-2*padding, y+s.height-2*padding
	if l.Title != "" {
		s.text(bold, 10, x, y+10, width, "C", l.Title)
		y += 15
	}
	if l.Detail != "" {
		s.text(regular, 7.5, x, bottom, width, "C", l.Detail)
		bottom -= 11
	}
	if l.Caption != "" {
		s.text(mono, 9, x, bottom, width, "C", l.Caption)
		bottom -= 12
	}
	return s.symbol(l.Symbol, x, y, width, bottom-y)
}
