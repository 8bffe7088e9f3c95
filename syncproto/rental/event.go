package rental

// The event types of the loan cycle.
const (
	EventAssetSeen           EventType = "asset.seen"
	EventAssetCreated        EventType = "asset.created"
	EventAssetUpdated        EventType = "asset.updated"
	EventAssetStatusChanged  EventType = "asset.status_changed"
	EventAssetCheckedOut     EventType = "asset.checked_out"
	EventAssetCheckedIn      EventType = "asset.checked_in"
	EventAssetMoved          EventType = "asset.moved"
	EventRentActionCreated   EventType = "rent_action.created"
	EventRentActionSubmitted EventType = "rent_action.submitted"
	EventRentActionApproved  EventType = "rent_action.approved"
	EventRentActionRejected  EventType = "rent_action.rejected"
	EventRentActionCancelled EventType = "rent_action.cancelled"
	EventRentActionFulfilled EventType = "rent_action.fulfilled"
	EventRentActionClosed    EventType = "rent_action.closed"
	EventRentActionUpdated   EventType = "rent_action.updated"
	EventExceptionOpened     EventType = "exception.opened"
	EventStockChanged        EventType = "stock.changed"
	EventExceptionResolved   EventType = "exception.resolved"
)

// EventItemTypeArchived says that a type is no longer rented.
const EventItemTypeArchived EventType = "item_type.archived"

// putEvents names what a put of each collection says, and the word of its subject.
var putEvents = map[Collection]putWords{
	Assets:     {"asset", EventAssetCreated, EventAssetUpdated},
	ItemTypes:  {"item_type", "item_type.created", "item_type.updated"},
	Places:     {"place", "place.created", "place.updated"},
	TagAliases: {"tag_alias", "tag_alias.created", "tag_alias.updated"},
	DemoCodes:  {"demo_code", "demo_code.created", "demo_code.updated"},
	Projects:   {"project", "project.created", "project.updated"},
	Companies:  {"company", "company.created", "company.updated"},
	People:     {"person", "person.created", "person.updated"},
	Badges:     {"badge", "badge.created", "badge.updated"},
	PINs:       {"pin", "pin.created", "pin.updated"},
	Kiosks:     {"kiosk", "kiosk.enrolled", "kiosk.updated"},
	Users:      {"user", "user.created", "user.updated"},
	Tokens:     {"token", "token.created", "token.updated"},
}

type putWords struct {
	subject          string
	created, updated EventType
}

// removed is what the removal of such a row says.
func (p putWords) removed() EventType { return EventType(p.subject + ".removed") }

// RowChanged is the data of every created, updated, archived and removed event but
// those of an asset that is there. It carries no content: who may see it reads the row.
type RowChanged struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitempty"`
	SiteID SiteID `json:"site_id,omitempty"`
	At     Millis `json:"at"`
}

// AssetRef names an asset in an event.
type AssetRef struct {
	AssetID    AssetID    `json:"asset_id"`
	Tag        string     `json:"tag"`
	ItemTypeID ItemTypeID `json:"item_type_id"`
	SiteID     SiteID     `json:"site_id,omitempty"`
}

func refOf(a Asset) AssetRef {
	return AssetRef{AssetID: a.ID, Tag: a.Tag, ItemTypeID: a.ItemTypeID, SiteID: a.SiteID}
}

// AssetSeen is the data of asset.seen: a sighting and nothing else.
type AssetSeen struct {
	AssetRef
	PlaceID PlaceID `json:"place_id,omitempty"`
	KioskID KioskID `json:"kiosk_id,omitempty"`
	At      Millis  `json:"at"`
	FactID  ItemID  `json:"fact_id"`
}

// AssetCheckedOut is the data of asset.checked_out.
type AssetCheckedOut struct {
	AssetRef
	Custody Custody `json:"custody"`
	PlaceID PlaceID `json:"place_id,omitempty"`
	KioskID KioskID `json:"kiosk_id,omitempty"`
	At      Millis  `json:"at"`
	FactID  ItemID  `json:"fact_id"`
	Flags   []Flag  `json:"flags,omitempty"`
}

