// Package person answers people, their badges and their PINs.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package person

import (
	"context"
	"crypto/rand"

	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

// PersonInput is what is said of a person.
type PersonInput struct {
	Name         string              `json:"name" minLength:"1" maxLength:"200"`
	SiteID       rental.SiteID       `json:"site_id,omitempty"`
	CompanyID    rental.CompanyID    `json:"company_id,omitempty"`
	Email        string              `json:"email,omitempty" maxLength:"200"`
	Phone        string              `json:"phone,omitempty" maxLength:"60"`
	JobTitle     string              `json:"job_title,omitempty" maxLength:"120"`
	Capabilities []rental.Capability `json:"capabilities,omitempty" doc:"what the person may do at a kiosk"`
	Archived     bool                `json:"archived,omitempty"`
}

func (in PersonInput) over(p rental.Person) rental.Person {
	p.Name, p.SiteID, p.CompanyID, p.Email, p.Phone = in.Name, in.SiteID, in.CompanyID, in.Email, in.Phone
	p.JobTitle, p.Capabilities, p.Archived = in.JobTitle, in.Capabilities, in.Archived
	return p
}

type personList struct {
	door.Listing
	Sort       string   `query:"sort" enum:"name,-name,updated_at,-updated_at,created_at,-created_at" doc:"absent: name"`
	SiteID     []string `query:"site_id"`
	CompanyID  string   `query:"company_id"`
	Query      string   `query:"q" maxLength:"200" doc:"each word must occur in name, e-mail or job title"`
	Archived   bool     `query:"archived" doc:"with those that are no longer here"`
	Capability []string `query:"capability" enum:"look,in,move,count,pack,out,new_order,out_unapproved,override_reservation,override_due_inspection,resolve_count,undo_other,bind_unknown,answer_exception,settings" doc:"who has one of these at a kiosk"`
}

func (h *Handlers) ListPeople(ctx context.Context, in *personList) (*door.ListReply[rental.Person], error) {
	f := store.PersonFilter{Common: in.Narrow(), SiteID: door.Values[rental.SiteID](in.SiteID), CompanyID: rental.CompanyID(in.CompanyID), Query: in.Query, Archived: in.Archived, Capability: door.Values[rental.Capability](in.Capability)}
	return door.List(ctx, h.d, in.Listing, in.Sort, func(ctx context.Context, tx *store.Tx, p store.Page) ([]rental.Person, string, error) {
		return tx.ListPeople(ctx, f, p)
	})
}

type newPerson struct {
	door.Repeatable
	Body PersonInput
}

func (h *Handlers) CreatePerson(ctx context.Context, in *newPerson) (*door.RowReply[rental.Person], error) {
	return door.Create(ctx, h.d, in.Key, "/v1/people", func(id string) rental.Person {
		return in.Body.over(rental.Person{ID: rental.PersonID(id)})
	})
}

func (h *Handlers) GetPerson(ctx context.Context, in *door.ByID) (*door.RowReply[rental.Person], error) {
	r, err := door.Find[rental.Person](ctx, h.d, in.ID)
	return door.Reply(r), err
}

type changedPerson struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body PersonInput
}

func (h *Handlers) PutPerson(ctx context.Context, in *changedPerson) (*door.RowReply[rental.Person], error) {
	return door.Change(ctx, h.d, in.Key, in.Guarded, in.ID, in.Body.over)
}

// MintedBadge is a new badge with its code.
type MintedBadge struct {
	ID       rental.BadgeID  `json:"id"`
	PersonID rental.PersonID `json:"person_id"`
	Code     string          `json:"code" doc:"shown this once: print it"`
}

func (h *Handlers) CreateBadge(ctx context.Context, in *door.ByID) (*struct{ Body MintedBadge }, error) {
	person, err := door.Find[rental.Person](ctx, h.d, in.ID)
	if err != nil {
		return nil, err
	}
	code, err := tag.NewBadge(rand.Reader)
	if err != nil {
		return nil, err
	}
	row, err := door.Create(ctx, h.d, "", "/v1/people/"+in.ID+"/badges", func(id string) rental.Badge {
		return rental.Badge{
			ID: rental.BadgeID(id), Hash: syncproto.BadgeHash([]byte(code)), PersonID: person.ID, PersonName: person.Name,
			Capabilities: person.Capabilities, HomeSiteID: person.SiteID,
		}
	})
	if err != nil {
		return nil, err
	}
	return &struct{ Body MintedBadge }{MintedBadge{row.Body.ID, person.ID, code}}, nil
}

