package paper

import "slices"

// Stock is one kind of label paper by its geometry: a sheet of labels, or a roll,
// which is a sheet with one label. Lengths are in tenths of a millimetre.
type Stock struct {
	Name string // for programs
	Text string // for people
	// Width and Height are one label's.
	Width, Height int
	// DPI is the raster that bars lie on: that of common printers of this stock.
	DPI int

	pageWidth, pageHeight int
	columns, rows         int
	left, top             int // from the page's corner to the first label's
	across, down          int // from one label's corner to the next one's
	padding               int // kept free within a label: where printers and cutters are off
}

// Roll says whether the stock is one label after the other: it has no position
// to start at, and label printers take it as ZPL.
func (s Stock) Roll() bool { return s.PerPage() == 1 }

// PerPage is the number of labels of a page.
func (s Stock) PerPage() int { return s.columns * s.rows }

// The rasters of label printers, in dots per inch, and of sheets, where a 600 dpi
// printer has two dots for one.
const (
	DPI203   = 203
	DPI300   = 300
	sheetDPI = 300
)

func roll(name, text string, width, height int) Stock {
	return Stock{
		Name: name, Text: text, Width: width, Height: height, DPI: DPI203,
		pageWidth: width, pageHeight: height, columns: 1, rows: 1, padding: 10,
	}
}

func a4(name, text string, width, height, columns, rows, left, top, across, down, padding int) Stock {
	return Stock{
		Name: name, Text: text, Width: width, Height: height, DPI: sheetDPI,
		pageWidth: 2100, pageHeight: 2970, columns: columns, rows: rows, left: left, top: top, across: across, down: down, padding: padding,
	}
}

var stocks = []Stock{
	roll("roll-38x19", "Roll, 38 x 19 mm", 380, 190),
	roll("roll-50x25", "Roll, 50 x 25 mm", 500, 250),
	roll("roll-57x32", "Roll, 57 x 32 mm", 570, 320),
	roll("roll-76x51", "Roll, 76 x 51 mm", 760, 510),
	roll("card-86x54", "Card, 85.6 x 54 mm", 856, 540),
	a4("a4-38x21", "A4, 65 labels of 38.1 x 21.2 mm (Avery L7651)", 381, 212, 5, 13, 47, 107, 406, 212, 12),
	a4("a4-63x38", "A4, 21 labels of 63.5 x 38.1 mm (Avery L7160)", 635, 381, 3, 7, 72, 152, 660, 381, 20),
	a4("a4-70x36", "A4, 24 labels of 70 x 36 mm (Zweckform 3490)", 700, 360, 3, 8, 0, 45, 700, 360, 45),
}

// Stocks lists the label papers that are known by name.
func Stocks() []Stock { return slices.Clone(stocks) }

// FindStock returns the stock of a name.
func FindStock(name string) (Stock, bool) {
	for _, s := range stocks {
		if s.Name == name {
			return s, true
		}
	}
	return Stock{}, false
}

// dots is a length of tenths of a millimetre on a raster, rounded down.
func dots(tenths, dpi int) int { return tenths * dpi / 254 }
