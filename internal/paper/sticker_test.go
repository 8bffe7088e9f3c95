package paper_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"rms/internal/paper"
	"rms/test/oracle/label"
)

func stock(t testing.TB, name string) paper.Stock {
	t.Helper()
	s, ok := paper.FindStock(name)
	if !ok {
		t.Fatalf("no stock %s", name)
	}
	return s
}

func stickersPDF(t testing.TB, s paper.Stickers, dpi int, list []paper.Sticker) []label.Page {
	t.Helper()
	var b bytes.Buffer
	if err := s.WritePDF(&b, list); err != nil {
		t.Fatal(err)
	}
	pages, err := label.PrintPDF(b.Bytes(), dpi)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func stickersZPL(t testing.TB, s paper.Stickers, dpi int, list []paper.Sticker) []label.Page {
	t.Helper()
	var b bytes.Buffer
	if err := s.WriteZPL(&b, dpi, list); err != nil {
		t.Fatal(err)
	}
	pages, err := label.PrintZPL(b.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	return pages
}

// scan reads a picture as a camera does that knows no symbology beforehand.
func scan(img image.Image) (string, error) {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_CHARACTER_SET: "UTF-8", gozxing.DecodeHintType_TRY_HARDER: true}
	var errs error
	for _, r := range []gozxing.Reader{qrcode.NewQRCodeReader(), oned.NewCode128Reader()} {
		result, err := r.Decode(bitmap, hints)
		if err == nil {
			return result.GetText(), nil
		}
		errs = errors.Join(errs, err)
	}
	return "", errs
}

// nasty are codes that people give things, or that look like something else to a
// printer, an encoder or a parser.
var nasty = []string{
	"0", "7", "+0", "A", "AB1", "LX-0001", "lx-0001", "00000000", "1234567890123456789012345", "^XZ", "~JA", "^FS^XZ^XA", "_5E_7E", "_", ">:>8",
	`\^(){}<>&"'`, "a,b:c;d", "G,!:", "Größe-01", "ÄÖÜß", "ПРОЖ-17", "Ω-1", "倉庫-7", "🎥-1", "%$*./ -", "KABEL 10 M", "https://rms.example/i/LX-0001",
	"CASE-BERLIN-NORTH-000417", strings.Repeat("W", 38), strings.Repeat("w", 42),
}

func randomCodes(n int) []string {
	rnd := rand.New(rand.NewPCG(19, 38))
	upper := []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./")
	mixed := []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-./_#äöüÉłЖ")
	out := make([]string, n)
	for i := range out {
		letters, most := upper, 40
		if i%2 == 1 {
			letters, most = mixed, 24
		}
		b := make([]rune, 1+rnd.IntN(most))
		for j := range b {
			b[j] = letters[rnd.IntN(len(letters))]
		}
		out[i] = string(b)
	}
	return out
}

func sticker(code string) paper.Sticker {
	return paper.Sticker{Code: code, Text: code, Name: "Robe MegaPointe Moving Light 470 W", Note: "Lichthaus Größe GmbH · Berlin"}
}

// All that is printed on 38 by 19 mm at 203 dpi is read after a blur of a dot and
// a turn of five degrees either way.
func TestStickersAreReadFromPoorPictures(t *testing.T) {
	t.Parallel()
	codes := append(slices.Clone(nasty), randomCodes(90)...)
	list := make([]paper.Sticker, len(codes))
	for i, c := range codes {
		list[i] = sticker(c)
	}
	small := paper.Stickers{Title: "x", Stock: stock(t, "roll-38x19")}
	for name, pages := range map[string][]label.Page{
		"PDF":         stickersPDF(t, small, paper.DPI203, list),
		"ZPL 203 dpi": stickersZPL(t, small, paper.DPI203, list),
		"ZPL 300 dpi": stickersZPL(t, small, paper.DPI300, list),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if len(pages) != len(codes) {
				t.Fatalf("%d labels, want %d", len(pages), len(codes))
			}
			for i, p := range pages {
				turn := 5.0
				if i%2 == 1 {
					turn = -5
				}
				got, err := scan(label.Poor(p.Picture, turn, 1))
				if got != codes[i] {
					t.Errorf("label %d reads %q (%v), want %q", i, got, err, codes[i])
				}
			}
		})
	}
}

