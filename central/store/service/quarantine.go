package service

import (
	"context"
	"fmt"

	"rms/central/store"
	"rms/syncproto/rental"
)

// Quarantined is the raw bytes of a rejected item, for an operator.
type Quarantined struct {
	FactNo     uint64
	Raw        []byte
	Reason     string
	Message    string
	ReceivedAt rental.Millis
}

// AddQuarantined keeps the bytes of a rejected item.
func AddQuarantined(ctx context.Context, tx *store.Tx, q Quarantined) error {
	raw := q.Raw
	if raw == nil {
		raw = []byte{}
	}
	const insert = `insert into quarantine (fact_no, raw, reason, message, received_ms) values ($1, $2, $3, $4, $5)`
	if _, err := tx.Exec(ctx, insert, int64(q.FactNo), raw, q.Reason, q.Message, int64(q.ReceivedAt)); err != nil {
		return fmt.Errorf("quarantine fact %d: %w", q.FactNo, err)
	}
	return nil
}
