// Package chain checks the items in a kiosk's database by the definition of the
// sync protocol alone: it shares no code with what it judges.
//
// Invariants: it reads, and changes nothing. It knows the names of tables and
// columns, the bytes that are hashed, and nothing else.
//
// Concurrency: each call is on its own.
package chain

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Report is what a database holds.
type Report struct {
	IDs   []string // of the items, in the order of their seq
	First uint64   // seq of the first that is there; later than 1 when older ones were pruned
	Head  string   // hash of the last, lower-case hex
}

type row struct {
	seq                    uint64
	itemID                 string
	payload, content, hash []byte
	table                  string
}

// Check reads outbox and archive of db and holds them to the protocol: seqs
// without a gap, answered items before unanswered ones, each hash as defined
// over the stored bytes, each id once and as its bytes say, and the head that
// the kiosk believes in. Every fault is part of the error.
func Check(ctx context.Context, db *sql.DB) (Report, error) {
	kiosk, epoch, head, err := identity(ctx, db)
	if err != nil {
		return Report{}, err
	}
	rows, err := items(ctx, db)
	if err != nil {
		return Report{}, err
	}
	var rep Report
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	seen := map[string]uint64{}
	var prev []byte
	for i, r := range rows {
		if i == 0 {
			rep.First = r.seq
			if r.seq == 1 {
				prev = make([]byte, 32)
			}
		} else if before := rows[i-1]; r.seq != before.seq+1 {
			fault("seq %d follows %d", r.seq, before.seq)
		} else if before.table == "outbox" && r.table == "archive" {
			fault("item %d is answered before %d", r.seq, before.seq)
		}
		if other, ok := seen[r.itemID]; ok {
			fault("items %d and %d bear one id", other, r.seq)
		}
		seen[r.itemID] = r.seq
		for _, f := range r.faults(prev, kiosk, epoch) {
			fault("item %d: %s", r.seq, f)
		}
		prev = r.hash
		rep.IDs = append(rep.IDs, r.itemID)
	}
	if n := len(rows); n > 0 {
		rep.Head = hex.EncodeToString(rows[n-1].hash)
		if head.Seq != rows[n-1].seq || head.Hash != rep.Head {
			fault("the kiosk believes in head %d %s, its last item is %d %s", head.Seq, head.Hash, rows[n-1].seq, rep.Head)
		}
	}
	return rep, errors.Join(faults...)
}

// Link is the hash of an item from that of the item before it.
func Link(prev, kiosk, epoch []byte, seq uint64, content []byte) []byte {
	sum := sha256.Sum256(slices.Concat([]byte("rms1"), prev, kiosk, epoch, binary.BigEndian.AppendUint64(nil, seq), content))
	return sum[:]
}

func (r row) faults(prev, kiosk, epoch []byte) (all []string) {
	content := sha256.Sum256(r.payload)
	if !bytes.Equal(content[:], r.content) {
		all = append(all, "the content hash is not that of its bytes")
	}
	if prev != nil && !bytes.Equal(Link(prev, kiosk, epoch, r.seq, content[:]), r.hash) {
		all = append(all, "the hash does not follow from the item before it")
	}
	var p struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(r.payload, &p); err != nil || p.ID != r.itemID {
		all = append(all, fmt.Sprintf("its bytes name %q, its row %q", p.ID, r.itemID))
	}
	if len(r.payload) > 65536 {
		all = append(all, "it is larger than 64 KiB")
	}
	return all
}

type believed struct {
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"`
}

func identity(ctx context.Context, db *sql.DB) (kiosk, epoch []byte, head believed, err error) {
	var id struct {
		KioskID string `json:"kiosk_id"`
		Epoch   string `json:"epoch"`
	}
	if err := meta(ctx, db, "identity", &id); err != nil {
		return nil, nil, head, err
	}
	if err := meta(ctx, db, "head", &head); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, nil, head, err
	}
	kiosk, err = hex.DecodeString(strings.ReplaceAll(id.KioskID, "-", ""))
	if err != nil || len(kiosk) != 16 {
		return nil, nil, head, fmt.Errorf("the kiosk's id %q is no UUID", id.KioskID)
	}
	epoch, err = hex.DecodeString(id.Epoch)
	if err != nil || len(epoch) != 16 {
		return nil, nil, head, fmt.Errorf("the epoch %q is no 128 bits", id.Epoch)
	}
	return kiosk, epoch, head, nil
}

func meta(ctx context.Context, db *sql.DB, key string, into any) error {
	var raw []byte
	if err := db.QueryRowContext(ctx, "select value from meta where key = ?", key).Scan(&raw); err != nil {
		return fmt.Errorf("read %s: %w", key, err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("read %s: %w", key, err)
	}
	return nil
}

func items(ctx context.Context, db *sql.DB) (all []row, err error) {
	rows, err := db.QueryContext(ctx, `select seq, item_id, payload, content_hash, hash, 'archive' from archive
		union all select seq, item_id, payload, content_hash, hash, 'outbox' from outbox order by 1, 6`)
	if err != nil {
		return nil, fmt.Errorf("read the items: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.seq, &r.itemID, &r.payload, &r.content, &r.hash, &r.table); err != nil {
			return nil, fmt.Errorf("read an item: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
