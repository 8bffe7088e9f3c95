package rental

import (
	"strconv"

	"github.com/google/uuid"
)

// Identifiers. All are lower-case hyphenated UUID texts unless said otherwise;
// the empty string means "none".
type (
	// ItemID names one user gesture: a UUIDv7 minted once, before the first
	// write, and reused by every retry. Nobody reads time out of it.
	ItemID string
	// AssetID names one serialized thing.
	AssetID string
	// ItemTypeID names a kind of thing that is rented.
	ItemTypeID string
	// PlaceID names a place: a site, building, room, shelf, customer site.
	PlaceID string
	// SiteID is the PlaceID of a root place; rows are scoped by it.
	SiteID string
	// CompanyID names a customer, supplier or our own firm.
	CompanyID string
	// PersonID names a member of staff or a customer's contact.
	PersonID string
	// BadgeID names a badge row; it is not the badge's printed code.
	BadgeID string
	// ProjectID names a job.
	ProjectID string
	// RentActionID names an order.
	RentActionID string
	// LineID names a line of an order.
	LineID string
	// AllocationID names one asset (or quantity) bound to a line.
	AllocationID string
	// ExceptionID names a question that a person must answer.
	ExceptionID string
	// TagAliasID names an additional code for something.
	TagAliasID string
	// KioskID names an enrolled kiosk.
	KioskID string
	// UserID names an account at central.
	UserID string
	// TokenID names an API token.
	TokenID string
)

// Number is a short, unique, sayable number such as "R-004711" (central) or
// "K3-0042" (minted offline by a kiosk; the prefix belongs to its epoch).
type Number string

// Millis is a point in time in milliseconds since 1970 UTC. 0 means "none".
type Millis int64

// DeriveID returns the id of a row that Decide derives from a gesture: the
// UUIDv5 of "role/ordinal" in the namespace of the item's id. It is the same on
// every side and at every replay. An item id that is no UUID (which push and
// mint both refuse earlier) is hashed as text, so the result is still stable.
func DeriveID(item ItemID, role string, ordinal int) string {
	ns, err := uuid.Parse(string(item))
	if err != nil {
		ns = uuid.NewSHA1(uuid.NameSpaceOID, []byte(item))
	}
	return uuid.NewSHA1(ns, []byte(role+"/"+strconv.Itoa(ordinal))).String()
}
