// Package receipt takes new stock into the books and out of them again.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule. Tags are drawn in the
// transaction that writes them.
package receipt

import (
	"context"
	"fmt"

	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/series"
	"rms/syncproto/rental"
)

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

// ReceiptInput is what a person says of new things: how many, or the tags that they bear.
type ReceiptInput struct {
	ItemTypeID   rental.ItemTypeID `json:"item_type_id" format:"uuid"`
	PlaceID      rental.PlaceID    `json:"place_id" format:"uuid" doc:"where they are; it becomes their home"`
	Quantity     int               `json:"quantity,omitempty" minimum:"1" maximum:"500" doc:"how many; each gets the next tag of the type's series. Absent with lines"`
	TagPrefix    string            `json:"tag_prefix,omitempty" maxLength:"60" doc:"another series than the type's; with quantity only"`
	Lines        []NewThing        `json:"lines,omitempty" maxItems:"500" doc:"things that bear their tags already"`
	OwnerID      rental.CompanyID  `json:"owner_id,omitempty"`
	MustReturnBy rental.Millis     `json:"must_return_by,omitempty" doc:"ms UTC, for hired gear"`
	Notes        string            `json:"notes,omitempty" maxLength:"2000"`
}

// NewThing is one thing with its tag.
type NewThing struct {
	Tag    string `json:"tag" minLength:"1" maxLength:"128"`
	Serial string `json:"serial,omitempty" maxLength:"128"`
}

// Receipt is what was received, as it is in the books now.
type Receipt struct {
	ID         rental.ItemID     `json:"id"`
	ItemTypeID rental.ItemTypeID `json:"item_type_id"`
	PlaceID    rental.PlaceID    `json:"place_id"`
	At         rental.Millis     `json:"at" doc:"ms UTC"`
	By         string            `json:"by,omitempty" doc:"who received it"`
	Notes      string            `json:"notes,omitempty"`
	Lines      []ReceivedThing   `json:"lines"`
}

// ReceivedThing is one item of a receipt.
type ReceivedThing struct {
	AssetID   rental.AssetID `json:"asset_id"`
	Tag       string         `json:"tag" doc:"as it was received"`
	Serial    string         `json:"serial,omitempty"`
	TakenBack bool           `json:"taken_back,omitempty" doc:"it is in the books no more"`
}

type newReceipt struct {
	door.Repeatable
	Body ReceiptInput
}

// Reply is a receipt.
type Reply struct {
	Location string `header:"Location"`
	Body     Receipt
}

// Create receives stock, all of it or nothing.
func (h *Handlers) Create(ctx context.Context, in *newReceipt) (*Reply, error) {
	return door.Perform(ctx, h.d, in.Key, func(ctx context.Context, tx *store.Tx, cmd rental.ItemID) (rental.Body, error) {
		lines, err := in.Body.lines(ctx, tx)
		if err != nil {
			return nil, err
		}
		body := rental.ReceiveBody{
			ItemTypeID: in.Body.ItemTypeID, PlaceID: in.Body.PlaceID, OwnerID: in.Body.OwnerID, MustReturnBy: in.Body.MustReturnBy, Notes: in.Body.Notes,
		}
		for i, l := range lines {
			if err := door.Scannable(rental.Asset{Tag: l.Tag}, nil); err != nil {
				return nil, door.Within(err, fmt.Sprintf("lines[%d]", i))
			}
			body.Things = append(body.Things, rental.Received{AssetID: rental.AssetID(rental.DeriveID(cmd, "thing", i)), Tag: l.Tag, Serial: l.Serial})
		}
		return body, nil
	}, func(ctx context.Context, tx *store.Tx, r ledger.Result) (*Reply, error) {
		return find(ctx, tx, r.ItemID)
	})
}

