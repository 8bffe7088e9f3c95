package receipt

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/code"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

type checkInput struct {
	Body struct {
		Codes []string `json:"codes" minItems:"1" maxItems:"500" doc:"as they were scanned"`
	}
}

// CheckedCode says what a scanned code is.
type CheckedCode struct {
	Code   string            `json:"code" doc:"as it would be kept"`
	State  string            `json:"state" enum:"free,here,taken,unusable,twice" doc:"free: no thing bears it yet. here: an item bears it. taken: it names something else. unusable: no scan would find it. twice: it was scanned before in this list"`
	Target rental.TargetType `json:"target,omitempty"`
	ID     string            `json:"id,omitempty"`
	Name   string            `json:"name,omitempty" doc:"what it names: an item's type, a place's name ..."`
	Status string            `json:"status,omitempty" doc:"an item's"`
	Place  string            `json:"place,omitempty" doc:"where an item is"`
	Reason string            `json:"reason,omitempty"`
	Hint   string            `json:"hint,omitempty"`
}

type checkReply struct {
	Body struct {
		Items []CheckedCode `json:"items" doc:"one for each code, in their order"`
	}
}

// Check answers scanned tags one by one, before they are received.
func (h *Handlers) Check(ctx context.Context, in *checkInput) (*checkReply, error) {
	out := &checkReply{}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		seen := map[string]bool{}
		for _, raw := range in.Body.Codes {
			c, err := check(ctx, tx, raw)
			if err != nil {
				return err
			}
			if c.State == "free" && seen[c.Code] {
				c.State = "twice"
			}
			seen[c.Code] = true
			out.Body.Items = append(out.Body.Items, c)
		}
		return nil
	})
	return out, err
}

func check(ctx context.Context, tx *store.Tx, raw string) (CheckedCode, error) {
	scan := tag.Parse([]byte(raw))
	if scan.Secret || scan.Text == "" { // a badge's code goes nowhere, not even back
		return CheckedCode{Code: scan.Printable, State: "unusable", Reason: "unscannable_code", Hint: "this is a badge, or no text: scan the label on the thing"}, nil
	}
	c := CheckedCode{Code: scan.Text, State: "free"}
	if err := door.Scannable(rental.Asset{Tag: c.Code}, nil); err != nil {
		e := door.AsRental(err)
		c.State, c.Reason, c.Hint = "unusable", e.Reason, e.Hint
		return c, nil
	}
	target, ok, err := code.Target(ctx, tx, c.Code)
	if err != nil || !ok {
		return c, err
	}
	c.State, c.Target, c.ID = "taken", target.Target, target.ID
	switch target.Target {
	case rental.TargetAsset:
		c.State = "here"
		return c, c.asset(ctx, tx)
	case rental.TargetPlace:
		p, _, err := store.Get[rental.Place](ctx, tx, target.ID)
		c.Name = p.Name
		return c, err
	case rental.TargetItemType:
		t, _, err := store.Get[rental.ItemType](ctx, tx, target.ID)
		c.Name = t.Name
		return c, err
	case rental.TargetPerson:
		p, _, err := store.Get[rental.Person](ctx, tx, target.ID)
		c.Name = p.Name
		return c, err
	case rental.TargetRentAction:
		o, _, err := store.Get[rental.RentAction](ctx, tx, target.ID)
		c.Name = string(o.Number)
		return c, err
	default:
		return c, nil
	}
}

func (c *CheckedCode) asset(ctx context.Context, tx *store.Tx) error {
	a, _, err := store.Get[rental.Asset](ctx, tx, c.ID)
	if err != nil {
		return err
	}
	t, _, err := store.Get[rental.ItemType](ctx, tx, string(a.ItemTypeID))
	if err != nil {
		return err
	}
	p, _, err := store.Get[rental.Place](ctx, tx, string(a.PlaceID))
	c.Name, c.Status, c.Place = t.Name, string(a.Status), p.Name
	return err
}
