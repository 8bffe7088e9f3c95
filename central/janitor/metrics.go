package janitor

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rms/central/store"
	"rms/central/store/copies"
)

// scrapeWait is how long a scrape waits for what it tells.
const scrapeWait = 2 * time.Second

// metrics tell how far the copies off this machine lie behind.
type metrics struct {
	db    *store.DB
	at    *prometheus.Desc
	facts *prometheus.Desc
}

// NewMetrics returns the metrics of a database's copies.
func NewMetrics(db *store.DB) prometheus.Collector {
	return &metrics{
		db:    db,
		at:    prometheus.NewDesc("rms_backup_off_host_timestamp_seconds", "When the newest backup off this machine was made, Unix time; 0: never.", nil, nil),
		facts: prometheus.NewDesc("rms_backup_off_host_facts_behind", "Facts that no backup off this machine holds.", nil, nil),
	}
}

// Describe names them.
func (m *metrics) Describe(out chan<- *prometheus.Desc) {
	out <- m.at
	out <- m.facts
}

// Collect reads them; a database that cannot be read tells none.
func (m *metrics) Collect(out chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), scrapeWait)
	defer stop()
	var newest copies.Copy
	var head uint64
	err := m.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if newest, _, err = copies.NewestOffHost(ctx, tx); err != nil {
			return err
		}
		head, err = tx.Head(ctx, store.HeadFact)
		return err
	})
	if err != nil {
		out <- prometheus.NewInvalidMetric(m.at, err)
		return
	}
	out <- prometheus.MustNewConstMetric(m.at, prometheus.GaugeValue, float64(newest.CreatedAt)/1e3)
	out <- prometheus.MustNewConstMetric(m.facts, prometheus.GaugeValue, float64(head-min(head, newest.LastFact)))
}
