package httpapi

import (
	"context"
	"crypto/rand"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

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
	Page
	CompanyID string `query:"company_id"`
	Query     string `query:"q" maxLength:"200" doc:"each word must occur in name, e-mail or job title"`
	Archived  bool   `query:"archived"`
}

func (a *API) listPeople(ctx context.Context, in *personList) (*listReply[rental.Person], error) {
	f := store.PersonFilter{CompanyID: rental.CompanyID(in.CompanyID), Query: in.Query, Archived: in.Archived}
	return pageOf(ctx, a, func(ctx context.Context, tx *store.Tx) ([]rental.Person, string, error) {
		return tx.ListPeople(ctx, f, in.store())
	})
}

type newPerson struct {
	Repeatable
	Body PersonInput
}

func (a *API) createPerson(ctx context.Context, in *newPerson) (*rowReply[rental.Person], error) {
	return create(ctx, a, in.Key, "/v1/people", func(id string) rental.Person {
		return in.Body.over(rental.Person{ID: rental.PersonID(id)})
	})
}

func (a *API) getPerson(ctx context.Context, in *ByID) (*rowReply[rental.Person], error) {
	r, err := find[rental.Person](ctx, a, in.ID)
	return reply(r), err
}

type changedPerson struct {
	ByID
	Repeatable
	Guarded
	Body PersonInput
}

func (a *API) putPerson(ctx context.Context, in *changedPerson) (*rowReply[rental.Person], error) {
	return change(ctx, a, in.Key, in.Guarded, in.ID, in.Body.over)
}

// MintedBadge is a new badge with its code.
type MintedBadge struct {
	ID       rental.BadgeID  `json:"id"`
	PersonID rental.PersonID `json:"person_id"`
	Code     string          `json:"code" doc:"shown this once: print it"`
}

func (a *API) createBadge(ctx context.Context, in *ByID) (*struct{ Body MintedBadge }, error) {
	person, err := find[rental.Person](ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	code, err := tag.NewBadge(rand.Reader)
	if err != nil {
		return nil, err
	}
	row, err := create(ctx, a, "", "/v1/people/"+in.ID+"/badges", func(id string) rental.Badge {
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

type badgeInput struct {
	ByID
	Badge string `path:"badge" format:"uuid"`
}

func (a *API) revokeBadge(ctx context.Context, in *badgeInput) (*rowReply[rental.Badge], error) {
	badge, err := find[rental.Badge](ctx, a, in.Badge)
	if err != nil {
		return nil, err
	}
	if string(badge.PersonID) != in.ID {
		return nil, &rental.Error{
			Code: rental.CodeNotFound, Reason: "not_found", Field: "badge", Message: "this badge is not this person's", Hint: "look at the person's badges",
		}
	}
	return change(ctx, a, "", Guarded{}, in.Badge, func(b rental.Badge) rental.Badge {
		b.Revoked = true
		return b
	})
}

type pinInput struct {
	ByID
	Body struct {
		PIN string `json:"pin" minLength:"4" maxLength:"8" doc:"digits"`
	}
}

func (a *API) putPIN(ctx context.Context, in *pinInput) (*struct{}, error) {
	person, err := find[rental.Person](ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	verifier, err := a.c.Passwords.HashPIN(ctx, in.Body.PIN)
	if err != nil {
		return nil, err
	}
	return perform(ctx, a, "", func(context.Context, *store.Tx, rental.ItemID) (rental.Body, error) {
		return rental.PutBody{Row: rental.PIN{PersonID: person.ID, Verifier: verifier, Meta: rental.Meta{SiteID: person.SiteID}}}, nil
	}, func(context.Context, *store.Tx, ledger.Result) (*struct{}, error) { return &struct{}{}, nil })
}
