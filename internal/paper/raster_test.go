package paper_test

import (
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"math"
	"regexp"
	"strconv"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// What is drawn is judged by a decoder that shares no code with the encoder, on
// pixels that the two little rasterisers below make of SVG and of PDF.

func readCode128(t testing.TB, img image.Image) string {
	t.Helper()
	return read(t, oned.NewCode128Reader(), img)
}

func readQR(t testing.TB, img image.Image) string {
	t.Helper()
	return read(t, qrcode.NewQRCodeReader(), img)
}

// readPureQR takes the picture for a QR code and nothing else. The detector that
// readQR uses looks for finder patterns anywhere and now and then takes random
// data for one; what is under test is the code, not that detector.
func readPureQR(t testing.TB, img image.Image) string {
	t.Helper()
	return read(t, qrcode.NewQRCodeReader(), img, gozxing.DecodeHintType_PURE_BARCODE)
}

func read(t testing.TB, reader gozxing.Reader, img image.Image, flags ...gozxing.DecodeHintType) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_CHARACTER_SET: "UTF-8"}
	for _, f := range flags {
		hints[f] = true
	}
	result, err := reader.Decode(bitmap, hints)
	if err != nil {
		t.Fatalf("decode a %v picture: %v", img.Bounds().Size(), err)
	}
	return result.GetText()
}

type svgFile struct {
	Width  int    `xml:"width,attr"`
	Height int    `xml:"height,attr"`
	Box    string `xml:"viewBox,attr"`
	Title  string `xml:"title"`
	Rect   struct {
		Width  int    `xml:"width,attr"`
		Height int    `xml:"height,attr"`
		Fill   string `xml:"fill,attr"`
	} `xml:"rect"`
	Path struct {
		D    string `xml:"d,attr"`
		Fill string `xml:"fill,attr"`
	} `xml:"path"`
	Text *struct {
		Y    int    `xml:"y,attr"`
		Size int    `xml:"font-size,attr"`
		Body string `xml:",chardata"`
	} `xml:"text"`
}

func parseSVG(t testing.TB, svg []byte) svgFile {
	t.Helper()
	var f svgFile
	d := xml.NewDecoder(bytes.NewReader(svg))
	d.Strict = true
	if err := d.Decode(&f); err != nil {
		t.Fatalf("the SVG is not well-formed: %v\n%s", err, svg)
	}
	if want := fmt.Sprintf("0 0 %d %d", f.Width, f.Height); f.Box != want {
		t.Fatalf("viewBox = %q, want %q", f.Box, want)
	}
	return f
}

// rasteriseSVG paints the one rectangle and the one path that our SVGs have.
func rasteriseSVG(t testing.TB, svg []byte) *image.Gray {
	t.Helper()
	f := parseSVG(t, svg)
	img := image.NewGray(image.Rect(0, 0, f.Width, f.Height))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.Gray{Y: 90}), image.Point{}, draw.Src)
	if f.Rect.Fill != "#fff" || f.Path.Fill != "#000" {
		t.Fatalf("fills are %q and %q", f.Rect.Fill, f.Path.Fill)
	}
	fill(img, image.Rect(0, 0, f.Rect.Width, f.Rect.Height), 255)
	rest := f.Path.D
	for rest != "" {
		var x, y, w, h, back int
		n, err := fmt.Sscanf(rest, "M%d %dh%dv%dh-%dz", &x, &y, &w, &h, &back)
		if err != nil || n != 5 || back != w {
			t.Fatalf("path %.40q: %v", rest, err)
		}
		fill(img, image.Rect(x, y, x+w, y+h), 0)
		rest = rest[bytes.IndexByte([]byte(rest), 'z')+1:]
	}
	return img
}

func fill(img *image.Gray, r image.Rectangle, v uint8) {
	draw.Draw(img, r, image.NewUniform(color.Gray{Y: v}), image.Point{}, draw.Src)
}

var (
	stream = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
	filled = regexp.MustCompile(`(?m)^(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re f$`)
)

// pageStreams returns the inflated drawing instructions of each page.
func pageStreams(t testing.TB, pdf []byte) []string {
	t.Helper()
	var out []string
	for _, m := range stream.FindAllSubmatch(pdf, -1) {
		z, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue // not a compressed stream
		}
		body, err := io.ReadAll(z)
		if err != nil {
			t.Fatalf("inflate: %v", err)
		}
		if bytes.Contains(body, []byte(" Tf ET")) || bytes.Contains(body, []byte(" re f")) {
			out = append(out, string(body))
		}
	}
	return out
}

const dot = 0.24 // points: one dot of a 300 dpi printer

// rasterisePDF paints a page's filled rectangles as a 300 dpi printer would, and
// fails if an edge does not lie on its raster.
func rasterisePDF(t testing.TB, page string) *image.Gray {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 2481, 3508))
	fill(img, img.Bounds(), 255)
	for _, m := range filled.FindAllStringSubmatch(page, -1) {
		var dots [4]int
		for i := range dots {
			v, err := strconv.ParseFloat(m[i+1], 64)
			if err != nil {
				t.Fatal(err)
			}
			dots[i] = int(math.Round(v / dot))
			if off := math.Abs(v - float64(dots[i])*dot); off > 0.006 {
				t.Fatalf("%q: an edge is %.3f pt off the raster", m[0], off)
			}
		}
		x, y, w, h := dots[0], 3507-dots[1], dots[2], -dots[3]
		fill(img, image.Rect(x, y, x+w, y+h), 0)
	}
	return img
}
