package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rms/central/auth"
	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/page"
	"rms/central/store/service"
	"rms/central/store/words"
	"rms/syncproto/rental"
)

// UserInput is what is said of an account.
type UserInput struct {
	Login    string          `json:"login" minLength:"1" maxLength:"128" doc:"what the person types to log in; small and capital letters are the same"`
	Name     string          `json:"name" minLength:"1" maxLength:"200"`
	Role     rental.Role     `json:"role" enum:"admin,fleet_manager,technician,requester,viewer"`
	Scopes   []rental.Scope  `json:"scopes,omitempty" maxItems:"4" doc:"rights beside the role: plan, approve, allocate, catalog"`
	PersonID rental.PersonID `json:"person_id,omitempty" doc:"who it is at the docks: orders of this person are the account's own"`
	SiteID   rental.SiteID   `json:"site_id,omitempty" doc:"where the person works"`
	Disabled bool            `json:"disabled,omitempty" doc:"the account is closed; what it did stays"`
}

func (in UserInput) over(u rental.User) rental.User {
	u.Login, u.Name, u.Role, u.Scopes, u.PersonID, u.Disabled = LoginOf(in.Login), in.Name, in.Role, in.Scopes, in.PersonID, in.Disabled
	u.SiteID = in.SiteID
	return u
}

// LoginOf is a log-in name as it is kept.
func LoginOf(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

type userList struct {
	door.Page
	Query string   `query:"q" maxLength:"200" doc:"each word must occur in log-in or name"`
	Role  []string `query:"role" enum:"admin,fleet_manager,technician,requester,viewer" doc:"one of these"`
	Open  bool     `query:"open" doc:"without the accounts that are closed"`
	Total bool     `query:"total" doc:"count all accounts under the filter as well"`
}

// ListUsers reads all accounts where it is asked for some: they are few, and the
// rules read them all before each change of one, too.
func (h *Handlers) ListUsers(ctx context.Context, in *userList) (*door.ListReply[rental.User], error) {
	return door.List(ctx, h.d, door.Listing{Page: in.Page, Total: in.Total}, "", func(ctx context.Context, tx *store.Tx, p store.Page) ([]rental.User, string, error) {
		var q page.Query
		if sought := words.Split(words.Fold(in.Query)); len(sought) > 0 || len(in.Role) > 0 || in.Open {
			all, err := tx.AllUsers(ctx)
			if err != nil {
				return nil, "", err
			}
			found := []string{}
			for _, u := range all {
				if in.fits(u, sought) {
					found = append(found, string(u.ID))
				}
			}
			if err := q.Among(fmt.Sprint(sought, in.Role, in.Open), found); err != nil {
				return nil, "", err
			}
		}
		return tx.ListUsers(ctx, q, p)
	})
}

func (in *userList) fits(u rental.User, sought []string) bool {
	if in.Open && u.Disabled || len(in.Role) > 0 && !slices.Contains(in.Role, string(u.Role)) {
		return false
	}
	text := words.Fold(u.Login, u.Name)
	return !slices.ContainsFunc(sought, func(word string) bool { return !strings.Contains(text, word) })
}

func (h *Handlers) GetUser(ctx context.Context, in *door.ByID) (*door.RowReply[rental.User], error) {
	u, err := door.Find[rental.User](ctx, h.d, in.ID)
	return door.Reply(u), err
}

type newUser struct {
	door.Repeatable
	Body struct {
		UserInput
		Password string `json:"password" minLength:"1" maxLength:"1024" doc:"GET /v1/auth/password-rules says what is taken"`
	}
}

// CreateUser makes an account with its first password.
func (h *Handlers) CreateUser(ctx context.Context, in *newUser) (*door.RowReply[rental.User], error) {
	u := in.Body.over(rental.User{})
	hash, err := h.hash(ctx, u.Login, in.Body.Password, u.Name)
	if err != nil {
		return nil, err
	}
	u.PasswordHash = hash
	return door.Perform(ctx, h.d, in.Key, func(ctx context.Context, tx *store.Tx, cmd rental.ItemID) (rental.Body, error) {
		u.ID = rental.UserID(rental.DeriveID(cmd, "row", 0))
		return rental.PutBody{Row: u, IfRev: -1}, loginFree(ctx, tx, u)
	}, func(ctx context.Context, tx *store.Tx, r ledger.Result) (*door.RowReply[rental.User], error) {
		made, err := door.Found[rental.User](ctx, tx, rental.DeriveID(r.ItemID, "row", 0))
		out := door.Reply(made)
		out.Location = "/v1/users/" + string(made.ID)
		return out, err
	})
}

// loginFree refuses a log-in that another account has.
func loginFree(ctx context.Context, tx *store.Tx, u rental.User) error {
	other, ok, err := tx.UserByLogin(ctx, u.Login)
	if err == nil && ok && other.ID != u.ID {
		err = &rental.Error{
			Code: rental.CodeConflict, Reason: "login_taken", Field: "login", Message: "the log-in " + u.Login + " is that of " + other.Name,
			Hint: "choose another; a closed account can be opened again",
		}
	}
	return err
}

type changedUser struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body UserInput
}

