// Package sheet draws central's papers; so far the sheet of codes to try.
//
// Invariants: what is printed is what is given; nothing is read from a store.
//
// Concurrency: everything is a function of its arguments.
package sheet

import (
	"fmt"
	"io"

	"rms/internal/paper"
	"rms/syncproto/rental"
)

const (
	demoColumns = 2
	demoRows    = 6
)

// roleTitles says what a code to try does.
var roleTitles = map[string]string{
	"badge": "1  Sign in", "order": "2  Open the order", "item": "3  Take an item out",
	"item_out_elsewhere": "4  An item that is out elsewhere", "unknown": "5  A code that nobody knows",
}

// DemoCodes writes the codes of one site as a PDF of labelled barcodes.
func DemoCodes(w io.Writer, site rental.Place, codes []rental.DemoCode) error {
	var labels []paper.Label
	for _, c := range codes {
		if c.ForSite != "" && c.ForSite != rental.SiteID(site.ID) {
			continue
		}
		symbol, err := paper.Code128(c.Code)
		if err != nil {
			return fmt.Errorf("draw the code of %s: %w", c.Label, err)
		}
		title, ok := roleTitles[c.Role]
		if !ok {
			title = c.Role
		}
		labels = append(labels, paper.Label{Title: title, Symbol: symbol, Caption: c.Code, Detail: c.Label})
	}
	g := paper.Grid{Heading: "Codes to try at " + site.Name, Footer: "RMS demo company", Columns: demoColumns, Rows: demoRows}
	if err := g.WritePDF(w, labels); err != nil {
		return fmt.Errorf("write the sheet of %s: %w", site.Name, err)
	}
	return nil
}
