package client

import (
	"context"
	"io"
	"net/http"

	"rms/central/client/wire"
	"rms/syncproto/rental"
)

// HistoryCSV writes what happened to an item to w, the newest first.
func (a Assets) HistoryCSV(ctx context.Context, id rental.AssetID, w io.Writer) error {
	return a.Many.c.file(ctx, newCall(http.MethodGet, a.Many.one(string(id), "history.csv")), "text/csv", w)
}

// HistoryCSV writes what happened to an order to w, the newest first.
func (o Orders) HistoryCSV(ctx context.Context, id rental.RentActionID, w io.Writer) error {
	return o.Found.c.file(ctx, newCall(http.MethodGet, o.Found.one(string(id), "history.csv")), "text/csv", w)
}

// OrdersCSV writes all orders of a job to w, with their sums.
func (p Projects) OrdersCSV(ctx context.Context, id rental.ProjectID, w io.Writer) error {
	return p.Listed.c.file(ctx, newCall(http.MethodGet, p.Listed.one(string(id), "orders.csv")), "text/csv", w)
}

// BadgesCSV writes a person's badges to w, without their codes.
func (p People) BadgesCSV(ctx context.Context, id rental.PersonID, w io.Writer) error {
	return p.Many.c.file(ctx, newCall(http.MethodGet, p.Many.one(string(id), "badges.csv")), "text/csv", w)
}

// EntriesCSV writes what was counted, received and corrected to w.
func (s Stocks) EntriesCSV(ctx context.Context, id rental.StockPoolID, query EntryQuery, w io.Writer) error {
	return s.Found.c.file(ctx, newCall(http.MethodGet, s.Found.one(string(id), "entries.csv")).asked(query), "text/csv", w)
}

// OpenCodesCSV writes the enrolment codes that have not been used to w, without the
// codes themselves.
func (k Kiosks) OpenCodesCSV(ctx context.Context, w io.Writer) error {
	return k.Found.c.file(ctx, newCall(http.MethodGet, kiosksPath+"/enrolment-codes.csv"), "text/csv", w)
}

// CSV writes the open sessions to w.
func (s Sessions) CSV(ctx context.Context, query SessionQuery, w io.Writer) error {
	return s.c.file(ctx, newCall(http.MethodGet, "/v1/sessions.csv").asked(query), "text/csv", w)
}

// ChangesCSV writes who changed what about a row by hand to w, the newest first.
func (c *Client) ChangesCSV(ctx context.Context, query wire.RowQuery, w io.Writer) error {
	return c.file(ctx, newCall(http.MethodGet, "/v1/changes.csv").asked(query), "text/csv", w)
}

// EventsCSV writes the events that there are to w, in the order of commits.
func (c *Client) EventsCSV(ctx context.Context, query wire.EventFileQuery, w io.Writer) error {
	return c.file(ctx, newCall(http.MethodGet, "/v1/events.csv").asked(query), "text/csv", w)
}
