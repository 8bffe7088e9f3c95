package product_test

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"rms/central/store"
	"rms/central/store/epoch"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/test/bench/company"
	"rms/test/bench/round"
	"rms/test/world"
)

// crowd is how many kiosks one central has.
const crowd = 200

// BenchmarkCrowd connects 200 kiosks that wait for changes to a central of
// 100,000 things, after it has made the snapshots that a new kiosk loads, and lets
// every one hear of 20 changes. How much memory central holds then is what counts.
func BenchmarkCrowd(b *testing.B) {
	const things, changes = 100_000, 20
	w := world.New(b)
	var kiosks []member
	central := w.NewCentral(func(dir string) {
		company.Of(b, dir, things)
		kiosks = enlist(b, dir)
	})
	central.Start()
	for i := range kiosks {
		kiosks[i].join(b, central)
	}
	for _, c := range rental.SyncedCollections() {
		var m syncproto.SnapshotManifest
		if err := kiosks[0].client.Get(b.Context(), "/v1/sync/snapshot/"+string(c), &m); err != nil {
			b.Fatal(err)
		}
	}
	secret, _, err := company.Token()
	if err != nil {
		b.Fatal(err)
	}
	var times round.Times
	for range b.N {
		for i := range changes {
			times = append(times, tellAll(b, kiosks, central.As(secret), i))
		}
	}
	memory(b, "central", central.PID())
	b.ReportMetric(float64(times.Quantile(50).Milliseconds()), "all-heard-p50-ms")
	central.Stop()
}

// member is one kiosk of the crowd: what it needs to speak to central.
type member struct {
	id     rental.KioskID
	key    ed25519.PrivateKey
	epoch  syncproto.Epoch
	client *world.Client
	cursor uint64
}

// enlist writes the crowd's kiosks into central's database.
func enlist(b *testing.B, dir string) []member {
	b.Helper()
	db, err := store.Open(b.Context(), store.Options{Path: store.Path(dir)})
	if err != nil {
		b.Fatal(err)
	}
	var all []member
	for i := range crowd {
		seed := [ed25519.SeedSize]byte{byte(i), 1}
		m := member{id: rental.KioskID(company.ID("kiosk", i)), key: ed25519.NewKeyFromSeed(seed[:]), epoch: syncproto.Epoch{byte(i), 1}}
		err = errors.Join(err, m.enlist(b.Context(), db, i))
		all = append(all, m)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		b.Fatal(err)
	}
	return all
}

func (m *member) enlist(ctx context.Context, db *store.DB, i int) error {
	public, prefix := m.key[ed25519.SeedSize:], fmt.Sprintf("K%d", i+1)
	err := company.Put(ctx, db, rental.Kiosk{
		ID: m.id, Name: "Dock " + prefix, NumberPrefix: prefix, PublicKey: base64.StdEncoding.EncodeToString(public),
		Status: rental.KioskActive, ReturnsPlaceID: company.Returns, Meta: rental.Meta{SiteID: company.Berlin},
	})
	if err != nil {
		return err
	}
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return epoch.Add(ctx, tx, epoch.Epoch{KioskID: m.id, Epoch: m.epoch, NumberPrefix: prefix, Status: epoch.Active})
	})
}

// join opens a session and says hello, as a kiosk does when it starts.
func (m *member) join(b *testing.B, c *world.Central) {
	b.Helper()
	ctx := b.Context()
	var challenge syncproto.ChallengeReply
	if err := c.Post(ctx, "/v1/sync/challenge", syncproto.ChallengeRequest{KioskID: m.id}, &challenge); err != nil {
		b.Fatal(err)
	}
	var session syncproto.SessionReply
	signed := syncproto.SessionRequest{
		KioskID: m.id, Nonce: challenge.Nonce, Signature: ed25519.Sign(m.key, syncproto.SessionMessage(m.id, challenge.Nonce)),
	}
	if err := c.Post(ctx, "/v1/sync/session", signed, &session); err != nil {
		b.Fatal(err)
	}
	m.client = c.As(session.Token)
	var hello syncproto.HelloReply
	in := syncproto.HelloRequest{Proto: syncproto.Version, Version: "bench", Epoch: m.epoch, DeviceMs: time.Now().UnixMilli(), BootID: "boot"}
	if err := m.client.Post(ctx, "/v1/sync/hello", in, &hello); err != nil {
		b.Fatal(err)
	}
	m.cursor = hello.FeedHead
}

// tellAll makes one change while all kiosks wait, and answers how long it took
// until the last had heard of it.
func tellAll(b *testing.B, kiosks []member, desk *world.Client, n int) time.Duration {
	b.Helper()
	var wg sync.WaitGroup
	errs := make([]error, len(kiosks))
	for i := range kiosks {
		wg.Go(func() { errs[i] = kiosks[i].hear(b.Context()) })
	}
	start := time.Now()
	place := map[string]string{"code": fmt.Sprintf("BER-ALL-%03d", n), "name": fmt.Sprintf("Shelf for all %03d", n), "kind": "shelf", "parent_id": string(company.Berlin)}
	var made struct {
		ID string `json:"id"`
	}
	if err := desk.Post(b.Context(), "/v1/places", place, &made); err != nil {
		b.Fatal(err)
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// hear asks for changes until there is one.
func (m *member) hear(ctx context.Context) error {
	for {
		var page syncproto.ChangesPage
		if err := m.client.Get(ctx, fmt.Sprintf("/v1/sync/changes?cursor=%d&wait=25s", m.cursor), &page); err != nil {
			return err
		}
		m.cursor = page.Next
		if len(page.Changes) > 0 {
			return nil
		}
	}
}
