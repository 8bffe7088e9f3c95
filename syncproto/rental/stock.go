package rental

import "slices"

// Counted things: a pool is how many of a type are at a place. Entries add up in
// whatever order they come; a count is an anchor: what happened before it and
// comes after it leaves the balance.

// StockPoolID names a pool; PoolOf derives it.
type StockPoolID string

// EntryKind says why a balance changes.
type EntryKind string

// The kinds of StockEntry.
const (
	EntryOpening EntryKind = "opening"
	EntryReceive EntryKind = "receive"
	EntryAdjust  EntryKind = "adjust"
	EntryCount   EntryKind = "count"
)

// StockPool is how many of a counted type are at a place. The anchor is the newest
// count, by when it happened; none where AnchorID is empty.
type StockPool struct {
	ID StockPoolID `json:"id"`
	Meta
	ItemTypeID ItemTypeID `json:"item_type_id"`
	PlaceID    PlaceID    `json:"place_id"`
	OnHand     int64      `json:"on_hand"`
	AnchorAt   Millis     `json:"anchor_at,omitempty"`
	AnchorID   ItemID     `json:"anchor_id,omitempty"`
}

// StockEntry is one change of a pool, or one count of it; it never changes.
// Quantity is signed; of a count it is what was counted.
type StockEntry struct {
	ID ItemID `json:"id"`
	Meta
	PoolID   StockPoolID `json:"pool_id"`
	Kind     EntryKind   `json:"kind"`
	Quantity int64       `json:"quantity"`
	Reason   string      `json:"reason,omitempty"`
	Occurred Millis      `json:"occurred"`
}

// StockEntryBody enters a change or a count. It happened at the command's Occurred.
type StockEntryBody struct {
	ItemTypeID     ItemTypeID `json:"item_type_id"`
	PlaceID        PlaceID    `json:"place_id"`
	Kind           EntryKind  `json:"kind"`
	Quantity       int64      `json:"quantity"`
	Reason         string     `json:"reason,omitempty"`
	ExternalSource string     `json:"external_source,omitempty"`
	ExternalRef    string     `json:"external_ref,omitempty"`
}

// CommandKind returns KindStockEntry.
func (StockEntryBody) CommandKind() Kind { return KindStockEntry }

// Subjects returns the type and the place.
func (b StockEntryBody) Subjects() []Subject {
	return []Subject{{Type: TargetItemType, ID: string(b.ItemTypeID)}, {Type: TargetPlace, ID: string(b.PlaceID)}}
}

// PoolOf is the id of the pool of a type at a place.
func PoolOf(t ItemTypeID, p PlaceID) StockPoolID {
	return StockPoolID(DeriveID(ItemID(t), "stock/"+string(p), 0))
}

// StockMoves: the entries of the pool with that id that are no counts; a
// StockMoveSet in any order. It is asked for at counts alone. Central only.
const StockMoves Collection = "stock_entries.of_pool"

// StockMoveSet is the value of a StockMoves key.
type StockMoveSet []StockEntry

const (
	// maxStock bounds what is entered at once: any sum of such entries fits.
	maxStock = 1_000_000_000
	// maxAhead is how far a clock may be ahead of central's, in milliseconds.
	maxAhead = 5 * 60 * 1000
)

// enterStock adds an entry to its pool.
func (w *work) enterStock(b StockEntryBody) error {
	if err := w.permitWish(ActPutCatalog, false); err != nil {
		return err
	}
	typ, p := find[ItemType](w, string(b.ItemTypeID))
	place, q := find[Place](w, string(b.PlaceID))
	id := PoolOf(b.ItemTypeID, b.PlaceID)
	pool, have := find[StockPool](w, string(id))
	if p == NotLoaded || q == NotLoaded || have == NotLoaded {
		return nil
	}
	var c checks
	c.that(p == Present, "unknown_item_type", "item_type_id", "what item_type_id names does not exist")
	c.that(typ.Kind == Fungible, "not_counted", "item_type_id", "things of this type have tags of their own and are not counted")
	c.that(q == Present, "unknown_place", "place_id", "what place_id names does not exist")
	c.that(place.SiteID != "", "missing_site", "place_id", "stock is kept at a place of one of our sites")
	c.that(slices.Contains([]EntryKind{EntryOpening, EntryReceive, EntryAdjust, EntryCount}, b.Kind), "bad_kind", "kind", "the kind must be opening, receive, adjust or count")
	c.that(b.Quantity >= -maxStock && b.Quantity <= maxStock, "too_many", "quantity", "nobody has that many")
	c.that(b.Quantity > 0 || b.Quantity == 0 && b.Kind == EntryCount || b.Quantity < 0 && b.Kind == EntryAdjust, "bad_quantity", "quantity",
		"only an adjustment may take away, and only a count may be of nothing")
	c.that(w.c.Occurred.T <= w.now+maxAhead, "in_the_future", "occurred", "this has not happened yet")
	if c.err != nil {
		return c.err
	}
	e := StockEntry{
		ID: w.c.ID, PoolID: id, Kind: b.Kind, Quantity: b.Quantity, Reason: b.Reason, Occurred: w.c.Occurred.T,
		Meta: Meta{SiteID: place.SiteID, ExternalSource: b.ExternalSource, ExternalRef: b.ExternalRef},
	}
	pool.ID, pool.ItemTypeID, pool.PlaceID, pool.SiteID = id, b.ItemTypeID, b.PlaceID, place.SiteID
	w.verdict = applied()
	switch {
	case !e.after(pool.AnchorAt, pool.AnchorID):
		w.verdict = applied(FlagBeforeCount)
	case e.Kind != EntryCount:
		pool.OnHand += e.Quantity
	default:
		set := w.s.get(Key{StockMoves, string(id)})
		moves, _ := set.Value.(StockMoveSet)
		pool.OnHand, pool.AnchorAt, pool.AnchorID = e.Quantity, e.Occurred, e.ID
		for _, m := range moves {
			if m.after(e.Occurred, e.ID) {
				pool.OnHand += m.Quantity
			}
		}
	}
	w.put(e)
	w.put(pool)
	w.emit(EventStockChanged, "stock_pool/"+string(id), pool.SiteID, StockChanged{
		PoolID: id, ItemTypeID: b.ItemTypeID, PlaceID: b.PlaceID, Kind: b.Kind, Quantity: b.Quantity, OnHand: pool.OnHand,
		EntryID: e.ID, Occurred: e.Occurred, At: w.now,
	})
	return nil
}

// after reports whether e happened after a count; of one moment, the ids decide.
func (e StockEntry) after(at Millis, id ItemID) bool {
	return id == "" || e.Occurred > at || e.Occurred == at && e.ID > id
}

// StockChanged is the data of stock.changed.
type StockChanged struct {
	PoolID     StockPoolID `json:"pool_id"`
	ItemTypeID ItemTypeID  `json:"item_type_id"`
	PlaceID    PlaceID     `json:"place_id"`
	Kind       EntryKind   `json:"kind"`
	Quantity   int64       `json:"quantity"`
	OnHand     int64       `json:"on_hand"`
	EntryID    ItemID      `json:"entry_id"`
	Occurred   Millis      `json:"occurred"`
	At         Millis      `json:"at"`
}
