// Package inventory answers things one by one, and takes what happened to them.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package inventory

import (
	"context"
	"errors"
	"fmt"

	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/code"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

// AssetInput is what a person says of an item; its status is what facts made it.
type AssetInput struct {
	Tag          string            `json:"tag" minLength:"1" maxLength:"128"`
	Serial       string            `json:"serial,omitempty" maxLength:"128"`
	ItemTypeID   rental.ItemTypeID `json:"item_type_id" format:"uuid"`
	HomePlaceID  rental.PlaceID    `json:"home_place_id,omitempty"`
	PlaceID      rental.PlaceID    `json:"place_id,omitempty" maxLength:"64" doc:"where it stands; new items only"`
	OwnerID      rental.CompanyID  `json:"owner_id,omitempty"`
	MustReturnBy rental.Millis     `json:"must_return_by,omitempty" doc:"ms UTC, for hired gear"`
	Notes        string            `json:"notes,omitempty" maxLength:"2000"`
}

func (in AssetInput) over(r rental.Asset) rental.Asset {
	r.Tag, r.Serial, r.ItemTypeID, r.HomePlaceID = in.Tag, in.Serial, in.ItemTypeID, in.HomePlaceID
	r.OwnerID, r.MustReturnBy, r.Notes = in.OwnerID, in.MustReturnBy, in.Notes
	return r
}

type assetList struct {
	door.Listing
	Sort       string   `query:"sort" enum:"tag,-tag,updated_at,-updated_at,created_at,-created_at" doc:"absent: tag"`
	Status     []string `query:"status" enum:"available,reserved,deployed,recalled,maintenance,missing,retired" doc:"one of these, comma-separated; so are all filters that are lists"`
	SiteID     []string `query:"site_id"`
	PlaceID    []string `query:"place_id"`
	ItemTypeID []string `query:"item_type_id"`
	OrderID    string   `query:"rent_action_id" doc:"out on this order; none: on no order"`
	HolderID   string   `query:"holder_id" doc:"in the hands of this person; none: of nobody who is known"`
	Out        string   `query:"out" enum:"true,false" doc:"whether it is out; custody says who has it, and until when"`
	DueBefore  int64    `query:"due_before" minimum:"0" doc:"ms UTC: out, and due before: with its order, else as was agreed"`
	door.Loans
	Query string `query:"q" maxLength:"200" doc:"each word must occur in tag, serial, notes or the type's names"`
}

func (h *Handlers) ListAssets(ctx context.Context, in *assetList) (*door.ListReply[rental.Asset], error) {
	f := store.AssetFilter{
		Common: in.Narrow(), Status: door.Values[rental.AssetStatus](in.Status), SiteID: door.Values[rental.SiteID](in.SiteID),
		PlaceID: door.Values[rental.PlaceID](in.PlaceID), ItemTypeID: door.Values[rental.ItemTypeID](in.ItemTypeID), RentActionID: rental.RentActionID(in.OrderID), HolderID: rental.PersonID(in.HolderID), Query: in.Query,
	}
	return door.List(ctx, h.d, in.Listing, in.Sort, func(ctx context.Context, tx *store.Tx, p store.Page) (_ []rental.Asset, _ string, err error) {
		if f.Loan, err = in.Filter(ctx, h.d, tx, in.Out); err != nil {
			return nil, "", err
		}
		f.Loan.DueBefore = rental.Millis(in.DueBefore)
		if f.RentActionID == door.None {
			f.RentActionID, f.Loan.OnNone = "", true
		}
		if f.HolderID == door.None {
			f.HolderID, f.Loan.ByNobody = "", true
		}
		return tx.ListAssets(ctx, f, p)
	})
}

type newAsset struct {
	door.Repeatable
	Body AssetInput
}

func (h *Handlers) CreateAsset(ctx context.Context, in *newAsset) (*door.RowReply[rental.Asset], error) {
	return door.Create(ctx, h.d, in.Key, "/v1/inventory/assets", func(id string) rental.Asset {
		return in.Body.made(id)
	})
}

// made is a new item.
func (in AssetInput) made(id string) rental.Asset {
	r := in.over(rental.Asset{ID: rental.AssetID(id), Status: rental.Available, PlaceID: in.PlaceID})
	if r.PlaceID == "" {
		r.PlaceID = r.HomePlaceID
	}
	return r
}

// BulkAssets makes, changes and removes many items at once.
func (h *Handlers) BulkAssets() func(context.Context, *door.BulkInput[AssetInput]) (*door.BulkReply, error) {
	return door.Bulk(h.d, AssetInput.made, AssetInput.over)
}

func (h *Handlers) GetAsset(ctx context.Context, in *door.ByID) (*door.RowReply[rental.Asset], error) {
	r, err := door.Find[rental.Asset](ctx, h.d, in.ID)
	return door.Reply(r), err
}

type changedAsset struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body AssetInput
}

func (h *Handlers) PutAsset(ctx context.Context, in *changedAsset) (*door.RowReply[rental.Asset], error) {
	return door.Change(ctx, h.d, in.Key, in.Guarded, in.ID, in.Body.over)
}

// LoanLine names one thing, by id or by tag.
type LoanLine struct {
	AssetID rental.AssetID `json:"asset_id,omitempty"`
	Tag     string         `json:"tag,omitempty" maxLength:"128" doc:"instead of the id"`
	LineID  rental.LineID  `json:"line_id,omitempty" doc:"line of the order; absent: the first that fits"`
}

