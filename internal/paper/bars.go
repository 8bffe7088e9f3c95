package paper

import (
	"fmt"
	"math"
)

// symbol draws the bars as large as they may be in the middle of a box. Every
// edge lies on the printer's raster.
func (s *sheet) symbol(sym Symbol, x, y, width, height float64) error {
	if len(sym.runs) == 0 {
		return nil
	}
	least, most := squareMinDots, squareMaxDots
	cols, rows := sym.cols+2*sym.quiet, sym.rows+2*sym.quiet
	module := min(width/float64(cols), height/float64(rows))
	if sym.linear() {
		least, most = linearMinDots, linearMaxDots
		module = width / float64(cols)
		if height < barHeight/2 {
			return fmt.Errorf("%w: bars of %.0f pt are too low to be read; use fewer rows", ErrText, height)
		}
	}
	dots := min(int(module/dot), most)
	if dots < least {
		return fmt.Errorf("%w: %d modules in %.0f pt are too fine to be read; use fewer columns or rows", ErrText, cols, width)
	}
	module = float64(dots) * dot
	tall := module
	if sym.linear() {
		tall = snap(min(barHeight, height))
	}
	left := snap(x + (width-float64(sym.cols)*module)/2)
	top := snap(y + (height-float64(sym.rows)*tall)/2)
	s.pdf.SetFillColor(0, 0, 0)
	for _, r := range sym.runs {
		s.pdf.Rect(left+float64(r.x)*module, fromTop(top+float64(r.y)*tall), float64(r.n)*module, tall, "F")
	}
	return nil
}

// snap moves a coordinate down to the raster.
func snap(v float64) float64 { return math.Floor(v/dot) * dot }

// fromTop turns a raster coordinate, counted from the page's bottom edge as PDF
// does, into one from the top as the library wants it, so that what is written
// lies on the raster again.
func fromTop(v float64) float64 { return v + pageHeight - snap(pageHeight) }