// Each stock's labels are read where its maker cuts them, from any start.
func TestStickersLieOnTheirLabels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                string
		columns, rows       int
		left, top           float64 // mm
		across, down        float64
		width, height, next int
	}{
		{"a4-38x21", 5, 13, 4.75, 10.7, 40.6, 21.2, 381, 212, 65},
		{"a4-63x38", 3, 7, 7.25, 15.15, 66, 38.1, 635, 381, 21},
		{"a4-70x36", 3, 8, 0, 4.5, 70, 36, 700, 360, 24},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := stock(t, c.name)
			if s.PerPage() != c.next || s.Roll() || s.Width != c.width || s.Height != c.height {
				t.Fatalf("geometry %+v", s)
			}
			start := c.next - 1 // two on the first page
			var list []paper.Sticker
			for i := range 4 {
				list = append(list, sticker(fmt.Sprintf("LX-%04d", i)))
			}
			pages := stickersPDF(t, paper.Stickers{Stock: s, Start: start}, 300, list)
			if len(pages) != 2 {
				t.Fatalf("%d pages, want 2", len(pages))
			}
			for i := range list {
				at := (start - 1 + i) % c.next
				cut := mmBox(c.left+float64(at%c.columns)*c.across, c.top+float64(at/c.columns)*c.down, float64(c.width)/10, float64(c.height)/10)
				if got, err := scan(pages[i/2].Picture.SubImage(cut)); got != list[i].Code {
					t.Errorf("the label at %d reads %q (%v), want %q", at, got, err, list[i].Code)
				}
				blank(t, pages[i/2].Picture, cut.Inset(-3), cut)
			}
			if ink(pages[0].Picture) == 0 || len(pages[0].Texts) != len(pages[1].Texts) {
				t.Errorf("the pages have %d and %d texts", len(pages[0].Texts), len(pages[1].Texts))
			}
		})
	}
}

func mmBox(x, y, w, h float64) image.Rectangle {
	d := func(v float64) int { return int(v * 300 / 25.4) }
	return image.Rect(d(x), d(y), d(x+w), d(y+h))
}

// blank fails when there is ink between two boxes.
func blank(t testing.TB, img *image.Gray, outer, inner image.Rectangle) {
	t.Helper()
	for y := outer.Min.Y; y < outer.Max.Y; y++ {
		for x := outer.Min.X; x < outer.Max.X; x++ {
			p := image.Point{X: x, Y: y}
			if !p.In(inner) && p.In(img.Bounds()) && img.GrayAt(x, y).Y < 128 {
				t.Fatalf("ink at %v, beside the label %v", p, inner)
			}
		}
	}
}

func ink(img *image.Gray) (n int) {
	for _, v := range img.Pix {
		if v < 128 {
			n++
		}
	}
	return n
}

func TestStickerTexts(t *testing.T) {
	t.Parallel()
	hostile := []paper.Sticker{
		{Code: "LX-1", Text: "LX-1", Name: "^XZ~JA^FDx^FS_5E", Note: "Bühne_^FS \\&"},
		{Code: "Größe-1", Text: "Größe-1", Name: "Łódź Ελλάδα Прожектор", Note: "倉庫\x1b^XA\n"},
		{Code: "LX-2", Text: "LX-2", Name: strings.Repeat("Traversenverbinder ", 40)},
		{Code: "XB0123456789ABCDEF0", Name: "Ada Lovelace-Byron", Note: "Lichthaus"},
	}
	for _, stockName := range []string{"roll-38x19", "roll-76x51", "card-86x54"} {
		s := paper.Stickers{Stock: stock(t, stockName)}
		pdf, zpl := stickersPDF(t, s, paper.DPI203, hostile), stickersZPL(t, s, paper.DPI203, hostile)
		for i, l := range hostile {
			if diff := cmp.Diff(bodies(pdf[i]), bodies(zpl[i])); diff != "" {
				t.Errorf("%s: PDF and ZPL of label %d say different things:\n%s", stockName, i, diff)
			}
			text := strings.Join(bodies(zpl[i]), " ")
			if l.Text != "" && !slices.Contains(bodies(zpl[i]), l.Text) {
				t.Errorf("%s: label %d does not say its code whole: %q", stockName, i, text)
			}
			if i == 2 && (!strings.HasSuffix(text, "…") || len(zpl[i].Texts) > 4) {
				t.Errorf("%s: a long name is set as %q", stockName, text)
			}
		}
	}
	got := bodies(stickersZPL(t, paper.Stickers{Stock: stock(t, "roll-76x51")}, paper.DPI203, hostile)[0])
	if diff := cmp.Diff([]string{"LX-1", "^XZ~JA^FDx^FS_5E", "Bühne_^FS \\&"}, got); diff != "" {
		t.Errorf("the hostile texts are printed otherwise:\n%s", diff)
	}
}

