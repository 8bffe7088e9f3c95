package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

const (
	// maxAgent and maxAddress bound what a stranger may make us keep.
	maxAgent   = 200
	maxAddress = 64
	// MaxSessions is the most sessions that a list shows.
	MaxSessions = 500
	// endedByOwner is why a session is over that somebody has revoked.
	endedByOwner = "session_revoked"
)

// origin is where a log-in came from, and whether its password is a weak one.
type origin struct {
	login, address, agent string
	weak                  bool
}

// openSession opens a session for somebody whose password was right, and forgets
// the tries that were not. Whose password, or account, has changed since it was
// looked at is a stranger.
func (p *People) openSession(ctx context.Context, user rental.User, from origin) (token string, id Identity, err error) {
	token, hash, err := newSecret(p.random)
	if err != nil {
		return "", Identity{}, err
	}
	now := p.millis()
	err = p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		is, ok, err := store.Get[rental.User](ctx, tx, string(user.ID))
		switch {
		case err != nil:
			return err
		case !ok || is.Disabled || is.PasswordHash != user.PasswordHash:
			return wrongLogin()
		}
		user = is
		return errors.Join(
			service.AddSession(ctx, tx, service.Session{
				Hash: hash, UserID: user.ID, CreatedAt: now, UsedAt: now, ExpiresAt: now + span(MaxSession), Epoch: user.SessionEpoch,
				Agent: clip(from.agent, maxAgent), Address: clip(from.address, maxAddress), Weak: from.weak,
			}),
			p.forgetTries(ctx, tx, from.login, from.address),
		)
	})
	if err != nil {
		return "", Identity{}, fmt.Errorf("open a session: %w", err)
	}
	return token, Identity{Actor: actorOf(user), User: user, Session: hash, Weak: from.weak}, nil
}

// forgetTries begins to count anew: a password was right.
func (p *People) forgetTries(ctx context.Context, tx *store.Tx, login, address string) error {
	now := p.millis()
	return errors.Join(
		service.SetLoginTries(ctx, tx, byLogin(login), 0, 0, now, now-span(forgetTries)),
		service.SetLoginTries(ctx, tx, byAddress(address), 0, 0, now, now-span(forgetTries)),
	)
}

// clip keeps the first bytes of a text, and no half characters.
func clip(text string, most int) string {
	return strings.ToValidUTF8(text[:min(len(text), most)], "")
}

// BySession returns who a session's token belongs to. The error's reason says why
// a session that was good is no more.
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
	if !ok {
		return Identity{}, loggedOut()
	}
	if why := over(s, user, now); why != "" {
		return Identity{}, ended(why)
	}
	if now-s.UsedAt > span(useStep) {
		if err := p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return service.UseSession(ctx, tx, hash, now) }); err != nil {
			return Identity{}, fmt.Errorf("note the use of a session: %w", err)
		}
	}
	return Identity{Actor: actorOf(user), User: user, Session: hash, Weak: s.Weak}, nil
}

// over says why a session counts no more; "" while it does.
func over(s service.Session, user rental.User, now rental.Millis) string {
	switch {
	case s.Ended != "":
		return s.Ended
	case user.Disabled:
		return rental.SessionsAccountClosed
	case s.Epoch != user.SessionEpoch:
		return user.SessionsEnded
	case now >= s.ExpiresAt, now >= s.UsedAt+span(IdleSession):
		return "session_expired"
	}
	return ""
}

// endings say to the person what ended a session.
var endings = map[string]string{
	rental.SessionsPasswordChanged: "the password of this account was changed",
	rental.SessionsRightsChanged:   "the rights of this account were changed",
	rental.SessionsAccountClosed:   "this account was closed",
	endedByOwner:                   "this session was ended from another place, or by an admin",
	"session_expired":              "this session was not used for long, or is two weeks old",
}

func ended(why string) *rental.Error {
	e := &rental.Error{Code: rental.CodeUnauthenticated, Reason: why, Message: endings[why], Hint: "log in again"}
	if e.Message == "" {
		e.Message = "this session is over"
	}
	if why == rental.SessionsAccountClosed {
		e.Hint = "ask an admin to open it again"
	}
	return e
}

