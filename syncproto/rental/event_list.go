package rental

import (
	"slices"
	"strings"
)

// EventSpec is one registered event type: the version of its data and an
// example, whose Data has the type that every event of it has.
type EventSpec struct {
	Type    EventType
	Schema  int
	Example Event
}

// Ids of the examples.
const (
	exampleAsset     AssetID      = "0192f0c1-0000-7000-8000-0000000000a1"
	exampleType      ItemTypeID   = "0192f0c1-0000-7000-8000-0000000000b1"
	exampleSite      SiteID       = "0192f0c1-0000-7000-8000-0000000000c1"
	exampleShelf     PlaceID      = "0192f0c1-0000-7000-8000-0000000000c2"
	exampleKiosk     KioskID      = "0192f0c1-0000-7000-8000-0000000000d1"
	examplePerson    PersonID     = "0192f0c1-0000-7000-8000-0000000000e1"
	exampleOrder     RentActionID = "0192f0c1-0000-7000-8000-0000000000f1"
	exampleException ExceptionID  = "0192f0c1-0000-7000-8000-000000000101"
	exampleFact      ItemID       = "0192f0c1-0000-7000-8000-000000000111"
	exampleRow                    = "0192f0c1-0000-7000-8000-000000000121"
	exampleNumber    Number       = "R-004711"
	exampleAt        Millis       = 1_767_260_400_000 // 2026-01-01T09:40:00Z
	exampleLoan      Millis       = 172_800_000       // two days
)

// Events lists every event type, sorted by name.
func Events() []EventSpec {
	var list []EventSpec
	add := func(t EventType, subject string, data any) {
		list = append(list, EventSpec{Type: t, Schema: 1, Example: Event{Type: t, Subject: subject, SiteID: exampleSite, Data: data}})
	}
	ref := AssetRef{AssetID: exampleAsset, Tag: "LX-0042", ItemTypeID: exampleType, SiteID: exampleSite}
	held := Custody{
		RentActionID: exampleOrder, Number: exampleNumber, PersonID: examplePerson, PersonName: "Ada Lovelace",
		KioskID: exampleKiosk, Since: exampleAt, Due: exampleAt + exampleLoan, FactID: exampleFact,
	}
	asset := "asset/" + string(exampleAsset)
	updated := AssetUpdated{AssetRef: ref, From: Deployed, Status: Available, Usage: Usage{CheckOuts: 3}, Cause: "undo", At: exampleAt, FactID: exampleFact}
	add(EventAssetSeen, asset, AssetSeen{AssetRef: ref, PlaceID: exampleShelf, KioskID: exampleKiosk, At: exampleAt, FactID: exampleFact})
	add(EventAssetCreated, asset, AssetUpdated{AssetRef: ref, Status: Available, Cause: "put", At: exampleAt})
	add(EventAssetUpdated, asset, AssetUpdated{AssetRef: ref, Status: Available, Cause: "put", At: exampleAt})
	add(EventAssetStatusChanged, asset, updated)
	add(EventAssetCheckedOut, asset, AssetCheckedOut{AssetRef: ref, Custody: held, KioskID: exampleKiosk, At: exampleAt, FactID: exampleFact})
	add(EventAssetCheckedIn, asset, AssetCheckedIn{AssetRef: ref, Status: Available, PlaceID: exampleShelf, Was: held, KioskID: exampleKiosk, At: exampleAt + exampleLoan, FactID: exampleFact})
	add(EventAssetMoved, asset, AssetMoved{AssetRef: ref, PlaceID: exampleShelf, KioskID: exampleKiosk, At: exampleAt, FactID: exampleFact})
	order := RentActionChanged{
		RentActionID: exampleOrder, Number: exampleNumber, Status: Draft, RequesterID: examplePerson, At: exampleAt,
		Window: Window{Start: exampleAt, End: exampleAt + exampleLoan}, Lines: []Line{{ID: exampleRow, ItemTypeID: exampleType, Requested: 4}},
	}
	add(EventRentActionCreated, "rent_action/"+string(exampleOrder), order)
	for _, step := range []struct {
		t        EventType
		from, to OrderStatus
	}{
		{EventRentActionSubmitted, Draft, Pending}, {EventRentActionApproved, Pending, Approved},
		{EventRentActionRejected, Pending, Rejected}, {EventRentActionCancelled, Approved, Cancelled},
		{EventRentActionFulfilled, Approved, Fulfilled}, {EventRentActionClosed, Fulfilled, Closed},
		{EventRentActionUpdated, Fulfilled, Approved},
	} {
		order.From, order.Status = step.from, step.to
		add(step.t, "rent_action/"+string(exampleOrder), order)
	}
	question := ExceptionChanged{
		ExceptionID: exampleException, Number: "X-000017", Kind: ExAlreadyOut, Severity: SeverityNormal,
		AssetID: exampleAsset, RentActionID: exampleOrder, FactID: exampleFact, At: exampleAt,
	}
	add(EventExceptionOpened, "exception/"+string(exampleException), question)
	question.Answer, question.AnsweredBy = AnswerKeepFirst, "user:0192f0c1-0000-7000-8000-000000000131"
	add(EventExceptionResolved, "exception/"+string(exampleException), question)
	add(EventStockChanged, "stock_pool/"+exampleRow, StockChanged{
		PoolID: exampleRow, ItemTypeID: exampleType, PlaceID: exampleShelf, Kind: EntryReceive, Quantity: 50, OnHand: 120, EntryID: exampleFact, Occurred: exampleAt, At: exampleAt,
	})
	for c := range instead {
		add(putEvents[c].removed(), putEvents[c].subject+"/"+exampleRow, RowChanged{ID: exampleRow, Name: "Robe MegaPointe", SiteID: exampleSite, At: exampleAt})
	}
	for c, word := range putEvents {
		if c == Assets {
			continue
		}
		row := RowChanged{ID: exampleRow, Name: "Robe MegaPointe", SiteID: exampleSite, At: exampleAt}
		add(word.created, word.subject+"/"+exampleRow, row)
		add(word.updated, word.subject+"/"+exampleRow, row)
	}
	add(EventItemTypeArchived, "item_type/"+exampleRow, RowChanged{ID: exampleRow, Name: "Robe MegaPointe", At: exampleAt})
	slices.SortFunc(list, func(a, b EventSpec) int { return strings.Compare(string(a.Type), string(b.Type)) })
	return list
}
