package rental

// AssetStatus is the state of one serialized thing.
type AssetStatus string

// The states of an Asset; the moves between them are in AssetTransitions.
const (
	Available   AssetStatus = "available"
	Reserved    AssetStatus = "reserved"
	Deployed    AssetStatus = "deployed"
	Recalled    AssetStatus = "recalled"
	Maintenance AssetStatus = "maintenance"
	Missing     AssetStatus = "missing"
	Retired     AssetStatus = "retired"
)

// AssetStatuses lists every state in the order in which documents print them.
func AssetStatuses() []AssetStatus {
	return []AssetStatus{Available, Reserved, Deployed, Recalled, Maintenance, Missing, Retired}
}

// Occurred is when a fact happened, as evidence with an uncertainty: T in ms
// UTC (device clock plus known offset) and Err in ms. A Suspect time supersedes
// nothing.
type Occurred struct {
	T       Millis `json:"t"`
	Err     int64  `json:"err,omitempty"`
	Suspect bool   `json:"suspect,omitempty"`
	ItemID  ItemID `json:"item_id,omitempty"`
}

// After reports whether o is certainly later than p: tO - eO > tP + eP. A
// suspect time on either side always overlaps, and so does a missing one.
func (o Occurred) After(p Occurred) bool {
	if o.Suspect || p.Suspect || o.T == 0 || p.T == 0 {
		return false
	}
	return int64(o.T)-o.Err > int64(p.T)+p.Err
}

// trustedLead is how far a fact may claim to lie ahead of its receipt before its
// time is suspect: as far as a clock may be off.
const trustedLead = 5 * 60 * 1000

// ReceivedAt holds the evidence against the moment at which central received it:
// what says that it happened later than that, beyond its own error and what a
// clock may be off, is suspect.
func (o Occurred) ReceivedAt(now Millis) Occurred {
	o.Suspect = o.Suspect || int64(o.T)-o.Err > int64(now)+trustedLead
	return o
}

// Custody is who answers for a thing that is out. It is empty while the thing
// is in the house.
type Custody struct {
	RentActionID RentActionID `json:"rent_action_id,omitempty"`
	Number       Number       `json:"number,omitempty"`
	AllocationID AllocationID `json:"allocation_id,omitempty"`
	ProjectID    ProjectID    `json:"project_id,omitempty"`
	PersonID     PersonID     `json:"person_id,omitempty"`
	PersonName   string       `json:"person_name,omitempty"`
	KioskID      KioskID      `json:"kiosk_id,omitempty"`
	Since        Millis       `json:"since,omitempty"`
	Due          Millis       `json:"due,omitempty"`
	FactID       ItemID       `json:"fact_id,omitempty"`
}

// Usage counts from the first fact on.
type Usage struct {
	HoursOutMs int64 `json:"hours_out_ms,omitempty"`
	CheckOuts  int64 `json:"check_outs,omitempty"`
	Moves      int64 `json:"moves,omitempty"`
	Cycles     int64 `json:"cycles,omitempty"`
}

// Seen is the last certain sighting of a thing.
type Seen struct {
	At      Occurred `json:"at"`
	PlaceID PlaceID  `json:"place_id,omitempty"`
	KioskID KioskID  `json:"kiosk_id,omitempty"`
}

// Asset is one serialized thing. SiteID is the site at which it last stood: a
// hand-out sets PlaceID to where it goes and leaves SiteID, whatever site hands
// it out; LastSeen says who had it in hand. LastFact is the last fact that
// changed it: an undo of anything older is superseded.
type Asset struct {
	ID  AssetID `json:"id"`
	Tag string  `json:"tag"`
	Meta
	Serial       string      `json:"serial,omitempty"`
	ItemTypeID   ItemTypeID  `json:"item_type_id"`
	Status       AssetStatus `json:"status"`
	HomePlaceID  PlaceID     `json:"home_place_id,omitempty"`
	HomeSiteID   SiteID      `json:"home_site_id,omitempty"`
	PlaceID      PlaceID     `json:"place_id,omitempty"`
	ContainedIn  AssetID     `json:"contained_in,omitempty"`
	OwnerID      CompanyID   `json:"owner_id,omitempty"`
	MustReturnBy Millis      `json:"must_return_by,omitempty"`
	Custody      Custody     `json:"custody"`
	Usage        Usage       `json:"usage"`
	LastSeen     Seen        `json:"last_seen"`
	LastOut      Occurred    `json:"last_out"`
	LastIn       Occurred    `json:"last_in"`
	LastFact     ItemID      `json:"last_fact,omitempty"`
	Notes        string      `json:"notes,omitempty"`
}

// AssetCard is what every dock knows of every asset.
type AssetCard struct {
	ID  AssetID `json:"id"`
	Tag string  `json:"tag"`
	Meta
	Serial       string      `json:"serial,omitempty"`
	ItemTypeID   ItemTypeID  `json:"item_type_id"`
	HomeSiteID   SiteID      `json:"home_site_id,omitempty"`
	Status       AssetStatus `json:"status"`
	HolderNumber Number      `json:"holder_number,omitempty"`
}

// Card returns the part of a that every dock may know, under the same revision.
func (a Asset) Card() AssetCard {
	return AssetCard{
		ID: a.ID, Tag: a.Tag, Meta: a.Meta, Serial: a.Serial, ItemTypeID: a.ItemTypeID,
		HomeSiteID: a.HomeSiteID, Status: a.Status, HolderNumber: a.Custody.Number,
	}
}
