package person

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Access is what lets a person in at the docks.
type Access struct {
	Badges int  `json:"badges" doc:"how many open a dock; GET /v1/people/{id}/badges lists all"`
	PINSet bool `json:"pin_set"`
	// PINSetAt is when the PIN was set the last time.
	PINSetAt     rental.Millis       `json:"pin_set_at,omitempty"`
	Capabilities []rental.Capability `json:"capabilities"`
}

// GetAccess shows what lets a person in; never a secret, nor a hash of one.
func (h *Handlers) GetAccess(ctx context.Context, in *door.ByID) (*struct{ Body Access }, error) {
	out := Access{Capabilities: []rental.Capability{}}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err := door.Found[rental.Person](ctx, tx, in.ID)
		if err != nil {
			return err
		}
		badges, err := tx.BadgesOf(ctx, p.ID)
		if err != nil {
			return err
		}
		for _, b := range badges {
			if !b.Revoked {
				out.Badges++
			}
		}
		pin, set, err := store.Get[rental.PIN](ctx, tx, string(p.ID))
		out.PINSet, out.PINSetAt = set, pin.UpdatedAt
		out.Capabilities = append(out.Capabilities, p.Capabilities...)
		return err
	})
	return &struct{ Body Access }{out}, err
}
