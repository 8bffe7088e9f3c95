package remote

import (
	"context"
	"fmt"
	"strings"

	"rms/central/client"
	"rms/syncproto/rental"
)

type stockCmd struct {
	List    stockListCmd    `cmd:"" help:"List how many there are, by type and place."`
	Totals  stockTotalsCmd  `cmd:"" help:"Sum up by type, place or site."`
	Count   stockCountCmd   `cmd:"" help:"Say how many are there."`
	Receive stockReceiveCmd `cmd:"" help:"Say how many came."`
	Adjust  stockAdjustCmd  `cmd:"" help:"Say how many more there are, or less, and why."`
	History stockHistoryCmd `cmd:"" help:"Show what was counted, received and corrected."`
	Undo    stockUndoCmd    `cmd:"" help:"Take back a count or a change."`
}

// narrowed is how stock is narrowed.
type narrowed struct {
	Words []string `arg:"" optional:"" help:"Words that must occur in the name or code of the type or of the place."`
	Type  []string `help:"Only of these item types, by code." placeholder:"CODE"`
	Place []string `help:"Only at these places, by code." placeholder:"CODE"`
	Site  []string `help:"Only of these sites, by code." placeholder:"CODE"`
	Below int64    `help:"Only where there are fewer than this." placeholder:"N"`
}

func (n narrowed) query(ctx context.Context, far *client.Client) (q client.StockQuery, err error) {
	q.Query, q.Below = strings.Join(n.Words, " "), n.Below
	if q.ItemTypeID, err = types(ctx, far, n.Type); err != nil {
		return q, err
	}
	if q.PlaceID, err = places(ctx, far, n.Place); err != nil {
		return q, err
	}
	q.SiteID, err = sites(ctx, far, n.Site)
	return q, err
}

type stockListCmd struct {
	Server
	listing
	narrowed
	CSV  bool   `name:"csv" help:"All of it as CSV."`
	Sort string `help:"name, on_hand, updated_at or created_at; with - before it, the other way round." placeholder:"COLUMN"`
}

// Help shows examples.
func (stockListCmd) Help() string {
	return "Examples:\n  rms-central stock list xlr --site=BLN\n  rms-central stock list --below=10 --sort=on_hand\n  rms-central stock list --csv > stock.csv"
}

// Run lists.
func (c *stockListCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	q, err := c.query(ctx, far)
	if err != nil {
		return err
	}
	q.Sort = c.Sort
	if c.CSV {
		return far.Stock.CSV(ctx, q, s.Out)
	}
	q.Limit = 200
	return rows(s, c.listing, far.Stock.List(ctx, q), columns(
		column[client.Stock]{"CODE", func(r client.Stock) string { return r.ItemTypeCode }},
		column[client.Stock]{"TYPE", func(r client.Stock) string { return r.ItemType }},
		column[client.Stock]{"PLACE", placeOf},
		column[client.Stock]{"SITE", func(r client.Stock) string { return r.Site }},
		column[client.Stock]{"ON HAND", func(r client.Stock) string { return fmt.Sprint(r.OnHand) }},
		column[client.Stock]{"COUNTED", func(r client.Stock) string { return at(r.AnchorAt) }},
	))
}

func placeOf(r client.Stock) string {
	if r.PlaceCode != "" {
		return r.PlaceCode
	}
	return r.Place
}

type stockTotalsCmd struct {
	Server
	form
	narrowed
	By string `help:"type, place or site." enum:"type,place,site" default:"type"`
}

// Help shows examples.
func (stockTotalsCmd) Help() string { return "Examples:\n  rms-central stock totals xlr --by=site" }

// Run sums up.
func (c *stockTotalsCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	q, err := c.query(ctx, far)
	if err != nil {
		return err
	}
	by := map[string]string{"type": "item_type"}[c.By]
	if by == "" {
		by = c.By
	}
	t, err := far.Stock.Totals(ctx, client.StockTotalsQuery{By: by, ItemTypeID: q.ItemTypeID, PlaceID: q.PlaceID, SiteID: q.SiteID, Below: q.Below, Query: q.Query})
	if err != nil {
		return err
	}
	if t.More {
		s.warn("these are the first %d: narrow the list", len(t.Groups))
	}
	return rows(s, listing{form: c.form, Limit: new(int)}, all(t.Groups), columns(
		column[client.StockGroup]{"CODE", func(g client.StockGroup) string { return g.Code }},
		column[client.StockGroup]{"NAME", func(g client.StockGroup) string { return g.Name }},
		column[client.StockGroup]{"ON HAND", func(g client.StockGroup) string { return fmt.Sprint(g.OnHand) }},
		column[client.StockGroup]{"IN", func(g client.StockGroup) string { return fmt.Sprint(g.Rows) }},
	))
}

// entering is what all entries have in common.
type entering struct {
	Server
	form
	Type   string `arg:"" help:"Code or id of the item type." placeholder:"TYPE"`
	At     string `required:"" help:"Code or id of the place." placeholder:"CODE"`
	Reason string `help:"Why." placeholder:"TEXT"`
}

func (c entering) enter(ctx context.Context, s Screen, kind rental.EntryKind, n int64) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	in := client.StockEntryInput{Kind: kind, Quantity: n, Reason: c.Reason}
	if in.ItemTypeID, in.PlaceID, err = c.where(ctx, far); err != nil {
		return err
	}
	done, err := far.Stock.Enter(ctx, in)
	if err != nil {
		return about(c.Type, err)
	}
	return told(s, c.form, done.Row)
}

