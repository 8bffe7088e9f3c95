package store

import (
	"context"

	"rms/syncproto/rental"
)

// OpenExceptions lists open exceptions, newest first, at most limit of them.
func (v View) OpenExceptions(ctx context.Context, limit int) ([]rental.Exception, error) {
	return rowsOf[rental.Exception](ctx, v, `and status = $3 order by sort desc, id limit $4`, string(rental.ExceptionOpen), limit)
}

// AssetExceptions lists the open exceptions of an asset, in order of id.
func (v View) AssetExceptions(ctx context.Context, asset rental.AssetID) ([]rental.Exception, error) {
	return rowsOf[rental.Exception](ctx, v, `and ref = $3 and status = $4 order by id`, string(asset), string(rental.ExceptionOpen))
}

// FactExceptions lists the exceptions that a fact opened, in order of id.
func (v View) FactExceptions(ctx context.Context, fact rental.ItemID) ([]rental.Exception, error) {
	return rowsOf[rental.Exception](ctx, v, `and alt = $3 order by id`, string(fact))
}
