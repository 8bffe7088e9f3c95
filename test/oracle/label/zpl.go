package label

import (
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// PrintZPL prints ZPL II as a printer does that takes nothing amiss silently: an
// instruction or a parameter that it does not know is an error, and so is ink
// beyond the label.
func PrintZPL(zpl string) ([]Page, error) {
	p := &printer{}
	for len(zpl) > 0 {
		if zpl[0] == '\n' || zpl[0] == '\r' {
			zpl = zpl[1:]
			continue
		}
		if zpl[0] != '^' || len(zpl) < 3 {
			return nil, fmt.Errorf("stray %.20q", zpl)
		}
		// ^A takes the font's name as its third letter.
		word, rest := zpl[1:3], zpl[3:]
		if word[0] == 'A' && word != "A@" {
			word, rest = "A", zpl[2:]
		}
		end := strings.IndexAny(rest, "^~")
		if word == "FD" { // a field's data ends at its separator
			end = strings.Index(rest, "^FS")
			if i := strings.IndexAny(rest, "^~"); i >= 0 && i != end {
				return nil, fmt.Errorf("a field's text holds an instruction: %.40q", rest)
			}
		}
		if end < 0 {
			end = len(rest)
		}
		if err := p.do(word, strings.TrimRight(rest[:end], "\r\n")); err != nil {
			return nil, fmt.Errorf("^%s%.40s: %w", word, rest[:end], err)
		}
		zpl = rest[end:]
	}
	if p.page != nil {
		return nil, errors.New("the last label has no end")
	}
	return p.done, nil
}

type printer struct {
	done          []Page
	page          *Page
	width, height int
	utf8          bool
	x, y          int
	baseline      bool
	font          byte
	high, wide    int
	hexed         bool
	data          string
	hasData       bool
	graphic       *image.Gray
}

func (p *printer) do(word, args string) error {
	if p.page == nil && word != "XA" {
		return errors.New("outside of a label")
	}
	switch word {
	case "XA":
		if p.page != nil {
			return errors.New("a label within a label")
		}
		p.page, p.width, p.height, p.utf8 = &Page{}, 0, 0, false
	case "XZ":
		if p.page.Picture == nil {
			return errors.New("an empty label")
		}
		p.done, p.page = append(p.done, *p.page), nil
	case "CI":
		p.utf8 = args == "28"
	case "LH":
		if args != "0,0" {
			return errors.New("another home than 0,0")
		}
	case "PQ":
		if args != "1" {
			return errors.New("more copies than one")
		}
	case "PW", "LL":
		return p.size(word, args)
	case "FO", "FT":
		p.baseline = word == "FT"
		return numbers(args, &p.x, &p.y)
	case "A":
		if len(args) < 3 || args[1:3] != "N," {
			return errors.New("a font is a letter, N, its height and its width")
		}
		p.font = args[0]
		return numbers(args[3:], &p.high, &p.wide)
	case "FH":
		p.hexed = true
		if args != "" && args != "_" {
			return errors.New("another mark than _")
		}
	case "FD":
		p.data, p.hasData = args, true
	case "GF":
		return p.readGraphic(args)
	case "FS":
		return p.field()
	default:
		return errors.New("unknown instruction")
	}
	return nil
}

func (p *printer) size(word, args string) error {
	n, err := strconv.Atoi(args)
	if err != nil {
		return err
	}
	if word == "PW" {
		p.width = n
	} else {
		p.height = n
	}
	if p.width > 0 && p.height > 0 {
		p.page.Picture = white(p.width, p.height)
	}
	return nil
}

func numbers(args string, into ...*int) error {
	parts := strings.Split(args, ",")
	if len(parts) != len(into) {
		return fmt.Errorf("%d parameters, not %d", len(parts), len(into))
	}
	for i, s := range parts {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			return fmt.Errorf("parameter %d is %q", i+1, s)
		}
		*into[i] = n
	}
	return nil
}

