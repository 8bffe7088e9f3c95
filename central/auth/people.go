package auth

import (
	"context"
	"crypto/rand"
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
// for a token's. Weak says that the password would not be taken today.
type Identity struct {
	Actor   rental.Actor
	User    rental.User
	Session string
	Weak    bool
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
	user, err := p.proven(ctx, login, password)
	if err != nil {
		return "", Identity{}, err
	}
	return p.openSession(ctx, user, origin{login, address, agent, CheckPassword(user.Login, password, user.Name) != nil})
}

// proven returns the open account of a log-in whose password this is.
func (p *People) proven(ctx context.Context, login, password string) (rental.User, error) {
	var user rental.User
	err := p.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		user, _, err = tx.UserByLogin(ctx, login)
		return err
	})
	if err != nil {
		return rental.User{}, fmt.Errorf("look up a log-in: %w", err)
	}
	stored := user.PasswordHash
	if user.Disabled {
		stored = ""
	}
	ok, err := p.passwords.Check(ctx, stored, password)
	if err != nil {
		return rental.User{}, fmt.Errorf("check the password of %s: %w", user.ID, err)
	}
	if !ok {
		return rental.User{}, wrongLogin()
	}
	return user, nil
}

func wrongLogin() *rental.Error {
	return &rental.Error{
		Code: rental.CodeUnauthenticated, Reason: "wrong_login", Message: "this log-in and password do not belong together",
		Hint: "check both and try again; an admin can set a new password",
	}
}

// Prove reports whether password is the one of who is logged in; tries are counted
// as those of a log-in.
func (p *People) Prove(ctx context.Context, id Identity, password, address string) error {
	if err := p.count(ctx, id.User.Login, address); err != nil {
		return err
	}
	_, err := p.proven(ctx, id.User.Login, password)
	if rental.ReasonOf(err) == "wrong_login" {
		return &rental.Error{
			Code: rental.CodeForbidden, Reason: "wrong_password", Field: "old", Message: "this is not the password that you have now",
			Hint: "type the password that you logged in with; an admin can set a new one",
		}
	}
	if err != nil {
		return err
	}
	return p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return p.forgetTries(ctx, tx, id.User.Login, address) })
}

func byLogin(login string) string     { return "login " + hashSecret(login) }
func byAddress(address string) string { return "address " + address }

// count notes a try under both names, or refuses it.
func (p *People) count(ctx context.Context, login, address string) error {
	return p.countTries(ctx, tried{byLogin(login), freeTries}, tried{byAddress(address), freeAddressTries})
}

// tried is a name under which tries are counted, and how many cost nothing.
type tried struct {
	name string
	free int
}

func (p *People) countTries(ctx context.Context, names ...tried) error {
	now := p.millis()
	var until rental.Millis
	err := p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		until = 0
		for _, n := range names {
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

// ByToken returns who an API token belongs to. A token can do no more than its
// user's account may still do.
func (p *People) ByToken(ctx context.Context, secret string) (Identity, error) {
	var b store.Bearer
	var ok bool
	now := p.millis()
	err := p.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		b, ok, err = tx.BearerByHash(ctx, hashSecret(secret))
		return err
	})
	if err != nil {
		return Identity{}, fmt.Errorf("look up a token: %w", err)
	}
	t := b.Token
	if !ok || t.Revoked || b.User.Disabled || (t.ExpiresAt != 0 && now >= t.ExpiresAt) {
		return Identity{}, loggedOut()
	}
	if now-b.Used > span(useStep) {
		if err := p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return service.UseToken(ctx, tx, t.ID, now) }); err != nil {
			return Identity{}, fmt.Errorf("note the use of a token: %w", err)
		}
	}
	return Identity{Actor: tokenActor(t, b.User), User: b.User}, nil
}

// tokenActor is who acts by a token: the account may have lost rights since the
// token was made.
func tokenActor(t rental.Token, user rental.User) rental.Actor {
	role, scopes := t.Within(user.Role, user.Scopes)
	return rental.Actor{
		Kind: rental.ActorToken, TokenID: t.ID, UserID: user.ID, PersonID: user.PersonID, PersonName: user.Name,
		Role: role, Scopes: scopes, SiteID: user.SiteID,
	}
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
