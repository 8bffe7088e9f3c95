package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// DeskState reads what the desk keeps under key; ok is false where there is
// nothing.
func (v View) DeskState(ctx context.Context, key string, into any) (ok bool, err error) {
	var raw []byte
	err = v.q.QueryRowContext(ctx, `select body from desk_state where key = $1`, key).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read desk state %s: %w", key, err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return false, fmt.Errorf("read desk state %s: %w", key, err)
	}
	return true, nil
}

// PutDeskState keeps value, as JSON, under key.
func (t *Tx) PutDeskState(key string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write desk state %s: %w", key, err)
	}
	return t.exec("write desk state", 1,
		`insert into desk_state (key, body) values ($1, $2) on conflict (key) do update set body = excluded.body`, key, raw)
}

// Answer is the stored answer to a page-minted id; ok is false where there is
// none. The bytes are what PutAnswer was given.
func (v View) Answer(ctx context.Context, id string) (body []byte, ok bool, err error) {
	err = v.q.QueryRowContext(ctx, `select body from answers where id = $1`, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read an answer: %w", err)
	}
	return body, true, nil
}

// PutAnswer keeps the answer to a page-minted id. A second answer to one id is
// an error: the first stands.
func (t *Tx) PutAnswer(id string, body []byte, at time.Time) error {
	return t.exec("keep an answer", 1, `insert into answers (id, at_ms, body) values ($1, $2, $3)`, id, at.UnixMilli(), body)
}

// PruneAnswers forgets answers older than before.
func (t *Tx) PruneAnswers(before time.Time) error {
	return t.exec("prune answers", -1, `delete from answers where at_ms < $1`, before.UnixMilli())
}

// scanAll reads and closes rows.
func scanAll[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) (all []T, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read a row: %w", err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	return all, nil
}
