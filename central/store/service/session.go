package service

import (
	"context"
	"fmt"

	"rms/central/store"
	"rms/syncproto/rental"
)

// Session is somebody's log-in: a service row, kept by the hash of its token.
type Session struct {
	Hash      string
	UserID    rental.UserID
	CreatedAt rental.Millis
	UsedAt    rental.Millis
	ExpiresAt rental.Millis
	Agent     string
}

// AddSession keeps a session and forgets those that are over.
func AddSession(ctx context.Context, tx *store.Tx, s Session) error {
	if _, err := tx.Exec(ctx, `delete from sessions where expires_ms < $1`, int64(s.CreatedAt)); err != nil {
		return fmt.Errorf("forget old sessions: %w", err)
	}
	const insert = `insert into sessions (hash, user_id, created_ms, used_ms, expires_ms, agent) values ($1, $2, $3, $4, $5, $6)`
	if _, err := tx.Exec(ctx, insert, s.Hash, string(s.UserID), int64(s.CreatedAt), int64(s.UsedAt), int64(s.ExpiresAt), s.Agent); err != nil {
		return fmt.Errorf("keep a session of user %s: %w", s.UserID, err)
	}
	return nil
}

// FindSession returns the session of a token's hash.
func FindSession(ctx context.Context, tx *store.Tx, hash string) (Session, bool, error) {
	s := Session{Hash: hash}
	const read = `select user_id, created_ms, used_ms, expires_ms, agent from sessions where hash = $1`
	ok, err := tx.One(ctx, read, []any{hash}, &s.UserID, &s.CreatedAt, &s.UsedAt, &s.ExpiresAt, &s.Agent)
	if err != nil {
		return s, false, fmt.Errorf("read a session: %w", err)
	}
	return s, ok, nil
}

// UseSession notes that a session was used.
func UseSession(ctx context.Context, tx *store.Tx, hash string, at rental.Millis) error {
	if _, err := tx.Exec(ctx, `update sessions set used_ms = $1 where hash = $2`, int64(at), hash); err != nil {
		return fmt.Errorf("note the use of a session: %w", err)
	}
	return nil
}

// EndSession forgets one session.
func EndSession(ctx context.Context, tx *store.Tx, hash string) error {
	if _, err := tx.Exec(ctx, `delete from sessions where hash = $1`, hash); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// EndSessionsOf forgets all sessions of a user.
func EndSessionsOf(ctx context.Context, tx *store.Tx, user rental.UserID) error {
	if _, err := tx.Exec(ctx, `delete from sessions where user_id = $1`, string(user)); err != nil {
		return fmt.Errorf("end the sessions of user %s: %w", user, err)
	}
	return nil
}

// LoginTries returns how many tries under a name failed in a row, and until when
// no further one is judged.
func LoginTries(ctx context.Context, tx *store.Tx, name string) (tries int, until rental.Millis, err error) {
	if _, err := tx.One(ctx, `select tries, locked_until_ms from login_tries where login = $1`, []any{name}, &tries, &until); err != nil {
		return 0, 0, fmt.Errorf("read the log-in tries: %w", err)
	}
	return tries, until, nil
}

// SetLoginTries keeps both; no tries forgets the name. Names that were last
// tried before forget are forgotten too: strangers must not fill the disk.
func SetLoginTries(ctx context.Context, tx *store.Tx, name string, tries int, until, now, forget rental.Millis) error {
	if _, err := tx.Exec(ctx, `delete from login_tries where last_ms < $1 or (login = $2 and $3 = 0)`, int64(forget), name, tries); err != nil {
		return fmt.Errorf("forget log-in tries: %w", err)
	}
	if tries == 0 {
		return nil
	}
	const put = `insert into login_tries (login, tries, locked_until_ms, last_ms) values ($1, $2, $3, $4)
on conflict (login) do update set tries = excluded.tries, locked_until_ms = excluded.locked_until_ms, last_ms = excluded.last_ms`
	if _, err := tx.Exec(ctx, put, name, tries, int64(until), int64(now)); err != nil {
		return fmt.Errorf("count a log-in try: %w", err)
	}
	return nil
}
