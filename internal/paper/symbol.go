package paper

import (
	"errors"
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"
)

// Limits of what can be drawn and still be scanned.
const (
	maxCode128 = 80  // characters: what one symbol can hold
	maxQR      = 400 // bytes: the finest modules that a handheld reads off a label
)

// Quiet zones in modules, from the symbologies' standards.
const (
	quietLinear = 10
	quietQR     = 4
)

// ErrText says that a text cannot be put into the symbol.
var ErrText = errors.New("text does not fit the barcode")

// Symbol is an encoded barcode: a matrix of dark and light modules, without its
// quiet zone. The zero Symbol is empty and draws nothing.
type Symbol struct {
	cols, rows int // a linear symbol has one row
	quiet      int
	runs       []run
}

// run is a row of adjacent dark modules.
type run struct{ x, y, n int }

// Code128 encodes 1 to 80 printable ASCII characters.
func Code128(text string) (Symbol, error) {
	if len(text) == 0 || len(text) > maxCode128 {
		return Symbol{}, fmt.Errorf("%w: Code 128 holds 1 to %d characters, not %d", ErrText, maxCode128, len(text))
	}
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return Symbol{}, fmt.Errorf("%w: Code 128 holds printable ASCII only, character %d is none", ErrText, i+1)
		}
	}
	code, err := code128.Encode(text)
	if err != nil {
		return Symbol{}, fmt.Errorf("encode as Code 128: %w", err)
	}
	return symbolOf(code, 1, quietLinear), nil
}

// QR encodes 1 to 400 bytes of UTF-8 at error correction level M (15 %).
func QR(text string) (Symbol, error) {
	if len(text) == 0 || len(text) > maxQR {
		return Symbol{}, fmt.Errorf("%w: a QR code holds 1 to %d bytes here, not %d", ErrText, maxQR, len(text))
	}
	code, err := qr.Encode(text, qr.M, qrMode(text))
	if err != nil {
		return Symbol{}, fmt.Errorf("encode as QR: %w", err)
	}
	return symbolOf(code, code.Bounds().Dy(), quietQR), nil
}

// qrMode is the densest way to write a text. The library's own choice takes "+0"
// for a number, and writes another one.
func qrMode(text string) qr.Encoding {
	const upper = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	switch {
	case strings.Trim(text, upper[:10]) == "":
		return qr.Numeric
	case strings.Trim(text, upper) == "":
		return qr.AlphaNumeric
	default:
		return qr.Unicode
	}
}

func symbolOf(code barcode.Barcode, rows, quiet int) Symbol {
	s := Symbol{cols: code.Bounds().Dx(), rows: rows, quiet: quiet}
	for y := range s.rows {
		for x := 0; x < s.cols; x++ {
			n := 0
			for x+n < s.cols && dark(code.At(x+n, y)) {
				n++
			}
			if n > 0 {
				s.runs = append(s.runs, run{x, y, n})
				x += n
			}
		}
	}
	return s
}

func dark(c color.Color) bool { return color.GrayModel.Convert(c).(color.Gray).Y < 128 }

func (s Symbol) linear() bool { return s.rows == 1 }
