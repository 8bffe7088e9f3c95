package client

import (
	"context"
	"iter"
	"net/http"

	"rms/central/client/wire"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// ItemTypeInput is what is said of an item type.
type ItemTypeInput = wire.ItemTypeInput

// AssetInput is what is said of an item.
type AssetInput struct {
	HomePlaceID  rental.PlaceID    `json:"home_place_id,omitempty"`
	ItemTypeID   rental.ItemTypeID `json:"item_type_id"`
	MustReturnBy rental.Millis     `json:"must_return_by,omitempty"`
	Notes        string            `json:"notes,omitempty"`
	OwnerID      rental.CompanyID  `json:"owner_id,omitempty"`
	PlaceID      rental.PlaceID    `json:"place_id,omitempty"`
	Serial       string            `json:"serial,omitempty"`
	Tag          string            `json:"tag"`
}

// PlaceInput is what is said of a place.
type PlaceInput struct {
	Address    string         `json:"address,omitempty"`
	Archived   bool           `json:"archived,omitempty"`
	ClosedDays []string       `json:"closed_days,omitempty"`
	ClosesMin  int64          `json:"closes_min,omitempty"`
	Code       string         `json:"code,omitempty"`
	GraceMS    int64          `json:"grace_ms,omitempty"`
	Kind       string         `json:"kind"`
	Name       string         `json:"name"`
	OpensMin   int64          `json:"opens_min,omitempty"`
	ParentID   rental.PlaceID `json:"parent_id,omitempty"`
	Zone       string         `json:"zone,omitempty"`
}

// CompanyInput is what is said of a company.
type CompanyInput struct {
	Kind string `json:"kind,omitempty"`
	Name string `json:"name"`
}

// AliasInput is what is said of a further code.
type AliasInput struct {
	Code     string `json:"code"`
	Quantity int64  `json:"quantity,omitempty"`
	Target   string `json:"target"`
	TargetID string `json:"target_id"`
}

// LoanLine is one thing of a check-out or check-in: by id or tag.
type LoanLine struct {
	AssetID rental.AssetID `json:"asset_id,omitempty"`
	LineID  rental.LineID  `json:"line_id,omitempty"`
	Tag     string         `json:"tag,omitempty"`
}

// CheckOut is that things left.
type CheckOut struct {
	DestinationID rental.PlaceID      `json:"destination_id,omitempty"`
	Due           rental.Millis       `json:"due,omitempty"`
	HolderID      rental.PersonID     `json:"holder_id,omitempty"`
	Lines         []LoanLine          `json:"lines"`
	RentActionID  rental.RentActionID `json:"rent_action_id,omitempty"`
}

// CheckIn is that things came back.
type CheckIn struct {
	Lines   []LoanLine     `json:"lines"`
	PlaceID rental.PlaceID `json:"place_id"`
}

// Recorded is what became of a fact.
type Recorded struct {
	Flags   []rental.Flag            `json:"flags,omitempty"`
	ID      rental.ItemID            `json:"id"`
	Lines   []syncproto.VerdictEntry `json:"lines,omitempty"`
	Reason  string                   `json:"reason,omitempty"`
	Verdict rental.VerdictKind       `json:"verdict"`
}

const (
	typesPath  = "/v1/catalog/item-types"
	assetsPath = "/v1/inventory/assets"
	placesPath = "/v1/places"
)

// ItemTypeQuery asks for item types.
type ItemTypeQuery struct {
	Listing
	Category []string `query:"category"`
	Kind     []string `query:"kind"`
	Query    string   `query:"q"`
	Archived bool     `query:"archived"`
}

// ItemTypes are what is rented.
type ItemTypes struct {
	Kept[rental.ItemTypeID, rental.ItemType, ItemTypeInput]
	Listed[rental.ItemType, ItemTypeQuery]
	Summed[ItemTypeQuery]
	Many[ItemTypeInput]
	Exported[ItemTypeQuery]
}

// NextTagQuery asks for tags; without a prefix, the type's own.
type NextTagQuery struct {
	Count     int    `query:"count"`
	TagPrefix string `query:"tag_prefix"`
}

// NextTags says which tags the next items of the type would get.
func (t ItemTypes) NextTags(ctx context.Context, id rental.ItemTypeID, query NextTagQuery) ([]string, error) {
	body, err := read[struct {
		Tags []string `json:"tags"`
	}](ctx, t.Many.c, newCall(http.MethodGet, t.Many.one(string(id), "next-tags")).asked(query))
	return body.Tags, err
}

// AssetQuery asks for items.
type AssetQuery struct {
	Listing
	Status       []rental.AssetStatus `query:"status"`
	SiteID       []rental.SiteID      `query:"site_id"`
	PlaceID      []rental.PlaceID     `query:"place_id"`
	ItemTypeID   []rental.ItemTypeID  `query:"item_type_id"`
	RentActionID rental.RentActionID  `query:"rent_action_id"`
	HolderID     rental.PersonID      `query:"holder_id"`
	Out          string               `query:"out"`
	DueBefore    rental.Millis        `query:"due_before"`
	Overdue      string               `query:"overdue"`
	Query        string               `query:"q"`
}

// Assets are the items.
type Assets struct {
	Kept[rental.AssetID, rental.Asset, AssetInput]
	Listed[rental.Asset, AssetQuery]
	Summed[AssetQuery]
	Many[AssetInput]
	Exported[AssetQuery]
}

// History walks what happened to an item, the newest first.
func (a Assets) History(ctx context.Context, id rental.AssetID, query PartQuery) iter.Seq2[Fact, error] {
	return a.Many.c.facts(ctx, a.Many.one(string(id), "history"), FactQuery{Limit: query.Limit, Before: query.Before})
}

// CheckOut records that items left.
func (c *Client) CheckOut(ctx context.Context, in CheckOut, options ...Option) (Recorded, error) {
	return read[Recorded](ctx, c, newCall(http.MethodPost, "/v1/inventory/check-outs", options...).with(in).once())
}

// CheckIn records that items came back.
func (c *Client) CheckIn(ctx context.Context, in CheckIn, options ...Option) (Recorded, error) {
	return read[Recorded](ctx, c, newCall(http.MethodPost, "/v1/inventory/check-ins", options...).with(in).once())
}

// PlaceQuery asks for places.
type PlaceQuery struct {
	Listing
	Kind     []rental.PlaceKind `query:"kind"`
	SiteID   []rental.SiteID    `query:"site_id"`
	ParentID rental.PlaceID     `query:"parent_id"`
	Query    string             `query:"q"`
	Archived bool               `query:"archived"`
}

// Places are sites, and what is in them.
type Places struct {
	Kept[rental.PlaceID, rental.Place, PlaceInput]
	Listed[rental.Place, PlaceQuery]
	Summed[PlaceQuery]
	Many[PlaceInput]
	Exported[PlaceQuery]
}

// CompanyQuery asks for companies.
type CompanyQuery struct {
	Listing
	Kind  []string `query:"kind"`
	Query string   `query:"q"`
}

// Companies are customers, suppliers and the firm itself.
type Companies struct {
	Kept[rental.CompanyID, rental.Company, CompanyInput]
	Listed[rental.Company, CompanyQuery]
	Summed[CompanyQuery]
	Exported[CompanyQuery]
}

// AliasQuery asks for further codes.
type AliasQuery struct {
	Limit    int      `query:"limit"`
	IDs      []string `query:"ids"`
	Code     string   `query:"code"`
	Target   []string `query:"target"`
	TargetID string   `query:"target_id"`
}

// TagAliases are further codes of things.
type TagAliases struct {
	Kept[rental.TagAliasID, rental.TagAlias, AliasInput]
	Listed[rental.TagAlias, AliasQuery]
	Exported[AliasQuery]
}
