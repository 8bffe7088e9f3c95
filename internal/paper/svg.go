package paper

import (
	"bytes"
	"fmt"
	"html"
	"strings"
	"unicode"
)

// SVG says how a symbol is drawn for a screen. The zero SVG is a fair default.
type SVG struct {
	Module  int    // pixels per module; 0 means 2
	Height  int    // pixels of a linear symbol's bars; 0 means a sixth of its width, at least 40
	Caption string // readable text below the bars; empty means none
}

const (
	maxModule    = 40   // pixels: beyond any screen
	maxBars      = 2000 // pixels
	maxCaption   = 120  // characters
	captionSpace = 8    // pixels between the bars' quiet zone and the text, and below it
)

// Draw returns s as a self-contained SVG document: black on white, quiet zone
// included, whole pixels only. Any caption is safe to embed in HTML. Sizes out
// of range are brought into it.
func (v SVG) Draw(s Symbol) []byte {
	module := bound(v.Module, 2, maxModule)
	quiet := s.quiet * module
	width := s.cols*module + 2*quiet
	bars := s.rows * module
	if s.linear() {
		bars = bound(v.Height, max(40, width/6), maxBars)
	}
	caption := printable(v.Caption)
	height := bars + 2*quiet
	size, base := captionSize(caption, width)
	if s.linear() { // the standard asks for a quiet zone at the sides only
		height = bars + 2*captionSpace
	}
	if caption != "" {
		base += height
		height = base + captionSpace
	}

	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" shape-rendering="crispEdges">`,
		width, height, width, height)
	if caption != "" {
		fmt.Fprintf(&b, `<title>%s</title>`, html.EscapeString(caption))
	}
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`, width, height)
	v.bars(&b, s, module, bars)
	if caption != "" {
		fmt.Fprintf(&b, `<text x="%d" y="%d" font-family="monospace" font-size="%d" text-anchor="middle" fill="#000">%s</text>`,
			width/2, base, size, html.EscapeString(caption))
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// bars writes the dark runs as one path of rectangles.
func (v SVG) bars(b *bytes.Buffer, s Symbol, module, bars int) {
	top, height := s.quiet*module, module
	if s.linear() {
		top, height = captionSpace, bars
	}
	b.WriteString(`<path fill="#000" d="`)
	for _, r := range s.runs {
		fmt.Fprintf(b, "M%d %dh%dv%dh-%dz",
			(s.quiet+r.x)*module, top+r.y*module, r.n*module, height, r.n*module)
	}
	b.WriteString(`"/>`)
}

// captionSize returns the font's size in pixels, so that the text fits width,
// and how far below the bars its base line is.
func captionSize(caption string, width int) (size, base int) {
	if caption == "" {
		return 0, 0
	}
	n := len([]rune(caption))
	size = min(16, max(6, width*10/(n*6+12))) // a monospaced letter is 0.6 of its size
	return size, size
}

func bound(v, otherwise, most int) int {
	if v <= 0 {
		v = otherwise
	}
	return min(v, most)
}

// printable replaces what XML cannot hold, or what would move the text about.
func printable(s string) string {
	out := []rune(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s))
	if len(out) > maxCaption {
		out = append(out[:maxCaption-1], '…')
	}
	return string(out)
}
