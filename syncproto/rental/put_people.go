package rental

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
)

// hashForm is lower-case hex of a SHA-256.
var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// publicKeyBytes is the length of an Ed25519 public key.
const publicKeyBytes = 32

// Capabilities lists every capability, in the order in which documents print them.
func Capabilities() []Capability {
	return []Capability{
		CapLook, CapIn, CapMove, CapCount, CapPack, CapOut, CapNewOrder, CapOutUnapproved, CapOverrideReserved,
		CapOverrideInspection, CapResolveCount, CapUndoOther, CapBindUnknown, CapAnswer, CapSettings,
	}
}

// Roles lists every role, the mightiest first.
func Roles() []Role { return slices.Clone(everyRole) }

// Scopes lists every scope.
func Scopes() []Scope { return []Scope{ScopePlan, ScopeApprove, ScopeAllocate, ScopeCatalog} }

func (w *work) checkPerson(r Person) (Row, error) {
	var c checks
	c.named("name", r.Name)
	known[Company](&c, w, "unknown_company", "company_id", string(r.CompanyID))
	w.checkSite(&c, r.SiteID)
	for _, have := range r.Capabilities {
		c.that(slices.Contains(Capabilities(), have), "unknown_capability", "capabilities", "there is no capability "+string(have))
	}
	return r, c.err
}

// checkBadge takes name and capabilities from the person: nobody grants a right
// by printing a badge. Nobody prints one for who is archived: it would be dead.
func (w *work) checkBadge(r Badge, old Row) (Row, error) {
	var c checks
	c.that(hashForm.MatchString(r.Hash), "bad_hash", "hash", "a badge is kept as the SHA-256 of its code")
	c.that(r.PersonID != "", "unknown_person", "person_id", "a badge belongs to a person")
	p := known[Person](&c, w, "unknown_person", "person_id", string(r.PersonID))
	r.PersonName, r.Capabilities = p.Name, slices.Clone(p.Capabilities)
	c.that(!p.Archived || old != nil || r.Revoked, "person_archived", "person_id", "this person is archived, and the badge would open nothing")
	r.Revoked = r.Revoked || p.Archived
	return r, c.err
}

func (w *work) checkPIN(r PIN) (Row, error) {
	var c checks
	c.that(strings.HasPrefix(r.Verifier, "$argon2id$"), "bad_verifier", "verifier", "a PIN is kept as an argon2id verifier")
	p := known[Person](&c, w, "unknown_person", "person_id", string(r.PersonID))
	if r.SiteID == "" {
		r.SiteID = p.SiteID
	}
	c.that(r.SiteID != "", "missing_site", "site_id", "a PIN needs the site whose docks check it")
	return r, c.err
}

func (w *work) checkUser(r User, old Row) (Row, error) {
	var c checks
	c.named("login", r.Login)
	c.named("name", r.Name)
	c.that(strings.TrimSpace(r.Login) == r.Login, "bad_login", "login", "a login neither begins nor ends with a space")
	known[Person](&c, w, "unknown_person", "person_id", string(r.PersonID))
	checkRights(&c, r.Role, r.Scopes)
	// An account that is on record with a site that is none can still be closed.
	if was, ok := old.(User); !ok || was.SiteID != r.SiteID {
		w.checkSite(&c, r.SiteID)
	}
	if was, ok := old.(User); ok && r.PasswordHash == "" {
		r.PasswordHash = was.PasswordHash
	}
	c.that(strings.HasPrefix(r.PasswordHash, "$argon2id$"), "bad_password", "password", "a password is kept as an argon2id hash")
	if was, ok := old.(User); ok && c.err == nil {
		c.err = w.keepAnAdmin(was, r)
	}
	return endSessions(r, old), c.err
}

// Why all sessions of an account end at once: whoever holds one learns it.
const (
	SessionsPasswordChanged = "password_changed"
	SessionsRightsChanged   = "rights_changed"
	SessionsAccountClosed   = "account_closed"
)

