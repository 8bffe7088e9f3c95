package kiosk

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

// maxCodes is the most open codes that are listed: each lets one kiosk in.
const maxCodes = 500

// codeSpace is where the ids of codes come from: a hash tells nothing of them.
var codeSpace = uuid.MustParse("0b8f4c59-20a7-5f6e-8f3b-6a1a1c0f4f57")

func codeID(hash string) string { return uuid.NewSHA1(codeSpace, []byte(hash)).String() }

// OpenCode is an enrolment code that may still be used; the code itself is kept
// nowhere.
type OpenCode struct {
	ID             string         `json:"id"`
	SiteID         rental.SiteID  `json:"site_id"`
	ReturnsPlaceID rental.PlaceID `json:"returns_place_id,omitempty"`
	Name           string         `json:"name,omitempty" doc:"what the kiosk will be called"`
	CreatedBy      string         `json:"created_by" doc:"the account's name, or command line"`
	CreatedAt      rental.Millis  `json:"created_at"`
	ExpiresAt      rental.Millis  `json:"expires_at"`
}

// OpenCodes is all codes that may still be used.
type OpenCodes struct {
	Items []OpenCode `json:"items"`
}

// ListCodes lists the codes that nobody has used.
func (h *Handlers) ListCodes(ctx context.Context, _ *struct{}) (*struct{ Body OpenCodes }, error) {
	out := OpenCodes{Items: []OpenCode{}}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		codes, err := h.open(ctx, tx)
		if err != nil {
			return err
		}
		for _, c := range codes {
			by, err := whoMade(ctx, tx, c.CreatedBy)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, OpenCode{
				ID: codeID(c.Hash), SiteID: c.SiteID, ReturnsPlaceID: c.ReturnsPlaceID, Name: c.Name, CreatedBy: by, CreatedAt: c.CreatedAt, ExpiresAt: c.ExpiresAt,
			})
		}
		return nil
	})
	return &struct{ Body OpenCodes }{out}, err
}

func (h *Handlers) open(ctx context.Context, tx *store.Tx) ([]service.EnrolmentCode, error) {
	return service.OpenEnrolmentCodes(ctx, tx, rental.Millis(h.d.Now().UnixMilli()), maxCodes)
}

// whoMade is the name of the account behind an actor as rows keep it.
func whoMade(ctx context.Context, tx *store.Tx, actor string) (string, error) {
	kind, id, _ := strings.Cut(actor, ":")
	if kind == "token" {
		t, _, err := store.Get[rental.Token](ctx, tx, id)
		if err != nil {
			return "", err
		}
		kind, id = "user", string(t.UserID)
	}
	if kind != "user" {
		return "command line", nil
	}
	u, _, err := store.Get[rental.User](ctx, tx, id)
	return u.Name, err
}

// RevokeCode takes a code back.
func (h *Handlers) RevokeCode(ctx context.Context, in *door.ByID) (*struct{}, error) {
	var hash string
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		codes, err := h.open(ctx, tx)
		if i := slices.IndexFunc(codes, func(c service.EnrolmentCode) bool { return codeID(c.Hash) == in.ID }); i >= 0 {
			hash = codes[i].Hash
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if hash == "" {
		return nil, &rental.Error{
			Code: rental.CodeNotFound, Reason: "not_found", Field: "id", Message: "there is no such open code", Hint: "it was used, taken back, or is over: GET /v1/kiosks/enrolment-codes lists those that are open",
		}
	}
	return &struct{}{}, h.d.Ledger.RevokeEnrolmentCode(ctx, door.Identity(ctx).Actor, hash)
}

// CodesPage is ListCodes for a file.
func (h *Handlers) CodesPage(ctx context.Context, _ *door.Turned) (*door.ListReply[OpenCode], error) {
	got, err := h.ListCodes(ctx, nil)
	if err != nil {
		return nil, err
	}
	return door.Whole(got.Body.Items), nil
}
