package store

import (
	"context"

	"rms/syncproto/rental"
)

var assets = &table[rental.Asset]{
	name:   "assets",
	carded: true,
	columns: append(external[rental.Asset](), []column[rental.Asset]{
		{"tag", func(r rental.Asset) any { return r.Tag }},
		{"serial", func(r rental.Asset) any { return r.Serial }},
		{"item_type_id", func(r rental.Asset) any { return string(r.ItemTypeID) }},
		{"status", func(r rental.Asset) any { return string(r.Status) }},
		{"home_site_id", func(r rental.Asset) any { return string(r.HomeSiteID) }},
		{"place_id", func(r rental.Asset) any { return string(r.PlaceID) }},
		{"rent_action_id", func(r rental.Asset) any { return string(r.Custody.RentActionID) }},
		{"holder_id", func(r rental.Asset) any { return string(r.Custody.PersonID) }},
		{"search", func(r rental.Asset) any { return fold(r.Tag, r.Serial, r.Notes) }},
	}...),
}

// AssetFilter narrows a list of assets; empty fields let all through.
type AssetFilter struct {
	ItemTypeID   rental.ItemTypeID
	Status       rental.AssetStatus
	SiteID       rental.SiteID
	HomeSiteID   rental.SiteID
	PlaceID      rental.PlaceID
	RentActionID rental.RentActionID // out on this order
	HolderID     rental.PersonID
	Query        string // every word must occur in tag, serial, notes or the type's names
}

// ListAssets returns a page of assets, by tag.
func (tx *Tx) ListAssets(ctx context.Context, f AssetFilter, p Page) ([]rental.Asset, string, error) {
	var q query
	q.is("item_type_id", string(f.ItemTypeID))
	q.is("status", string(f.Status))
	q.is("site_id", string(f.SiteID))
	q.is("home_site_id", string(f.HomeSiteID))
	q.is("place_id", string(f.PlaceID))
	q.is("rent_action_id", string(f.RentActionID))
	q.is("holder_id", string(f.HolderID))
	q.searchWithType(f.Query)
	return list(ctx, tx, assets, q, order{column: "tag", text: true}, p)
}
