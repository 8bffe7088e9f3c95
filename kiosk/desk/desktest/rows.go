// Package desktest is a small company for tests of the desk and of what stands on it: two sites, three people, orders in
// each state that matters, items in each status. It is linked into no program.
//
// Invariants: ids, codes and badges are constants, so that a test may name them; Seed loads the rows as a snapshot of
// central's would.
//
// Concurrency: functions without state.
package desktest

import (
	"encoding/base64"
	"fmt"
	"slices"

	"golang.org/x/crypto/argon2"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// Ids of the company's rows.
const (
	KioskID = "0190a000-0000-7000-8000-000000000001"
	Berlin  = "0190a000-0000-7000-8000-00000000000a"
	London  = "0190a000-0000-7000-8000-00000000000b"
	Returns = "0190a000-0000-7000-8000-0000000000c1"
	Shelf   = "0190a000-0000-7000-8000-0000000000c2"
	Theatre = "0190a000-0000-7000-8000-0000000000c3"
	// Spot is a serialized type, Tape a counted one.
	Spot = "0190a000-0000-7000-8000-0000000000d1"
	Tape = "0190a000-0000-7000-8000-0000000000d2"
	// Ada may hand out, Max may do everything, Eve nothing (and her badge is revoked).
	Ada      = "0190a000-0000-7000-8000-0000000000e1"
	Max      = "0190a000-0000-7000-8000-0000000000e2"
	Eve      = "0190a000-0000-7000-8000-0000000000e3"
	Approved = "0190a000-0000-7000-8000-0000000000f1"
	Pending  = "0190a000-0000-7000-8000-0000000000f2"
	Rejected = "0190a000-0000-7000-8000-0000000000f3"
	Festival = "0190a000-0000-7000-8000-0000000000f9"
	// Question is an open exception about Item(7).
	Question = "0190a000-0000-7000-8000-0000000000fa"
)

// Codes that are printed somewhere.
const (
	AdaBadge       = "XBXE2ER0EER3B50EX3X"
	MaxBadge       = "XBARS0HEW3W1R3SF302"
	EveBadge       = "XB0000000000000001B"
	MaxPIN         = "4711"
	ApprovedNumber = "R-004711"
	PendingNumber  = "R-004712"
	RejectedNumber = "R-004713"
	FestivalNumber = "R-000900"
	ShelfCode      = "BLN-A-03"
	TheatreCode    = "KUNDE-7"
	TapeCode       = "GAFFER-BLACK"
	// ForeignTag is an item of London, of which only the card is known.
	ForeignTag = "LDN-0001"
	// RetiredTag, RepairTag, OutTag (with Eve) and AliasCode (of Item(1)) are items of Berlin.
	RetiredTag = "LX-9001"
	RepairTag  = "LX-9002"
	OutTag     = "LX-9003"
	AliasCode  = "OLD/0815"
	Serial     = "SN-99-0001"
)

// Units is how many available items of type Spot there are, and what order Approved asks for.
const Units = 40

// Tag is the tag of the nth available item, from 1.
func Tag(n int) string { return fmt.Sprintf("LX-%04d", n) }

// Item is its id.
func Item(n int) rental.AssetID {
	return rental.AssetID(fmt.Sprintf("0190a000-0000-7000-9000-%012d", n))
}

// Enrolment is the kiosk's identity.
func Enrolment() syncproto.EnrolReply {
	return syncproto.EnrolReply{
		KioskID: KioskID, Name: "Dock 1", Epoch: syncproto.Epoch{1, 2, 3}, NumberPrefix: "K3", SiteID: Berlin,
		ReturnsPlaceID: Returns, Zone: "Europe/Berlin",
	}
}

func meta(site rental.SiteID) rental.Meta {
	return rental.Meta{Rev: 1, SiteID: site, CreatedAt: 1, UpdatedAt: 1}
}

// Rows are the company's rows as this kiosk of Berlin may hold them. now places the orders in time.
func Rows(now rental.Millis) []rental.Row {
	return slices.Concat(places(), types(), people(), orders(now), items())
}

func places() []rental.Row {
	return []rental.Row{
		rental.Place{ID: Berlin, Code: "BLN", Name: "Berlin", Meta: meta(Berlin), Kind: rental.PlaceSite, Zone: "Europe/Berlin", OpensMin: 420, ClosesMin: 1080},
		rental.Place{ID: London, Code: "LDN", Name: "London", Meta: meta(London), Kind: rental.PlaceSite, Zone: "Europe/London", OpensMin: 420, ClosesMin: 1080},
		rental.Place{ID: Returns, Code: "BLN-RET", Name: "Returns", Meta: meta(Berlin), ParentID: Berlin, Kind: rental.PlaceReturns},
		rental.Place{ID: Shelf, Code: ShelfCode, Name: "Shelf A-03", Meta: meta(Berlin), ParentID: Berlin, Kind: rental.PlaceShelf},
		rental.Place{ID: Theatre, Code: TheatreCode, Name: "City Theatre", Meta: meta(""), Kind: rental.PlaceCustomer},
	}
}

func types() []rental.Row {
	return []rental.Row{
		rental.ItemType{ID: Spot, Code: "SPOT-600", Name: "Spot 600", Meta: meta(""), Category: "profile", Kind: rental.Serialized, Returns: true},
		rental.ItemType{ID: Tape, Code: "TAPE", Name: "Gaffer tape", Meta: meta(""), Kind: rental.Fungible},
		rental.TagAlias{ID: "alias-tape", Code: TapeCode, Meta: meta(""), Target: rental.TargetItemType, TargetID: Tape, Quantity: 6},
		rental.TagAlias{ID: "alias-old", Code: AliasCode, Meta: meta(""), Target: rental.TargetAsset, TargetID: string(Item(1))},
	}
}

func people() []rental.Row {
	badge := func(id, person, name, code string, revoked bool, can ...rental.Capability) rental.Row {
		return rental.Badge{
			ID: rental.BadgeID(id), Hash: syncproto.BadgeHash([]byte(code)), Meta: meta(""), PersonID: rental.PersonID(person),
			PersonName: name, Capabilities: can, HomeSiteID: Berlin, Revoked: revoked,
		}
	}
	floor := []rental.Capability{rental.CapLook, rental.CapIn, rental.CapMove, rental.CapOut, rental.CapNewOrder}
	lead := append(slices.Clone(floor), rental.CapOutUnapproved, rental.CapUndoOther, rental.CapAnswer)
	return []rental.Row{
		badge("badge-ada", Ada, "Ada Lovelace", AdaBadge, false, floor...),
		badge("badge-max", Max, "Max Planck", MaxBadge, false, lead...),
		badge("badge-eve", Eve, "Eve", EveBadge, true),
		rental.PIN{PersonID: Max, Meta: meta(Berlin), Verifier: Verifier(MaxPIN)},
	}
}

// Verifier is a PIN's verifier as central makes it.
func Verifier(pin string) string {
	salt := []byte("desktest salt 16")
	sum := argon2.IDKey([]byte(pin), salt, 2, 19456, 1, 32)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=19456,t=2,p=1$%s$%s", enc.EncodeToString(salt), enc.EncodeToString(sum))
}

func orders(now rental.Millis) []rental.Row {
	const day = 24 * 60 * 60 * 1000
	order := func(id, number string, status rental.OrderStatus) rental.Row {
		return rental.RentAction{
			ID: rental.RentActionID(id), Number: rental.Number(number), Meta: meta(Berlin), Status: status, RequesterID: Ada,
			RequesterName: "Ada Lovelace", ProjectID: Festival, Window: rental.Window{Start: now, End: now + 3*day}, DestinationID: Theatre,
			Lines: []rental.Line{{ID: rental.LineID(id + "-1"), ItemTypeID: Spot, Requested: Units}},
		}
	}
	return []rental.Row{
		order(Approved, ApprovedNumber, rental.Approved), order(Pending, PendingNumber, rental.Pending),
		order(Rejected, RejectedNumber, rental.Rejected),
		rental.Project{
			ID: Festival, Number: FestivalNumber, Name: "Summer festival", Meta: meta(Berlin), CompanyName: "City Theatre",
			PlaceID: Theatre, Window: rental.Window{Start: now, End: now + 3*day}, Status: rental.ProjectActive,
		},
		rental.Exception{
			ID: Question, Number: "X-000001", Meta: meta(Berlin), Kind: rental.ExAlreadyOut, Severity: rental.SeverityNormal,
			Status: rental.ExceptionOpen, FactID: "0190a000-0000-7000-8000-0000000000fb", AssetID: Item(7),
		},
	}
}

func items() []rental.Row {
	var all []rental.Row
	add := func(a rental.Asset) {
		a.Meta, a.ItemTypeID, a.HomeSiteID, a.HomePlaceID = meta(Berlin), Spot, Berlin, Shelf
		all = append(all, a, a.Card())
	}
	for n := 1; n <= Units; n++ {
		a := rental.Asset{ID: Item(n), Tag: Tag(n), Status: rental.Available, PlaceID: Shelf}
		if n == 1 {
			a.Serial = Serial
		}
		add(a)
	}
	add(rental.Asset{ID: Item(901), Tag: RetiredTag, Status: rental.Retired})
	add(rental.Asset{ID: Item(902), Tag: RepairTag, Status: rental.Maintenance, PlaceID: Shelf})
	add(rental.Asset{ID: Item(903), Tag: OutTag, Status: rental.Deployed, Custody: rental.Custody{PersonID: Eve, PersonName: "Eve", Since: 1, Due: 2}})
	return append(all, rental.AssetCard{
		ID: Item(999), Tag: ForeignTag, Meta: meta(London), ItemTypeID: Spot, HomeSiteID: London, Status: rental.Available,
	})
}
