package client

import (
	"context"
	"io"
	"net/http"

	"rms/syncproto/rental"
)

// PersonInput is what is said of a person.
type PersonInput struct {
	Archived     bool                `json:"archived,omitempty"`
	Capabilities []rental.Capability `json:"capabilities,omitempty"`
	CompanyID    rental.CompanyID    `json:"company_id,omitempty"`
	Email        string              `json:"email,omitempty"`
	JobTitle     string              `json:"job_title,omitempty"`
	Name         string              `json:"name"`
	Phone        string              `json:"phone,omitempty"`
	SiteID       rental.SiteID       `json:"site_id,omitempty"`
}

// Access is what a person may do at a kiosk, and with what.
type Access struct {
	Badges       int64               `json:"badges"`
	Capabilities []rental.Capability `json:"capabilities"`
	PINSet       bool                `json:"pin_set"`
	PINSetAt     rental.Millis       `json:"pin_set_at,omitempty"`
}

// MintedBadge is a new badge with its code, which is shown this once.
type MintedBadge struct {
	Code     string          `json:"code"`
	ID       rental.BadgeID  `json:"id"`
	PersonID rental.PersonID `json:"person_id"`
}

// BadgeLabel is the label of a badge; Code is what was shown when it was made.
type BadgeLabel struct {
	Code   string `json:"code"`
	DPI    int64  `json:"dpi,omitempty"`
	Format string `json:"format,omitempty"`
	Start  int64  `json:"start,omitempty"`
	Stock  string `json:"stock,omitempty"`
	Symbol string `json:"symbol,omitempty"`
}

const peoplePath = "/v1/people"

// PersonQuery asks for people.
type PersonQuery struct {
	Listing
	SiteID     []rental.SiteID     `query:"site_id"`
	CompanyID  rental.CompanyID    `query:"company_id"`
	Capability []rental.Capability `query:"capability"`
	Query      string              `query:"q"`
	Archived   bool                `query:"archived"`
}

// People are staff, and the contacts of customers.
type People struct {
	Kept[rental.PersonID, rental.Person, PersonInput]
	Listed[rental.Person, PersonQuery]
	Summed[PersonQuery]
	Many[PersonInput]
	Exported[PersonQuery]
}

// Access says what a person may do at a kiosk.
func (p People) Access(ctx context.Context, id rental.PersonID) (Access, error) {
	return read[Access](ctx, p.Many.c, newCall(http.MethodGet, p.Many.one(string(id), "access")))
}

// Badges lists a person's badges.
func (p People) Badges(ctx context.Context, id rental.PersonID) ([]rental.Badge, error) {
	return itemsOf[rental.Badge](ctx, p.Many.c, newCall(http.MethodGet, p.Many.one(string(id), "badges")))
}

// CreateBadge makes a badge.
func (p People) CreateBadge(ctx context.Context, id rental.PersonID) (MintedBadge, error) {
	return read[MintedBadge](ctx, p.Many.c, newCall(http.MethodPost, p.Many.one(string(id), "badges")))
}

// RevokeBadge ends a badge.
func (p People) RevokeBadge(ctx context.Context, id rental.PersonID, badge rental.BadgeID, options ...Option) (Tagged[rental.Badge], error) {
	return ask[rental.Badge](ctx, p.Many.c, newCall(http.MethodPost, p.Many.one(string(id), "badges", segment(badge), "revoke"), options...))
}

// PrintBadge writes the label of a badge to w.
func (p People) PrintBadge(ctx context.Context, id rental.PersonID, badge rental.BadgeID, in BadgeLabel, w io.Writer) error {
	return p.Many.c.file(ctx, newCall(http.MethodPost, p.Many.one(string(id), "badges", segment(badge), "label")).with(in), labelKinds, w)
}

// SetPIN sets a person's PIN.
func (p People) SetPIN(ctx context.Context, id rental.PersonID, pin string) error {
	return p.Many.c.do(ctx, newCall(http.MethodPut, p.Many.one(string(id), "pin")).with(map[string]string{"pin": pin}))
}

// RemovePIN takes a person's PIN away.
func (p People) RemovePIN(ctx context.Context, id rental.PersonID) error {
	return p.Many.c.do(ctx, newCall(http.MethodDelete, p.Many.one(string(id), "pin")))
}
