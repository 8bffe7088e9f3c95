package remote

import (
	"context"
	"strings"

	"rms/central/client"
	"rms/syncproto/rental"
)

type itemsCmd struct {
	List itemsListCmd `cmd:"" help:"List items."`
	Show itemsShowCmd `cmd:"" help:"Show an item, and what happened to it last."`
	Find itemsFindCmd `cmd:"" help:"Find anything by a few words: items, types, orders, people, places."`
}

type itemsListCmd struct {
	Server
	listing
	CSV     bool                 `name:"csv" help:"All of it as CSV."`
	Words   []string             `arg:"" optional:"" help:"Words that must occur in tag, serial, notes or type."`
	Status  []rental.AssetStatus `help:"Only of these states." placeholder:"STATUS"`
	Site    []string             `help:"Only of these sites, by code." placeholder:"CODE"`
	Place   []string             `help:"Only at these places, by code." placeholder:"CODE"`
	Type    []string             `help:"Only of these item types, by code." placeholder:"CODE"`
	Order   string               `help:"Only what is out on this order." placeholder:"NUMBER"`
	Out     bool                 `help:"Only what is out."`
	Overdue bool                 `help:"Only what should be back."`
	Sort    string               `help:"tag, updated_at or created_at; with - before it, the other way round." placeholder:"COLUMN"`
}

// Help shows examples.
func (itemsListCmd) Help() string {
	return "Examples:\n  rms-central items list --status=deployed --site=BLN\n  rms-central items list --overdue --json | jq -r .tag\n  rms-central items list fresnel --csv > fresnels.csv"
}

// Run lists.
func (c *itemsListCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	q := client.AssetQuery{Listing: client.Listing{Sort: c.Sort, Limit: 200}, Status: c.Status, Query: strings.Join(c.Words, " ")}
	if q.SiteID, err = sites(ctx, far, c.Site); err != nil {
		return err
	}
	if q.PlaceID, err = places(ctx, far, c.Place); err != nil {
		return err
	}
	if q.ItemTypeID, err = types(ctx, far, c.Type); err != nil {
		return err
	}
	if c.Order != "" {
		id, err := named(ctx, far, rental.RentActions, "order", c.Order)
		if err != nil {
			return err
		}
		q.RentActionID = rental.RentActionID(id)
	}
	if c.Out {
		q.Out = "true"
	}
	if c.Overdue {
		q.Overdue = "true"
	}
	if c.CSV {
		q.Limit = 0
		return far.Assets.CSV(ctx, q, s.Out)
	}
	return rows(s, c.listing, far.Assets.List(ctx, q), func(kept []rental.Asset) ([]column[rental.Asset], error) {
		return assetColumns(ctx, far, kept)
	})
}

func assetColumns(ctx context.Context, c *client.Client, kept []rental.Asset) ([]column[rental.Asset], error) {
	types, err := typeNames(ctx, c, distinct(kept, func(a rental.Asset) rental.ItemTypeID { return a.ItemTypeID }))
	if err != nil {
		return nil, err
	}
	places, err := placeNames(ctx, c, distinct(kept, func(a rental.Asset) rental.PlaceID { return a.PlaceID }))
	if err != nil {
		return nil, err
	}
	return []column[rental.Asset]{
		{"TAG", func(a rental.Asset) string { return a.Tag }},
		{"TYPE", func(a rental.Asset) string { return types[string(a.ItemTypeID)] }},
		{"STATUS", func(a rental.Asset) string { return string(a.Status) }},
		{"PLACE", func(a rental.Asset) string { return places[string(a.PlaceID)] }},
		{"WITH", func(a rental.Asset) string { return a.Custody.PersonName }},
		{"ORDER", func(a rental.Asset) string { return string(a.Custody.Number) }},
		{"DUE", func(a rental.Asset) string { return at(a.Custody.Due) }},
	}, nil
}

type itemsShowCmd struct {
	Server
	form
	Item    string `arg:"" help:"Tag or id of the item." placeholder:"TAG"`
	History int    `help:"How much of its history is shown." default:"10" placeholder:"N"`
}

// Help shows examples.
func (itemsShowCmd) Help() string {
	return "Examples:\n  rms-central items show LAMP-0042\n  rms-central items show LAMP-0042 --json"
}

// Run shows.
func (c *itemsShowCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	id, err := named(ctx, far, rental.Assets, "item", c.Item)
	if err != nil {
		return err
	}
	got, err := far.Assets.Get(ctx, rental.AssetID(id))
	if err != nil {
		return about(c.Item, err)
	}
	a := got.Row
	types, err := typeNames(ctx, far, []string{string(a.ItemTypeID)})
	if err != nil {
		return err
	}
	places, err := placeNames(ctx, far, distinct([]rental.Asset{a}, func(a rental.Asset) rental.PlaceID { return a.PlaceID }, func(a rental.Asset) rental.PlaceID { return a.HomePlaceID }))
	if err != nil {
		return err
	}
	err = show(s, c.form, a,
		fact{"tag", a.Tag}, fact{"type", types[string(a.ItemTypeID)]}, fact{"serial", a.Serial}, fact{"status", string(a.Status)},
		fact{"place", places[string(a.PlaceID)]}, fact{"home", places[string(a.HomePlaceID)]}, fact{"with", a.Custody.PersonName}, fact{"order", string(a.Custody.Number)},
		fact{"due", at(a.Custody.Due)}, fact{"notes", a.Notes}, fact{"id", string(a.ID)}, fact{"revision", number(a.Rev)},
	)
	if err != nil || c.JSON || c.History <= 0 {
		return err
	}
	return history(s, c.History, far.Assets.History(ctx, a.ID, client.PartQuery{Limit: min(c.History, 200)}))
}

type itemsFindCmd struct {
	Server
	form
	Words []string `arg:"" help:"A few words, or a code."`
	Kind  []string `help:"Only these kinds: assets, item_types, rent_actions, projects, people, companies, places, exceptions, kiosks, tag_aliases." placeholder:"KIND"`
}

// Help shows examples.
func (itemsFindCmd) Help() string {
	return "Examples:\n  rms-central items find fresnel 2000\n  rms-central items find berg --kind=people"
}

// Run finds.
func (c *itemsFindCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	hits, err := far.Search(ctx, client.SearchQuery{Query: strings.Join(c.Words, " "), Kinds: c.Kind, Limit: 50})
	if err != nil {
		return err
	}
	return rows(s, listing{form: c.form, Limit: new(int)}, all(hits), columns(
		column[client.Hit]{"KIND", func(h client.Hit) string { return h.Kind }},
		column[client.Hit]{"CODE", func(h client.Hit) string { return h.Code }},
		column[client.Hit]{"TITLE", func(h client.Hit) string { return h.Title }},
		column[client.Hit]{"DETAIL", func(h client.Hit) string { return h.Detail }},
		column[client.Hit]{"STATE", func(h client.Hit) string { return h.State }},
		column[client.Hit]{"ID", func(h client.Hit) string { return h.ID }},
	))
}