func (c entering) where(ctx context.Context, far *client.Client) (rental.ItemTypeID, rental.PlaceID, error) {
	typ, err := named(ctx, far, rental.ItemTypes, "item type", c.Type)
	if err != nil {
		return "", "", err
	}
	place, err := named(ctx, far, rental.Places, "place", c.At)
	return rental.ItemTypeID(typ), rental.PlaceID(place), err
}

// told says what there is now.
func told(s Screen, f form, done client.StockEntered) error {
	switch {
	case f.JSON:
		return line(s, done)
	case done.Stock == nil:
		return s.say("nothing is counted there any more")
	}
	return s.say("%d x %s at %s", done.Stock.OnHand, done.Stock.ItemType, placeOf(*done.Stock))
}

type stockCountCmd struct {
	entering
	Quantity int64 `arg:"" help:"How many are there now." placeholder:"N"`
}

// Help shows examples.
func (stockCountCmd) Help() string { return "Examples:\n  rms-central stock count XLR10 24 --at=BIN-1" }

// Run counts.
func (c *stockCountCmd) Run(ctx context.Context, s Screen) error {
	return c.enter(ctx, s, rental.EntryCount, c.Quantity)
}

type stockReceiveCmd struct {
	entering
	Quantity int64 `arg:"" help:"How many came." placeholder:"N"`
}

// Help shows examples.
func (stockReceiveCmd) Help() string {
	return "Examples:\n  rms-central stock receive GAFF 48 --at=BIN-1"
}

// Run receives.
func (c *stockReceiveCmd) Run(ctx context.Context, s Screen) error {
	return c.enter(ctx, s, rental.EntryReceive, c.Quantity)
}

type stockAdjustCmd struct {
	entering
	By int64 `required:"" help:"How many more there are; less than zero: how many less." placeholder:"N"`
}

// Help shows examples.
func (stockAdjustCmd) Help() string {
	return "Examples:\n  rms-central stock adjust XLR10 --at=BIN-1 --by=-3 --reason=\"cut by a stage door\""
}

// Run corrects.
func (c *stockAdjustCmd) Run(ctx context.Context, s Screen) error {
	return c.enter(ctx, s, rental.EntryAdjust, c.By)
}

type stockHistoryCmd struct {
	Server
	listing
	Type string `arg:"" help:"Code or id of the item type." placeholder:"TYPE"`
	At   string `required:"" help:"Code or id of the place." placeholder:"CODE"`
}

// Help shows examples.
func (stockHistoryCmd) Help() string {
	return "The last column is what undo takes.\nExamples:\n  rms-central stock history XLR10 --at=BIN-1"
}

// Run shows.
func (c *stockHistoryCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	typ, place, err := entering{Type: c.Type, At: c.At}.where(ctx, far)
	if err != nil {
		return err
	}
	q := client.StockQuery{ItemTypeID: []rental.ItemTypeID{typ}, PlaceID: []rental.PlaceID{place}}
	for r, err := range far.Stock.List(ctx, q) {
		if err != nil {
			return err
		}
		return rows(s, c.listing, far.Stock.Entries(ctx, r.ID, client.EntryQuery{Limit: 200}), columns(
			column[client.StockEntry]{"WHEN", func(e client.StockEntry) string { return at(e.Occurred) }},
			column[client.StockEntry]{"WHAT", func(e client.StockEntry) string { return string(e.Kind) }},
			column[client.StockEntry]{"N", signed},
			column[client.StockEntry]{"LEFT", func(e client.StockEntry) string { return fmt.Sprint(e.OnHand) }},
			column[client.StockEntry]{"WHO", func(e client.StockEntry) string { return e.By }},
			column[client.StockEntry]{"WHY", why},
			column[client.StockEntry]{"ID", func(e client.StockEntry) string { return string(e.ID) }},
		))
	}
	return &rental.Error{
		Code: rental.CodeNotFound, Reason: "no_such_stock", Message: "there is no stock of " + c.Type + " at " + c.At, Hint: "rms-central stock count enters how many are there",
	}
}

// signed is what an entry says: of a change whether it came or went.
func signed(e client.StockEntry) string {
	if e.Kind == rental.EntryCount {
		return fmt.Sprint("=", e.Quantity)
	}
	return fmt.Sprintf("%+d", e.Quantity)
}

func why(e client.StockEntry) string {
	if e.UndoneBy == "" {
		return e.Reason
	}
	text := "taken back by " + e.UndoneName
	if e.UndoReason != "" {
		text += ": " + e.UndoReason
	}
	return text
}

type stockUndoCmd struct {
	Server
	form
	Entry  string `arg:"" help:"Id of the entry; history shows it." placeholder:"ID"`
	Reason string `help:"Why." placeholder:"TEXT"`
}

// Help shows examples.
func (stockUndoCmd) Help() string {
	return "Examples:\n  rms-central stock undo 0192f0c1-7c00-7000-8000-000000000131 --reason=\"typed twice\""
}

// Run takes back.
func (c *stockUndoCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	done, err := far.Stock.Undo(ctx, rental.ItemID(strings.TrimSpace(c.Entry)), c.Reason)
	if err != nil {
		return about(c.Entry, err)
	}
	return told(s, c.form, done.Row)
}
