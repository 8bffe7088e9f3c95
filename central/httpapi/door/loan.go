package door

import (
	"context"

	"rms/central/store"
	"rms/syncproto/rental"
)

// None stands for nobody, or no order, where a filter takes an id.
const None = "none"

// Loans is how lists are narrowed by what is out.
type Loans struct {
	Overdue string `query:"overdue" enum:"true,false" doc:"out although it was due and the site's grace is over"`
}

// Answer is a yes or no that may be left out.
func Answer(text string) *bool {
	if text == "" {
		return nil
	}
	yes := text == "true"
	return &yes
}

// Filter is the filter as the store has it; out is yes, no or nothing.
func (l Loans) Filter(ctx context.Context, d *Door, tx *store.Tx, out string) (f store.LoanFilter, err error) {
	f.Out, f.Overdue = Answer(out), Answer(l.Overdue)
	if f.Overdue != nil {
		f.Late, err = tx.LateBefore(ctx, rental.Millis(d.Now().UnixMilli()))
	}
	return f, err
}
