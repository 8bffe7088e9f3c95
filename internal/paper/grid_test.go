package paper_test

import (
	"bytes"
	"fmt"
	"image"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"rms/internal/paper"
)

// A4 in dots, and the grid's frame: what a person would measure on the sheet.
const (
	frame = 34 / dot
	band  = 22 / dot
)

// cellOf cuts one cell, without the lines around it, out of a rasterised page.
func cellOf(page *image.Gray, columns, rows, at int) image.Image {
	w, h := (595.28/dot-2*frame)/float64(columns), (841.89/dot-2*frame-2*band)/float64(rows)
	x, y := frame+float64(at%columns)*w, frame+band+float64(at/columns)*h
	return page.SubImage(image.Rect(int(x)+1, int(y)+1, int(x+w)-1, int(y+h)-1))
}

func pdfOf(t testing.TB, g paper.Grid, labels []paper.Label) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := g.WritePDF(&b, labels); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGridCodesCanBeRead(t *testing.T) {
	t.Parallel()
	for _, g := range []paper.Grid{{Columns: 1, Rows: 1}, {Columns: 2, Rows: 7}, {Columns: 3, Rows: 8}, {Columns: 4, Rows: 7}} {
		t.Run(fmt.Sprintf("%dx%d", g.Columns, g.Rows), func(t *testing.T) {
			t.Parallel()
			perPage := g.Columns * g.Rows
			var labels []paper.Label
			var want []string
			for i := range perPage + perPage/2 + 1 {
				text := fmt.Sprintf("LX-%04d", i)
				l := paper.Label{Title: "Bühne " + text, Caption: text, Detail: "Regal"}
				if i%3 == 0 {
					text = "https://rms.example/i/" + text
					l.Symbol = symbol(t, paper.QR, text)
				} else {
					l.Symbol = symbol(t, paper.Code128, text)
				}
				labels, want = append(labels, l), append(want, text)
			}
			pages := pageStreams(t, pdfOf(t, g, labels))
			if len(pages) != 2 {
				t.Fatalf("%d pages, want 2", len(pages))
			}
			sheets := []*image.Gray{rasterisePDF(t, pages[0]), rasterisePDF(t, pages[1])}
			for i, text := range want {
				cell := cellOf(sheets[i/perPage], g.Columns, g.Rows, i%perPage)
				decode := readCode128
				if i%3 == 0 {
					decode = readPureQR
				}
				if got := decode(t, cell); got != text {
					t.Errorf("label %d reads %q, want %q", i, got, text)
				}
			}
		})
	}
}

// shown is how a text stands in a page's instructions: UTF-16BE, escaped.
func shown(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		for _, c := range []byte{byte(u >> 8), byte(u)} {
			switch c {
			case '\\', '(', ')':
				b.WriteByte('\\')
				b.WriteByte(c)
			case '\r':
				b.WriteString(`\r`)
			default:
				b.WriteByte(c)
			}
		}
	}
	return "(" + b.String() + ")"
}

func TestGridTexts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Traverse ", 400)
	page := pageStreams(t, pdfOf(t, paper.Grid{Heading: "Übersicht (Größe)", Footer: "Łódź", Columns: 2, Rows: 3}, []paper.Label{
		{Title: "Scheinwerfer für die Bühne", Caption: "Ελλάδα", Detail: "倉庫 😀\n2"}, {Title: long},
	}))[0]
	for _, want := range []string{"Übersicht (Größe)", "Łódź", "1 / 1", "Scheinwerfer für die Bühne", "Ελλάδα", "?? ??2"} {
		if !strings.Contains(page, shown(want)) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if strings.Contains(page, shown(long)) || !strings.Contains(page, "\x20\x26)") {
		t.Error("a title wider than its cell was not cut with an ellipsis")
	}
}

func TestGridIsDeterministic(t *testing.T) {
	t.Parallel()
	labels := []paper.Label{{Title: "Bühne", Symbol: symbol(t, paper.Code128, "LX-0815"), Caption: "LX-0815", Detail: "Größe"}}
	g := paper.Grid{Heading: "Blatt", Columns: 3, Rows: 8}
	first := pdfOf(t, g, labels)
	for range 20 { // map order would show sooner or later
		if !bytes.Equal(first, pdfOf(t, g, labels)) {
			t.Fatal("the same sheet has different bytes")
		}
	}
	if bytes.Contains(first, []byte(fmt.Sprint("D:", time.Now().Year()))) {
		t.Error("a date that nobody gave is in the file")
	}
	if len(first) > 64<<10 {
		t.Errorf("one label takes %d bytes: the fonts are not subset", len(first))
	}
	g.Created = time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	if dated := pdfOf(t, g, labels); bytes.Count(dated, []byte("D:20310506070809")) != 2 {
		t.Error("the given date is not in the file")
	}
}

func TestGridRefuses(t *testing.T) {
	t.Parallel()
	wide := symbol(t, paper.Code128, strings.Repeat("Wx", 30))
	dense := symbol(t, paper.QR, strings.Repeat("x", 400))
	for name, c := range map[string]struct {
		grid   paper.Grid
		labels []paper.Label
		want   string
	}{
		"no labels":         {paper.Grid{Columns: 2, Rows: 2}, nil, "without labels"},
		"no columns":        {paper.Grid{Rows: 2}, []paper.Label{{}}, "1 to 6 columns"},
		"too many rows":     {paper.Grid{Columns: 2, Rows: 99}, []paper.Label{{}}, "16 rows"},
		"too wide":          {paper.Grid{Columns: 3, Rows: 2}, []paper.Label{{}, {Symbol: wide}}, "label 2"},
		"too dense":         {paper.Grid{Columns: 3, Rows: 10}, []paper.Label{{Symbol: dense}}, "label 1"},
		"bars of no height": {paper.Grid{Columns: 1, Rows: 16}, []paper.Label{{Title: "T", Caption: "C", Detail: "D", Symbol: wide}}, "too low"},
	} {
		var b bytes.Buffer
		err := c.grid.WritePDF(&b, c.labels)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error = %v, want one about %q", name, err, c.want)
		}
		if b.Len() > 0 {
			t.Errorf("%s: %d bytes were written all the same", name, b.Len())
		}
	}
}
