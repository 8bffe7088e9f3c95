package service

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// KioskStatus is a kiosk's last report and when it was last heard of.
type KioskStatus struct {
	KioskID     rental.KioskID
	LastContact rental.Millis
	Report      syncproto.Heartbeat
}

// SaveKioskStatus keeps a kiosk's report.
func SaveKioskStatus(ctx context.Context, tx *store.Tx, s KioskStatus) error {
	report, err := json.Marshal(s.Report)
	if err != nil {
		return fmt.Errorf("encode a heartbeat: %w", err)
	}
	const save = `insert into kiosk_status (kiosk_id, last_contact_ms, queue_depth, oldest_ms, cursor, clock_offset_ms, version, last_error, report)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (kiosk_id) do update set last_contact_ms = excluded.last_contact_ms, queue_depth = excluded.queue_depth,
oldest_ms = excluded.oldest_ms, cursor = excluded.cursor, clock_offset_ms = excluded.clock_offset_ms,
version = excluded.version, last_error = excluded.last_error, report = excluded.report`
	r := s.Report
	_, err = tx.Exec(ctx, save, string(s.KioskID), int64(s.LastContact), r.QueueDepth, int64(r.OldestMs), int64(r.Cursor), r.ClockOffsetMs, r.Version, r.LastError, string(report))
	if err != nil {
		return fmt.Errorf("save the status of kiosk %s: %w", s.KioskID, err)
	}
	return nil
}

// TouchKiosk notes that a kiosk was heard of, without a report.
func TouchKiosk(ctx context.Context, tx *store.Tx, kiosk rental.KioskID, at rental.Millis) error {
	if _, err := tx.Exec(ctx, `update kiosk_status set last_contact_ms = $1 where kiosk_id = $2`, int64(at), string(kiosk)); err != nil {
		return fmt.Errorf("note the contact of kiosk %s: %w", kiosk, err)
	}
	return nil
}

// KioskStatuses returns the last report of every kiosk that ever reported.
func KioskStatuses(ctx context.Context, tx *store.Tx) (map[rental.KioskID]KioskStatus, error) {
	out := map[rental.KioskID]KioskStatus{}
	const all = `select kiosk_id, last_contact_ms, report from kiosk_status`
	err := tx.Each(ctx, all, nil, func(rows *sql.Rows) error {
		var s KioskStatus
		var report []byte
		if err := rows.Scan(&s.KioskID, &s.LastContact, &report); err != nil {
			return err
		}
		if err := json.Unmarshal(report, &s.Report); err != nil {
			return fmt.Errorf("decode a heartbeat: %w", err)
		}
		out[s.KioskID] = s
		return nil
	})
	return out, err
}
