package kiosk

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/epoch"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

// Detail is a kiosk with all that is known of how it is.
type Detail struct {
	Kiosk
	Rev            int64         `json:"rev"`
	EnrolledAt     rental.Millis `json:"enrolled_at"`
	Epoch          string        `json:"epoch,omitempty" doc:"of its store, as of its last report"`
	Epochs         int           `json:"epochs" doc:"how often it was enrolled"`
	AppliedThrough uint64        `json:"applied_through" doc:"the last of its items that central has"`
	Cursor         uint64        `json:"cursor" doc:"how far it has read central's changes"`
	CursorLag      uint64        `json:"cursor_lag" doc:"changes of central that it has not read, as of its last report; those of other sites count, too"`
	DBBytes        int64         `json:"db_bytes"`
	FreeBytes      int64         `json:"free_bytes" doc:"of its disk"`
}

type detailReply = door.RowReply[Detail]

func (h *Handlers) GetKiosk(ctx context.Context, in *door.ByID) (*detailReply, error) {
	var out *detailReply
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		out, err = detail(ctx, tx, in.ID)
		return err
	})
	return out, err
}

func detail(ctx context.Context, tx *store.Tx, id string) (*detailReply, error) {
	k, err := door.Found[rental.Kiosk](ctx, tx, id)
	if err != nil {
		return nil, err
	}
	statuses, err := service.KioskStatuses(ctx, tx)
	if err != nil {
		return nil, err
	}
	s := statuses[k.ID]
	epochs, err := epoch.All(ctx, tx, k.ID)
	if err != nil {
		return nil, err
	}
	head, err := tx.Head(ctx, store.HeadFeed)
	d := Detail{
		Kiosk: with(k, s), Rev: k.Rev, EnrolledAt: k.CreatedAt,
		Cursor: s.Report.Cursor, DBBytes: s.Report.DBBytes, FreeBytes: s.Report.FreeBytes,
	}
	if head > d.Cursor {
		d.CursorLag = head - d.Cursor
	}
	if len(epochs) > 0 {
		newest := epochs[len(epochs)-1]
		d.Epoch, d.AppliedThrough = newest.Epoch.String(), newest.LastSeq
	}
	for _, e := range epochs {
		if e.BegunBy == epoch.Enrolled { // the others it began by itself
			d.Epochs, d.EnrolledAt = d.Epochs+1, e.CreatedAt
		}
	}
	return &detailReply{ETag: door.ETag(k.Rev), Body: d}, err
}

// Input is what a person says of a kiosk.
type Input struct {
	Name           string         `json:"name" minLength:"1" maxLength:"80"`
	SiteID         rental.SiteID  `json:"site_id,omitempty" format:"uuid" doc:"as it is: a kiosk goes to another site by enrolling there"`
	ReturnsPlaceID rental.PlaceID `json:"returns_place_id,omitempty" format:"uuid" doc:"where returned things are put at that dock; the site itself if it is left out"`
}

type changedKiosk struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body Input
}

// PutKiosk renames a kiosk, or says where its returns are put. Its site stays: what
// it holds of the other site would be missing.
func (h *Handlers) PutKiosk(ctx context.Context, in *changedKiosk) (*detailReply, error) {
	return door.Perform(ctx, h.d, in.Key, func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) {
		rev, err := in.Rev()
		if err != nil {
			return nil, err
		}
		k, err := door.Found[rental.Kiosk](ctx, tx, in.ID)
		if err != nil {
			return nil, err
		}
		if in.Body.SiteID != "" && in.Body.SiteID != k.SiteID {
			return nil, &rental.Error{
				Code: rental.CodeConflict, Reason: "site_by_enrolment", Field: "site_id", Message: "a kiosk holds the things of its site, and goes to another only by enrolling there",
				Hint: "make an enrolment code for the other site and enrol the kiosk with it: what it has recorded comes along",
			}
		}
		k.Name, k.ReturnsPlaceID = in.Body.Name, in.Body.ReturnsPlaceID
		if k.ReturnsPlaceID == "" {
			k.ReturnsPlaceID = rental.PlaceID(k.SiteID)
		}
		return rental.PutBody{Row: k, IfRev: rev}, nil
	}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*detailReply, error) {
		return detail(ctx, tx, in.ID)
	})
}
