package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"rms/syncproto/rental"
)

// PINTries returns how many PINs of a person failed in a row and before when no
// further one may be tried; zeros where none failed.
func (v View) PINTries(ctx context.Context, person rental.PersonID) (failed int, until rental.Millis, err error) {
	err = v.q.QueryRowContext(ctx, `select failed, until_ms from pin_tries where person_id = $1`, string(person)).Scan(&failed, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, fmt.Errorf("read PIN tries: %w", err)
	}
	return failed, until, nil
}

// PutPINTries replaces both, durably, in a transaction of its own.
func (s *Store) PutPINTries(ctx context.Context, person rental.PersonID, failed int, until rental.Millis) error {
	return s.Write(ctx, func(tx *Tx) error {
		return tx.exec("write PIN tries", 1, `insert into pin_tries (person_id, failed, until_ms) values ($1, $2, $3)
			on conflict (person_id) do update set failed = excluded.failed, until_ms = excluded.until_ms`,
			string(person), failed, int64(until))
	})
}
