package server_test

import (
	"context"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/epoch"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// TestHowKiosksStandIsMeasured: each by its name, as its last report has it.
func TestHowKiosksStandIsMeasured(t *testing.T) {
	t.Parallel()
	c := config(t)
	s := start(t, c)
	now := rental.Millis(time.Now().UnixMilli())
	dock, quiet, gone := kioskRow("Dock 1", rental.KioskActive), kioskRow("Dock 2", rental.KioskActive), kioskRow("Dock 3", rental.KioskRevoked)
	beside(t, c, func(db *store.DB, _ *ledger.Ledger) {
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			for i, k := range []rental.Kiosk{dock, quiet, gone} {
				row, err := store.NewRecord(k)
				if err != nil {
					return err
				}
				if err := tx.Put(ctx, row); err != nil {
					return err
				}
				e := epoch.Epoch{KioskID: k.ID, NumberPrefix: k.NumberPrefix, Status: epoch.Active, BegunBy: epoch.Enrolled}
				e.Epoch[0] = byte(i + 1)
				if err := epoch.Add(ctx, tx, e); err != nil {
					return err
				}
			}
			lost := epoch.Epoch{KioskID: dock.ID, NumberPrefix: "Z9", Status: epoch.Frozen, BegunBy: epoch.Diverged}
			lost.Epoch[0] = 9
			if err := epoch.Add(ctx, tx, lost); err != nil {
				return err
			}
			return service.SaveKioskStatus(ctx, tx, service.KioskStatus{KioskID: dock.ID, LastContact: now - 30_000, Report: syncproto.Heartbeat{
				QueueDepth: 7, OldestMs: now - 90_000, ClockOffsetMs: -2500, Version: "1.2.3", Epoch: lost.Epoch,
			}})
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	page := httptest.NewServer(s.Handler())
	defer page.Close()
	_, _, metrics := fetch(t, page.URL+"/metrics")
	labels := `\{kiosk_id="` + string(dock.ID) + `",name="Dock 1"`
	for name, want := range map[string]string{
		"queue_depth" + labels + `\}`:                                    "7",
		"oldest_unsynced_seconds" + labels + `\}`:                        `(89|9\d|1\d\d)(\.\d+)?`,
		"cursor_lag_rows" + labels + `\}`:                                `\d+`,
		"clock_offset_seconds" + labels + `\}`:                           `-2\.5`,
		"silence_seconds" + labels + `\}`:                                `(3\d|[4-9]\d|1\d\d)(\.\d+)?`,
		`epochs\{begun_by="diverged",` + labels[2:] + `\}`:               "1",
		`epochs\{begun_by="enrolled",` + labels[2:] + `\}`:               "1",
		"frozen_epochs" + labels + `\}`:                                  "1",
		`info\{epoch="09000[0]+",` + labels[2:] + `,version="1\.2\.3"\}`: "1",
	} {
		if !regexp.MustCompile(`(?m)^rms_kiosk_` + name + ` ` + want + `$`).MatchString(metrics) {
			t.Errorf("there is no rms_kiosk_%s %s in\n%s", name, want, only(metrics, "rms_kiosk_"))
		}
	}
	if strings.Contains(metrics, "Dock 3") || strings.Contains(metrics, `rms_kiosk_queue_depth{kiosk_id="`+string(quiet.ID)) {
		t.Errorf("a revoked kiosk, or a report that nobody made:\n%s", only(metrics, "rms_kiosk_"))
	}
}

func kioskRow(name string, status rental.KioskStatus) rental.Kiosk {
	id := uuid.NewString()
	return rental.Kiosk{ID: rental.KioskID(id), Name: name, NumberPrefix: "K" + name[len(name)-1:], PublicKey: id, Status: status, Meta: rental.Meta{Rev: 1}}
}

// only are the lines of a text that begin so.
func only(text, prefix string) string {
	var out []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, prefix) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}
