package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"rms/central/client"
	"rms/syncproto/rental"
)

type exportCmd struct {
	Server
	List string `arg:"" help:"Which list: items, types, stock, places, people, orders, jobs or questions." enum:"items,types,stock,places,people,orders,jobs,questions" placeholder:"LIST"`
	Out  string `help:"Write into this file; onto the screen if it is left out." type:"path" placeholder:"FILE"`
}

// Help shows examples.
func (exportCmd) Help() string {
	return "The lists' own commands take filters: rms-central items list --site=BLN --csv\nExamples:\n  rms-central export items --out=items.csv"
}

// Run exports.
func (c *exportCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	return into(s, c.Out, func(w io.Writer) error {
		switch c.List {
		case "items":
			return far.Assets.CSV(ctx, client.AssetQuery{}, w)
		case "types":
			return far.ItemTypes.CSV(ctx, client.ItemTypeQuery{Archived: true}, w)
		case "stock":
			return far.Stock.CSV(ctx, client.StockQuery{}, w)
		case "places":
			return far.Places.CSV(ctx, client.PlaceQuery{Archived: true}, w)
		case "people":
			return far.People.CSV(ctx, client.PersonQuery{Archived: true}, w)
		case "orders":
			return far.Orders.CSV(ctx, client.OrderQuery{}, w)
		case "jobs":
			return far.Projects.CSV(ctx, client.ProjectQuery{}, w)
		}
		return far.Exceptions.CSV(ctx, client.ExceptionQuery{}, w)
	})
}

// into writes a file beside its place and puts it there when it is whole; no name
// is the screen.
func into(s Screen, name string, write func(io.Writer) error) (err error) {
	if name == "" {
		return write(s.Out)
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return NoFile("out", name, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return fmt.Errorf("put %s in its place: %w", name, err)
	}
	return nil
}

type labelsCmd struct {
	Print  labelsPrintCmd  `cmd:"" help:"Print labels of items or places."`
	Stocks labelsStocksCmd `cmd:"" help:"List the sheets and rolls that are known."`
}

type labelsPrintCmd struct {
	Server
	Items  []string `arg:"" optional:"" help:"Tags or ids of the items."`
	Places []string `help:"Codes of places." placeholder:"CODE"`
	Stock  string   `help:"Which sheet or roll; labels stocks lists them." placeholder:"NAME"`
	Format string   `help:"pdf or zpl." enum:"pdf,zpl" default:"pdf"`
	Start  int64    `help:"First label of the sheet that is still there, from 0." placeholder:"N"`
	DPI    int64    `name:"dpi" help:"Of a label printer." placeholder:"N"`
	Symbol string   `help:"qr, data_matrix or code128, as central knows them." placeholder:"SYMBOL"`
	Out    string   `required:"" help:"File to write; - is the screen." placeholder:"FILE"`
}

// Help shows examples.
func (labelsPrintCmd) Help() string {
	return "Examples:\n  rms-central labels print LAMP-0001 LAMP-0002 --out=labels.pdf\n  rms-central labels print --places=A-01,A-02 --format=zpl --out=- | lp -d zebra -o raw"
}

// Run prints.
func (c *labelsPrintCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	in := client.PrintInput{Stock: c.Stock, Format: c.Format, Start: c.Start, DPI: c.DPI, Symbol: c.Symbol}
	if in.PlaceIDs, err = places(ctx, far, c.Places); err != nil {
		return err
	}
	for _, name := range c.Items {
		id, err := named(ctx, far, rental.Assets, "item", name)
		if err != nil {
			return err
		}
		in.AssetIDs = append(in.AssetIDs, rental.AssetID(id))
	}
	if len(in.AssetIDs)+len(in.PlaceIDs) == 0 {
		return &rental.Error{Code: rental.CodeInvalid, Reason: "nothing_to_print", Message: "no item and no place is named", Hint: "name items by their tags, or places with --places"}
	}
	if c.Out == "-" {
		c.Out = ""
	}
	return into(s, c.Out, func(w io.Writer) error { return far.Labels.Print(ctx, in, w) })
}

type labelsStocksCmd struct {
	Server
	form
}

// Help shows examples.
func (labelsStocksCmd) Help() string { return "Examples:\n  rms-central labels stocks" }

// Run lists.
func (c *labelsStocksCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	stocks, err := far.Labels.Stocks(ctx)
	if err != nil {
		return err
	}
	return rows(s, listing{form: c.form, Limit: new(int)}, all(stocks), columns(
		column[client.LabelStock]{"NAME", func(l client.LabelStock) string { return l.Name }},
		column[client.LabelStock]{"WHAT", func(l client.LabelStock) string { return l.Text }},
		column[client.LabelStock]{"MM", func(l client.LabelStock) string { return fmt.Sprintf("%gx%g", l.WidthMM, l.HeightMM) }},
		column[client.LabelStock]{"A PAGE", func(l client.LabelStock) string { return number(l.PerPage) }},
	))
}
