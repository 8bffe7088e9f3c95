package client

import (
	"context"
	"net/http"

	"rms/central/client/wire"
	"rms/syncproto/rental"
)

// What stands in wire: central's own words for it.
type (
	Today         = wire.Today
	SiteToday     = wire.SiteToday
	SiteDay       = wire.SiteDay
	Counted       = wire.Counted
	GoingOut      = wire.GoingOut
	DueBack       = wire.DueBack
	Overdue       = wire.Overdue
	LateLoan      = wire.LateLoan
	OpenQuestions = wire.OpenQuestions
	WaitingDocks  = wire.WaitingDocks
	WaitingDock   = wire.WaitingDock
	Hit           = wire.Hit
)

// TodayQuery asks for the day; without a site, of all.
type TodayQuery struct {
	SiteID rental.SiteID `query:"site_id"`
}

// Today reads the day.
func (c *Client) Today(ctx context.Context, query TodayQuery) (Today, error) {
	return read[Today](ctx, c, newCall(http.MethodGet, "/v1/today").asked(query))
}

// SearchQuery asks for anything by a few words.
type SearchQuery struct {
	Query string   `query:"q"`
	Kinds []string `query:"kinds"`
	Limit int      `query:"limit"`
}

// Search finds anything by a few words.
func (c *Client) Search(ctx context.Context, query SearchQuery) ([]Hit, error) {
	return itemsOf[Hit](ctx, c, newCall(http.MethodGet, "/v1/search").asked(query))
}
