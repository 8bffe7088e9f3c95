package paper

import (
	"fmt"
	"strings"
)

// Sticker is what one label of a stock says. Empty texts are left out.
type Sticker struct {
	Code string // what a scan of it yields, byte by byte
	Text string // the code for people, in fixed-width letters; never cut
	Name string // on up to three lines, cut where it does not fit
	Note string // small, on one line, cut where it does not fit
}

// Kind is how a code is drawn.
type Kind string

// The kinds. Auto is Code 128 where the whole of it, quiet zones included, fits
// the label with bars of at least three dots, and QR elsewhere: with two dots
// neither is read any more once the picture is blurred by a dot and turned by five
// degrees. Who asks for Code 128 gets it down to two dots, which a laser still
// reads when it is held straight.
const (
	Auto      Kind = ""
	ByCode128 Kind = "code128"
	ByQR      Kind = "qr"
)

const (
	sureDots   = 3 // the least module that is read from a poor picture
	laserDots  = 2 // the least bar that a laser reads
	maxTagRows = 6 // lines that a code for people may take
)

// lengths within a label, in tenths of a millimetre
const (
	leastBars   = 50 // of linear symbols, in height
	mostBars    = 150
	leastTag    = 12 // letters of fixed width
	leastName   = 23 // a tenth of the label's height, within these
	mostName    = 40
	underBars   = 8
	mostModule  = 11
	mostTagSize = 80
)

// art is a label in dots, from its upper left corner: what the PDF and the
// printer's language both draw.
type art struct {
	width, height int
	symbol        Symbol
	left, top     int // of the symbol, without its quiet zone
	module, tall  int // of one module
	lines         []line
}

// line is a line of text with its base line's left end and its room.
type line struct {
	face    face
	size    int // of the letters, in dots
	x, base int
	width   int
	centred bool
	text    string
}

// box is a part of a label in dots.
type box struct{ x, y, w, h int }

// lay places a sticker's parts on a label of the stock. It fails when the code
// would be too fine to be read, or what people read of it does not fit.
func (s Stock) lay(kind Kind, dpi int, l Sticker) (art, error) {
	a := art{width: dots(s.Width, dpi), height: dots(s.Height, dpi)}
	pad := dots(s.padding, dpi)
	inner := box{pad, pad, a.width - 2*pad, a.height - 2*pad}
	if kind != ByQR {
		ok, err := a.linear(inner, s, dpi, l, kind == ByCode128)
		if ok || kind == ByCode128 {
			return a, err
		}
	}
	return a, a.square(inner, s, dpi, l)
}

// linear lays bars above their texts; ok is false where they do not fit.
func (a *art) linear(in box, s Stock, dpi int, l Sticker, asked bool) (ok bool, err error) {
	sym, err := Code128(l.Code)
	if err != nil {
		return false, err
	}
	least := sureDots
	if asked {
		least = laserDots
	}
	// The quiet zones may run into the label's padding: nothing is printed there.
	wide := a.width
	module := min(wide/(sym.cols+2*sym.quiet), in.w/sym.cols, max(1, dots(mostModule, dpi)))
	if module < least {
		return false, fmt.Errorf("%w: %d modules on %d dots are bars of less than %d dots; take a larger label, or QR", ErrText, sym.cols+2*sym.quiet, wide, least)
	}
	text, bars := in, dots(leastBars+underBars, dpi)
	text.y, text.h = in.y+bars, in.h-bars
	lines, used, err := s.texts(text, dpi, l, true)
	if err != nil {
		return false, err
	}
	a.symbol, a.module = sym, module
	a.left, a.top = (a.width-sym.cols*module)/2, in.y
	used += dots(underBars, dpi)
	a.tall = min(in.h-used, dots(mostBars, dpi))
	a.top += (in.h - used - a.tall) / 2
	shift := a.top + a.tall + dots(underBars, dpi) - text.y
	for i := range lines {
		lines[i].base += shift
	}
	a.lines = lines
	return true, nil
}

