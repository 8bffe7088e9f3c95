package paper

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// WriteZPL writes the stickers in ZPL II for a label printer of 203 or 300 dpi. It
// fails, before it writes anything, with a *Refused when a sticker could not be
// read on this stock.
//
// The bars are sent as a picture, dot by dot: what printers make of a code by
// themselves differs from one firmware to the next, and no letter of a code can
// then be taken for an instruction. Texts are the printer's own letters in UTF-8,
// whatever is not a plain letter or digit spelt as its bytes.
func (s Stickers) WriteZPL(w io.Writer, dpi int, list []Sticker) error {
	if dpi != DPI203 && dpi != DPI300 {
		return fmt.Errorf("label printers have %d or %d dpi, not %d", DPI203, DPI300, dpi)
	}
	if !s.Stock.Roll() || s.Start > 1 {
		return fmt.Errorf("%s is a sheet; label printers take rolls", s.Stock.Name)
	}
	if len(list) == 0 {
		return errors.New("no labels to print")
	}
	arts, err := s.layAll(dpi, list)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, a := range arts {
		a.zpl(&b)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write ZPL: %w", err)
	}
	return nil
}

func (a art) zpl(b *bytes.Buffer) {
	fmt.Fprintf(b, "^XA\n^CI28\n^LH0,0\n^PW%d\n^LL%d\n", a.width, a.height)
	a.picture(b)
	for _, l := range a.lines {
		x := l.x
		if l.centred {
			x += max(0, l.width-measure(l.face, l.size, l.text)) / 2
		}
		fmt.Fprintf(b, "^FT%d,%d%s^FH_^FD%s^FS\n", x, l.base, l.letters(), zplText(l.text))
	}
	b.WriteString("^PQ1\n^XZ\n")
}

// letters is the printer's font. Its fixed ones, A (5 by 9 dots and one between)
// and D (10 by 18 and two between), come in whole multiples and know ASCII only;
// its scalable one is narrower than ours, by whose widths texts were cut.
func (l line) letters() string {
	n := l.size / monoStep
	switch {
	case l.face != mono || strings.ContainsFunc(l.text, func(r rune) bool { return r > '~' }):
		return fmt.Sprintf("^A0N,%d,%d", l.size, l.size)
	case n%2 == 0:
		return fmt.Sprintf("^A%cN,%d,%d", 'D', n/2*18, n/2*10)
	default:
		return fmt.Sprintf("^A%cN,%d,%d", 'A', n*9, n*5)
	}
}

// zplText spells a text so that nothing in it is an instruction to the printer.
func zplText(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c == ' ' || c == '.' || c == '-' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "_%02X", c)
		}
	}
	return b.String()
}

// picture writes the symbol as a graphic field. Of each row of modules the first
// row of dots is written out, as far as it is not white; a colon repeats it.
func (a art) picture(b *bytes.Buffer) {
	rowBytes := (a.symbol.cols*a.module + 7) / 8
	high := a.symbol.rows * a.tall
	fmt.Fprintf(b, "^FO%d,%d^GFA,%d,%d,%d,", a.left, a.top, rowBytes*high, rowBytes*high, rowBytes)
	rows := make([][]byte, a.symbol.rows)
	for i := range rows {
		rows[i] = make([]byte, rowBytes)
	}
	for _, r := range a.symbol.runs {
		for x := r.x * a.module; x < (r.x+r.n)*a.module; x++ {
			rows[r.y][x/8] |= 0x80 >> (x % 8)
		}
	}
	for _, row := range rows {
		text := strings.ToUpper(hex.EncodeToString(row))
		if bare := strings.TrimRight(text, "0"); bare != text {
			text = bare + ","
		}
		b.WriteString(text + strings.Repeat(":", a.tall-1))
	}
	b.WriteString("^FS\n")
}
