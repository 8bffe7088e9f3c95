package order

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

type changedOrder struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body Asked
}

// PutOrder changes what an order asks for. Lines are told apart by their type: one
// of a type that was there stays the line that it is.
func (h *Handlers) PutOrder(ctx context.Context, in *changedOrder) (*door.RowReply[Order], error) {
	return door.Perform(ctx, h.d, in.Key, func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) {
		rev, err := in.Rev()
		if err != nil {
			return nil, err
		}
		name, err := nameOf(ctx, tx, in.Body.RequesterID)
		b := in.Body
		body := rental.RentActionUpdateBody{
			RentActionID: rental.RentActionID(in.ID), IfRev: rev, RequesterID: b.RequesterID, RequesterName: name, ProjectID: b.ProjectID,
			Title: b.Title, Window: b.Window, DestinationID: b.DestinationID, Priority: b.Priority, IsASAP: b.IsASAP, Notes: b.Notes,
		}
		for _, l := range b.Lines {
			body.Lines = append(body.Lines, rental.Line{ItemTypeID: l.ItemTypeID, Requested: l.Requested, Notes: l.Notes})
		}
		return body, err
	}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*door.RowReply[Order], error) {
		return order(ctx, tx, in.ID)
	})
}
