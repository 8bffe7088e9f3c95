package store

import (
	"context"

	"rms/syncproto/rental"
)

var demoCodes = &table[rental.DemoCode]{
	name: "demo_codes",
	columns: []column[rental.DemoCode]{
		{"position", func(r rental.DemoCode) any { return int64(r.Order) }},
	},
}

// DemoCodes returns the codes of the "Try it" strip, in order.
func (tx *Tx) DemoCodes(ctx context.Context) ([]rental.DemoCode, error) {
	return demoCodes.all(ctx, tx, "order by position, id")
}
