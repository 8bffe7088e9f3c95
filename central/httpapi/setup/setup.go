// Package setup answers the first start: it makes the company, its first site and
// its first admin, and says how far the company has come since.
//
// Invariants and concurrency are those of door: handlers read rows, or build
// commands for the ledger; they hold no state and no rule. What the first start
// makes is made in one transaction, once.
package setup

import (
	"context"
	"errors"
	"strings"

	"rms/central/auth"
	"rms/central/httpapi/account"
	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

// Handlers answers the routes of this room.
type Handlers struct {
	d        *door.Door
	accounts *account.Handlers
}

// New makes handlers behind a door.
func New(d *door.Door, accounts *account.Handlers) *Handlers { return &Handlers{d, accounts} }

// State is what anybody may know of the first start.
type State struct {
	NeedsSetup bool `json:"needs_setup" doc:"there is no admin yet"`
	LinkOpen   bool `json:"link_open" doc:"the link that was printed at this start may still be used; if it may not, start central again"`
}

// State says whether there is anything to set up.
func (h *Handlers) State(ctx context.Context, _ *struct{}) (*struct{ Body State }, error) {
	var out struct{ Body State }
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err, lerr error
		out.Body.NeedsSetup, err = auth.NeedsSetup(ctx, tx)
		out.Body.LinkOpen, lerr = h.d.People.SetupOpen(ctx, tx)
		out.Body.LinkOpen = out.Body.LinkOpen && out.Body.NeedsSetup
		return errors.Join(err, lerr)
	})
	return &out, err
}

type request struct {
	account.From
	Body struct {
		Secret  string `json:"secret" minLength:"1" maxLength:"200" doc:"what stands behind # in the link that central printed"`
		Company struct {
			Name string `json:"name" minLength:"1" maxLength:"200"`
		} `json:"company"`
		Site  Site  `json:"site"`
		Admin Admin `json:"admin"`
	}
}

// Site is the first site.
type Site struct {
	Name      string `json:"name" minLength:"1" maxLength:"200"`
	Code      string `json:"code" minLength:"1" maxLength:"128" doc:"short, as it is printed on labels: BLN"`
	Zone      string `json:"zone" minLength:"1" maxLength:"80" doc:"IANA time zone: Europe/Berlin"`
	Address   string `json:"address,omitempty" maxLength:"400"`
	OpensMin  int    `json:"opens_min" minimum:"0" maximum:"1440" doc:"minutes after midnight"`
	ClosesMin int    `json:"closes_min" minimum:"0" maximum:"1440"`
}

// Admin is the first admin.
type Admin struct {
	Login    string `json:"login" minLength:"1" maxLength:"128"`
	Name     string `json:"name" minLength:"1" maxLength:"200"`
	Password string `json:"password" minLength:"1" maxLength:"1024" doc:"GET /v1/auth/password-rules says what is taken"`
}

