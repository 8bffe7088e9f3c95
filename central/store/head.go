package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Head names a counter.
type Head string

// The counters. Each counts from 1; 0 means that nothing was counted yet.
const (
	HeadFact   Head = "fact"
	HeadFeed   Head = "feed"
	HeadOutbox Head = "outbox"
	HeadAudit  Head = "audit"
	// The numbers that people see: R-004711, J-000012, X-000012, and K3.
	HeadOrderNumber     Head = "number_rent_action"
	HeadProjectNumber   Head = "number_project"
	HeadExceptionNumber Head = "number_exception"
	HeadKioskNumber     Head = "number_kiosk"
)

type counter struct {
	value   uint64
	changed bool
}

func (tx *Tx) counter(ctx context.Context, name Head) (*counter, error) {
	if c, ok := tx.heads[name]; ok {
		return c, nil
	}
	c := &counter{}
	if _, err := tx.One(ctx, `select value from heads where name = $1`, []any{string(name)}, &c.value); err != nil {
		return nil, fmt.Errorf("read the head %s: %w", name, err)
	}
	tx.heads[name] = c
	return c, nil
}

// Head returns the last value that was given out.
func (tx *Tx) Head(ctx context.Context, name Head) (uint64, error) {
	c, err := tx.counter(ctx, name)
	if err != nil {
		return 0, err
	}
	return c.value, nil
}

// Next gives out the next value.
func (tx *Tx) Next(ctx context.Context, name Head) (uint64, error) {
	c, err := tx.counter(ctx, name)
	if err != nil {
		return 0, err
	}
	c.value++
	c.changed = true
	return c.value, nil
}

func (tx *Tx) saveHeads(ctx context.Context) error {
	for _, name := range slices.Sorted(maps.Keys(tx.heads)) {
		c := tx.heads[name]
		if !c.changed {
			continue
		}
		const save = `insert into heads (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`
		if _, err := tx.Exec(ctx, save, string(name), int64(c.value)); err != nil {
			return fmt.Errorf("save the head %s: %w", name, err)
		}
	}
	return nil
}
