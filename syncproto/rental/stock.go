package rental

import (
	"fmt"
	"slices"
	"strings"
)

// Counted things: a pool is how many of a type are at a place. Entries add up in
// whatever order they come; a count is an anchor: what happened before it and
// comes after it leaves the balance. An entry that is taken back counts no more,
// and stays to be seen; a pool whose entries were all taken back was never there.

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
	// Listing and Listed are which rows of a list the pool was last counted by, and
	// how many they said: the same list does not count it again.
	Listing string `json:"listing,omitempty"`
	Listed  int64  `json:"listed,omitempty"`
}

// StockEntry is one change of a pool, or one count of it; nothing about it changes
// but that it may be taken back. Quantity is signed; of a count it is what was
// counted. OnHand is how many there were right after it was entered.
type StockEntry struct {
	ID ItemID `json:"id"`
	Meta
	PoolID     StockPoolID `json:"pool_id"`
	Kind       EntryKind   `json:"kind"`
	Quantity   int64       `json:"quantity"`
	OnHand     int64       `json:"on_hand"`
	Reason     string      `json:"reason,omitempty"`
	Occurred   Millis      `json:"occurred"`
	Listing    string      `json:"listing,omitempty"`
	UndoneBy   ItemID      `json:"undone_by,omitempty"`
	UndoReason string      `json:"undo_reason,omitempty"`
}

// StockEntryBody enters a change or a count. It happened at the command's Occurred.
// Listing names the rows of a list that say so. IfRev is the revision of the pool
// that must still stand: 0 means any, -1 that nothing was ever entered there.
type StockEntryBody struct {
	ItemTypeID     ItemTypeID `json:"item_type_id"`
	PlaceID        PlaceID    `json:"place_id"`
	Kind           EntryKind  `json:"kind"`
	Quantity       int64      `json:"quantity"`
	Reason         string     `json:"reason,omitempty"`
	ExternalSource string     `json:"external_source,omitempty"`
	ExternalRef    string     `json:"external_ref,omitempty"`
	Listing        string     `json:"listing,omitempty"`
	IfRev          int64      `json:"if_rev,omitempty"`
}

// StockUndoBody takes the entry Of back. The type and the place are its pool's, so
// that it stands in the history of both. IfRev is as StockEntryBody has it.
type StockUndoBody struct {
	Of         ItemID     `json:"of"`
	ItemTypeID ItemTypeID `json:"item_type_id"`
	PlaceID    PlaceID    `json:"place_id"`
	Reason     string     `json:"reason,omitempty"`
	IfRev      int64      `json:"if_rev,omitempty"`
}

// CommandKind returns KindStockEntry.
func (StockEntryBody) CommandKind() Kind { return KindStockEntry }

// Subjects returns the type and the place.
func (b StockEntryBody) Subjects() []Subject {
	return []Subject{{Type: TargetItemType, ID: string(b.ItemTypeID)}, {Type: TargetPlace, ID: string(b.PlaceID)}}
}

// CommandKind returns KindStockUndo.
func (StockUndoBody) CommandKind() Kind { return KindStockUndo }

// Subjects returns the type and the place.
func (b StockUndoBody) Subjects() []Subject {
	return StockEntryBody{ItemTypeID: b.ItemTypeID, PlaceID: b.PlaceID}.Subjects()
}

// PoolOf is the id of the pool of a type at a place.
func PoolOf(t ItemTypeID, p PlaceID) StockPoolID {
	return StockPoolID(DeriveID(ItemID(t), "stock/"+string(p), 0))
}

// StockHistory: all entries of the pool with that id; a StockEntrySet in any order.
// It is asked for at counts and where an entry is taken back. Central only.
const StockHistory Collection = "stock_entries.of_pool"

// StockEntrySet is the value of a StockHistory key.
type StockEntrySet []StockEntry

