package intake

import (
	"context"
	"strings"

	"rms/central/exchange/intake"
	"rms/central/exchange/plan"
	"rms/central/exchange/shape"
	"rms/central/exchange/table"
	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/syncproto/rental"
)

type againInput struct {
	door.ByID
	Body struct {
		Kind      string            `json:"kind,omitempty" enum:"item_types,assets,places,people,stock"`
		Mode      string            `json:"mode,omitempty" enum:"all_or_nothing,good_rows"`
		Map       map[string]string `json:"map,omitempty" maxProperties:"500" doc:"from header or letter of a column to field; an empty field lets it be ignored"`
		At        string            `json:"at,omitempty" format:"uuid"`
		Create    bool              `json:"create,omitempty"`
		Zone      string            `json:"zone,omitempty" maxLength:"64"`
		Currency  string            `json:"currency,omitempty" pattern:"^[A-Z]{3}$"`
		Source    string            `json:"source,omitempty" maxLength:"100"`
		Encoding  string            `json:"encoding,omitempty" enum:"utf-8,utf-16le,utf-16be,windows-1252"`
		Delimiter string            `json:"delimiter,omitempty" enum:"comma,semicolon,tab,pipe"`
	}
}

// Again shows the list that was sent, read in another way.
func (h *Handlers) Again(ctx context.Context, in *againInput) (*reply, error) {
	b := in.Body
	q := intake.Request{
		Kind: shape.Kind(b.Kind), Mode: intake.Mode(b.Mode),
		Options: plan.Options{At: rental.PlaceID(b.At), Create: b.Create, Zone: b.Zone, Currency: b.Currency, Source: b.Source},
		Table:   table.Options{Encoding: table.Encoding(b.Encoding), Delimiter: delimiters[b.Delimiter]},
	}
	for column, field := range b.Map {
		if q.Map == nil {
			q.Map = map[string]shape.Field{}
		}
		q.Map[column] = shape.Field(field)
	}
	i, err := h.d.Intake.Again(ctx, rental.ItemID(in.ID), q, door.Identity(ctx).Actor)
	return h.named(ctx, i, err)
}

// Discard forgets a list that was shown and is not wanted.
func (h *Handlers) Discard(ctx context.Context, in *door.ByID) (*struct{}, error) {
	return nil, h.d.Intake.Discard(ctx, rental.ItemID(in.ID), door.Identity(ctx).Actor)
}

func (h *Handlers) named(ctx context.Context, i intake.Import, err error) (*reply, error) {
	if err != nil {
		return nil, err
	}
	one := []Import{view(i)}
	if err := h.name(ctx, one); err != nil {
		return nil, err
	}
	return &reply{one[0]}, nil
}

// name says who sent lists, and who took them back.
func (h *Handlers) name(ctx context.Context, list []Import) error {
	return h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		known := map[string]string{}
		for i := range list {
			for of, name := range map[string]*string{list[i].CreatedBy: &list[i].ByName, list[i].UndoneBy: &list[i].UndoName} {
				said, ok := known[of]
				if !ok {
					var err error
					if said, err = who(ctx, tx, of); err != nil {
						return err
					}
					known[of] = said
				}
				*name = said
			}
		}
		return nil
	})
}

func who(ctx context.Context, tx *store.Tx, actor string) (string, error) {
	kind, id, _ := strings.Cut(actor, ":")
	switch rental.ActorKind(kind) {
	case rental.ActorUser:
		u, _, err := store.Get[rental.User](ctx, tx, id)
		return u.Name, err
	case rental.ActorToken:
		t, _, err := store.Get[rental.Token](ctx, tx, id)
		return t.Name, err
	default:
		return "", nil
	}
}
