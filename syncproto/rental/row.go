package rental

// Collection names a set of rows: in the feed, in snapshots, in State.
type Collection string

// The collections. Company-wide ones reach every kiosk; the others reach a
// kiosk only when SiteID (or AlsoSiteID) is the kiosk's site.
const (
	// ItemTypes is company-wide.
	ItemTypes Collection = "item_types"
	// Places is company-wide.
	Places Collection = "places"
	// TagAliases is company-wide.
	TagAliases Collection = "tag_aliases"
	// AssetCards is company-wide: enough of every asset to give any company
	// code a name and an answer at any dock.
	AssetCards Collection = "asset_cards"
	// Badges is company-wide: badge hashes with names and capabilities.
	Badges Collection = "badges"
	// PINs is own site only: PIN verifiers.
	PINs Collection = "pins"
	// Assets is own site only: full asset rows.
	Assets Collection = "assets"
	// RentActions is own site only (and those that touch it).
	RentActions Collection = "rent_actions"
	// Allocations follows the site of its RentAction.
	Allocations Collection = "allocations"
	// Projects is own site only (and those whose orders touch it).
	Projects Collection = "projects"
	// Exceptions is own site only, with also_site_id.
	Exceptions Collection = "exceptions"
	// DemoCodes is company-wide and filled by the demo company alone.
	DemoCodes Collection = "demo_codes"
	// StockPools and StockEntries stay at central, until docks count.
	StockPools   Collection = "stock_pools"
	StockEntries Collection = "stock_entries"
	// People stays at central: kiosks see Badges and PINs.
	People Collection = "people"
	// Companies stays at central.
	Companies Collection = "companies"
	// Kiosks stays at central.
	Kiosks Collection = "kiosks"
	// Users stays at central.
	Users Collection = "users"
	// Tokens stays at central.
	Tokens Collection = "tokens"
)

// SyncedCollections lists what a kiosk bootstraps, in the order in which its
// snapshots are taken (referenced rows first).
func SyncedCollections() []Collection {
	return []Collection{
		Places, ItemTypes, TagAliases, Badges, PINs, AssetCards, Assets, Projects,
		RentActions, Allocations, Exceptions, DemoCodes,
	}
}

// CompanyWide reports whether every kiosk holds all rows of c.
func (c Collection) CompanyWide() bool {
	switch c {
	case ItemTypes, Places, TagAliases, AssetCards, Badges, DemoCodes:
		return true
	default:
		return false
	}
}

// Meta is carried by every row. Rev counts a row's versions from 1 and is
// assigned by central's ledger alone; 0 marks a row that central has not yet
// confirmed. CreatedBy and UpdatedBy are Actor.String values.
type Meta struct {
	Rev            int64  `json:"rev"`
	SiteID         SiteID `json:"site_id,omitempty"`
	CreatedAt      Millis `json:"created_at"`
	CreatedBy      string `json:"created_by,omitempty"`
	UpdatedAt      Millis `json:"updated_at"`
	UpdatedBy      string `json:"updated_by,omitempty"`
	ExternalSource string `json:"external_source,omitempty"`
	ExternalRef    string `json:"external_ref,omitempty"`
}

// RowMeta returns the Meta itself: every entity embeds it.
func (m Meta) RowMeta() Meta { return m }

// Row is what every entity offers to a ledger. Entities are plain structs that
// are passed by value; RowMeta is how a ledger reads what all have in common.
type Row interface {
	// RowCollection returns the collection that the row belongs to.
	RowCollection() Collection
	// RowID returns the row's id within its collection.
	RowID() string
	// RowMeta returns a copy of the row's Meta.
	RowMeta() Meta
	// WithMeta returns a copy of the row with its Meta replaced.
	WithMeta(Meta) Row
}
