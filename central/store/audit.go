package store

import (
	"context"
	"fmt"

	"rms/syncproto/rental"
)

// Audit is one line of the record of who did what.
type Audit struct {
	Seq    uint64
	At     rental.Millis
	Who    string // rental.Actor.String
	Verb   string
	What   string
	Reason string
	ItemID rental.ItemID
	// The digests cover all rows that changed, as they were and as they are;
	// empty where nothing changed.
	BeforeDigest string
	AfterDigest  string
}

// AddAudit appends to the audit; Seq is the ledger's to give.
func (tx *Tx) AddAudit(ctx context.Context, a Audit) error {
	const insert = `insert into audit (seq, at_ms, who, verb, what, reason, item_id, before_digest, after_digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	_, err := tx.Exec(ctx, insert, int64(a.Seq), int64(a.At), a.Who, a.Verb, a.What, a.Reason, string(a.ItemID), a.BeforeDigest, a.AfterDigest)
	if err != nil {
		return fmt.Errorf("audit %s: %w", a.ItemID, err)
	}
	return nil
}
