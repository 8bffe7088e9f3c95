package door

import (
	"context"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Removed is the input of a removal.
type Removed struct {
	ByID
	Repeatable
	Guarded
}

// Remove takes away a row that was made by mistake.
func Remove[R rental.Row](d *Door) func(context.Context, *Removed) (*struct{}, error) {
	var none R
	return func(ctx context.Context, in *Removed) (*struct{}, error) {
		return Perform(ctx, d, in.Key, func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) {
			rev, err := in.Rev()
			if err != nil {
				return nil, err
			}
			_, err = Found[R](ctx, tx, in.ID)
			return rental.RemoveBody{Collection: none.RowCollection(), ID: in.ID, IfRev: rev}, err
		}, func(context.Context, *store.Tx, ledger.Result) (*struct{}, error) { return &struct{}{}, nil })
	}
}
