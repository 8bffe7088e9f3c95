package client

import (
	"context"
	"net/http"

	"rms/syncproto/rental"
)

// Kiosk is a kiosk in the list.
type Kiosk struct {
	ClockOffsetMS int64          `json:"clock_offset_ms"`
	ID            rental.KioskID `json:"id"`
	LastContact   rental.Millis  `json:"last_contact"`
	LastError     string         `json:"last_error,omitempty"`
	Name          string         `json:"name"`
	NumberPrefix  string         `json:"number_prefix"`
	// Oldest is when the oldest gesture that has not arrived was recorded, ms UTC.
	Oldest         rental.Millis  `json:"oldest,omitempty"`
	QueueDepth     int64          `json:"queue_depth"`
	ReturnsPlaceID rental.PlaceID `json:"returns_place_id,omitempty"`
	SiteID         rental.SiteID  `json:"site_id"`
	Status         string         `json:"status"`
	Version        string         `json:"version"`
}

// KioskDetail is a kiosk with all that it last said of itself.
type KioskDetail struct {
	AppliedThrough uint64         `json:"applied_through"`
	ClockOffsetMS  int64          `json:"clock_offset_ms"`
	Cursor         uint64         `json:"cursor"`
	CursorLag      uint64         `json:"cursor_lag"`
	DBBytes        int64          `json:"db_bytes"`
	EnrolledAt     rental.Millis  `json:"enrolled_at"`
	Epoch          string         `json:"epoch,omitempty"`
	Epochs         int64          `json:"epochs"`
	FreeBytes      int64          `json:"free_bytes"`
	ID             rental.KioskID `json:"id"`
	LastContact    rental.Millis  `json:"last_contact"`
	LastError      string         `json:"last_error,omitempty"`
	Name           string         `json:"name"`
	NumberPrefix   string         `json:"number_prefix"`
	Oldest         rental.Millis  `json:"oldest,omitempty"`
	QueueDepth     int64          `json:"queue_depth"`
	ReturnsPlaceID rental.PlaceID `json:"returns_place_id,omitempty"`
	Rev            int64          `json:"rev"`
	SiteID         rental.SiteID  `json:"site_id"`
	Status         string         `json:"status"`
	Version        string         `json:"version"`
}

// KioskInput is what is said of a kiosk.
type KioskInput struct {
	Name           string         `json:"name"`
	ReturnsPlaceID rental.PlaceID `json:"returns_place_id,omitempty"`
	SiteID         rental.SiteID  `json:"site_id,omitempty"`
}

// EnrolmentCodeInput is a code to make.
type EnrolmentCodeInput struct {
	Name           string         `json:"name,omitempty"`
	ReturnsPlaceID rental.PlaceID `json:"returns_place_id,omitempty"`
	SiteID         rental.SiteID  `json:"site_id"`
}

// EnrolmentCode is a one-time code that lets one kiosk in; it is shown this once.
type EnrolmentCode struct {
	Code      string        `json:"code"`
	ExpiresAt rental.Millis `json:"expires_at"`
}

// OpenCode is a code that has not been used.
type OpenCode struct {
	CreatedAt      rental.Millis  `json:"created_at"`
	CreatedBy      string         `json:"created_by"`
	ExpiresAt      rental.Millis  `json:"expires_at"`
	ID             CodeID         `json:"id"`
	Name           string         `json:"name,omitempty"`
	ReturnsPlaceID rental.PlaceID `json:"returns_place_id,omitempty"`
	SiteID         rental.SiteID  `json:"site_id"`
}

const kiosksPath = "/v1/kiosks"

// CodeID names an enrolment code; it is not the code.
type CodeID string

// KioskQuery asks for kiosks. Waiting is "true" for those with gestures that have
// not arrived, and those that are silent.
type KioskQuery struct {
	Limit   int           `query:"limit"`
	SiteID  rental.SiteID `query:"site_id"`
	Waiting string        `query:"waiting"`
}

// Kiosks are the kiosks.
type Kiosks struct {
	Found[rental.KioskID, KioskDetail]
	Changed[rental.KioskID, KioskDetail, KioskInput]
	Listed[Kiosk, KioskQuery]
	Exported[KioskQuery]
}

// Revoke locks a kiosk out for good.
func (k Kiosks) Revoke(ctx context.Context, id rental.KioskID) error {
	return k.Found.c.do(ctx, newCall(http.MethodPost, k.Found.one(string(id), "revoke")))
}

// Enrol makes a code that lets one kiosk in.
func (k Kiosks) Enrol(ctx context.Context, in EnrolmentCodeInput) (EnrolmentCode, error) {
	return read[EnrolmentCode](ctx, k.Found.c, newCall(http.MethodPost, kiosksPath+"/enrolment-codes").with(in))
}

// OpenCodes lists the codes that have not been used.
func (k Kiosks) OpenCodes(ctx context.Context) ([]OpenCode, error) {
	return itemsOf[OpenCode](ctx, k.Found.c, newCall(http.MethodGet, kiosksPath+"/enrolment-codes"))
}

// RevokeCode ends a code.
func (k Kiosks) RevokeCode(ctx context.Context, id CodeID) error {
	return k.Found.c.do(ctx, newCall(http.MethodPost, where{k.Found.c, kiosksPath + "/enrolment-codes"}.one(string(id), "revoke")))
}
