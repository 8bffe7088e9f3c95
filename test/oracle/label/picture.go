// Package label draws what a label printer or a PDF viewer would make of a file,
// and worsens the picture as a hurried hand and a cheap camera do: it knows the
// two languages from their makers' manuals, and nothing of what wrote the file.
//
// Concurrency: functions without state.
package label

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Text is a text that was printed, with its base line's left end in dots.
type Text struct {
	X, Y int
	Body string
	Font string
	Size int
}

// Page is a printed page or label.
type Page struct {
	Picture *image.Gray
	Texts   []Text
}

func white(width, height int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	return img
}

// letters draws a text in real letters, so that one that runs into a code spoils it.
func (p *Page) letters(t Text, fixedWidth bool) error {
	p.Texts = append(p.Texts, t)
	data := goregular.TTF
	if fixedWidth {
		data = gomono.TTF
	}
	f, err := opentype.Parse(data)
	if err != nil {
		return fmt.Errorf("read the font: %w", err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(max(t.Size, 1)), DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return fmt.Errorf("size the font: %w", err)
	}
	d := font.Drawer{Dst: p.Picture, Src: image.NewUniform(color.Gray{}), Face: face, Dot: fixed.P(t.X, t.Y)}
	d.DrawString(t.Body)
	return face.Close()
}

// Poor is the picture turned about its middle by some degrees and then blurred by
// a Gaussian of sigma dots, on white, with room around it.
func Poor(src image.Image, degrees, sigma float64) *image.Gray {
	const room = 40
	b := src.Bounds()
	w, h := b.Dx()+2*room, b.Dy()+2*room
	at := func(x, y int) float64 {
		if x < 0 || y < 0 || x >= b.Dx() || y >= b.Dy() {
			return 255
		}
		return float64(color.GrayModel.Convert(src.At(b.Min.X+x, b.Min.Y+y)).(color.Gray).Y)
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	grid := make([]float64, w*h)
	for y := range h {
		for x := range w {
			dx, dy := float64(x)-float64(w)/2, float64(y)-float64(h)/2
			sx, sy := cos*dx+sin*dy+float64(b.Dx())/2, cos*dy-sin*dx+float64(b.Dy())/2
			ix, iy := int(math.Floor(sx)), int(math.Floor(sy))
			fx, fy := sx-float64(ix), sy-float64(iy)
			grid[y*w+x] = (at(ix, iy)*(1-fx)+at(ix+1, iy)*fx)*(1-fy) + (at(ix, iy+1)*(1-fx)+at(ix+1, iy+1)*fx)*fy
		}
	}
	grid = blur(blur(grid, w, h, sigma, 1, 0), w, h, sigma, 0, 1)
	out := white(w, h)
	for i, v := range grid {
		out.Pix[i] = uint8(math.Round(v))
	}
	return out
}

// blur is one direction of a Gaussian.
func blur(in []float64, w, h int, sigma float64, dx, dy int) []float64 {
	if sigma == 0 {
		return in
	}
	reach := int(math.Ceil(3 * sigma))
	weights := make([]float64, 2*reach+1)
	var sum float64
	for i := range weights {
		weights[i] = math.Exp(-float64((i-reach)*(i-reach)) / (2 * sigma * sigma))
		sum += weights[i]
	}
	out := make([]float64, len(in))
	for y := range h {
		for x := range w {
			var v float64
			for i, weight := range weights {
				xx, yy := min(max(x+(i-reach)*dx, 0), w-1), min(max(y+(i-reach)*dy, 0), h-1)
				v += weight * in[yy*w+xx]
			}
			out[y*w+x] = v / sum
		}
	}
	return out
}