func bodies(p label.Page) (out []string) {
	for _, t := range p.Texts {
		out = append(out, t.Body)
	}
	return out
}

func TestStickersRefuse(t *testing.T) {
	t.Parallel()
	roll, sheet := stock(t, "roll-38x19"), stock(t, "a4-38x21")
	long := sticker(strings.Repeat("x", 200))
	for name, c := range map[string]struct {
		s    paper.Stickers
		list []paper.Sticker
		want string
	}{
		"nothing":           {paper.Stickers{Stock: roll}, nil, "no labels"},
		"beyond the sheet":  {paper.Stickers{Stock: sheet, Start: 66}, []paper.Sticker{sticker("A")}, "none at 66"},
		"too fine":          {paper.Stickers{Stock: roll}, []paper.Sticker{sticker("A"), long}, "label 2"},
		"bars too fine":     {paper.Stickers{Stock: roll, Kind: paper.ByCode128}, []paper.Sticker{sticker("LX-0001-LONG")}, "less than 2 dots"},
		"umlauts in bars":   {paper.Stickers{Stock: roll, Kind: paper.ByCode128}, []paper.Sticker{sticker("Ä1")}, "printable ASCII"},
		"nothing to encode": {paper.Stickers{Stock: roll}, []paper.Sticker{{Name: "x"}}, "label 1"},
	} {
		var b bytes.Buffer
		err := c.s.WritePDF(&b, c.list)
		if err == nil || !strings.Contains(err.Error(), c.want) || b.Len() > 0 {
			t.Errorf("%s: error = %v and %d bytes, want one about %q and none", name, err, b.Len(), c.want)
		}
	}
	if err := (paper.Stickers{Stock: sheet}).WriteZPL(&bytes.Buffer{}, paper.DPI203, []paper.Sticker{sticker("A")}); err == nil {
		t.Error("a sheet was written as ZPL")
	}
	if err := (paper.Stickers{Stock: roll}).WriteZPL(&bytes.Buffer{}, 600, []paper.Sticker{sticker("A")}); err == nil {
		t.Error("ZPL was written for 600 dpi")
	}
	var refused *paper.Refused
	if err := (paper.Stickers{Stock: roll}).WritePDF(&bytes.Buffer{}, []paper.Sticker{sticker("A"), long}); !errors.As(err, &refused) || refused.At != 1 {
		t.Errorf("error = %v, want that of sticker 1", err)
	}
}

// Code 128 is taken where its bars are of three dots or more, QR elsewhere.
func TestKindOfSymbol(t *testing.T) {
	t.Parallel()
	bars := func(s paper.Stickers, code string) bool {
		p := stickersPDF(t, s, s.Stock.DPI, []paper.Sticker{sticker(code)})[0]
		bitmap, err := gozxing.NewBinaryBitmapFromImage(p.Picture)
		if err != nil {
			t.Fatal(err)
		}
		result, err := oned.NewCode128Reader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
		return err == nil && result.GetText() == code
	}
	for _, c := range []struct {
		stock, code string
		kind        paper.Kind
		want        bool
	}{
		{"roll-38x19", "A1", paper.Auto, true},
		{"roll-38x19", "LX-0001", paper.Auto, false},
		{"roll-38x19", "LX-0001", paper.ByCode128, true},
		{"roll-76x51", "LX-0001", paper.Auto, true},
		{"roll-76x51", "LX-0001", paper.ByQR, false},
		{"a4-70x36", "LX-0001", paper.Auto, true},
		{"a4-38x21", "LX-0001", paper.Auto, true},
		{"roll-76x51", "Größe-01", paper.Auto, false},
	} {
		if got := bars(paper.Stickers{Stock: stock(t, c.stock), Kind: c.kind}, c.code); got != c.want {
			t.Errorf("%s, %q as %q: bars = %v, want %v", c.stock, c.code, c.kind, got, c.want)
		}
	}
}

func TestStickersAreDeterministic(t *testing.T) {
	t.Parallel()
	var first []byte
	for range 5 {
		var b bytes.Buffer
		if err := (paper.Stickers{Stock: stock(t, "a4-63x38"), Start: 3}).WritePDF(&b, []paper.Sticker{sticker("LX-1"), sticker("Größe")}); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b.Bytes()
		}
		if !bytes.Equal(first, b.Bytes()) {
			t.Fatal("the same labels have different bytes")
		}
	}
}
