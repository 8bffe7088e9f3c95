package sheet

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"rms/internal/paper"
	"rms/syncproto/rental"
)

// Format is what a printer takes.
type Format string

// The formats.
const (
	PDF Format = "pdf"
	ZPL Format = "zpl"
)

// Label is what one label says, and Symbol how its code is drawn.
type (
	Label  = paper.Sticker
	Symbol = paper.Kind
)

// Labels says how labels are to be printed. The zero value is a PDF for the
// smallest roll.
type Labels struct {
	Stock  string // its name; empty: the first of Stocks
	Format Format
	DPI    int // of a label printer, ZPL only; 0 means 203
	Start  int // the first free label of a sheet, from 1; 0 means 1
	Symbol Symbol
}

// LabelStock is a label paper as people choose it.
type LabelStock struct {
	Name     string  `json:"name"`
	Text     string  `json:"text"`
	WidthMM  float64 `json:"width_mm"`
	HeightMM float64 `json:"height_mm"`
	PerPage  int     `json:"per_page" doc:"1 for a roll"`
	Roll     bool    `json:"roll" doc:"label printers take it as ZPL, too"`
}

// Stocks lists the label papers that are known.
func Stocks() []LabelStock {
	var out []LabelStock
	for _, s := range paper.Stocks() {
		out = append(out, LabelStock{
			Name: s.Name, Text: s.Text, WidthMM: float64(s.Width) / 10, HeightMM: float64(s.Height) / 10, PerPage: s.PerPage(), Roll: s.Roll(),
		})
	}
	return out
}

// AssetLabel is the label of a thing; house is whose it is, or where its home is.
func AssetLabel(a rental.Asset, t rental.ItemType, house string) Label {
	name := t.Name
	if t.Maker != "" {
		name = t.Maker + " " + t.Name
	}
	return Label{Code: a.Tag, Text: a.Tag, Name: name, Note: house}
}

// PlaceLabel is the label of a place at a site.
func PlaceLabel(p rental.Place, site string) Label {
	return Label{Code: p.Code, Text: p.Code, Name: p.Name, Note: site}
}

// BadgeLabel is a person's badge. Its code stands in the symbol alone: what people
// can read, they can copy.
func BadgeLabel(p rental.Person, code, house string) Label {
	return Label{Code: code, Name: p.Name, Note: house}
}

// Write prints stickers. What they cannot be printed on is a *rental.Error, with
// the index of the sticker that is too large in Field: labels[3].
func (l Labels) Write(w io.Writer, title string, list []Label) error {
	bad := func(reason, field, message, hint string) error {
		return &rental.Error{Code: rental.CodeInvalid, Reason: reason, Field: field, Message: message, Hint: hint}
	}
	stock := paper.Stocks()[0]
	if l.Stock != "" {
		var ok bool
		if stock, ok = paper.FindStock(l.Stock); !ok {
			return bad("unknown_stock", "stock", "there is no label paper "+l.Stock, "choose one of GET /v1/labels/stocks")
		}
	}
	if l.Start > stock.PerPage() {
		return bad("bad_start", "start", fmt.Sprintf("a page of %s has %d labels", stock.Text, stock.PerPage()), "count the labels row by row, from 1")
	}
	if len(list) == 0 {
		return bad("no_labels", "asset_ids", "there is nothing to print", "choose items or places")
	}
	if l.Format == ZPL && !stock.Roll() {
		return bad("sheet_as_zpl", "stock", stock.Text+" is a sheet, and label printers take rolls", "choose a roll, or PDF")
	}
	s := paper.Stickers{Title: title, Stock: stock, Start: l.Start, Kind: l.Symbol}
	var err error
	if l.Format == ZPL {
		dpi := l.DPI
		if dpi == 0 {
			dpi = paper.DPI203
		}
		err = s.WriteZPL(w, dpi, list)
	} else {
		err = s.WritePDF(w, list)
	}
	var refused *paper.Refused
	if errors.As(err, &refused) {
		what := strings.TrimSpace(list[refused.At].Text + " " + list[refused.At].Name)
		return bad("label_too_small", fmt.Sprintf("labels[%d]", refused.At), what+" cannot be printed on "+stock.Text+": "+refused.Err.Error(),
			"choose a larger label")
	}
	return err
}
