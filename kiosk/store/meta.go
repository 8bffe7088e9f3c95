package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// MetaKey names a single value. Each has one owner and one Go type.
type MetaKey string

// The single values, all owned by package ledger.
const (
	MetaIdentity MetaKey = "identity"   // who this kiosk is, from its enrolment
	MetaDevice   MetaKey = "device_key" // public half of the key that it was enrolled with
	MetaHead     MetaKey = "head"       // last seq minted with its hash
	MetaNumber   MetaKey = "number"     // last number given to an order here
	MetaAcked    MetaKey = "acked"      // last seq that central answered, with its hash
	MetaSync     MetaKey = "sync"       // cursor, incarnation, durable_through
	MetaHello    MetaKey = "hello"      // what central's last hello said
	MetaHalt     MetaKey = "halt"       // why nothing is pushed
)

// Meta reads a single value into v; ok is false where there is none.
func (v View) Meta(ctx context.Context, key MetaKey, into any) (ok bool, err error) {
	var raw []byte
	err = v.q.QueryRowContext(ctx, `select value from meta where key = $1`, string(key)).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", key, err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return false, fmt.Errorf("read %s: %w", key, err)
	}
	return true, nil
}

// PutMeta writes a single value.
func (t *Tx) PutMeta(key MetaKey, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write %s: %w", key, err)
	}
	return t.exec("write "+string(key), 1,
		`insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value`, string(key), raw)
}

// DeleteMeta removes a single value, if it is there.
func (t *Tx) DeleteMeta(key MetaKey) error {
	return t.exec("remove "+string(key), -1, `delete from meta where key = $1`, string(key))
}
