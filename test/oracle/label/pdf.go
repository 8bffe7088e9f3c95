package label

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

var (
	pdfStream = regexp.MustCompile(`/Length (\d+)[^>]*>>\r?\nstream\r?\n`)
	pdfFont   = regexp.MustCompile(`/(F[0-9a-f]+) (\d+) 0 R`)
	pdfBase   = regexp.MustCompile(`\n(\d+) 0 obj\s*<<[^>]*?/BaseFont /(\S+)`)
	pdfBox    = regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`)
)

// PrintPDF prints the pages of a PDF on a raster: filled rectangles and lines of
// text, which is all that a label sheet has.
func PrintPDF(pdf []byte, dpi int) ([]Page, error) {
	box := pdfBox.FindSubmatch(pdf)
	if box == nil {
		return nil, errors.New("no media box")
	}
	width, err1 := strconv.ParseFloat(string(box[1]), 64)
	height, err2 := strconv.ParseFloat(string(box[2]), 64)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	scale := float64(dpi) / 72
	bases, fonts := map[string]string{}, map[string]string{}
	for _, m := range pdfBase.FindAllSubmatch(pdf, -1) {
		bases[string(m[1])] = string(m[2])
	}
	for _, m := range pdfFont.FindAllSubmatch(pdf, -1) {
		fonts["/"+string(m[1])] = bases[string(m[2])]
	}
	var pages []Page
	for _, m := range pdfStream.FindAllSubmatchIndex(pdf, -1) {
		long, err := strconv.Atoi(string(pdf[m[2]:m[3]]))
		if err != nil || m[1]+long > len(pdf) {
			return nil, errors.Join(err, errors.New("a stream without an end"))
		}
		z, err := zlib.NewReader(bytes.NewReader(pdf[m[1] : m[1]+long]))
		if err != nil {
			continue // not a compressed stream
		}
		body, err := io.ReadAll(z)
		if err != nil {
			return nil, fmt.Errorf("inflate: %w", err)
		}
		if !bytes.Contains(body, []byte(" Tf ET")) && !bytes.Contains(body, []byte(" re f")) {
			continue // a font
		}
		v := &viewer{page: Page{Picture: white(int(width*scale+0.05), int(height*scale+0.05))}}
		v.now, v.fonts = state{a: scale, d: scale}, fonts
		if err := v.run(body); err != nil {
			return nil, fmt.Errorf("page %d: %w", len(pages)+1, err)
		}
		pages = append(pages, v.page)
	}
	return pages, nil
}

// state is what q keeps: a scale and a shift, and the font.
type state struct {
	a, d, e, f float64
	size       float64
	font       string
}

type viewer struct {
	page  Page
	now   state
	kept  []state
	stack []string
	x, y  float64
	fonts map[string]string // the base font of each name
}

func (v *viewer) run(body []byte) error {
	for len(body) > 0 {
		switch c := body[0]; {
		case c == ' ' || c == '\n' || c == '\r':
			body = body[1:]
		case c == '(':
			text, n, err := literal(body)
			if err != nil {
				return err
			}
			v.stack, body = append(v.stack, text), body[n:]
		default:
			n := bytes.IndexAny(body, " \n\r(")
			if n < 0 {
				n = len(body)
			}
			word := string(body[:n])
			body = body[n:]
			if first := word[0]; first >= '0' && first <= '9' || strings.ContainsRune("-./[", rune(first)) {
				v.stack = append(v.stack, word)
				continue
			}
			if err := v.do(word); err != nil {
				return fmt.Errorf("%s after %.80q: %w", word, v.stack, err)
			}
			v.stack = v.stack[:0]
		}
	}
	return nil
}

// literal reads a string in brackets and says how long it was.
func literal(body []byte) (string, int, error) {
	var out []byte
	for i := 1; i < len(body); i++ {
		switch c := body[i]; c {
		case ')':
			return string(out), i + 1, nil
		case '\\':
			i++
			if i == len(body) {
				break
			}
			if c = body[i]; c == 'r' {
				c = '\r'
			}
			out = append(out, c)
		default:
			out = append(out, c)
		}
	}
	return "", 0, errors.New("a text without an end")
}

func (v *viewer) numbers(n int) ([]float64, error) {
	if len(v.stack) < n {
		return nil, fmt.Errorf("%d operands are missing", n-len(v.stack))
	}
	out := make([]float64, n)
	for i, s := range v.stack[len(v.stack)-n:] {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil, err
		}
		out[i] = x
	}
	return out, nil
}

func (v *viewer) do(word string) error {
	switch word {
	case "q":
		v.kept = append(v.kept, v.now)
	case "Q":
		if len(v.kept) == 0 {
			return errors.New("nothing was kept")
		}
		v.now, v.kept = v.kept[len(v.kept)-1], v.kept[:len(v.kept)-1]
	case "cm":
		n, err := v.numbers(6)
		if err != nil || n[1] != 0 || n[2] != 0 {
			return errors.Join(err, errors.New("only scales and shifts are known"))
		}
		v.now.e, v.now.f = v.now.e+v.now.a*n[4], v.now.f+v.now.d*n[5]
		v.now.a, v.now.d = v.now.a*n[0], v.now.d*n[3]
	case "re":
		n, err := v.numbers(4)
		if err != nil {
			return err
		}
		v.fill(n[0], n[1], n[0]+n[2], n[1]+n[3])
	case "Tf":
		n, err := v.numbers(1)
		if err != nil {
			return err
		}
		v.now.size, v.now.font = n[0], v.stack[0]
	case "Td":
		n, err := v.numbers(2)
		if err != nil {
			return err
		}
		v.x, v.y = n[0], n[1]
	case "Tj":
		return v.text()
	}
	return nil // colours, line widths, BT, ET: black ink is all there is
}

// fill paints the dots whose middles lie in a rectangle.
func (v *viewer) fill(x0, y0, x1, y1 float64) {
	x0, x1 = v.now.a*x0+v.now.e, v.now.a*x1+v.now.e
	y0, y1 = v.now.d*y0+v.now.f, v.now.d*y1+v.now.f
	x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
	high := v.page.Picture.Bounds().Dy()
	for y := int(math.Ceil(y0 - 0.5)); float64(y)+0.5 < y1; y++ {
		for x := int(math.Ceil(x0 - 0.5)); float64(x)+0.5 < x1; x++ {
			if p := (image.Point{X: x, Y: high - 1 - y}); p.In(v.page.Picture.Bounds()) {
				v.page.Picture.SetGray(p.X, p.Y, color.Gray{})
			}
		}
	}
}

func (v *viewer) text() error {
	raw := v.stack[len(v.stack)-1]
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
	}
	return v.page.letters(Text{
		X: int(v.now.a*v.x + v.now.e), Y: v.page.Picture.Bounds().Dy() - int(math.Round(v.now.d*v.y+v.now.f)),
		Body: string(utf16.Decode(units)), Font: v.fonts[v.now.font], Size: int(math.Round(v.now.a * v.now.size)),
	}, strings.Contains(v.fonts[v.now.font], "mono"))
}
