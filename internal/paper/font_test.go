package paper_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"rms/internal/paper"
)

const accents = "äöüßéèÅŁűΆЙ–…"

func accented() []paper.Label {
	return []paper.Label{{Title: accents, Caption: accents, Detail: accents}}
}

// TestLettersAreDrawn follows each letter as a viewer would: from its number
// through the file's map to an outline of the embedded font, which must be the
// original's. Twice, because the library once spoilt the second file.
func TestLettersAreDrawn(t *testing.T) {
	t.Parallel()
	for range 2 {
		pdf := pdfOf(t, paper.Grid{Heading: accents, Columns: 1, Rows: 1}, accented())
		var fonts [][]byte // in the file's order: bold, mono, regular
		var maps [][]byte
		for _, m := range stream.FindAllSubmatch(pdf, -1) {
			z, err := zlib.NewReader(bytes.NewReader(m[1]))
			if err != nil {
				continue // not a compressed stream
			}
			body, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case bytes.HasPrefix(body, []byte{0, 1, 0, 0}):
				fonts = append(fonts, body)
			case len(body) == 1<<17:
				maps = append(maps, body)
			}
		}
		if len(fonts) != 3 || len(maps) != 3 {
			t.Fatalf("%d fonts and %d maps in the file, want 3 each", len(fonts), len(maps))
		}
		for i, original := range [][]byte{gobold.TTF, gomono.TTF, goregular.TTF} {
			for _, r := range accents {
				want := outline(t, original, func(f *sfnt.Font, b *sfnt.Buffer) (sfnt.GlyphIndex, error) { return f.GlyphIndex(b, r) })
				got := outline(t, fonts[i], func(*sfnt.Font, *sfnt.Buffer) (sfnt.GlyphIndex, error) {
					return sfnt.GlyphIndex(binary.BigEndian.Uint16(maps[i][2*r:])), nil
				})
				if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
					t.Errorf("font %d draws %q otherwise (-want +got):\n%s", i, r, diff)
				}
			}
		}
	}
}

func outline(t *testing.T, ttf []byte, index func(*sfnt.Font, *sfnt.Buffer) (sfnt.GlyphIndex, error)) sfnt.Segments {
	t.Helper()
	f, err := sfnt.Parse(ttf)
	if err != nil {
		t.Fatal(err)
	}
	var b sfnt.Buffer
	i, err := index(f, &b)
	if err != nil || i == 0 {
		t.Fatalf("no glyph: %v", err)
	}
	segments, err := f.LoadGlyph(&b, i, fixed.I(64), nil)
	if err != nil {
		t.Fatal(err)
	}
	return segments
}

// TestFontsStayWhole: the library rewrites the font that it is given. Each
// table's checksum, which the font itself carries, must still be right.
func TestFontsStayWhole(t *testing.T) {
	t.Parallel()
	pdfOf(t, paper.Grid{Heading: accents, Footer: accents, Columns: 1, Rows: 1}, accented())
	u32 := binary.BigEndian.Uint32
	for name, ttf := range map[string][]byte{"regular": goregular.TTF, "bold": gobold.TTF, "mono": gomono.TTF} {
		for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
			entry := ttf[12+16*i:]
			table, want, sum := string(entry[:4]), u32(entry[4:]), uint32(0)
			if table == "head" {
				continue // holds a sum over the whole file
			}
			body := ttf[u32(entry[8:]):]
			for at := uint32(0); at < u32(entry[12:]); at += 4 {
				sum += u32(body[at:])
			}
			if sum != want {
				t.Errorf("table %s of the font %s was changed", table, name)
			}
		}
	}
}
