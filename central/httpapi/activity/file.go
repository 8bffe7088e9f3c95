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

type historyFile struct {
	door.ByID
	door.Turned
}

// AssetHistoryPage is AssetHistory for a file.
func (h *Handlers) AssetHistoryPage(ctx context.Context, in *historyFile) (*door.ListReply[Fact], error) {
	return historyPage(ctx, in, h.AssetHistory)
}

// OrderHistoryPage is OrderHistory for a file.
func (h *Handlers) OrderHistoryPage(ctx context.Context, in *historyFile) (*door.ListReply[Fact], error) {
	return historyPage(ctx, in, h.OrderHistory)
}

func historyPage(ctx context.Context, in *historyFile, read func(context.Context, *historyInput) (*factsReply, error)) (*door.ListReply[Fact], error) {
	before, err := in.Number()
	if err != nil {
		return nil, err
	}
	got, err := read(ctx, &historyInput{ByID: in.ByID, Limit: in.Most, Before: before})
	if err != nil {
		return nil, err
	}
	return door.Numbered(got.Body.Items, got.Body.Next), nil
}

type changesFile struct {
	ChangesOf
	door.Turned
}

// ChangesPage is Changes for a file.
func (h *Handlers) ChangesPage(ctx context.Context, in *changesFile) (*door.ListReply[Change], error) {
	before, err := in.Number()
	if err != nil {
		return nil, err
	}
	got, err := h.Changes(ctx, &changesInput{ChangesOf: in.ChangesOf, Limit: in.Most, Before: before})
	if err != nil {
		return nil, err
	}
	return door.Numbered(got.Body.Items, got.Body.Next), nil
}

type eventsFile struct {
	EventFilter
	From uint64 `query:"from" doc:"rmsseq: only events after this one; absent: from the beginning"`
	door.Turned
}

// EventPage is ListEvents for a file: what there is, without waiting for more.
func (h *Handlers) EventPage(ctx context.Context, in *eventsFile) (*door.ListReply[CloudEvent], error) {
	after, err := in.Number()
	if err != nil {
		return nil, err
	}
	got, err := h.events(ctx, max(after, in.From), in.store(), in.Most)
	if err != nil {
		return nil, err
	}
	rows := make([]CloudEvent, len(got.events))
	for i, e := range got.events {
		rows[i] = h.cloudEvent(e)
	}
	if got.next >= got.head {
		got.next = 0
	}
	return door.Numbered(rows, got.next), nil
}
