package paper

import (
	"bytes"
	"strings"
	"sync"

	"codeberg.org/go-pdf/fpdf"
	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
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
	return shorten(text, func(t string) bool { return s.pdf.GetStringWidth(t) <= width })
}

// fit is cut by the fonts' own measure, in dots.
func fit(f face, size, width int, text string) string {
	return shorten(text, func(t string) bool { return measure(f, size, t) <= width })
}

func shorten(text string, fits func(string) bool) string {
	if fits(text) {
		return text
	}
	runes := []rune(text)
	most := 0 // by halving: a title may be as long as its author likes
	for low, high := 0, len(runes)-1; low <= high; {
		mid := (low + high) / 2
		if fits(string(runes[:mid]) + "…") {
			most, low = mid, mid+1
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRight(string(runes[:most]), " ") + "…"
}

// measure is the width of a text, rounded up.
func measure(f face, size int, text string) int {
	font := goFont(f)
	var buf sfnt.Buffer
	total := fixed.Int26_6(0)
	for _, r := range text {
		i, err := font.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		// A large size measures finer than a glyph's own units.
		if w, err := font.GlyphAdvance(&buf, i, fixed.I(measureSize), xfont.HintingNone); err == nil {
			total += w
		}
	}
	return (total.Ceil()*size + measureSize - 1) / measureSize
}

const measureSize = 2048

// goFont is the parsed font of a face.
func goFont(f face) *sfnt.Font {
	fonts, err := goFonts()
	if err != nil {
		panic("paper: an embedded font is broken: " + err.Error())
	}
	return fonts[f]
}

var goFonts = sync.OnceValues(func() (map[face]*sfnt.Font, error) {
	fonts := map[face]*sfnt.Font{}
	for f, data := range map[face][]byte{regular: goregular.TTF, bold: gobold.TTF, mono: gomono.TTF} {
		font, err := sfnt.Parse(data)
		if err != nil {
			return nil, err
		}
		fonts[f] = font
	}
	return fonts, nil
})

// covered replaces each character that the fonts lack by "?": the library would
// print nothing, and a name with a hole in it reads like another name.
func covered(text string) string {
	font := goFont(regular)
	var buf sfnt.Buffer
	return strings.Map(func(r rune) rune {
		if i, err := font.GlyphIndex(&buf, r); err != nil || i == 0 || r < ' ' {
			return '?'
		}
		return r
	}, text)
}
