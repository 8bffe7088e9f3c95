package server

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rms/central/store"
	"rms/central/store/epoch"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

// scrapeWait is how long a scrape waits for what central knows of its kiosks.
const scrapeWait = 2 * time.Second

// kioskMetrics tell how each kiosk stands, as its last report has it.
type kioskMetrics struct {
	db  *store.DB
	now func() time.Time

	depth, oldest, lag, offset, silence, info, epochs, frozen *prometheus.Desc
}

func newKioskMetrics(db *store.DB, now func() time.Time) *kioskMetrics {
	desc := func(name, help string, more ...string) *prometheus.Desc {
		return prometheus.NewDesc("rms_kiosk_"+name, help, append([]string{"kiosk_id", "name"}, more...), nil)
	}
	return &kioskMetrics{
		db: db, now: now,
		depth:   desc("queue_depth", "Gestures that had not arrived at central when the kiosk last reported."),
		oldest:  desc("oldest_unsynced_seconds", "How old the oldest of them is; 0: there is none."),
		lag:     desc("cursor_lag_rows", "Rows of central's feed that the kiosk has not read."),
		offset:  desc("clock_offset_seconds", "What must be added to the kiosk's clock to get central's."),
		silence: desc("silence_seconds", "How long nothing has been heard of the kiosk."),
		info:    desc("info", "Always 1; its labels say what runs there.", "version", "epoch"),
		epochs:  desc("epochs", "Epochs of the kiosk by what began them; each but enrolled is a history that was lost.", "begun_by"),
		frozen:  desc("frozen_epochs", "Epochs that wait for a person to let the kiosk in again."),
	}
}

// Describe names them.
func (m *kioskMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.depth, m.oldest, m.lag, m.offset, m.silence, m.info, m.epochs, m.frozen} {
		out <- d
	}
}

// Collect reads them from one moment of the database.
func (m *kioskMetrics) Collect(out chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), scrapeWait)
	defer stop()
	if err := m.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error { return m.tell(ctx, tx, out) }); err != nil {
		out <- prometheus.NewInvalidMetric(m.depth, err)
	}
}

func (m *kioskMetrics) tell(ctx context.Context, tx *store.Tx, out chan<- prometheus.Metric) error {
	statuses, err := service.KioskStatuses(ctx, tx)
	if err != nil {
		return err
	}
	head, err := tx.Head(ctx, store.HeadFeed)
	if err != nil {
		return err
	}
	counts, err := epoch.Counts(ctx, tx)
	if err != nil {
		return err
	}
	for after := ""; ; {
		page, next, err := tx.ListKiosks(ctx, store.KioskFilter{}, store.Page{Limit: store.MaxPage, After: after})
		if err != nil {
			return err
		}
		for _, k := range page {
			if k.Status == rental.KioskActive {
				m.one(k, statuses[k.ID], head, counts, out)
			}
		}
		if after = next; next == "" {
			return nil
		}
	}
}

// one tells of a kiosk; of one that never reported, only its epochs.
func (m *kioskMetrics) one(k rental.Kiosk, s service.KioskStatus, head uint64, counts []epoch.Count, out chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, value float64, more ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, append([]string{string(k.ID), k.Name}, more...)...)
	}
	frozen := 0
	for _, c := range counts {
		if c.KioskID == k.ID {
			tell(m.epochs, float64(c.Epochs), string(c.Cause))
			frozen += c.Frozen
		}
	}
	tell(m.frozen, float64(frozen))
	if s.LastContact == 0 {
		return
	}
	now := m.now()
	since := func(at rental.Millis) float64 {
		if at == 0 {
			return 0
		}
		return max(0, now.Sub(time.UnixMilli(int64(at))).Seconds())
	}
	r := s.Report
	tell(m.depth, float64(r.QueueDepth))
	tell(m.oldest, since(r.OldestMs))
	tell(m.lag, float64(head-min(head, r.Cursor)))
	tell(m.offset, float64(r.ClockOffsetMs)/1e3)
	tell(m.silence, since(s.LastContact))
	tell(m.info, 1, r.Version, r.Epoch.String())
}