// field prints what was said since the last one.
func (p *printer) field() error {
	defer func() { p.data, p.hasData, p.hexed, p.graphic, p.font = "", false, false, nil, 0 }()
	if p.page.Picture == nil {
		return errors.New("a field on a label without a size")
	}
	switch {
	case p.graphic != nil:
		b := p.graphic.Bounds()
		for y := range b.Dy() {
			for x := range b.Dx() {
				if p.graphic.GrayAt(x, y).Y != 0 {
					continue
				}
				if !(image.Point{X: p.x + x, Y: p.y + y}).In(p.page.Picture.Bounds()) {
					return errors.New("ink beyond the label")
				}
				p.page.Picture.SetGray(p.x+x, p.y+y, color.Gray{})
			}
		}
		return nil
	case p.hasData:
		return p.text()
	}
	return errors.New("an empty field")
}

// matrix are the sizes of the fixed fonts: height, width and the gap.
var matrix = map[byte][3]int{'A': {9, 5, 1}, 'D': {18, 10, 2}}

func (p *printer) text() error {
	body := p.data
	if p.hexed {
		var err error
		if body, err = unhex(body); err != nil {
			return err
		}
	}
	if !p.utf8 || !utf8.ValidString(body) {
		return errors.New("the text is no UTF-8, or was not said to be")
	}
	t := Text{X: p.x, Y: p.y, Body: body, Font: string(p.font), Size: p.high}
	width := 0
	if m, fixedWidth := matrix[p.font]; fixedWidth {
		times := p.high / m[0]
		if times < 1 || times > 10 || p.high != times*m[0] || p.wide != times*m[1] {
			return fmt.Errorf("font %c has no size %d by %d", p.font, p.high, p.wide)
		}
		for _, r := range body {
			if r < ' ' || r > '~' {
				return fmt.Errorf("font %c has no %q", p.font, r)
			}
		}
		width = utf8.RuneCountInString(body) * times * (m[1] + m[2])
		t.Size = times * (m[1] + m[2]) * 5 / 3
	} else if p.font != '0' {
		return fmt.Errorf("no font %c", p.font)
	}
	if !p.baseline {
		t.Y += p.high * 4 / 5
	}
	if p.x+width > p.width || t.Y > p.height || t.Y < p.high*3/5 {
		return fmt.Errorf("the text at %d, %d leaves the label of %d by %d", p.x, t.Y, p.width, p.height)
	}
	return p.page.letters(t, p.font != '0')
}

func unhex(s string) (string, error) {
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] != '_' {
			out = append(out, s[i])
			continue
		}
		if i+3 > len(s) {
			return "", errors.New("a half escape")
		}
		b, err := hex.DecodeString(s[i+1 : i+3])
		if err != nil {
			return "", fmt.Errorf("escape %q: %w", s[i:i+3], err)
		}
		out, i = append(out, b...), i+2
	}
	return string(out), nil
}

var graphicForm = regexp.MustCompile(`^A,(\d+),(\d+),(\d+),([0-9A-F,:]+)$`)

// readGraphic reads ^GFA: rows of hexadecimal digits, of which a comma fills the
// rest with white and a colon repeats the row before.
func (p *printer) readGraphic(args string) error {
	m := graphicForm.FindStringSubmatch(args)
	if m == nil {
		return errors.New("no graphic of the known form")
	}
	var sent, total, row int
	for i, into := range []*int{&sent, &total, &row} {
		n, err := strconv.Atoi(m[i+1])
		if err != nil {
			return err
		}
		*into = n
	}
	if row == 0 || sent != total || total%row != 0 {
		return fmt.Errorf("%d bytes in rows of %d", total, row)
	}
	var bytesOf []byte
	var current string
	data := m[4]
	for len(data) > 0 {
		switch c := data[0]; {
		case c == ':':
			if current != "" || len(bytesOf) < row {
				return errors.New("nothing to repeat")
			}
			bytesOf = append(bytesOf, bytesOf[len(bytesOf)-row:]...)
		case c == ',':
			current += strings.Repeat("0", 2*row-len(current))
		default:
			current += string(c)
		}
		data = data[1:]
		if len(current) == 2*row {
			b, err := hex.DecodeString(current)
			if err != nil {
				return err
			}
			bytesOf, current = append(bytesOf, b...), ""
		}
	}
	if len(bytesOf) != total || current != "" {
		return fmt.Errorf("%d bytes came, %d were announced", len(bytesOf), total)
	}
	p.graphic = white(row*8, total/row)
	for i, b := range bytesOf {
		for bit := range 8 {
			if b&(0x80>>bit) != 0 {
				p.graphic.SetGray(i%row*8+bit, i/row, color.Gray{})
			}
		}
	}
	return nil
}