// AssetCheckedIn is the data of asset.checked_in. Was is the custody that ended;
// empty where none was known.
type AssetCheckedIn struct {
	AssetRef
	Status  AssetStatus `json:"status"`
	PlaceID PlaceID     `json:"place_id,omitempty"`
	Was     Custody     `json:"was"`
	KioskID KioskID     `json:"kiosk_id,omitempty"`
	At      Millis      `json:"at"`
	FactID  ItemID      `json:"fact_id"`
	Flags   []Flag      `json:"flags,omitempty"`
}

// AssetMoved is the data of asset.moved.
type AssetMoved struct {
	AssetRef
	FromPlaceID PlaceID `json:"from_place_id,omitempty"`
	PlaceID     PlaceID `json:"place_id,omitempty"`
	KioskID     KioskID `json:"kiosk_id,omitempty"`
	At          Millis  `json:"at"`
	FactID      ItemID  `json:"fact_id"`
	Flags       []Flag  `json:"flags,omitempty"`
}

// AssetUpdated is the data of asset.updated and asset.status_changed. Cause is
// a word such as "put", "undo" or "historical".
type AssetUpdated struct {
	AssetRef
	From   AssetStatus `json:"from,omitempty"`
	Status AssetStatus `json:"status"`
	Usage  Usage       `json:"usage"`
	Cause  string      `json:"cause"`
	At     Millis      `json:"at"`
	FactID ItemID      `json:"fact_id,omitempty"`
}

// RentActionChanged is the data of every rent_action event.
type RentActionChanged struct {
	RentActionID RentActionID `json:"rent_action_id"`
	Number       Number       `json:"number"`
	From         OrderStatus  `json:"from,omitempty"`
	Status       OrderStatus  `json:"status"`
	ProjectID    ProjectID    `json:"project_id,omitempty"`
	RequesterID  PersonID     `json:"requester_id,omitempty"`
	Window       Window       `json:"window"`
	Lines        []Line       `json:"lines"`
	Reason       string       `json:"reason,omitempty"`
	At           Millis       `json:"at"`
}

func orderChanged(o RentAction, from OrderStatus, at Millis) RentActionChanged {
	return RentActionChanged{
		RentActionID: o.ID, Number: o.Number, From: from, Status: o.Status, ProjectID: o.ProjectID,
		RequesterID: o.RequesterID, Window: o.Window, Lines: o.Lines, Reason: o.Reason, At: at,
	}
}

// ExceptionChanged is the data of exception.opened and exception.resolved.
type ExceptionChanged struct {
	ExceptionID  ExceptionID       `json:"exception_id"`
	Number       Number            `json:"number"`
	Kind         ExceptionKind     `json:"kind"`
	Severity     ExceptionSeverity `json:"severity"`
	AssetID      AssetID           `json:"asset_id,omitempty"`
	RentActionID RentActionID      `json:"rent_action_id,omitempty"`
	FactID       ItemID            `json:"fact_id"`
	Answer       Answer            `json:"answer,omitempty"`
	AnsweredBy   string            `json:"answered_by,omitempty"`
	At           Millis            `json:"at"`
}

// ExceptionOpenedEvent returns the event that central writes with a new
// exception, once the exception has its number.
func ExceptionOpenedEvent(x Exception, at Millis) Event {
	return Event{
		Type: EventExceptionOpened, Subject: "exception/" + string(x.ID), SiteID: x.SiteID,
		Data: ExceptionChanged{
			ExceptionID: x.ID, Number: x.Number, Kind: x.Kind, Severity: x.Severity, AssetID: x.AssetID,
			RentActionID: x.RentActionID, FactID: x.FactID, At: at,
		},
	}
}