// PutUser changes an account. When its rights change or it is closed, its sessions
// end; the one that asks stays, should it be its own.
func (h *Handlers) PutUser(ctx context.Context, in *changedUser) (*door.RowReply[rental.User], error) {
	return h.changeUser(ctx, in.Key, in.Guarded, in.ID, in.Body.over)
}

func (h *Handlers) changeUser(ctx context.Context, key string, g door.Guarded, id string, edit func(rental.User) rental.User) (*door.RowReply[rental.User], error) {
	return door.Perform(ctx, h.d, key, func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) {
		rev, err := g.Rev()
		if err != nil {
			return nil, err
		}
		u, err := door.Found[rental.User](ctx, tx, id)
		if err != nil {
			return nil, err
		}
		u = edit(u)
		return rental.PutBody{Row: u, IfRev: rev}, loginFree(ctx, tx, u)
	}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*door.RowReply[rental.User], error) {
		u, err := door.Found[rental.User](ctx, tx, id)
		if asks := door.Identity(ctx); err == nil && asks.Session != "" && asks.User.ID == u.ID && !u.Disabled {
			err = service.KeepSession(ctx, tx, asks.Session, u.SessionEpoch)
		}
		return door.Reply(u), err
	})
}

type givenPassword struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"1024"`
	}
}

// GivePassword sets somebody else's password and ends all his sessions.
func (h *Handlers) GivePassword(ctx context.Context, in *givenPassword) (*door.RowReply[rental.User], error) {
	if asks := door.Identity(ctx); string(asks.User.ID) == in.ID {
		return nil, &rental.Error{
			Code: rental.CodeForbidden, Reason: "own_password", Message: "nobody changes his own password without the one that he has", Hint: "POST /v1/auth/password with both",
		}
	}
	u, err := door.Find[rental.User](ctx, h.d, in.ID)
	if err != nil {
		return nil, err
	}
	hash, err := h.hash(ctx, u.Login, in.Body.Password, u.Name)
	if err != nil {
		return nil, err
	}
	return h.changeUser(ctx, in.Key, in.Guarded, in.ID, func(u rental.User) rental.User {
		u.PasswordHash = hash
		return u
	})
}

// hash is the hash of a new password; one that is made of what everybody knows of
// the account or the company is refused.
func (h *Handlers) hash(ctx context.Context, login, password, name string) (string, error) {
	var own rental.Company
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		own, _, err = tx.OwnCompany(ctx)
		return err
	})
	if err != nil {
		return "", err
	}
	return h.d.Passwords.Hash(ctx, login, password, name, own.Name)
}

type ownPassword struct {
	From
	Body struct {
		Old string `json:"old" minLength:"1" maxLength:"1024" doc:"the password that you have now"`
		New string `json:"new" minLength:"1" maxLength:"1024"`
	}
}

// ChangePassword sets one's own password and ends one's other sessions.
func (h *Handlers) ChangePassword(ctx context.Context, in *ownPassword) (*struct{}, error) {
	asks := door.Identity(ctx)
	if asks.Session == "" {
		return nil, needsSession()
	}
	if err := h.d.People.Prove(ctx, asks, in.Body.Old, in.Remote); err != nil {
		return nil, err
	}
	hash, err := h.hash(ctx, asks.User.Login, in.Body.New, asks.User.Name)
	var weak *rental.Error
	if errors.As(err, &weak) && weak.Field == "password" {
		named := *weak
		named.Field = "new"
		return nil, &named
	}
	if err != nil {
		return nil, err
	}
	return door.Perform(ctx, h.d, "", func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) {
		u, err := door.Found[rental.User](ctx, tx, string(asks.User.ID))
		if err == nil && u.PasswordHash != asks.User.PasswordHash {
			err = &rental.Error{Code: rental.CodeConflict, Reason: "password_changed", Message: "the password was changed meanwhile", Hint: "log in again"}
		}
		u.PasswordHash = hash
		return rental.PutBody{Row: u}, err
	}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*struct{}, error) {
		u, err := door.Found[rental.User](ctx, tx, string(asks.User.ID))
		if err != nil {
			return nil, err
		}
		if err := service.KeepSession(ctx, tx, asks.Session, u.SessionEpoch); err != nil {
			return nil, err
		}
		return &struct{}{}, service.Strengthen(ctx, tx, asks.Session)
	})
}

func needsSession() *rental.Error {
	return &rental.Error{
		Code: rental.CodeForbidden, Reason: "needs_session", Message: "a program with an API token does not do this for its owner", Hint: "log in with the password: POST /v1/auth/login",
	}
}

// PasswordRules is what a page says before somebody chooses a password.
type PasswordRules struct {
	MinCharacters int    `json:"min_characters" doc:"Unicode characters, spaces too"`
	MaxBytes      int    `json:"max_bytes" doc:"of its UTF-8"`
	Tip           string `json:"tip"`
	// Refused says what is refused beside what is too short.
	Refused []string `json:"refused" doc:"common: on the lists that attackers try; expected: little more than the log-in, the name, the company's or this program's; run: a row of keys, or something short said again"`
}

func (h *Handlers) PasswordRules(context.Context, *struct{}) (*struct{ Body PasswordRules }, error) {
	return &struct{ Body PasswordRules }{PasswordRules{
		MinCharacters: auth.MinPassword, MaxBytes: auth.MaxPassword, Tip: auth.PasswordTip, Refused: []string{"common", "expected", "run"},
	}}, nil
}
