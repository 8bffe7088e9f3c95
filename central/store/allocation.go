package store

import (
	"context"

	"rms/syncproto/rental"
)

var allocations = &table[rental.Allocation]{
	name: "allocations",
	columns: []column[rental.Allocation]{
		{"also_site_id", func(r rental.Allocation) any { return string(r.AlsoSiteID) }},
		{"rent_action_id", func(r rental.Allocation) any { return string(r.RentActionID) }},
		{"asset_id", func(r rental.Allocation) any { return string(r.AssetID) }},
		{"status", func(r rental.Allocation) any { return string(r.Status) }},
	},
}

// AllocationsOfOrder returns all allocations of an order, by id.
func (tx *Tx) AllocationsOfOrder(ctx context.Context, id rental.RentActionID) (rental.AllocationSet, error) {
	return allocations.all(ctx, tx, "where rent_action_id = $1 order by id", string(id))
}