// endSessions moves an account to its next epoch when what a session stood for is
// no more: its password, its rights, or the account itself.
func endSessions(is User, old Row) User {
	is.SessionEpoch, is.SessionsEnded = 0, ""
	was, ok := old.(User)
	if !ok {
		return is
	}
	why := ""
	switch {
	case is.Disabled && !was.Disabled:
		why = SessionsAccountClosed
	case is.PasswordHash != was.PasswordHash:
		why = SessionsPasswordChanged
	case is.Role != was.Role, !slices.Equal(is.Scopes, was.Scopes):
		why = SessionsRightsChanged
	}
	is.SessionEpoch, is.SessionsEnded = was.SessionEpoch, was.SessionsEnded
	if why != "" {
		is.SessionEpoch, is.SessionsEnded = was.SessionEpoch+1, why
	}
	return is
}

// openAdmin reports whether the account may let others in.
func (u User) openAdmin() bool { return u.Role == RoleAdmin && !u.Disabled }

// keepAnAdmin refuses to take its rights from the last open admin account,
// whoever asks: nobody at a page could give them back to anybody.
func (w *work) keepAnAdmin(was, is User) error {
	if !was.openAdmin() || is.openAdmin() {
		return nil
	}
	e := w.s.get(Key{Accounts, EveryAccount})
	if e.Presence == NotLoaded {
		return nil
	}
	set, _ := e.Value.(UserSet)
	if slices.ContainsFunc(set, func(u User) bool { return u.ID != is.ID && u.openAdmin() }) {
		return nil
	}
	field := "disabled"
	if !is.Disabled {
		field = "role"
	}
	return refuse(CodeConflict, "last_admin", field, is.Login+" is the only open account of an admin: without it nobody could let anybody in",
		"make or open another account with the role admin first, on the page Users (New user, or Edit of somebody); where nobody can log in: rms-central user add LOGIN --name NAME --role admin")
}

func (w *work) checkToken(r Token, old Row) (Row, error) {
	var c checks
	c.named("name", r.Name)
	c.that(r.UserID != "", "unknown_user", "user_id", "a token belongs to a user")
	user := known[User](&c, w, "unknown_user", "user_id", string(r.UserID))
	checkRights(&c, r.Role, r.Scopes)
	c.that(r.Revoked || r.within(user.Role, user.Scopes), "more_than_owner", "role", "a token may do no more than its account")
	was, changed := old.(Token)
	c.that(r.Revoked || r.ExpiresAt == 0 || r.ExpiresAt > w.now || changed && r.ExpiresAt == was.ExpiresAt,
		"expired", "expires_at", "this time has passed, and the token would never work")
	if changed {
		if r.Hash == "" {
			r.Hash = was.Hash
		}
		c.that(r.UserID == was.UserID, "user_is_fixed", "user_id", "a token stays with its user")
	}
	c.that(hashForm.MatchString(r.Hash), "bad_hash", "hash", "a token is kept as the SHA-256 of its secret")
	return r, c.err
}

func checkRights(c *checks, role Role, scopes []Scope) {
	c.that(slices.Contains(everyRole, role), "unknown_role", "role", "there is no role "+string(role))
	for _, s := range scopes {
		c.that(slices.Contains(Scopes(), s), "unknown_scope", "scopes", "there is no scope "+string(s))
	}
}

func (w *work) checkKiosk(r Kiosk) (Row, error) {
	var c checks
	c.named("name", r.Name)
	c.named("number_prefix", r.NumberPrefix)
	c.that(r.SiteID != "", "missing_site", "site_id", "a kiosk stands at a site")
	w.checkSite(&c, r.SiteID)
	known[Place](&c, w, "unknown_place", "returns_place_id", string(r.ReturnsPlaceID))
	if c.err == nil && r.ReturnsPlaceID != "" && w.siteOf(r.ReturnsPlaceID, "") != r.SiteID {
		c.err = ReturnsElsewhere(w.placeName(r.ReturnsPlaceID))
	}
	key, err := base64.StdEncoding.DecodeString(r.PublicKey)
	c.that(err == nil && len(key) == publicKeyBytes, "bad_key", "public_key", "a kiosk's key is an Ed25519 key in base64")
	c.that(r.Status == KioskActive || r.Status == KioskRevoked, "bad_status", "status", "the status must be active or revoked")
	return r, c.err
}