// lines are the things that were named, or new ones with the next tags.
func (in ReceiptInput) lines(ctx context.Context, tx *store.Tx) ([]NewThing, error) {
	if (in.Quantity > 0) == (len(in.Lines) > 0) || in.TagPrefix != "" && in.Quantity == 0 {
		return nil, &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_quantity", Field: "quantity", Message: "say how many there are, or which tags they bear, not both",
			Hint: "send quantity for new tags, lines for tags that are on the things already",
		}
	}
	if in.Quantity == 0 {
		return in.Lines, nil
	}
	tags, err := nextTags(ctx, tx, in.ItemTypeID, in.TagPrefix, in.Quantity)
	out := make([]NewThing, len(tags))
	for i, tag := range tags {
		out[i].Tag = tag
	}
	return out, err
}

func nextTags(ctx context.Context, tx *store.Tx, id rental.ItemTypeID, prefix string, n int) ([]string, error) {
	t, err := door.Named[rental.ItemType](ctx, tx, "item_type_id", string(id))
	if err != nil {
		return nil, err
	}
	if prefix != "" {
		t.TagPrefix = prefix
	}
	s, err := series.Of(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	return series.Next(ctx, tx, s, n)
}

type nextInput struct {
	door.ByID
	Count  int    `query:"count" minimum:"1" maximum:"500" default:"1"`
	Prefix string `query:"tag_prefix" maxLength:"60"`
}

type nextReply struct {
	Body struct {
		Tags []string `json:"tags" doc:"as they would be given now; nobody is kept from taking them first"`
	}
}

// NextTags says which tags new things of a type would get.
func (h *Handlers) NextTags(ctx context.Context, in *nextInput) (*nextReply, error) {
	out := &nextReply{}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := door.Found[rental.ItemType](ctx, tx, in.ID); err != nil {
			return err
		}
		var err error
		out.Body.Tags, err = nextTags(ctx, tx, rental.ItemTypeID(in.ID), in.Prefix, in.Count)
		return err
	})
	return out, err
}

// Get reads a receipt.
func (h *Handlers) Get(ctx context.Context, in *door.ByID) (*Reply, error) {
	var out *Reply
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		out, err = find(ctx, tx, rental.ItemID(in.ID))
		return err
	})
	return out, err
}

func find(ctx context.Context, tx *store.Tx, id rental.ItemID) (*Reply, error) {
	r, err := Find(ctx, tx, id)
	return &Reply{Location: "/v1/inventory/receipts/" + string(id), Body: r}, err
}

// Find reads a receipt from the command that it was.
func Find(ctx context.Context, tx *store.Tx, id rental.ItemID) (Receipt, error) {
	f, body, err := read(ctx, tx, id)
	if err != nil {
		return Receipt{}, err
	}
	out := Receipt{ID: id, ItemTypeID: body.ItemTypeID, PlaceID: body.PlaceID, At: f.ReceivedAt, By: f.Actor.PersonName, Notes: body.Notes, Lines: []ReceivedThing{}}
	for _, t := range body.Things {
		_, there, err := store.Get[rental.Asset](ctx, tx, string(t.AssetID))
		if err != nil {
			return Receipt{}, err
		}
		out.Lines = append(out.Lines, ReceivedThing{AssetID: t.AssetID, Tag: t.Tag, Serial: t.Serial, TakenBack: !there})
	}
	return out, nil
}

type undoInput struct {
	door.ByID
	door.Repeatable
	Body struct {
		AssetIDs []rental.AssetID `json:"asset_ids,omitempty" maxItems:"500" doc:"some of the receipt's items; absent: all that are still in the books"`
		Reason   string           `json:"reason,omitempty" maxLength:"500"`
	}
}

// Undo takes back what was received by mistake, while nobody has touched it.
func (h *Handlers) Undo(ctx context.Context, in *undoInput) (*Reply, error) {
	of := rental.ItemID(in.ID)
	return door.Perform(ctx, h.d, in.Key, func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) {
		body := rental.ReceiveUndoBody{Of: of, AssetIDs: in.Body.AssetIDs, Reason: in.Body.Reason}
		if len(body.AssetIDs) > 0 {
			return body, nil
		}
		// Named, so that the undo stands in the history of each.
		r, err := Find(ctx, tx, of)
		for _, t := range r.Lines {
			if !t.TakenBack {
				body.AssetIDs = append(body.AssetIDs, t.AssetID)
			}
		}
		return body, err
	}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*Reply, error) { return find(ctx, tx, of) })
}
