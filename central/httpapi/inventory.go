package httpapi

import (
	"context"
	"errors"
	"fmt"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// AssetInput is what a person says of an item; its status is what facts made it.
type AssetInput struct {
	Tag          string            `json:"tag" minLength:"1" maxLength:"128"`
	Serial       string            `json:"serial,omitempty" maxLength:"128"`
	ItemTypeID   rental.ItemTypeID `json:"item_type_id" format:"uuid"`
	HomePlaceID  rental.PlaceID    `json:"home_place_id,omitempty"`
	PlaceID      rental.PlaceID    `json:"place_id,omitempty" doc:"where it stands; new items only"`
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
	Page
	Status     string `query:"status" enum:"available,reserved,deployed,recalled,maintenance,missing,retired"`
	SiteID     string `query:"site_id"`
	PlaceID    string `query:"place_id"`
	ItemTypeID string `query:"item_type_id"`
	OrderID    string `query:"rent_action_id" doc:"out on this order"`
	HolderID   string `query:"holder_id"`
	Query      string `query:"q" maxLength:"200" doc:"each word must occur in tag, serial, notes or the type's names"`
}

func (a *API) listAssets(ctx context.Context, in *assetList) (*listReply[rental.Asset], error) {
	f := store.AssetFilter{
		Status: rental.AssetStatus(in.Status), SiteID: rental.SiteID(in.SiteID), PlaceID: rental.PlaceID(in.PlaceID),
		ItemTypeID: rental.ItemTypeID(in.ItemTypeID), RentActionID: rental.RentActionID(in.OrderID), HolderID: rental.PersonID(in.HolderID), Query: in.Query,
	}
	return pageOf(ctx, a, func(ctx context.Context, tx *store.Tx) ([]rental.Asset, string, error) {
		return tx.ListAssets(ctx, f, in.store())
	})
}

type newAsset struct {
	Repeatable
	Body AssetInput
}

func (a *API) createAsset(ctx context.Context, in *newAsset) (*rowReply[rental.Asset], error) {
	return create(ctx, a, in.Key, "/v1/inventory/assets", func(id string) rental.Asset {
		r := in.Body.over(rental.Asset{ID: rental.AssetID(id), Status: rental.Available, PlaceID: in.Body.PlaceID})
		if r.PlaceID == "" {
			r.PlaceID = r.HomePlaceID
		}
		return r
	})
}

func (a *API) getAsset(ctx context.Context, in *ByID) (*rowReply[rental.Asset], error) {
	r, err := find[rental.Asset](ctx, a, in.ID)
	return reply(r), err
}

type changedAsset struct {
	ByID
	Repeatable
	Guarded
	Body AssetInput
}

func (a *API) putAsset(ctx context.Context, in *changedAsset) (*rowReply[rental.Asset], error) {
	return change(ctx, a, in.Key, in.Guarded, in.ID, in.Body.over)
}

type historyInput struct {
	ByID
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Before uint64 `query:"before" doc:"no of the last fact of the page before"`
}

func (a *API) assetHistory(ctx context.Context, in *historyInput) (*factsReply, error) {
	if _, err := find[rental.Asset](ctx, a, in.ID); err != nil {
		return nil, err
	}
	return a.facts(ctx, func(ctx context.Context, tx *store.Tx) ([]store.Fact, error) {
		return tx.FactsAbout(ctx, rental.TargetAsset, in.ID, in.Before, in.Limit)
	})
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
	Repeatable
	Body struct {
		RentActionID  rental.RentActionID `json:"rent_action_id,omitempty"`
		HolderID      rental.PersonID     `json:"holder_id,omitempty" doc:"who has them; without an order"`
		DestinationID rental.PlaceID      `json:"destination_id,omitempty"`
		Due           rental.Millis       `json:"due,omitempty" doc:"ms UTC"`
		Lines         []LoanLine          `json:"lines" minItems:"1" maxItems:"500"`
	}
}

func (a *API) checkOut(ctx context.Context, in *checkOutInput) (*recordedReply, error) {
	return a.record(ctx, in.Key, func(ctx context.Context, tx *store.Tx) (rental.Body, error) {
		lines, err := assetLines(ctx, tx, in.Body.Lines)
		if err != nil {
			return nil, err
		}
		body := rental.CheckOutBody{
			RentActionID: in.Body.RentActionID, HolderID: in.Body.HolderID, DestinationID: in.Body.DestinationID, Due: in.Body.Due, Lines: lines,
		}
		// A kiosk's fact that names what central has not yet heard of waits for it;
		// whoever asks here is told at once.
		holder, err := named[rental.Person](ctx, tx, "holder_id", string(body.HolderID))
		if err != nil {
			return nil, err
		}
		body.HolderName = holder.Name
		if _, err := named[rental.RentAction](ctx, tx, "rent_action_id", string(body.RentActionID)); err != nil {
			return nil, err
		}
		_, err = named[rental.Place](ctx, tx, "destination_id", string(body.DestinationID))
		return body, err
	})
}

type checkInInput struct {
	Repeatable
	Body struct {
		PlaceID rental.PlaceID `json:"place_id" format:"uuid" doc:"where they are put"`
		Lines   []LoanLine     `json:"lines" minItems:"1" maxItems:"500"`
	}
}

func (a *API) checkIn(ctx context.Context, in *checkInInput) (*recordedReply, error) {
	return a.record(ctx, in.Key, func(ctx context.Context, tx *store.Tx) (rental.Body, error) {
		if _, err := named[rental.Place](ctx, tx, "place_id", string(in.Body.PlaceID)); err != nil {
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
		target, ok, err := tx.CodeTarget(ctx, l.Tag)
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
func (a *API) record(ctx context.Context, key string, build func(ctx context.Context, tx *store.Tx) (rental.Body, error)) (*recordedReply, error) {
	return perform(ctx, a, key, func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) { return build(ctx, tx) },
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
