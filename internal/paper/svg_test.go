package paper_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rms/internal/paper"
)

func symbol(t testing.TB, encode func(string) (paper.Symbol, error), text string) paper.Symbol {
	t.Helper()
	s, err := encode(text)
	if err != nil {
		t.Fatalf("encode %q: %v", text, err)
	}
	return s
}

func TestCode128SVG(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"A", "0", "42", "00042", "XXOUTXX", "XXNEXTPERSONXX", "XBXE2ER0EER3B50EX3X", "R-004711", "K3B-0042/2",
		"BLN-A-03-2", "lx-0815", "a b~!\"#$%&'()*+,", "12345678901234567890", "AB123456CD", strings.Repeat("W9", 40),
	} {
		for _, v := range []paper.SVG{{}, {Module: 1}, {Module: 3, Height: 30, Caption: text}, {Module: 5, Height: 200}} {
			svg := v.Draw(symbol(t, paper.Code128, text))
			if got := readCode128(t, rasteriseSVG(t, svg)); got != text {
				t.Errorf("%+v of %q reads %q", v, text, got)
			}
		}
	}
}

func TestQRSVG(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"1", "+0", "-12", "+123456", "4006381333931", "LX-0815", "https://rms.example/i/LX-0815", "HTTPS://RMS.EXAMPLE/I/1", "Bühne 1 – Łódź",
		"倉庫-07", strings.Repeat("R-004711 ", 44),
	} {
		for _, v := range []paper.SVG{{}, {Module: 1}, {Module: 4, Caption: text}, {Module: 7}} {
			svg := v.Draw(symbol(t, paper.QR, text))
			if got := readQR(t, rasteriseSVG(t, svg)); got != text {
				t.Errorf("%+v of %q reads %q", v, text, got)
			}
		}
	}
}

func TestRandomTextsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`[ -~]{1,60}`).Draw(rt, "text")
		if got := readCode128(t, rasteriseSVG(t, paper.SVG{Module: 2}.Draw(symbol(t, paper.Code128, text)))); got != text {
			rt.Fatalf("Code 128 of %q reads %q", text, got)
		}
		if got := readPureQR(t, rasteriseSVG(t, paper.SVG{Module: 3}.Draw(symbol(t, paper.QR, text)))); got != text {
			rt.Fatalf("QR of %q reads %q", text, got)
		}
	})
}

// TestQuietZone looks at the pixels: nothing dark within it, and bars beside it.
func TestQuietZone(t *testing.T) {
	t.Parallel()
	const module = 3
	quietSides(t, rasteriseSVG(t, paper.SVG{Module: module, Caption: "LX"}.Draw(symbol(t, paper.Code128, "LX"))), 10*module)
	qr := rasteriseSVG(t, paper.SVG{Module: module}.Draw(symbol(t, paper.QR, "LX")))
	quietSides(t, qr, 4*module)
	size := qr.Bounds().Dx()
	if qr.Bounds().Dy() != size || (size-8*module)%module != 0 {
		t.Errorf("the QR code is %v", qr.Bounds().Size())
	}
	for y := range size {
		if dark := qr.GrayAt(size/2, y).Y < 128; dark && (y < 4*module || y >= size-4*module) {
			t.Fatalf("row %d of the quiet zone is dark", y)
		}
	}
}

func quietSides(t *testing.T, img *image.Gray, quiet int) {
	t.Helper()
	b := img.Bounds()
	first, last := b.Max.X, -1
	for y := range b.Max.Y {
		for x := range b.Max.X {
			if img.GrayAt(x, y).Y < 128 {
				first, last = min(first, x), max(last, x)
			}
		}
	}
	if first != quiet || last != b.Max.X-quiet-1 {
		t.Errorf("bars reach from %d to %d in %d pixels, want a quiet zone of %d", first, last, b.Max.X, quiet)
	}
}

func TestCaptionIsHarmless(t *testing.T) {
	t.Parallel()
	s := symbol(t, paper.Code128, "LX-0815")
	hostile := "</text></svg><script>alert('1')</script>&\"\x00\x1b\u202e\xff"
	svg := paper.SVG{Caption: hostile}.Draw(s)
	if bytes.Contains(svg, []byte("<script")) || bytes.ContainsAny(svg, "\x00\x1b\u202e") {
		t.Errorf("the caption broke out:\n%s", svg)
	}
	f := parseSVG(t, svg)
	want := "</text></svg><script>alert('1')</script>&\"\ufffd\ufffd\ufffd\ufffd"
	if f.Text == nil || f.Text.Body != want || f.Title != want {
		t.Errorf("caption = %+v, title = %q, want %q", f.Text, f.Title, want)
	}
	if got := readCode128(t, rasteriseSVG(t, svg)); got != "LX-0815" {
		t.Errorf("beside the caption the code reads %q", got)
	}
}

// TestCaptionFits: text within the picture, below the bars, at any length.
func TestCaptionFits(t *testing.T) {
	t.Parallel()
	s := symbol(t, paper.Code128, "LX-0815")
	for _, n := range []int{1, 7, 40, 120, 5000} {
		f := parseSVG(t, paper.SVG{Module: 2, Height: 50, Caption: strings.Repeat("W", n)}.Draw(s))
		if f.Text.Y > f.Height-4 || f.Text.Y-f.Text.Size < 50 {
			t.Errorf("%d characters: base line %d, size %d in a height of %d", n, f.Text.Y, f.Text.Size, f.Height)
		}
		if len([]rune(f.Text.Body)) > 120 {
			t.Errorf("%d characters were not cut", n)
		}
	}
	if parseSVG(t, paper.SVG{}.Draw(s)).Text != nil {
		t.Error("no caption, yet a text")
	}
}

func TestSizesAreBounded(t *testing.T) {
	t.Parallel()
	s := symbol(t, paper.Code128, "LX-0815")
	for _, v := range []paper.SVG{{Module: -1, Height: -9}, {Module: 1 << 30, Height: 1 << 30}} {
		f := parseSVG(t, v.Draw(s))
		if f.Width < 100 || f.Width > 10000 || f.Height < 40 || f.Height > 3000 {
			t.Errorf("%+v is drawn at %d x %d", v, f.Width, f.Height)
		}
	}
}

func TestTextsThatDoNotFit(t *testing.T) {
	t.Parallel()
	for name, encode := range map[string]func() (paper.Symbol, error){
		"empty Code 128":    func() (paper.Symbol, error) { return paper.Code128("") },
		"umlaut":            func() (paper.Symbol, error) { return paper.Code128("Bühne") },
		"control":           func() (paper.Symbol, error) { return paper.Code128("A\rB") },
		"FNC1 by a rune":    func() (paper.Symbol, error) { return paper.Code128("\u00f101") },
		"too long":          func() (paper.Symbol, error) { return paper.Code128(strings.Repeat("A", 81)) },
		"empty QR":          func() (paper.Symbol, error) { return paper.QR("") },
		"too long for a QR": func() (paper.Symbol, error) { return paper.QR(strings.Repeat("A", 401)) },
	} {
		if _, err := encode(); !errors.Is(err, paper.ErrText) {
			t.Errorf("%s: error = %v, want ErrText", name, err)
		}
	}
}

func TestSVGIsDeterministic(t *testing.T) {
	t.Parallel()
	draw := func() string {
		return fmt.Sprintf("%s%s", paper.SVG{Caption: "x"}.Draw(symbol(t, paper.Code128, "LX-0815")), paper.SVG{}.Draw(symbol(t, paper.QR, "LX-0815")))
	}
	if diff := cmp.Diff(draw(), draw()); diff != "" {
		t.Error(diff)
	}
}
