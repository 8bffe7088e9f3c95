package paper

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// Stickers prints stickers on a stock.
type Stickers struct {
	Title string // of the file
	Stock Stock
	// Start is the first label that is still on a sheet, counted row by row from 1;
	// 0 means 1. A roll has none.
	Start   int
	Kind    Kind
	Created time.Time // as in Grid
}

// Refused says which sticker could not be printed.
type Refused struct {
	At  int // in the list, from 0
	Err error
}

func (r *Refused) Error() string { return fmt.Sprintf("label %d: %s", r.At+1, r.Err) }

// Unwrap returns what was wrong with it.
func (r *Refused) Unwrap() error { return r.Err }

// WritePDF writes pages of the stock's size. It fails, before it writes anything,
// with a *Refused when a sticker could not be read on this stock.
func (s Stickers) WritePDF(w io.Writer, list []Sticker) error {
	stock := s.Stock
	if len(list) == 0 {
		return errors.New("no labels to print")
	}
	if s.Start < 0 || s.Start > stock.PerPage() {
		return fmt.Errorf("%s has %d labels a page, none at %d", stock.Name, stock.PerPage(), s.Start)
	}
	arts, err := s.layAll(stock.DPI, list)
	if err != nil {
		return err
	}
	dot := 72 / float64(stock.DPI)
	width, height := mm(stock.pageWidth), mm(stock.pageHeight)
	if stock.Roll() { // whole dots: a driver that fits the page to the label then scales nothing
		width, height = float64(arts[0].width)*dot, float64(arts[0].height)*dot
	}
	sh := &sheet{pdf: newPDF(s.Title, s.Created, width, height)}
	first := max(s.Start, 1) - 1
	high := int(math.Round(height/dot - 0.499)) // whole dots of the page, counted from its foot as PDF does
	for i, a := range arts {
		cell := (first + i) % stock.PerPage()
		if i == 0 || cell == 0 {
			sh.pdf.AddPage()
		}
		x := dots(stock.left+cell%stock.columns*stock.across, stock.DPI)
		y := dots(stock.top+cell/stock.columns*stock.down, stock.DPI)
		sh.sticker(a, dot, height, x, y, high)
	}
	if err := sh.pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

func mm(tenths int) float64 { return float64(tenths) * 72 / 254 }

func (s Stickers) layAll(dpi int, list []Sticker) ([]art, error) {
	arts := make([]art, len(list))
	for i, l := range list {
		a, err := s.Stock.lay(s.Kind, dpi, l)
		if err != nil {
			return nil, &Refused{At: i, Err: err}
		}
		arts[i] = a
	}
	return arts, nil
}

// sticker draws a label with its corner at x, y dots from the page's. Within its
// own scale, where a dot is 1, the symbol's numbers are whole.
func (s *sheet) sticker(a art, dot, height float64, x, y, high int) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "q %.8f 0 0 %.8f 0 0 cm 0 g", dot, dot)
	for _, r := range a.symbol.runs {
		fmt.Fprintf(&b, "\n%d %d %d %d re f", x+a.left+r.x*a.module, high-y-a.top-r.y*a.tall-a.tall, r.n*a.module, a.tall)
	}
	b.WriteString("\nQ")
	s.pdf.RawWriteBuf(&b)
	for _, l := range a.lines {
		align := "L"
		if l.centred {
			align = "C"
		}
		s.text(l.face, float64(l.size)*dot, float64(x+l.x)*dot, height-float64(high-y-l.base)*dot, float64(l.width)*dot+0.01, align, l.text)
	}
}
