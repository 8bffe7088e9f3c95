package stock

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// StockEntry is one count, or one change, of stock.
type StockEntry struct {
	ID         rental.ItemID      `json:"id"`
	PoolID     rental.StockPoolID `json:"stock_id"`
	Kind       rental.EntryKind   `json:"kind" enum:"opening,receive,adjust,count"`
	Quantity   int64              `json:"quantity" doc:"of a count what was counted, else what came (less than nothing: what went)"`
	OnHand     int64              `json:"on_hand" doc:"how many there were right after it was entered"`
	Reason     string             `json:"reason,omitempty"`
	Occurred   rental.Millis      `json:"occurred" doc:"ms UTC"`
	By         string             `json:"by,omitempty" doc:"who entered it, by name"`
	Listing    string             `json:"listing,omitempty" doc:"which rows of an imported list said so"`
	UndoneBy   rental.ItemID      `json:"undone_by,omitempty" doc:"the undo that took it back: it counts no more"`
	UndoneAt   rental.Millis      `json:"undone_at,omitempty" doc:"ms UTC"`
	UndoneName string             `json:"undone_name,omitempty" doc:"who took it back, by name"`
	UndoReason string             `json:"undo_reason,omitempty"`
}

// entry puts names to an entry.
func (n *names) entry(ctx context.Context, e rental.StockEntry) (StockEntry, error) {
	out := StockEntry{
		ID: e.ID, PoolID: e.PoolID, Kind: e.Kind, Quantity: e.Quantity, OnHand: e.OnHand, Reason: e.Reason, Occurred: e.Occurred, Listing: e.Listing,
		UndoneBy: e.UndoneBy, UndoReason: e.UndoReason,
	}
	var err error
	if out.By, err = n.actor(ctx, e.CreatedBy); err != nil || e.UndoneBy == "" {
		return out, err
	}
	out.UndoneAt = e.UpdatedAt
	out.UndoneName, err = n.actor(ctx, e.UpdatedBy)
	return out, err
}

type entriesInput struct {
	door.ByID
	door.Page
}

// Entries reads the history of one stock, the last that happened first.
func (h *Handlers) Entries(ctx context.Context, in *entriesInput) (*door.ListReply[StockEntry], error) {
	return door.PageOf(ctx, h.d, func(ctx context.Context, tx *store.Tx) ([]StockEntry, string, error) {
		if _, err := door.Found[rental.StockPool](ctx, tx, in.ID); err != nil {
			return nil, "", err
		}
		rows, next, err := tx.ListStockEntries(ctx, []rental.StockPoolID{rental.StockPoolID(in.ID)}, in.Store())
		n := names{tx: tx}
		out := make([]StockEntry, len(rows))
		for i := range rows {
			if err == nil {
				out[i], err = n.entry(ctx, rows[i])
			}
		}
		return out, next, err
	})
}

// StockEntryInput is what a person says of stock: how many were counted, came or went.
type StockEntryInput struct {
	ItemTypeID rental.ItemTypeID `json:"item_type_id" format:"uuid"`
	PlaceID    rental.PlaceID    `json:"place_id" format:"uuid"`
	Kind       rental.EntryKind  `json:"kind" enum:"count,adjust,receive,opening" doc:"count: there are so many now; adjust: so many more, or less; receive: so many came; opening: so many were there when counting began"`
	Quantity   int64             `json:"quantity" minimum:"-1000000000" maximum:"1000000000"`
	Reason     string            `json:"reason,omitempty" maxLength:"500" doc:"an adjustment needs one"`
}

// StockEntered is an entry with what there is after it. Stock is nothing where all
// entries were taken back.
type StockEntered struct {
	Entry StockEntry `json:"entry"`
	Stock *Stock     `json:"stock,omitempty" doc:"absent where nothing is left to count: all that was entered was taken back"`
}

// enteredReply is an entry with the revision of its stock.
type enteredReply struct {
	ETag     string `header:"ETag" doc:"the stock's revision; send it as If-Match with the next entry"`
	Location string `header:"Location"`
	Body     StockEntered
}

type newEntry struct {
	door.Repeatable
	door.Guarded
	Body StockEntryInput
}

// Enter takes a count or a change.
func (h *Handlers) Enter(ctx context.Context, in *newEntry) (*enteredReply, error) {
	return door.Perform(ctx, h.d, in.Key, func(context.Context, *store.Tx, rental.ItemID) (rental.Body, error) {
		rev, err := in.Rev()
		b := in.Body
		return rental.StockEntryBody{ItemTypeID: b.ItemTypeID, PlaceID: b.PlaceID, Kind: b.Kind, Quantity: b.Quantity, Reason: b.Reason, IfRev: rev}, err
	}, func(ctx context.Context, tx *store.Tx, r ledger.Result) (*enteredReply, error) {
		return entered(ctx, tx, r.ItemID)
	})
}

// StockUndo says why an entry is taken back.
type StockUndo struct {
	Reason string `json:"reason,omitempty" maxLength:"500"`
}

type undoInput struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body StockUndo
}

// Undo takes an entry back.
func (h *Handlers) Undo(ctx context.Context, in *undoInput) (*enteredReply, error) {
	of := rental.ItemID(in.ID)
	return door.Perform(ctx, h.d, in.Key, func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) {
		e, err := door.Found[rental.StockEntry](ctx, tx, in.ID)
		if err != nil {
			return nil, err
		}
		rev, err := in.Rev()
		if err != nil {
			return nil, err
		}
		body := rental.StockUndoBody{Of: of, Reason: in.Body.Reason, IfRev: rev}
		// Where the pool is gone the rules say why the entry is not taken back again.
		pool, _, err := store.Get[rental.StockPool](ctx, tx, string(e.PoolID))
		body.ItemTypeID, body.PlaceID = pool.ItemTypeID, pool.PlaceID
		return body, err
	}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*enteredReply, error) {
		return entered(ctx, tx, of)
	})
}

// entered reads an entry with its stock.
func entered(ctx context.Context, tx *store.Tx, id rental.ItemID) (*enteredReply, error) {
	e, err := door.Found[rental.StockEntry](ctx, tx, string(id))
	if err != nil {
		return nil, err
	}
	n := names{tx: tx}
	out := &enteredReply{}
	if out.Body.Entry, err = n.entry(ctx, e); err != nil {
		return nil, err
	}
	pool, ok, err := store.Get[rental.StockPool](ctx, tx, string(e.PoolID))
	if err != nil || !ok {
		return out, err
	}
	s, err := n.stock(ctx, pool)
	out.Body.Stock, out.ETag, out.Location = &s, door.ETag(pool.Rev), path+"/"+string(pool.ID)
	return out, err
}