// square lays a square symbol at the left with its texts at the right.
func (a *art) square(in box, s Stock, dpi int, l Sticker) error {
	sym, err := QR(l.Code)
	if err != nil {
		return err
	}
	side := sym.cols + 2*sym.quiet
	// The quiet zone may run into the label's padding above, below and at the left,
	// but the symbol itself may not.
	module := min(a.height/side, in.h/sym.rows, a.width*3/5/side, max(1, dots(mostModule, dpi)))
	if module < sureDots {
		return fmt.Errorf("%w: %d modules on a label of %d by %d dots are too fine to be read; take a larger label", ErrText, side, a.width, a.height)
	}
	quiet := sym.quiet * module
	a.symbol, a.module, a.tall = sym, module, module
	a.left, a.top = max(quiet, in.x), (a.height-sym.rows*module)/2
	x := a.left + sym.cols*module + quiet
	room := box{x, in.y, in.x + in.w - x, in.h}
	lines, used, err := s.texts(room, dpi, l, false)
	for i := range lines {
		lines[i].base += (room.h - used) / 2
	}
	a.lines = lines
	return err
}

// texts sets a sticker's texts from the top of a box: beside a symbol the note,
// the code for people and the name, below bars the note last. used is their height.
func (s Stock) texts(in box, dpi int, l Sticker, below bool) (lines []line, used int, err error) {
	at := in.y
	add := func(f face, size int, text string) {
		lines = append(lines, line{face: f, size: size, x: in.x, base: at + size*4/5, width: in.w, centred: below, text: text})
		at += size * 6 / 5
	}
	name := dots(min(max(s.Height/10, leastName), mostName), dpi)
	note := name * 4 / 5
	left := in.h
	if l.Note != "" {
		left -= note * 6 / 5
	}
	if l.Name != "" {
		left -= name * 6 / 5
	}
	rows, size, err := tagRows(covered(l.Text), in.w, left, dpi)
	if err != nil {
		return nil, 0, err
	}
	left -= len(rows) * size * 6 / 5
	if l.Note != "" && !below {
		add(regular, note, fit(regular, note, in.w, covered(l.Note)))
	}
	for _, r := range rows {
		add(mono, size, r)
	}
	if l.Name != "" {
		f, rows, room := regular, 2, left+name*6/5
		if l.Text == "" { // as on a badge: the name is what people read
			f, rows, name = bold, 3, loud(name, in.w, covered(l.Name))
		}
		for _, text := range wrap(f, name, in.w, min(rows, max(1, room/(name*6/5))), covered(l.Name)) {
			add(f, name, text)
		}
	}
	if l.Note != "" && below {
		add(regular, note, fit(regular, note, in.w, covered(l.Note)))
	}
	return lines, at - in.y, nil
}

// loud is the size of a name that stands alone: half as large again, if no word
// of it is then wider than its room.
func loud(size, width int, name string) int {
	large := size * 3 / 2
	for _, word := range strings.Fields(name) {
		for large > size && measure(bold, large, word) > width {
			large--
		}
	}
	return large
}

// tagRows breaks a code for people into lines of one size, as large as there is
// room for: sizes are those that a label printer's own fixed letters have.
func tagRows(text string, width, height, dpi int) (rows []string, size int, err error) {
	if text == "" {
		return nil, 0, nil
	}
	runes := []rune(text)
	for size := dots(mostTagSize, dpi) / monoStep * monoStep; size >= dots(leastTag, dpi) && size > 0; size -= monoStep {
		each := width / (size * 3 / 5)
		if each == 0 {
			continue
		}
		n := (len(runes) + each - 1) / each
		// A short code stays whole where letters of a third of the height allow it.
		if n > maxTagRows || n*size*6/5 > height || n > 1 && size > 3*monoStep {
			continue
		}
		rows = rows[:0]
		for i := 0; i < len(runes); i += each {
			rows = append(rows, string(runes[i:min(i+each, len(runes))]))
		}
		return rows, size, nil
	}
	return nil, 0, fmt.Errorf("%w: the label is too small for %d letters; take a larger one", ErrText, len(runes))
}

// monoStep is the size in dots of a label printer's smallest fixed letters.
const monoStep = 10

// wrap breaks text into at most n lines at blanks, the last one cut.
func wrap(f face, size, width, n int, text string) []string {
	var out []string
	words := strings.Fields(text)
	for len(words) > 0 && len(out) < n-1 {
		k := 1
		for k < len(words) && measure(f, size, strings.Join(words[:k+1], " ")) <= width {
			k++
		}
		out = append(out, fit(f, size, width, strings.Join(words[:k], " ")))
		words = words[k:]
	}
	if len(words) > 0 && n > 0 {
		out = append(out, fit(f, size, width, strings.Join(words, " ")))
	}
	return out
}