// SetUp makes the company, its site and its admin, and logs the admin in.
func (h *Handlers) SetUp(ctx context.Context, in *request) (*account.LoginReply, error) {
	if err := h.d.People.MaySetUp(ctx, in.Body.Secret, in.Remote); err != nil {
		return nil, err
	}
	rows, err := h.rows(ctx, in)
	if err != nil {
		return nil, err
	}
	err = h.d.Ledger.Together(ctx, func(ctx context.Context, b *ledger.Batch) error {
		if err := h.d.People.UseSetup(ctx, b.Tx(), in.Body.Secret); err != nil {
			return err
		}
		for _, r := range rows {
			_, err := b.Execute(ctx, rental.Command{
				ID: r.cmd, Kind: rental.KindPut, Schema: 1, Body: rental.PutBody{Row: r.row, IfRev: -1},
			}, rental.Actor{Kind: rental.ActorSystem})
			if err != nil {
				return within(r.part, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	h.d.Logger.InfoContext(ctx, "central was set up", "from", in.Remote)
	var admin rental.User
	err = h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		admin, err = door.Found[rental.User](ctx, tx, rows[len(rows)-1].row.RowID())
		return err
	})
	if err != nil {
		return nil, err
	}
	token, id, err := h.d.People.OpenSession(ctx, admin, in.Remote, in.Agent)
	if err != nil {
		return nil, err
	}
	return h.accounts.LoggedIn(token, id), nil
}

// part is a row with the member of the request that it comes from.
type part struct {
	part string
	cmd  rental.ItemID
	row  rental.Row
}

// rows are what the first start makes, in their order; the admin comes last.
func (h *Handlers) rows(ctx context.Context, in *request) ([]part, error) {
	b := in.Body
	login := account.LoginOf(b.Admin.Login)
	hash, err := h.d.Passwords.Hash(ctx, login, b.Admin.Password, b.Admin.Name, b.Company.Name)
	if err != nil {
		return nil, within("admin", err)
	}
	out := []part{{part: "company"}, {part: "site"}, {part: "admin"}}
	ids := make([]string, len(out))
	for i := range out {
		if out[i].cmd, err = door.NewID(); err != nil {
			return nil, err
		}
		ids[i] = rental.DeriveID(out[i].cmd, "row", 0)
	}
	site := rental.Place{
		ID: rental.PlaceID(ids[1]), Kind: rental.PlaceSite, Name: b.Site.Name, Code: strings.TrimSpace(b.Site.Code), Zone: b.Site.Zone,
		Address: b.Site.Address, OpensMin: b.Site.OpensMin, ClosesMin: b.Site.ClosesMin,
	}
	if err := door.Scannable(site, nil); err != nil {
		return nil, within("site", err)
	}
	out[0].row = rental.Company{ID: rental.CompanyID(ids[0]), Name: b.Company.Name, Kind: store.CompanyOwn}
	out[1].row = site
	out[2].row = rental.User{
		ID: rental.UserID(ids[2]), Login: login, Name: b.Admin.Name, Role: rental.RoleAdmin, PasswordHash: hash, Meta: rental.Meta{SiteID: rental.SiteID(ids[1])},
	}
	return out, nil
}

// within names the member of the request that an error is about.
func within(part string, err error) error {
	var e *rental.Error
	if !errors.As(err, &e) || e.Field == "" {
		return err
	}
	named := *e
	named.Field = part + "." + e.Field
	return errors.Join(&named, err)
}

// Step is a line of the checklist.
type Step struct {
	ID    StepID `json:"id" enum:"item_types,places,people,items,returns_place,kiosk,labels"`
	Done  bool   `json:"done"`
	Count int    `json:"count" doc:"how many there are; it ends at 1000"`
	Page  string `json:"page" doc:"the path of the page where it is done"`
}

// StepID names a line of the checklist.
type StepID string

// Checklist is how far the company has come.
type Checklist struct {
	Steps     []Step `json:"steps"`
	Complete  bool   `json:"complete"`
	Dismissed bool   `json:"dismissed" doc:"an admin does not want to see it any more"`
}

// Checklist says how far the company has come.
func (h *Handlers) Checklist(ctx context.Context, _ *struct{}) (*struct{ Body Checklist }, error) {
	var c service.Checklist
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		c, err = service.ReadChecklist(ctx, tx)
		return err
	})
	labels := 0
	if c.Labels {
		labels = 1
	}
	out := Checklist{Complete: true, Dismissed: c.Dismissed, Steps: []Step{
		{ID: "item_types", Count: c.ItemTypes, Page: "/types"}, {ID: "places", Count: c.Places, Page: "/places"},
		{ID: "people", Count: c.People, Page: "/people"}, {ID: "items", Count: c.Items, Page: "/items"},
		{ID: "returns_place", Count: c.ReturnsPlaces, Page: "/places"}, {ID: "kiosk", Count: c.Kiosks, Page: "/kiosks"},
		{ID: "labels", Count: labels, Page: "/labels"},
	}}
	for i := range out.Steps {
		out.Steps[i].Done = out.Steps[i].Count > 0
		out.Complete = out.Complete && out.Steps[i].Done
	}
	return &struct{ Body Checklist }{out}, err
}

// Dismiss returns the handler that puts the checklist away, or brings it back.
func (h *Handlers) Dismiss(dismiss bool) func(context.Context, *struct{}) (*struct{}, error) {
	return func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		return &struct{}{}, h.d.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			return service.DismissChecklist(ctx, tx, rental.Millis(h.d.Now().UnixMilli()), dismiss)
		})
	}
}