// Recorded is what became of a fact.
type Recorded struct {
	ID      rental.ItemID            `json:"id"`
	Verdict rental.VerdictKind       `json:"verdict"`
	Reason  string                   `json:"reason,omitempty"`
	Flags   []rental.Flag            `json:"flags,omitempty"`
	Lines   []syncproto.VerdictEntry `json:"lines,omitempty"`
}

type checkOutInput struct {
	door.Repeatable
	Body struct {
		RentActionID  rental.RentActionID `json:"rent_action_id,omitempty"`
		HolderID      rental.PersonID     `json:"holder_id,omitempty" doc:"who has them; without an order"`
		DestinationID rental.PlaceID      `json:"destination_id,omitempty"`
		Due           rental.Millis       `json:"due,omitempty" doc:"ms UTC"`
		Lines         []LoanLine          `json:"lines" minItems:"1" maxItems:"500"`
	}
}

func (h *Handlers) CheckOut(ctx context.Context, in *checkOutInput) (*recordedReply, error) {
	return h.record(ctx, in.Key, func(ctx context.Context, tx *store.Tx) (rental.Body, error) {
		lines, err := assetLines(ctx, tx, in.Body.Lines)
		if err != nil {
			return nil, err
		}
		body := rental.CheckOutBody{
			RentActionID: in.Body.RentActionID, HolderID: in.Body.HolderID, DestinationID: in.Body.DestinationID, Due: in.Body.Due, Lines: lines,
		}
		// A kiosk's fact that names what central has not yet heard of waits for it;
		// whoever asks here is told at once.
		holder, err := door.Named[rental.Person](ctx, tx, "holder_id", string(body.HolderID))
		if err != nil {
			return nil, err
		}
		body.HolderName = holder.Name
		if _, err := door.Named[rental.RentAction](ctx, tx, "rent_action_id", string(body.RentActionID)); err != nil {
			return nil, err
		}
		_, err = door.Named[rental.Place](ctx, tx, "destination_id", string(body.DestinationID))
		return body, err
	})
}

type checkInInput struct {
	door.Repeatable
	Body struct {
		PlaceID rental.PlaceID `json:"place_id" format:"uuid" doc:"where they are put"`
		Lines   []LoanLine     `json:"lines" minItems:"1" maxItems:"500"`
	}
}

func (h *Handlers) CheckIn(ctx context.Context, in *checkInInput) (*recordedReply, error) {
	return h.record(ctx, in.Key, func(ctx context.Context, tx *store.Tx) (rental.Body, error) {
		if _, err := door.Named[rental.Place](ctx, tx, "place_id", string(in.Body.PlaceID)); err != nil {
			return nil, err
		}
		lines, err := assetLines(ctx, tx, in.Body.Lines)
		return rental.CheckInBody{PlaceID: in.Body.PlaceID, Lines: lines}, err
	})
}

// assetLines looks up the things that were named by tag.
func assetLines(ctx context.Context, tx *store.Tx, in []LoanLine) ([]rental.AssetLine, error) {
	out := make([]rental.AssetLine, len(in))
	for i, l := range in {
		out[i] = rental.AssetLine{AssetID: l.AssetID, Tag: l.Tag, LineID: l.LineID}
		if l.AssetID != "" {
			if _, ok, err := store.Get[rental.Asset](ctx, tx, string(l.AssetID)); err != nil || !ok {
				return nil, errors.Join(err, noSuchThing(i, "asset_id", string(l.AssetID)))
			}
			continue
		}
		target, ok, err := code.Target(ctx, tx, l.Tag)
		if err != nil {
			return nil, err
		}
		if !ok || target.Target != rental.TargetAsset {
			return nil, noSuchThing(i, "tag", l.Tag)
		}
		out[i].AssetID = rental.AssetID(target.ID)
	}
	return out, nil
}

func noSuchThing(line int, field, value string) error {
	return &rental.Error{
		Code: rental.CodeNotFound, Reason: "unknown_item", Field: fmt.Sprintf("lines[%d].%s", line, field),
		Message: fmt.Sprintf("there is no item %q", value), Hint: "look it up: GET /v1/inventory/assets?q=",
	}
}

type recordedReply struct{ Body Recorded }

// record executes a fact and answers its verdicts.
func (h *Handlers) record(ctx context.Context, key string, build func(ctx context.Context, tx *store.Tx) (rental.Body, error)) (*recordedReply, error) {
	return door.Perform(ctx, h.d, key, func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) { return build(ctx, tx) },
		func(_ context.Context, _ *store.Tx, r ledger.Result) (*recordedReply, error) {
			out := Recorded{ID: r.ItemID, Verdict: r.Verdict.Kind, Reason: r.Verdict.Reason, Flags: r.Verdict.Flags}
			for _, l := range r.Lines {
				n := l.Line
				out.Lines = append(out.Lines, syncproto.VerdictEntry{
					ID: r.ItemID, Line: &n, Verdict: l.Kind, Reason: l.Reason, Flags: l.Flags, Missing: l.Missing, ExceptionID: l.ExceptionID,
				})
			}
			return &recordedReply{out}, nil
		})
}
