package activity

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/change"
	"rms/syncproto/rental"
)

// ChangesOf names the row whose changes are asked for.
type ChangesOf struct {
	Of string `query:"of" required:"true" enum:"asset,item_type,person,place" doc:"what kind of row"`
	ID string `query:"id" required:"true" format:"uuid" doc:"of the row"`
}

type changesInput struct {
	ChangesOf
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Before uint64 `query:"before" doc:"next of the page before"`
}

// Change is what somebody changed about a row by hand.
type Change struct {
	ID      rental.ItemID   `json:"id"`
	At      rental.Millis   `json:"at" doc:"ms UTC"`
	By      string          `json:"by,omitempty" doc:"whose account or token it was, by name; empty for central itself"`
	Made    bool            `json:"made,omitempty" doc:"the row was made"`
	Members []ChangedMember `json:"members" doc:"what became different"`
}

// ChangedMember is one member of a row as it was and as it became; what an id names
// is told by name.
type ChangedMember struct {
	Name   string `json:"name"`
	Before string `json:"before" doc:"empty where there was nothing"`
	After  string `json:"after" doc:"empty where there is nothing"`
}

type changesReply struct {
	Body struct {
		Items []Change `json:"items"`
		Next  uint64   `json:"next,omitempty" doc:"send it as before for older ones"`
	}
}

var collections = map[string]rental.Collection{"asset": rental.Assets, "item_type": rental.ItemTypes, "person": rental.People, "place": rental.Places}

// Changes answers who changed what about a row, from what to what.
func (h *Handlers) Changes(ctx context.Context, in *changesInput) (*changesReply, error) {
	out := &changesReply{}
	out.Body.Items = []Change{}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, id := collections[in.Of], door.Values[string]([]string{in.ID})[0]
		if _, ok, err := tx.Row(ctx, c, id); err != nil || !ok {
			if err == nil {
				err = &rental.Error{Code: rental.CodeNotFound, Reason: "not_found", Field: "id", Message: "there is no such row", Hint: "look it up in the list"}
			}
			return err
		}
		list, next, err := change.Of(ctx, tx, c, id, in.Before, in.Limit)
		if err != nil {
			return err
		}
		for _, l := range list {
			one, err := changed(ctx, tx, l)
			if err != nil {
				return err
			}
			out.Body.Items = append(out.Body.Items, one)
		}
		out.Body.Next = next
		return nil
	})
	return out, err
}

// changed puts names to a change.
func changed(ctx context.Context, tx *store.Tx, c change.Change) (Change, error) {
	out := Change{ID: c.ItemID, At: c.At, Made: c.Made, Members: []ChangedMember{}}
	var err error
	if out.By, err = AccountOf(ctx, tx, c.Who); err != nil {
		return out, err
	}
	for _, m := range c.Members {
		one := ChangedMember{Name: m.Name}
		if one.Before, err = said(ctx, tx, m.Name, m.Before); err != nil {
			return out, err
		}
		if one.After, err = said(ctx, tx, m.Name, m.After); err != nil {
			return out, err
		}
		out.Members = append(out.Members, one)
	}
	return out, nil
}

// AccountOf is the name of the account or token that did something, as a row names
// who changed it; empty for central itself.
func AccountOf(ctx context.Context, tx *store.Tx, who string) (string, error) {
	kind, id, _ := strings.Cut(who, ":")
	switch kind {
	case "user":
		u, _, err := store.Get[rental.User](ctx, tx, id)
		if u.Name == "" {
			return u.Login, err
		}
		return u.Name, err
	case "token":
		t, _, err := store.Get[rental.Token](ctx, tx, id)
		return t.Name, err
	}
	return "", nil
}

// said is a value as people read it: what an id names by its name, lists with
// commas.
func said(ctx context.Context, tx *store.Tx, name string, v json.RawMessage) (string, error) {
	var value any
	if len(v) == 0 || json.Unmarshal(v, &value) != nil {
		return "", nil
	}
	switch value := value.(type) {
	case string:
		return called(ctx, tx, name, value)
	case []any:
		words := make([]string, len(value))
		for i, w := range value {
			word, ok := w.(string)
			if !ok {
				return string(v), nil
			}
			words[i] = word
		}
		slices.Sort(words)
		return strings.Join(words, ", "), nil
	case nil:
		return "", nil
	case bool:
		return strconv.FormatBool(value), nil
	}
	return string(v), nil
}

// called is what an id in a member names; the text itself for other members, and
// for what is no longer there.
func called(ctx context.Context, tx *store.Tx, member, id string) (string, error) {
	var err error
	name := ""
	switch member {
	case "item_type_id":
		var r rental.ItemType
		r, _, err = store.Get[rental.ItemType](ctx, tx, id)
		name = r.Name
	case "home_place_id", "parent_id", "site_id":
		var r rental.Place
		r, _, err = store.Get[rental.Place](ctx, tx, id)
		name = r.Name
	case "owner_id", "company_id":
		var r rental.Company
		r, _, err = store.Get[rental.Company](ctx, tx, id)
		name = r.Name
	case "contained_in":
		var r rental.Asset
		r, _, err = store.Get[rental.Asset](ctx, tx, id)
		name = r.Tag
	}
	if name == "" {
		name = id
	}
	return name, err
}
