package activity

import (
	"context"
	"encoding/json"
	"strconv"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func formatSeq(n uint64) string { return strconv.FormatUint(n, 10) }

type factsInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Before uint64 `query:"before" doc:"no of the last fact of the page before"`
	Kiosks bool   `query:"kiosks" doc:"only what kiosks recorded"`
}

// Fact is one recorded gesture, in words for people.
type Fact struct {
	No          uint64             `json:"no" doc:"order of commits"`
	ID          rental.ItemID      `json:"id"`
	Kind        rental.Kind        `json:"kind"`
	At          rental.Millis      `json:"at" doc:"when it happened, ms UTC, by the clock of who recorded it"`
	Suspect     bool               `json:"suspect,omitempty" doc:"that clock cannot be trusted"`
	ReceivedAt  rental.Millis      `json:"received_at"`
	KioskID     rental.KioskID     `json:"kiosk_id,omitempty"`
	Kiosk       string             `json:"kiosk,omitempty" doc:"its name"`
	Person      string             `json:"person,omitempty"`
	Verdict     rental.VerdictKind `json:"verdict"`
	Reason      string             `json:"reason,omitempty"`
	Flags       []rental.Flag      `json:"flags,omitempty"`
	ExceptionID rental.ExceptionID `json:"exception_id,omitempty"`
	Missing     string             `json:"missing,omitempty"`
	Codes       []string           `json:"codes" doc:"tags that were read, at most 8"`
	Things      int                `json:"things" doc:"how many there were"`
	Order       rental.Number      `json:"order,omitempty"`
	OrderID     string             `json:"rent_action_id,omitempty"`
	Place       string             `json:"place,omitempty"`
	UndoneBy    rental.ItemID      `json:"undone_by,omitempty"`
}

type factsReply struct {
	Body struct {
		Items []Fact `json:"items"`
		Next  uint64 `json:"next,omitempty" doc:"send it as before for older ones"`
	}
}

func (h *Handlers) ListFacts(ctx context.Context, in *factsInput) (*factsReply, error) {
	return h.facts(ctx, func(ctx context.Context, tx *store.Tx) ([]store.Fact, error) {
		return tx.ListFacts(ctx, in.Kiosks, in.Before, in.Limit)
	})
}

type historyInput struct {
	door.ByID
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Before uint64 `query:"before" doc:"no of the last fact of the page before"`
}

func (h *Handlers) AssetHistory(ctx context.Context, in *historyInput) (*factsReply, error) {
	if _, err := door.Find[rental.Asset](ctx, h.d, in.ID); err != nil {
		return nil, err
	}
	return h.facts(ctx, func(ctx context.Context, tx *store.Tx) ([]store.Fact, error) {
		return tx.FactsAbout(ctx, rental.TargetAsset, in.ID, in.Before, in.Limit)
	})
}

// OrderHistory answers what happened to an order, and by it.
func (h *Handlers) OrderHistory(ctx context.Context, in *historyInput) (*factsReply, error) {
	if _, err := door.Find[rental.RentAction](ctx, h.d, in.ID); err != nil {
		return nil, err
	}
	return h.facts(ctx, func(ctx context.Context, tx *store.Tx) ([]store.Fact, error) {
		return tx.FactsAbout(ctx, rental.TargetRentAction, in.ID, in.Before, in.Limit)
	})
}

// Recorded is the fact with an id in words for people; nil where there is none.
func Recorded(ctx context.Context, tx *store.Tx, id rental.ItemID) (*Fact, error) {
	row, ok, err := tx.Fact(ctx, id)
	if err != nil || !ok {
		return nil, err
	}
	f, err := describe(ctx, tx, row)
	return &f, err
}

func (h *Handlers) facts(ctx context.Context, list func(context.Context, *store.Tx) ([]store.Fact, error)) (*factsReply, error) {
	out := &factsReply{}
	out.Body.Items = []Fact{}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		rows, err := list(ctx, tx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			f, err := describe(ctx, tx, row)
			if err != nil {
				return err
			}
			out.Body.Items = append(out.Body.Items, f)
			out.Body.Next = row.No
		}
		return nil
	})
	return out, err
}

// shownCodes is how many tags of a large gesture are listed.
const shownCodes = 8

// touched is what the bodies of facts have in common.
type touched struct {
	RentActionID string             `json:"rent_action_id"`
	PlaceID      string             `json:"place_id"`
	Raw          string             `json:"raw"`
	Lines        []rental.AssetLine `json:"lines"`
}

// describe puts names to a fact's ids.
func describe(ctx context.Context, tx *store.Tx, row store.Fact) (Fact, error) {
	v := row.Entry()
	f := Fact{
		No: row.No, ID: row.ItemID, Kind: row.Kind, At: row.Occurred.T, Suspect: row.Occurred.Suspect, ReceivedAt: row.ReceivedAt,
		KioskID: row.KioskID, Person: row.Actor.PersonName, Verdict: v.Verdict, Reason: v.Reason, Flags: v.Flags, ExceptionID: v.ExceptionID,
		Missing: v.Missing, Codes: []string{}, UndoneBy: row.UndoneBy,
	}
	if k, ok, err := store.Get[rental.Kiosk](ctx, tx, string(row.KioskID)); err != nil {
		return f, err
	} else if ok {
		f.Kiosk = k.Name
	}
	if f.Person == "" && row.Actor.PersonID != "" {
		p, _, err := store.Get[rental.Person](ctx, tx, string(row.Actor.PersonID))
		if err != nil {
			return f, err
		}
		f.Person = p.Name
	}
	var payload syncproto.Payload
	var body touched
	// What cannot be read has no codes: its bytes are in quarantine.
	if json.Unmarshal(row.Payload, &payload) != nil || json.Unmarshal(payload.Body, &body) != nil {
		return f, nil
	}
	f.Things, f.OrderID = len(body.Lines), body.RentActionID
	for _, l := range body.Lines[:min(len(body.Lines), shownCodes)] {
		code, err := codeOf(ctx, tx, l)
		if err != nil {
			return f, err
		}
		f.Codes = append(f.Codes, code)
	}
	if body.Raw != "" && len(body.Lines) == 0 {
		f.Codes, f.Things = append(f.Codes, body.Raw), 1
	}
	order, _, err := store.Get[rental.RentAction](ctx, tx, body.RentActionID)
	if err != nil {
		return f, err
	}
	f.Order = order.Number
	place, _, err := store.Get[rental.Place](ctx, tx, body.PlaceID)
	f.Place = place.Name
	return f, err
}

func codeOf(ctx context.Context, tx *store.Tx, l rental.AssetLine) (string, error) {
	if l.Tag != "" {
		return l.Tag, nil
	}
	asset, _, err := store.Get[rental.Asset](ctx, tx, string(l.AssetID))
	return asset.Tag, err
}
