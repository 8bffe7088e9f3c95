package rental

import "testing"

// TestOwnPasswordAndNothingElse: everybody may give his own open account another
// password; with anything else changed beside it, or as a program, nobody but an
// admin.
func TestOwnPasswordAndNothingElse(t *testing.T) {
	t.Parallel()
	mara := User{ID: "u7", Meta: Meta{Rev: 1, SiteID: berlin}, Login: "mara", Name: "Mara", PersonID: ada, Role: RoleViewer, Scopes: []Scope{ScopePlan}, PasswordHash: "$argon2id$old"}
	self := Actor{Kind: ActorUser, UserID: "u7", Role: RoleViewer, Scopes: []Scope{ScopePlan}}
	next := func(edit func(*User)) User {
		u := mara
		u.PasswordHash = "$argon2id$new"
		edit(&u)
		return u
	}
	for name, tt := range map[string]struct {
		row User
		who Actor
		ok  bool
	}{
		"his own":           {next(func(*User) {}), self, true},
		"another's":         {next(func(*User) {}), Actor{Kind: ActorUser, UserID: "u8", Role: RoleFleetManager}, false},
		"by a token":        {next(func(*User) {}), Actor{Kind: ActorToken, UserID: "u7", TokenID: "t", Role: RoleViewer}, false},
		"with a role":       {next(func(u *User) { u.Role = RoleAdmin }), self, false},
		"with a scope":      {next(func(u *User) { u.Scopes = Scopes() }), self, false},
		"with a login":      {next(func(u *User) { u.Login = "boss" }), self, false},
		"with a name":       {next(func(u *User) { u.Name = "Boss" }), self, false},
		"with a person":     {next(func(u *User) { u.PersonID = bob }), self, false},
		"with a site":       {next(func(u *User) { u.SiteID = "" }), self, false},
		"closed by it":      {next(func(u *User) { u.Disabled = true }), self, false},
		"a new account":     {User{ID: "u9", Login: "x", Name: "X", Role: RoleViewer, PasswordHash: "$argon2id$new"}, Actor{Kind: ActorUser, UserID: "u9", Role: RoleViewer}, false},
		"anything by admin": {next(func(u *User) { u.Role = RoleTechnician }), administrator, true},
	} {
		d, err := catalogue().put(mara).decide(t, put(tt.row, 0), tt.who)
		if ok := err == nil && len(d.Changes) == 1; ok != tt.ok || !ok && CodeOf(err) != CodeForbidden {
			t.Errorf("%s: %v, %d changes", name, err, len(d.Changes))
		}
	}
}

// TestWhatEndsAllSessions: the next epoch of an account begins when what a session
// stood for is no more, and nobody sets it by hand.
func TestWhatEndsAllSessions(t *testing.T) {
	t.Parallel()
	was := User{ID: "u7", Meta: Meta{Rev: 1}, Login: "mara", Name: "Mara", Role: RoleViewer, PasswordHash: "$argon2id$old", SessionEpoch: 4, SessionsEnded: SessionsPasswordChanged}
	for name, tt := range map[string]struct {
		edit  func(*User)
		epoch int64
		why   string
	}{
		"nothing":  {func(*User) {}, 4, SessionsPasswordChanged},
		"a name":   {func(u *User) { u.Name, u.SessionEpoch, u.SessionsEnded = "Mara B", 0, "" }, 4, SessionsPasswordChanged},
		"password": {func(u *User) { u.PasswordHash = "$argon2id$new" }, 5, SessionsPasswordChanged},
		"role":     {func(u *User) { u.Role = RoleRequester }, 5, SessionsRightsChanged},
		"scopes":   {func(u *User) { u.Scopes = []Scope{ScopePlan} }, 5, SessionsRightsChanged},
		"closed":   {func(u *User) { u.Disabled, u.Role = true, RoleRequester }, 5, SessionsAccountClosed},
	} {
		u := was
		tt.edit(&u)
		d, err := catalogue().put(was).decide(t, put(u, 0), administrator)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := d.Changes[0].Row.(User); !ok || got.SessionEpoch != tt.epoch || got.SessionsEnded != tt.why {
			t.Errorf("%s: epoch %d %q, want %d %q", name, got.SessionEpoch, got.SessionsEnded, tt.epoch, tt.why)
		}
	}
	d, err := catalogue().decide(t, put(was, -1), administrator)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := d.Changes[0].Row.(User); !ok || got.SessionEpoch != 0 || got.SessionsEnded != "" {
		t.Errorf("a new account begins at %d %q", got.SessionEpoch, got.SessionsEnded)
	}
}
