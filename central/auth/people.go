package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

const (
	// IdleSession is how long a session may lie unused, MaxSession how long it
	// lives at most.
	IdleSession = 12 * time.Hour
	MaxSession  = 14 * 24 * time.Hour
	// useStep is how stale the note of a session's last use may be: a write for
	// each request would cost more than the request.
	useStep = 5 * time.Minute

	// freeTries cost nothing but the try; then the wait doubles from firstWait to
	// longestWait. An address may fail more often: a whole office shares it.
	freeTries        = 5
	freeAddressTries = 50
	firstWait        = 15 * time.Second
	longestWait      = 15 * time.Minute
	forgetTries      = 24 * time.Hour
	maxAgent         = 200

	tokenPrefix = "rms_"
)

// People proves who a person or a program is: by password and then session, or
// by API token.
type People struct {
	db        *store.DB
	passwords *Passwords
	now       func() time.Time
	random    io.Reader
}

// NewPeople returns a verifier over the store. now nil means time.Now, random nil
// the system's.
func NewPeople(db *store.DB, passwords *Passwords, now func() time.Time, random io.Reader) *People {
	if now == nil {
		now = time.Now
	}
	if random == nil {
		random = rand.Reader
	}
	return &People{db: db, passwords: passwords, now: now, random: random}
}

// Identity is who is behind a request. Session is the hash of the session, empty
// for a token's.
type Identity struct {
	Actor   rental.Actor
	User    rental.User
	Session string
}

// Login opens a session. address is where the request came from and agent what
// it said of itself. Unknown log-ins, disabled users and wrong passwords are one
// error; a try that comes too early after failures is rate_limited and is not
// judged. A try is counted before it is judged.
func (p *People) Login(ctx context.Context, login, password, address, agent string) (token string, id Identity, err error) {
	login = strings.ToLower(strings.TrimSpace(login))
	if err := p.count(ctx, login, address); err != nil {
		return "", Identity{}, err
	}
	var user rental.User
	err = p.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		user, _, err = tx.UserByLogin(ctx, login)
		return err
	})
	if err != nil {
		return "", Identity{}, fmt.Errorf("look up a log-in: %w", err)
	}
	stored := user.PasswordHash
	if user.Disabled {
		stored = ""
	}
	ok, err := p.passwords.Check(ctx, stored, password)
	if err != nil {
		return "", Identity{}, fmt.Errorf("check the password of %s: %w", user.ID, err)
	}
	if !ok {
		return "", Identity{}, &rental.Error{
			Code: rental.CodeUnauthenticated, Reason: "wrong_login", Message: "this log-in and password do not belong together",
			Hint: "check both and try again; an admin can set a new password",
		}
	}
	return p.openSession(ctx, user, login, address, agent)
}

// openSession opens a session for somebody whose password was right, and forgets
// the tries that were not.
func (p *People) openSession(ctx context.Context, user rental.User, login, address, agent string) (token string, id Identity, err error) {
	token, hash, err := newSecret(p.random)
	if err != nil {
		return "", Identity{}, err
	}
	now := p.millis()
	err = p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(
			service.AddSession(ctx, tx, service.Session{
				Hash: hash, UserID: user.ID, CreatedAt: now, UsedAt: now, ExpiresAt: now + span(MaxSession), Agent: agent[:min(len(agent), maxAgent)],
			}),
			service.SetLoginTries(ctx, tx, byLogin(login), 0, 0, now, now-span(forgetTries)),
			service.SetLoginTries(ctx, tx, byAddress(address), 0, 0, now, now-span(forgetTries)),
		)
	})
	if err != nil {
		return "", Identity{}, fmt.Errorf("open a session: %w", err)
	}
	return token, Identity{Actor: actorOf(user), User: user, Session: hash}, nil
}

func byLogin(login string) string     { return "login " + hashSecret(login) }
func byAddress(address string) string { return "address " + address }

