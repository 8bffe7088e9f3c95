package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var assets = &table[rental.Asset]{
	name:   "assets",
	carded: true,
	columns: append(external[rental.Asset](), []column[rental.Asset]{
		{"created_ms", func(r rental.Asset) any { return int64(r.CreatedAt) }},
		{"tag", func(r rental.Asset) any { return r.Tag }},
		{"serial", func(r rental.Asset) any { return r.Serial }},
		{"item_type_id", func(r rental.Asset) any { return string(r.ItemTypeID) }},
		{"status", func(r rental.Asset) any { return string(r.Status) }},
		{"home_site_id", func(r rental.Asset) any { return string(r.HomeSiteID) }},
		{"place_id", func(r rental.Asset) any { return string(r.PlaceID) }},
		{"rent_action_id", func(r rental.Asset) any { return string(r.Custody.RentActionID) }},
		{"due_ms", func(r rental.Asset) any { return int64(r.Custody.Due) }},
		{"since_ms", func(r rental.Asset) any { return int64(r.Custody.Since) }},
		{"holder_id", func(r rental.Asset) any { return string(r.Custody.PersonID) }},
		{"contained_in", func(r rental.Asset) any { return string(r.ContainedIn) }},
		{"home_place_id", func(r rental.Asset) any { return string(r.HomePlaceID) }},
		{"owner_id", func(r rental.Asset) any { return string(r.OwnerID) }},
		{"search", func(r rental.Asset) any { return fold(r.Tag, r.Serial, r.Notes) }},
	}...),
}

// AssetFilter narrows a list of assets; empty fields let all through.
type AssetFilter struct {
	Common
	ItemTypeID   []rental.ItemTypeID
	Status       []rental.AssetStatus
	SiteID       []rental.SiteID
	HomeSiteID   []rental.SiteID
	PlaceID      []rental.PlaceID
	RentActionID rental.RentActionID // out on this order
	HolderID     rental.PersonID
	Loan         LoanFilter
	Query        string // every word must occur in tag, serial, notes or the type's names
}

// assetOrders sort assets. What is at a place, on an order or with somebody is few.
var assetOrders = page.Orders{
	{Name: "tag", Column: "tag", Text: true, Unique: true, With: []string{"item_type_id", "status", "site_id"}},
	{Name: "updated_at", Column: "updated_ms"},
	{Name: "created_at", Column: "created_ms"},
}

// ListAssets returns a page of assets, by tag.
func (tx *Tx) ListAssets(ctx context.Context, f AssetFilter, p Page) ([]rental.Asset, string, error) {
	var q query
	q.common(f.Common)
	q.Is("item_type_id", texts(f.ItemTypeID)...)
	q.Is("status", texts(f.Status)...)
	q.Is("site_id", texts(f.SiteID)...)
	q.Is("home_site_id", texts(f.HomeSiteID)...)
	q.Narrow("place_id", texts(f.PlaceID)...)
	q.Narrow("rent_action_id", string(f.RentActionID))
	q.Narrow("holder_id", string(f.HolderID))
	f.Loan.things(&q)
	q.searchWithType(f.Query)
	return list(ctx, tx, assets, q, assetOrders, p)
}
