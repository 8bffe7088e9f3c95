package receipt

import (
	"context"
	"fmt"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/receipts"
	"rms/syncproto"
	"rms/syncproto/rental"
)

type listInput struct {
	door.Page
	ItemTypeID string `query:"item_type_id" format:"uuid"`
	PlaceID    string `query:"place_id" format:"uuid" doc:"where things were received, wherever they are now"`
}

// ListedReceipt is a receipt in a list.
type ListedReceipt struct {
	ID         rental.ItemID     `json:"id"`
	ItemTypeID rental.ItemTypeID `json:"item_type_id"`
	PlaceID    rental.PlaceID    `json:"place_id"`
	At         rental.Millis     `json:"at" doc:"ms UTC"`
	By         string            `json:"by,omitempty" doc:"who received it"`
	Notes      string            `json:"notes,omitempty"`
	Quantity   int               `json:"quantity" doc:"how many were received"`
	TakenBack  int               `json:"taken_back" doc:"how many of them are in the books no more"`
	FirstTag   string            `json:"first_tag"`
	LastTag    string            `json:"last_tag"`
}

// List answers receipts, the newest first.
func (h *Handlers) List(ctx context.Context, in *listInput) (*door.ListReply[ListedReceipt], error) {
	f := receipts.Filter{ItemTypeID: door.Values[rental.ItemTypeID]([]string{in.ItemTypeID})[0], PlaceID: door.Values[rental.PlaceID]([]string{in.PlaceID})[0]}
	return door.PageOf(ctx, h.d, func(ctx context.Context, tx *store.Tx) ([]ListedReceipt, string, error) {
		ids, next, err := receipts.List(ctx, tx, f, in.Store())
		if err != nil {
			return nil, "", err
		}
		out := make([]ListedReceipt, len(ids))
		for i, id := range ids {
			if out[i], err = summary(ctx, tx, id); err != nil {
				return nil, "", err
			}
		}
		return out, next, nil
	})
}

func summary(ctx context.Context, tx *store.Tx, id rental.ItemID) (ListedReceipt, error) {
	f, body, err := read(ctx, tx, id)
	if err != nil {
		return ListedReceipt{}, err
	}
	there, err := receipts.InBooks(ctx, tx, body.Things)
	out := ListedReceipt{
		ID: id, ItemTypeID: body.ItemTypeID, PlaceID: body.PlaceID, At: f.ReceivedAt, By: f.Actor.PersonName, Notes: body.Notes,
		Quantity: len(body.Things), TakenBack: len(body.Things) - there,
	}
	if n := len(body.Things); n > 0 {
		out.FirstTag, out.LastTag = body.Things[0].Tag, body.Things[n-1].Tag
	}
	return out, err
}

// read is the command that a receipt was.
func read(ctx context.Context, tx *store.Tx, id rental.ItemID) (store.Fact, rental.ReceiveBody, error) {
	var none rental.ReceiveBody
	f, ok, err := tx.Fact(ctx, id)
	if err != nil {
		return f, none, err
	}
	if !ok || f.Kind != rental.KindReceive {
		return f, none, &rental.Error{
			Code: rental.CodeNotFound, Reason: "unknown_receipt", Field: "id", Message: "there is no such receipt", Hint: "look at the list of receipts, or at the history of one of its items",
		}
	}
	p, err := syncproto.ReadPayload(f.Payload)
	if err != nil {
		return f, none, fmt.Errorf("read receipt %s: %w", id, err)
	}
	decoded, _, err := syncproto.DecodeBody(p.Kind, p.Schema, p.Body)
	if err != nil {
		return f, none, fmt.Errorf("read receipt %s: %w", id, err)
	}
	body, ok := decoded.(rental.ReceiveBody)
	if !ok {
		return f, none, fmt.Errorf("read receipt %s: its body is a %T", id, decoded)
	}
	return f, body, nil
}
