package service

import (
	"context"
	"database/sql"
	"fmt"

	"rms/central/store"
	"rms/syncproto/rental"
)

// Session is somebody's log-in: a service row, kept by the hash of its token. It
// counts while its epoch is its account's and nothing has ended it.
type Session struct {
	Hash      string
	UserID    rental.UserID
	CreatedAt rental.Millis
	UsedAt    rental.Millis
	ExpiresAt rental.Millis
	Agent     string
	Address   string
	Epoch     int64  // rental.User.SessionEpoch when it was opened
	Ended     string // the reason why it is over; "" while it is not
	Weak      bool   // the password that opened it would not be taken today
}

const sessionColumns = `hash, user_id, created_ms, used_ms, expires_ms, agent, address, epoch, ended, weak`

// sessionFields are where the columns go, in their order.
func sessionFields(s *Session) []any {
	return []any{&s.Hash, &s.UserID, &s.CreatedAt, &s.UsedAt, &s.ExpiresAt, &s.Agent, &s.Address, &s.Epoch, &s.Ended, &s.Weak}
}

// AddSession keeps a session and forgets those that are over.
func AddSession(ctx context.Context, tx *store.Tx, s Session) error {
	if _, err := tx.Exec(ctx, `delete from sessions where expires_ms < $1`, int64(s.CreatedAt)); err != nil {
		return fmt.Errorf("forget old sessions: %w", err)
	}
	const insert = `insert into sessions (` + sessionColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	_, err := tx.Exec(ctx, insert, s.Hash, string(s.UserID), int64(s.CreatedAt), int64(s.UsedAt), int64(s.ExpiresAt), s.Agent, s.Address, s.Epoch, s.Ended, s.Weak)
	if err != nil {
		return fmt.Errorf("keep a session of user %s: %w", s.UserID, err)
	}
	return nil
}

// FindSession returns the session of a token's hash, ended or not.
func FindSession(ctx context.Context, tx *store.Tx, hash string) (Session, bool, error) {
	var s Session
	ok, err := tx.One(ctx, `select `+sessionColumns+` from sessions where hash = $1`, []any{hash}, sessionFields(&s)...)
	if err != nil {
		return s, false, fmt.Errorf("read a session: %w", err)
	}
	return s, ok, nil
}

// SessionFilter narrows a list of sessions; empty fields let all through.
type SessionFilter struct {
	UserID rental.UserID
	Now    rental.Millis // what expired before it is left out
	Used   rental.Millis // and what was not used since
}

// ListSessions returns the sessions that nothing has ended, the one that was used
// last first, at most limit of them. Whether each one's epoch is still its
// account's is the caller's to see.
func ListSessions(ctx context.Context, tx *store.Tx, f SessionFilter, limit int) ([]Session, error) {
	var out []Session
	const list = `select ` + sessionColumns + ` from sessions
where ended = '' and expires_ms > $1 and used_ms > $2 and ($3 = '' or user_id = $3) order by used_ms desc, hash limit $4`
	err := tx.Each(ctx, list, []any{int64(f.Now), int64(f.Used), string(f.UserID), limit}, func(rows *sql.Rows) error {
		var s Session
		err := rows.Scan(sessionFields(&s)...)
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return out, nil
}

// UseSession notes that a session was used.
func UseSession(ctx context.Context, tx *store.Tx, hash string, at rental.Millis) error {
	if _, err := tx.Exec(ctx, `update sessions set used_ms = $1 where hash = $2`, int64(at), hash); err != nil {
		return fmt.Errorf("note the use of a session: %w", err)
	}
	return nil
}

// EndSession ends one session; why is what its owner is told.
func EndSession(ctx context.Context, tx *store.Tx, hash, why string) error {
	if _, err := tx.Exec(ctx, `update sessions set ended = $1 where hash = $2 and ended = ''`, why, hash); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// ForgetSession leaves nothing of a session: its owner has logged out.
func ForgetSession(ctx context.Context, tx *store.Tx, hash string) error {
	if _, err := tx.Exec(ctx, `delete from sessions where hash = $1`, hash); err != nil {
		return fmt.Errorf("forget a session: %w", err)
	}
	return nil
}

// EndSessionsOf ends all sessions of a user but one, which may be "", and returns
// how many were open.
func EndSessionsOf(ctx context.Context, tx *store.Tx, user rental.UserID, except, why string) (int64, error) {
	n, err := tx.Exec(ctx, `update sessions set ended = $1 where user_id = $2 and hash <> $3 and ended = ''`, why, string(user), except)
	if err != nil {
		return 0, fmt.Errorf("end the sessions of user %s: %w", user, err)
	}
	return n, nil
}

// KeepSession lets a session outlive what ended all others of its account.
func KeepSession(ctx context.Context, tx *store.Tx, hash string, epoch int64) error {
	if _, err := tx.Exec(ctx, `update sessions set epoch = $1 where hash = $2`, epoch, hash); err != nil {
		return fmt.Errorf("keep a session: %w", err)
	}
	return nil
}

// Strengthen notes that a session's account has a password of today's rules.
func Strengthen(ctx context.Context, tx *store.Tx, hash string) error {
	if _, err := tx.Exec(ctx, `update sessions set weak = 0 where hash = $1`, hash); err != nil {
		return fmt.Errorf("note a better password: %w", err)
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