const (
	// MaxStock bounds what is entered at once, in pieces: any sum of such entries fits.
	MaxStock = 1_000_000_000
	// maxAhead is how far a clock may be ahead of central's, in milliseconds.
	maxAhead = 5 * 60 * 1000
	// maxReason bounds what is said about an entry, in characters.
	maxReason = 500
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
	b.check(&c)
	c.that(w.c.Occurred.T <= w.now+maxAhead, "in_the_future", "occurred", "this has not happened yet")
	if c.err != nil {
		return c.err
	}
	if err := pool.at(b.IfRev); err != nil {
		return err
	}
	e := StockEntry{
		ID: w.c.ID, PoolID: id, Kind: b.Kind, Quantity: b.Quantity, Reason: b.Reason, Occurred: w.c.Occurred.T, Listing: b.Listing,
		Meta: Meta{SiteID: place.SiteID, ExternalSource: b.ExternalSource, ExternalRef: b.ExternalRef},
	}
	pool.ID, pool.ItemTypeID, pool.PlaceID, pool.SiteID = id, b.ItemTypeID, b.PlaceID, place.SiteID
	was := pool.OnHand
	w.verdict = applied()
	switch {
	case !e.after(pool.AnchorAt, pool.AnchorID):
		w.verdict = applied(FlagBeforeCount)
	case e.Kind != EntryCount:
		pool.OnHand += e.Quantity
	default:
		set := w.s.get(Key{StockHistory, string(id)})
		all, _ := set.Value.(StockEntrySet)
		pool, _ = pool.sum(append(slices.Clone(all), e))
	}
	if pool.OnHand < 0 && e.Quantity < 0 && pool.OnHand != was {
		return refuse(CodeConflict, "below_zero", "quantity", fmt.Sprintf("only %d are there: no more than that can be taken away", was), "count what is there, and enter that number instead")
	}
	e.OnHand = pool.OnHand
	w.put(e)
	w.put(pool)
	w.stockChanged(pool, e)
	return nil
}

// check checks what an entry says of itself.
func (b StockEntryBody) check(c *checks) {
	c.that(slices.Contains([]EntryKind{EntryOpening, EntryReceive, EntryAdjust, EntryCount}, b.Kind), "bad_kind", "kind", "the kind must be opening, receive, adjust or count")
	c.that(b.Quantity >= -MaxStock && b.Quantity <= MaxStock, "too_many", "quantity", "nobody has that many")
	c.that(b.Quantity > 0 || b.Quantity == 0 && b.Kind == EntryCount || b.Quantity < 0 && b.Kind == EntryAdjust, "bad_quantity", "quantity",
		"only an adjustment may take away, and only a count may be of nothing")
	c.that(b.Kind != EntryAdjust || strings.TrimSpace(b.Reason) != "", "missing_reason", "reason", "an adjustment needs its reason")
	c.that(runes(b.Reason) <= maxReason, "text_too_long", "reason", "the reason is too long")
	c.that(b.Listing == "" || b.Kind == EntryCount, "bad_kind", "kind", "a list says how many there are: that is a count")
}