type badgeList struct {
	Body struct {
		Items []rental.Badge `json:"items" doc:"revoked ones too"`
	}
}

// ListBadges answers a person's badges; no code is among them.
func (h *Handlers) ListBadges(ctx context.Context, in *door.ByID) (*badgeList, error) {
	out := &badgeList{}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		person, err := door.Found[rental.Person](ctx, tx, in.ID)
		if err != nil {
			return err
		}
		badges, err := tx.BadgesOf(ctx, person.ID)
		out.Body.Items = append([]rental.Badge{}, badges...)
		for i := range out.Body.Items {
			out.Body.Items[i].Hash = "" // what a forger would begin with
		}
		return err
	})
	return out, err
}

type badgeInput struct {
	door.ByID
	door.Guarded
	Badge string `path:"badge" format:"uuid"`
}

func (h *Handlers) RevokeBadge(ctx context.Context, in *badgeInput) (*door.RowReply[rental.Badge], error) {
	badge, err := door.Find[rental.Badge](ctx, h.d, in.Badge)
	if err != nil {
		return nil, err
	}
	if string(badge.PersonID) != in.ID {
		return nil, &rental.Error{
			Code: rental.CodeNotFound, Reason: "not_found", Field: "badge", Message: "this badge is not this person's", Hint: "look at the person's badges",
		}
	}
	return door.Change(ctx, h.d, "", in.Guarded, in.Badge, func(b rental.Badge) rental.Badge {
		b.Revoked = true
		return b
	})
}

type pinInput struct {
	door.ByID
	Body struct {
		PIN string `json:"pin" minLength:"4" maxLength:"8" doc:"digits"`
	}
}

func (h *Handlers) PutPIN(ctx context.Context, in *pinInput) (*struct{}, error) {
	person, err := door.Find[rental.Person](ctx, h.d, in.ID)
	if err != nil {
		return nil, err
	}
	verifier, err := h.d.Passwords.HashPIN(ctx, in.Body.PIN)
	if err != nil {
		return nil, err
	}
	return door.Perform(ctx, h.d, "", func(context.Context, *store.Tx, rental.ItemID) (rental.Body, error) {
		return rental.PutBody{Row: rental.PIN{PersonID: person.ID, Verifier: verifier, Meta: rental.Meta{SiteID: person.SiteID}}}, nil
	}, func(context.Context, *store.Tx, ledger.Result) (*struct{}, error) { return &struct{}{}, nil })
}

// DeletePIN takes a person's PIN away: what needs one is no longer his to do.
func (h *Handlers) DeletePIN(ctx context.Context, in *door.ByID) (*struct{}, error) {
	return door.Perform(ctx, h.d, "", func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) {
		_, err := door.Found[rental.PIN](ctx, tx, in.ID)
		return rental.RemoveBody{Collection: rental.PINs, ID: in.ID}, err
	}, func(context.Context, *store.Tx, ledger.Result) (*struct{}, error) { return &struct{}{}, nil })
}

// BulkPeople makes, changes and removes many people at once.
func (h *Handlers) BulkPeople() func(context.Context, *door.BulkInput[PersonInput]) (*door.BulkReply, error) {
	made := func(in PersonInput, id string) rental.Person { return in.over(rental.Person{ID: rental.PersonID(id)}) }
	return door.Bulk(h.d, made, PersonInput.over)
}

type badgesFile struct {
	door.ByID
	door.Turned
}

// BadgesPage is ListBadges for a file.
func (h *Handlers) BadgesPage(ctx context.Context, in *badgesFile) (*door.ListReply[rental.Badge], error) {
	got, err := h.ListBadges(ctx, &in.ByID)
	if err != nil {
		return nil, err
	}
	return door.Whole(got.Body.Items), nil
}
