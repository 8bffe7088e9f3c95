// Package search answers what somebody looks for by a few words, whatever it is.
//
// Invariants and concurrency are those of door: the handler reads one snapshot,
// and holds no state and no rule.
package search

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/search"
	"rms/syncproto/rental"
)

// Handlers answers the route of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

type findInput struct {
	Query string   `query:"q" required:"true" minLength:"1" maxLength:"200" doc:"each word must occur; what bears it as its code comes first, then what begins with it"`
	Kinds []string `query:"kinds" enum:"assets,item_types,rent_actions,projects,people,companies,places,exceptions,kiosks,tag_aliases" doc:"comma-separated; absent: all"`
	Limit int      `query:"limit" minimum:"1" maximum:"50" default:"20"`
}

// Hit is something that was found.
type Hit struct {
	Kind   rental.Collection `json:"kind" enum:"assets,item_types,rent_actions,projects,people,companies,places,exceptions,kiosks,tag_aliases"`
	ID     string            `json:"id"`
	Code   string            `json:"code" doc:"what is printed on it, or its number; may be empty"`
	Title  string            `json:"title" doc:"how people call it"`
	Detail string            `json:"detail" doc:"what tells it from others"`
	State  string            `json:"state,omitempty" doc:"its status, in the word of its list; or archived"`
}

type foundReply struct {
	Body struct {
		Items []Hit `json:"items"`
	}
}

// Find answers what fits, the closest first.
func (h *Handlers) Find(ctx context.Context, in *findInput) (*foundReply, error) {
	kinds := make([]rental.Collection, len(in.Kinds))
	for i, k := range in.Kinds {
		kinds[i] = rental.Collection(k)
	}
	var out foundReply
	out.Body.Items = []Hit{}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := search.Find(ctx, tx, in.Query, kinds, in.Limit)
		for _, f := range found {
			out.Body.Items = append(out.Body.Items, Hit(f))
		}
		return err
	})
	return &out, err
}
