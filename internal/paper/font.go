package paper

import (
	"bytes"
	"strings"
	"sync"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// face is a font of the sheets.
type face string

const (
	regular face = "regular"
	bold    face = "bold"
	mono    face = "mono"
)

// addFonts hands out copies: while it subsets a font, the library rewrites the
// glyph numbers of its composite letters (ü, é) in place, so that a second sheet
// made of the same bytes would print other letters.
func addFonts(pdf *fpdf.Fpdf) {
	pdf.AddUTF8FontFromBytes(string(regular), "", bytes.Clone(goregular.TTF))
	pdf.AddUTF8FontFromBytes(string(bold), "", bytes.Clone(gobold.TTF))
	pdf.AddUTF8FontFromBytes(string(mono), "", bytes.Clone(gomono.TTF))
}

// text writes one line with its base line at y, cut to fit width.
func (s *sheet) text(f face, size, x, y, width float64, align, text string) {
	text = covered(text)
	if text == "" {
		return
	}
	s.pdf.SetFont(string(f), "", size)
	s.pdf.SetTextColor(0, 0, 0)
	text = s.cut(text, width)
	switch slack := width - s.pdf.GetStringWidth(text); align {
	case "C":
		x += slack / 2
	case "R":
		x += slack
	}
	s.pdf.Text(x, y, text)
}

// cut shortens text until it fits width, and says so with an ellipsis.
func (s *sheet) cut(text string, width float64) string {
	if s.pdf.GetStringWidth(text) <= width {
		return text
	}
	runes := []rune(text)
	fits := 0 // by halving: a title may be as long as its author likes
	for low, high := 0, len(runes)-1; low <= high; {
		mid := (low + high) / 2
		if s.pdf.GetStringWidth(string(runes[:mid])+"…") <= width {
			fits, low = mid, mid+1
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRight(string(runes[:fits]), " ") + "…"
}

var goFont = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(goregular.TTF) })

// covered replaces each character that the fonts lack by "?": the library would
// print nothing, and a name with a hole in it reads like another name.
func covered(text string) string {
	font, err := goFont()
	if err != nil {
		panic("paper: the embedded font is broken: " + err.Error())
	}
	var buf sfnt.Buffer
	return strings.Map(func(r rune) rune {
		if i, err := font.GlyphIndex(&buf, r); err != nil || i == 0 || r < ' ' {
			return '?'
		}
		return r
	}, text)
}
