package client

import (
	"context"
	"iter"
	"net/http"

	"rms/central/client/wire"
)

// Changes walks who changed what about a row by hand, the newest first.
func (c *Client) Changes(ctx context.Context, query wire.ChangeQuery) iter.Seq2[wire.Change, error] {
	return pages(func(before uint64) (rows []wire.Change, next uint64, err error) {
		var page struct {
			Items []wire.Change `json:"items"`
			Next  uint64        `json:"next"`
		}
		if before != 0 {
			query.Before = before
		}
		_, err = c.run(ctx, newCall(http.MethodGet, "/v1/changes").asked(query), &page)
		return page.Items, page.Next, err
	})
}
