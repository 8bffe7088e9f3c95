package remote

import (
	"context"
	"strings"

	"rms/central/client"
	"rms/syncproto/rental"
)

type placesCmd struct {
	List placesListCmd `cmd:"" help:"List places."`
	Show placesShowCmd `cmd:"" help:"Show a place."`
}

type placesListCmd struct {
	Server
	listing
	CSV      bool               `name:"csv" help:"All of it as CSV."`
	Words    []string           `arg:"" optional:"" help:"Words that must occur in code, name or address."`
	Kind     []rental.PlaceKind `help:"Only of these kinds, such as site or shelf." placeholder:"KIND"`
	Site     []string           `help:"Only of these sites, by code." placeholder:"CODE"`
	Archived bool               `help:"With those that are no longer used."`
}

// Help shows examples.
func (placesListCmd) Help() string { return "Examples:\n  rms-central places list --kind=site" }

// Run lists.
func (c *placesListCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	q := client.PlaceQuery{Listing: client.Listing{Limit: 200}, Kind: c.Kind, Query: strings.Join(c.Words, " "), Archived: c.Archived}
	if q.SiteID, err = sites(ctx, far, c.Site); err != nil {
		return err
	}
	if c.CSV {
		q.Limit = 0
		return far.Places.CSV(ctx, q, s.Out)
	}
	return rows(s, c.listing, far.Places.List(ctx, q), func(kept []rental.Place) ([]column[rental.Place], error) {
		within, err := placeNames(ctx, far, distinct(kept, func(p rental.Place) rental.PlaceID { return p.ParentID }))
		return []column[rental.Place]{
			{"CODE", func(p rental.Place) string { return p.Code }},
			{"NAME", func(p rental.Place) string { return p.Name }},
			{"KIND", func(p rental.Place) string { return string(p.Kind) }},
			{"WITHIN", func(p rental.Place) string { return within[string(p.ParentID)] }},
			{"ZONE", func(p rental.Place) string { return p.Zone }},
			{"ID", func(p rental.Place) string { return string(p.ID) }},
		}, err
	})
}

type placesShowCmd struct {
	Server
	form
	Place string `arg:"" help:"Code, name or id of the place." placeholder:"CODE"`
}

// Help shows examples.
func (placesShowCmd) Help() string { return "Examples:\n  rms-central places show A-01" }

// Run shows.
func (c *placesShowCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	id, err := named(ctx, far, rental.Places, "place", c.Place)
	if err != nil {
		return err
	}
	got, err := far.Places.Get(ctx, rental.PlaceID(id))
	if err != nil {
		return about(c.Place, err)
	}
	p := got.Row
	within, err := placeNames(ctx, far, distinct([]rental.Place{p}, func(p rental.Place) rental.PlaceID { return p.ParentID }))
	if err != nil {
		return err
	}
	return show(s, c.form, p,
		fact{"code", p.Code}, fact{"name", p.Name}, fact{"kind", string(p.Kind)}, fact{"within", within[string(p.ParentID)]}, fact{"address", p.Address}, fact{"zone", p.Zone},
		fact{"archived", yes(p.Archived)}, fact{"id", string(p.ID)}, fact{"revision", number(p.Rev)},
	)
}

type typesCmd struct {
	List typesListCmd `cmd:"" help:"List item types."`
	Show typesShowCmd `cmd:"" help:"Show an item type, and how many items there are of it."`
}

type typesListCmd struct {
	Server
	listing
	CSV      bool     `name:"csv" help:"All of it as CSV."`
	Words    []string `arg:"" optional:"" help:"Words that must occur in code, name or maker."`
	Category []string `help:"Only of these categories." placeholder:"CATEGORY"`
	Archived bool     `help:"With those that are no longer used."`
}

// Help shows examples.
func (typesListCmd) Help() string { return "Examples:\n  rms-central types list fresnel" }

// Run lists.
func (c *typesListCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	q := client.ItemTypeQuery{Listing: client.Listing{Limit: 200}, Category: c.Category, Query: strings.Join(c.Words, " "), Archived: c.Archived}
	if c.CSV {
		q.Limit = 0
		return far.ItemTypes.CSV(ctx, q, s.Out)
	}
	return rows(s, c.listing, far.ItemTypes.List(ctx, q), columns(
		column[rental.ItemType]{"CODE", func(t rental.ItemType) string { return t.Code }},
		column[rental.ItemType]{"NAME", func(t rental.ItemType) string { return t.Name }},
		column[rental.ItemType]{"MAKER", func(t rental.ItemType) string { return t.Maker }},
		column[rental.ItemType]{"CATEGORY", func(t rental.ItemType) string { return t.Category }},
		column[rental.ItemType]{"KIND", func(t rental.ItemType) string { return string(t.Kind) }},
		column[rental.ItemType]{"ID", func(t rental.ItemType) string { return string(t.ID) }},
	))
}

type typesShowCmd struct {
	Server
	form
	Type string `arg:"" help:"Code, name or id of the item type." placeholder:"CODE"`
}

// Help shows examples.
func (typesShowCmd) Help() string { return "Examples:\n  rms-central types show LAMP" }

// Run shows.
func (c *typesShowCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	id, err := named(ctx, far, rental.ItemTypes, "item type", c.Type)
	if err != nil {
		return err
	}
	got, err := far.ItemTypes.Get(ctx, rental.ItemTypeID(id))
	if err != nil {
		return about(c.Type, err)
	}
	t := got.Row
	if c.JSON {
		return line(s, t)
	}
	n, err := far.Assets.Count(ctx, client.AssetQuery{ItemTypeID: []rental.ItemTypeID{t.ID}})
	if err != nil {
		return err
	}
	return show(s, c.form, t,
		fact{"code", t.Code}, fact{"name", t.Name}, fact{"maker", t.Maker}, fact{"category", t.Category}, fact{"kind", string(t.Kind)}, fact{"items", number(n)},
		fact{"archived", yes(t.Archived)}, fact{"id", string(t.ID)}, fact{"revision", number(t.Rev)},
	)
}
