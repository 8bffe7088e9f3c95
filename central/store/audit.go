package store

import (
	"context"
	"database/sql"
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
	_, err := tx.exec(ctx, insert, int64(a.Seq), int64(a.At), a.Who, a.Verb, a.What, a.Reason, string(a.ItemID), a.BeforeDigest, a.AfterDigest)
	if err != nil {
		return fmt.Errorf("audit %s: %w", a.ItemID, err)
	}
	return nil
}

// AuditAfter returns up to limit lines after seq, in order.
func (tx *Tx) AuditAfter(ctx context.Context, seq uint64, limit int) ([]Audit, error) {
	const after = `select seq, at_ms, who, verb, what, reason, item_id, before_digest, after_digest from audit where seq > $1 order by seq limit $2`
	var out []Audit
	err := tx.each(ctx, after, []any{int64(seq), limit}, func(rows *sql.Rows) error {
		var a Audit
		err := rows.Scan(&a.Seq, &a.At, &a.Who, &a.Verb, &a.What, &a.Reason, &a.ItemID, &a.BeforeDigest, &a.AfterDigest)
		out = append(out, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the audit: %w", err)
	}
	return out, nil
}