// count notes a try under both names, or refuses it.
func (p *People) count(ctx context.Context, login, address string) error {
	now := p.millis()
	var until rental.Millis
	err := p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		until = 0
		for _, n := range []struct {
			name string
			free int
		}{{byLogin(login), freeTries}, {byAddress(address), freeAddressTries}} {
			tries, locked, err := service.LoginTries(ctx, tx, n.name)
			if err != nil {
				return err
			}
			// A clock that was set back must not turn a wait into years.
			if locked = min(locked, now+span(longestWait)); now < locked {
				until = max(until, locked)
				continue
			}
			tries++
			if err := service.SetLoginTries(ctx, tx, n.name, tries, now+span(waitAfter(tries, n.free)), now, now-span(forgetTries)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count a log-in try: %w", err)
	}
	if until > 0 {
		return &TooEarly{Wait: time.Duration(until-now) * time.Millisecond}
	}
	return nil
}

// TooEarly is a try that is not judged: too many before it were wrong.
type TooEarly struct{ Wait time.Duration }

// Error says how long to wait.
func (e *TooEarly) Error() string { return e.problem().Error() }

// Unwrap makes it the error that crosses the wire.
func (e *TooEarly) Unwrap() error { return e.problem() }

func (e *TooEarly) problem() *rental.Error {
	return &rental.Error{
		Code: rental.CodeRateLimited, Reason: "too_many_tries",
		Message: fmt.Sprintf("too many wrong passwords: the next try is judged in %d s", (e.Wait+time.Second-1)/time.Second),
		Hint:    "wait, then try again; an admin can set a new password",
	}
}

func waitAfter(tries, free int) time.Duration {
	if tries < free {
		return 0
	}
	wait := firstWait
	for range min(tries-free, 16) {
		wait = min(2*wait, longestWait)
	}
	return wait
}

// BySession returns who a session's token belongs to.
func (p *People) BySession(ctx context.Context, token string) (Identity, error) {
	hash, now := hashSecret(token), p.millis()
	var s service.Session
	var user rental.User
	var ok bool
	err := p.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if s, ok, err = service.FindSession(ctx, tx, hash); err != nil || !ok {
			return err
		}
		user, ok, err = store.Get[rental.User](ctx, tx, string(s.UserID))
		return err
	})
	if err != nil {
		return Identity{}, fmt.Errorf("look up a session: %w", err)
	}
	if !ok || user.Disabled || now >= s.ExpiresAt || now >= s.UsedAt+span(IdleSession) {
		return Identity{}, loggedOut()
	}
	if now-s.UsedAt > span(useStep) {
		if err := p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return service.UseSession(ctx, tx, hash, now) }); err != nil {
			return Identity{}, fmt.Errorf("note the use of a session: %w", err)
		}
	}
	return Identity{Actor: actorOf(user), User: user, Session: hash}, nil
}

// ByToken returns who an API token belongs to. A token can do no more than its
// user's account may still do.
func (p *People) ByToken(ctx context.Context, secret string) (Identity, error) {
	var t rental.Token
	var user rental.User
	var ok bool
	err := p.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if t, ok, err = tx.TokenByHash(ctx, hashSecret(secret)); err != nil || !ok {
			return err
		}
		user, ok, err = store.Get[rental.User](ctx, tx, string(t.UserID))
		return err
	})
	if err != nil {
		return Identity{}, fmt.Errorf("look up a token: %w", err)
	}
	if !ok || t.Revoked || user.Disabled || (t.ExpiresAt != 0 && p.millis() >= t.ExpiresAt) {
		return Identity{}, loggedOut()
	}
	// The account may have lost rights since the token was made.
	role, scopes := t.Within(user.Role, user.Scopes)
	a := rental.Actor{
		Kind: rental.ActorToken, TokenID: t.ID, UserID: user.ID, PersonID: user.PersonID, PersonName: user.Name,
		Role: role, Scopes: scopes, SiteID: user.SiteID,
	}
	return Identity{Actor: a, User: user}, nil
}

// NewToken makes the secret of an API token, to be shown once, and its hash.
func (p *People) NewToken() (secret, hash string, err error) {
	if secret, _, err = newSecret(p.random); err != nil {
		return "", "", err
	}
	secret = tokenPrefix + secret
	return secret, hashSecret(secret), nil
}

// IsToken tells a token's secret from a session's.
func IsToken(secret string) bool { return strings.HasPrefix(secret, tokenPrefix) }

// Logout ends a session.
func (p *People) Logout(ctx context.Context, session string) error {
	return p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return service.EndSession(ctx, tx, session) })
}

func (p *People) millis() rental.Millis { return rental.Millis(p.now().UnixMilli()) }

func span(d time.Duration) rental.Millis { return rental.Millis(d.Milliseconds()) }

func actorOf(u rental.User) rental.Actor {
	return rental.Actor{
		Kind: rental.ActorUser, UserID: u.ID, PersonID: u.PersonID, PersonName: u.Name, Role: u.Role, Scopes: u.Scopes, SiteID: u.SiteID,
	}
}

func loggedOut() *rental.Error {
	return &rental.Error{
		Code: rental.CodeUnauthenticated, Reason: "not_logged_in", Message: "nobody is logged in, or no longer",
		Hint: "log in: POST /v1/auth/login, or send an API token as Authorization: Bearer",
	}
}
