package rental

// ItemKind says how a type's things are told apart.
type ItemKind string

// The kinds of ItemType.
const (
	// Serialized things have a tag each.
	Serialized ItemKind = "serialized"
	// Fungible things are counted.
	Fungible ItemKind = "fungible"
	// Kit is a list of other types that go out together.
	Kit ItemKind = "kit"
)

// Features switch fields of an ItemType's assets on; they hide fields, never data.
type Features struct {
	RemoteManagement  bool `json:"remote_management,omitempty"`
	Provisioning      bool `json:"provisioning,omitempty"`
	Refurbishment     bool `json:"refurbishment,omitempty"`
	BuildSpecTracking bool `json:"build_spec_tracking,omitempty"`
}

// ItemType is what is rented. Returns is false for consumables. Silhouette
// names the drawing that stands for the type where it has no photo.
type ItemType struct {
	ID   ItemTypeID `json:"id"`
	Code string     `json:"code"`
	Name string     `json:"name"`
	Meta
	Maker      string   `json:"maker,omitempty"`
	Category   string   `json:"category,omitempty"`
	Silhouette string   `json:"silhouette,omitempty"`
	Kind       ItemKind `json:"kind"`
	Returns    bool     `json:"returns"`
	Container  bool     `json:"container,omitempty"`
	WeightG    int64    `json:"weight_g,omitempty"`
	PowerW     int64    `json:"power_w,omitempty"`
	Features   Features `json:"features"`
	TagPattern string   `json:"tag_pattern,omitempty"`
	// TagPrefix is what the tags of new things of the type begin with, before their
	// number; empty: as the type's tags so far do.
	TagPrefix          string `json:"tag_prefix,omitempty"`
	InspectOnReturn    bool   `json:"inspect_on_return,omitempty"`
	TurnaroundMs       int64  `json:"turnaround_ms,omitempty"`
	ReplacementCents   int64  `json:"replacement_cents,omitempty"`
	ReplacementCur     string `json:"replacement_currency,omitempty"`
	Archived           bool   `json:"archived,omitempty"`
	ServiceAfterDays   int64  `json:"service_after_days,omitempty"`
	ServiceAfterHours  int64  `json:"service_after_hours,omitempty"`
	ServiceAfterCycles int64  `json:"service_after_cycles,omitempty"`
}

// PlaceKind classifies a Place.
type PlaceKind string

// The kinds of Place.
const (
	PlaceSite     PlaceKind = "site"
	PlaceBuilding PlaceKind = "building"
	PlaceRoom     PlaceKind = "room"
	PlaceDock     PlaceKind = "dock"
	PlaceAisle    PlaceKind = "aisle"
	PlaceShelf    PlaceKind = "shelf"
	PlaceBench    PlaceKind = "bench"
	PlaceReturns  PlaceKind = "returns"
	PlaceCustomer PlaceKind = "customer"
	PlaceTransit  PlaceKind = "transit"
)

// Place is where things stand. A root place of kind site carries the zone and
// the opening hours; customer sites and in-transit are roots without them.
type Place struct {
	ID   PlaceID `json:"id"`
	Code string  `json:"code"`
	Name string  `json:"name"`
	Meta
	ParentID PlaceID   `json:"parent_id,omitempty"`
	Kind     PlaceKind `json:"kind"`
	Address  string    `json:"address,omitempty"`
	// Zone is an IANA time zone name; sites only.
	Zone string `json:"zone,omitempty"`
	// OpensMin and ClosesMin are minutes after local midnight; sites only.
	OpensMin  int `json:"opens_min,omitempty"`
	ClosesMin int `json:"closes_min,omitempty"`
	// ClosedDays are local dates "2026-12-25"; sites only.
	ClosedDays []string `json:"closed_days,omitempty"`
	// GraceMs is how late a return may be before it is overdue; sites only.
	GraceMs  int64 `json:"grace_ms,omitempty"`
	Archived bool  `json:"archived,omitempty"`
}

// TargetType says what a TagAlias or a Subject points at.
type TargetType string

// What codes and subjects can point at.
const (
	TargetAsset      TargetType = "asset"
	TargetItemType   TargetType = "item_type"
	TargetPlace      TargetType = "place"
	TargetPerson     TargetType = "person"
	TargetRentAction TargetType = "rent_action"
	TargetProject    TargetType = "project"
	TargetException  TargetType = "exception"
	TargetCommand    TargetType = "command"
)

// TagAlias is another code for something.
type TagAlias struct {
	ID   TagAliasID `json:"id"`
	Code string     `json:"code"`
	Meta
	Target   TargetType `json:"target"`
	TargetID string     `json:"target_id"`
	Quantity int64      `json:"quantity,omitempty"`
}

// DemoCode is one barcode of the demo company's "Try it" strip.
type DemoCode struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Meta
	// Role is badge, order, item, item_out_elsewhere, unknown, place or command.
	Role  string `json:"role"`
	Label string `json:"label"`
	Order int    `json:"order"`
	// ForSite is the site whose kiosks show the code; empty means all.
	ForSite SiteID `json:"for_site,omitempty"`
}
