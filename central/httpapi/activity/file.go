package activity

import (
	"context"
	"strconv"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/syncproto/rental"
)

type factFile struct {
	door.Page
	Kiosks bool  `query:"kiosks" doc:"only what kiosks recorded"`
	Since  int64 `query:"since" minimum:"0" doc:"ms UTC: only what arrived then or later"`
}

// FactPage is ListFacts for a file: its cursor is the no of the last fact.
func (h *Handlers) FactPage(ctx context.Context, in *factFile) (*door.ListReply[Fact], error) {
	before := uint64(0)
	if in.After != "" {
		var err error
		if before, err = strconv.ParseUint(in.After, 10, 63); err != nil {
			return nil, door.BadCursor(store.ErrBadCursor)
		}
	}
	got, err := h.ListFacts(ctx, &factsInput{Limit: in.Limit, Before: before, Kiosks: in.Kiosks})
	if err != nil {
		return nil, err
	}
	out := &door.ListReply[Fact]{}
	out.Body.Items = []Fact{}
	// Numbers and receipts go up together: what is older ends the list.
	for _, f := range got.Body.Items {
		if f.ReceivedAt < rental.Millis(in.Since) {
			return out, nil
		}
		out.Body.Items = append(out.Body.Items, f)
	}
	if got.Body.Next > 1 {
		out.Body.Next = formatSeq(got.Body.Next)
	}
	return out, nil
}