// undoStock takes an entry back: the balance is what it were without it.
func (w *work) undoStock(b StockUndoBody) error {
	if err := w.permitWish(ActPutCatalog, false); err != nil {
		return err
	}
	id := PoolOf(b.ItemTypeID, b.PlaceID)
	e, p := find[StockEntry](w, string(b.Of))
	pool, q := find[StockPool](w, string(id))
	set := w.s.get(Key{StockHistory, string(id)})
	if p == NotLoaded || q == NotLoaded || set.Presence == NotLoaded {
		return nil
	}
	all, known := set.Value.(StockEntrySet)
	switch {
	case e.UndoneBy != "":
		return refuse(CodeConflict, "already_undone", "of", "this entry was taken back before", "read the history of this stock again")
	case p != Present || e.PoolID != id:
		return refuse(CodeNotFound, "unknown_entry", "of", "there is no such entry", "read the history of this stock again")
	case q != Present || !known:
		return refuse(CodeUnavailable, "unknown_stock_history", "of", "what else was entered is not known here", "take it back at central")
	case runes(b.Reason) > maxReason:
		return refuse(CodeInvalid, "text_too_long", "reason", "the reason is too long", "shorten it")
	}
	if err := pool.at(b.IfRev); err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(all), func(o StockEntry) bool { return o.ID == e.ID })
	was := pool.OnHand
	pool, live := pool.sum(rest)
	if pool.OnHand < 0 && pool.OnHand < was {
		return refuse(CodeConflict, "below_zero", "of", fmt.Sprintf("without this entry there would be %d: some of it was taken away since", pool.OnHand), "count what is there, and enter that number instead")
	}
	e.UndoneBy, e.UndoReason = w.c.ID, b.Reason
	w.verdict = applied()
	w.put(e)
	if live == 0 {
		w.set(keyOf(pool), nil)
	} else {
		w.put(pool)
	}
	w.stockChanged(pool, e)
	return nil
}

// at refuses a change of a pool that is not the one that was read.
func (p StockPool) at(ifRev int64) error {
	if ifRev == 0 || max(ifRev, 0) == p.Rev {
		return nil
	}
	if ifRev < 0 {
		return refuse(CodeConflict, "already_exists", "if_rev", "something was entered there meanwhile", "look at what is there now, and enter it again")
	}
	return StaleAt(p.Rev, ifRev)
}

// sum is the pool as its entries make it, whatever their order, and how many of
// them count.
func (p StockPool) sum(entries []StockEntry) (StockPool, int) {
	p.OnHand, p.AnchorAt, p.AnchorID, p.Listing, p.Listed = 0, 0, "", "", 0
	live := slices.DeleteFunc(slices.Clone(entries), func(e StockEntry) bool { return e.UndoneBy != "" })
	var listed StockEntry
	for _, e := range live {
		if e.Kind == EntryCount && e.after(p.AnchorAt, p.AnchorID) {
			p.OnHand, p.AnchorAt, p.AnchorID = e.Quantity, e.Occurred, e.ID
		}
		if e.Listing != "" && e.after(listed.Occurred, listed.ID) {
			listed, p.Listing, p.Listed = e, e.Listing, e.Quantity
		}
	}
	for _, e := range live {
		if e.Kind != EntryCount && e.after(p.AnchorAt, p.AnchorID) {
			p.OnHand += e.Quantity
		}
	}
	return p, len(live)
}

func (w *work) stockChanged(pool StockPool, e StockEntry) {
	w.emit(EventStockChanged, "stock_pool/"+string(pool.ID), pool.SiteID, StockChanged{
		PoolID: pool.ID, ItemTypeID: pool.ItemTypeID, PlaceID: pool.PlaceID, Kind: e.Kind, Quantity: e.Quantity, OnHand: pool.OnHand,
		EntryID: e.ID, Occurred: e.Occurred, Undone: e.UndoneBy != "", At: w.now,
	})
}

// after reports whether e happened after a count; of one moment, the ids decide.
func (e StockEntry) after(at Millis, id ItemID) bool {
	return id == "" || e.Occurred > at || e.Occurred == at && e.ID > id
}

// StockChanged is the data of stock.changed. Undone: the entry was taken back.
type StockChanged struct {
	PoolID     StockPoolID `json:"pool_id"`
	ItemTypeID ItemTypeID  `json:"item_type_id"`
	PlaceID    PlaceID     `json:"place_id"`
	Kind       EntryKind   `json:"kind"`
	Quantity   int64       `json:"quantity"`
	OnHand     int64       `json:"on_hand"`
	EntryID    ItemID      `json:"entry_id"`
	Occurred   Millis      `json:"occurred"`
	Undone     bool        `json:"undone,omitempty"`
	At         Millis      `json:"at"`
}
