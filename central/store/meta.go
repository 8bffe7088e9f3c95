package store

import (
	"context"
	"fmt"
)

// MetaName names something that is kept about the installation itself.
type MetaName string

// The names of what is kept about the installation.
const (
	// MetaInstallation names this installation for ever, a UUID.
	MetaInstallation MetaName = "installation"
	// MetaIncarnation changes when the database is restored from a backup.
	MetaIncarnation MetaName = "incarnation"
	// MetaDemo is "1" in a database that the demo command made.
	MetaDemo MetaName = "demo"
	// MetaFeedFloor is the seq below which the feed was thinned out; absent is 0.
	MetaFeedFloor MetaName = "feed_floor"
	// MetaGeneration counts the starts and copies of the database, for whoever has to
	// tell an older state of it.
	MetaGeneration MetaName = "generation"
	// MetaProbe is when the server last tried whether it can write, ms UTC.
	MetaProbe MetaName = "probe"
)

// Meta returns what is kept under a name, empty when nothing is.
func (tx *Tx) Meta(ctx context.Context, name MetaName) (string, error) {
	var v string
	if _, err := tx.One(ctx, `select value from meta where name = $1`, []any{string(name)}, &v); err != nil {
		return "", fmt.Errorf("read meta %s: %w", name, err)
	}
	return v, nil
}

// SetMeta keeps a value under a name.
func (tx *Tx) SetMeta(ctx context.Context, name MetaName, value string) error {
	const set = `insert into meta (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`
	if _, err := tx.Exec(ctx, set, string(name), value); err != nil {
		return fmt.Errorf("set meta %s: %w", name, err)
	}
	return nil
}
