package ledger

import (
	"context"

	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// decide judges a command by what the view knows.
func decide(_ context.Context, _ store.View, c rental.Command, _ rental.Actor) (rental.Decision, []rental.Key, error) {
	switch c.Kind {
	case rental.KindScan, rental.KindLockout:
		return rental.Decision{Verdict: rental.Verdict{Kind: rental.Applied}}, nil, nil
	default:
		return rental.Decision{}, nil, &rental.Error{
			Code: rental.CodeUnavailable, Reason: "no_rule", Message: "this kiosk has no rule for " + string(c.Kind) + " yet",
		}
	}
}