// Session is a log-in as its owner may see it: ID is no secret.
type Session struct {
	ID     string
	UserID rental.UserID
	Login  string
	Name   string
	// Browser and System are words for Agent, which is what the program said.
	Browser, System, Agent string
	Address                string
	CreatedAt, UsedAt      rental.Millis
	ExpiresAt              rental.Millis // at the latest
	Here                   bool          // it is the one that asks
}

// idSpace is where ids of sessions come from: a hash tells nothing of them.
var idSpace = uuid.MustParse("5b0c2f5e-3f1e-5d0c-9a55-6a0f6b9f0e11")

func sessionID(hash string) string { return uuid.NewSHA1(idSpace, []byte(hash)).String() }

// Sessions lists the open sessions of a user, of everybody if user is empty; the
// one that was used last comes first. more says that there are further ones.
func (p *People) Sessions(ctx context.Context, asks Identity, user rental.UserID) (list []Session, more bool, err error) {
	err = p.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		open, cut, err := p.open(ctx, tx, user)
		list, more = make([]Session, 0, len(open)), cut
		for _, o := range open {
			browser, system := AgentWords(o.Agent)
			list = append(list, Session{
				ID: sessionID(o.Hash), UserID: o.UserID, Login: o.user.Login, Name: o.user.Name, Browser: browser, System: system, Agent: o.Agent,
				Address: o.Address, CreatedAt: o.CreatedAt, UsedAt: o.UsedAt, ExpiresAt: min(o.ExpiresAt, o.UsedAt+span(IdleSession)), Here: o.Hash == asks.Session,
			})
		}
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("list sessions: %w", err)
	}
	return list, more, nil
}

// openSession is a session with its account.
type openSession struct {
	service.Session
	user rental.User
}

// open reads the sessions that count.
func (p *People) open(ctx context.Context, tx *store.Tx, user rental.UserID) (out []openSession, more bool, err error) {
	now := p.millis()
	kept, err := service.ListSessions(ctx, tx, service.SessionFilter{UserID: user, Now: now, Used: now - span(IdleSession)}, MaxSessions+1)
	if err != nil {
		return nil, false, err
	}
	users := map[rental.UserID]rental.User{}
	for _, s := range kept[:min(len(kept), MaxSessions)] {
		u, known := users[s.UserID]
		if !known {
			if u, _, err = store.Get[rental.User](ctx, tx, string(s.UserID)); err != nil {
				return nil, false, err
			}
			users[s.UserID] = u
		}
		if over(s, u, now) == "" {
			out = append(out, openSession{s, u})
		}
	}
	return out, len(kept) > MaxSessions, nil
}

// EndSession ends one session by its public id: any one if all, else one of the
// asking account's own.
func (p *People) EndSession(ctx context.Context, asks Identity, all bool, id string) error {
	user := asks.User.ID
	if all {
		user = ""
	}
	err := p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		open, _, err := p.open(ctx, tx, user)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(open, func(s openSession) bool { return sessionID(s.Hash) == id })
		if i < 0 {
			return &rental.Error{
				Code: rental.CodeNotFound, Reason: "not_found", Field: "id", Message: "there is no such open session", Hint: "it may be over already: GET /v1/sessions lists those that are open",
			}
		}
		return service.EndSession(ctx, tx, open[i].Hash, endedByOwner)
	})
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// EndOthers ends all sessions of an account but the one that asks, and returns how
// many were open.
func (p *People) EndOthers(ctx context.Context, asks Identity, user rental.UserID) (n int, err error) {
	err = p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		open, _, err := p.open(ctx, tx, user)
		if err != nil {
			return err
		}
		if n = len(open); slices.ContainsFunc(open, func(s openSession) bool { return s.Hash == asks.Session }) {
			n--
		}
		_, err = service.EndSessionsOf(ctx, tx, user, asks.Session, endedByOwner)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("end the other sessions: %w", err)
	}
	return n, nil
}

// Logout forgets a session.
func (p *People) Logout(ctx context.Context, session string) error {
	return p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return service.ForgetSession(ctx, tx, session) })
}
