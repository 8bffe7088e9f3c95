// Package rest_test measures central's REST API beside PocketBase's: the same
// reads and writes of as many records over loopback, by as many clients.
//
// Invariants: timings decide nothing here; make bench reads them. Every answer is
// checked to hold what was asked for, on both sides. Central's writes carry what
// they always carry: the fact, audit, outbox and feed, on disk before the answer.
//
// Concurrency: benchmarks run one after another; one measurement uses clients
// goroutines.
package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rms/syncproto/rental"
	"rms/test/bench/company"
	"rms/test/bench/round"
	"rms/test/world"
)

func TestMain(m *testing.M) { os.Exit(company.Run(both{m})) }

// both removes what two packages share among tests.
type both struct{ m *testing.M }

func (b both) Run() int { return world.Run(b.m) }

const (
	// clients ask at once, as in the figure of the peer that the target names.
	clients = 16
	rounds  = 3
)

// pair is a company at both.
type pair struct {
	ours   caller
	peer   *pocketbase
	things int
}

// BenchmarkREST asks for things one by one, lists them, searches, and writes.
func BenchmarkREST(b *testing.B) {
	peer := startPeer(b)
	secret, _, err := company.Token()
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range round.Sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := world.New(b)
			central := w.NewCentral(func(dir string) { company.Of(b, dir, n) })
			central.Start("--request-rate=0") // the work is measured, not the limit of one caller
			defer central.Stop()
			peer.grow(b, n)
			p := &pair{caller{base: central.URL(), header: "Bearer " + secret}, peer, n}
			b.Run("get", func(b *testing.B) { p.race(b, 3000, p.get, p.peerGet) })
			b.Run("list", func(b *testing.B) { p.race(b, 800, p.list, p.peerList) })
			b.Run("search", func(b *testing.B) { p.race(b, 300, p.search, p.peerSearch) })
			b.Run("create", func(b *testing.B) { p.race(b, 2000, p.create, p.peerCreate) })
			b.Run("change", func(b *testing.B) { p.race(b, 2000, p.change, p.peerChange) })
			b.Run("bulk", func(b *testing.B) { p.race(b, 60, p.bulk, p.peerBulk) })
		})
	}
}

// ask is the ith request of a measurement.
type ask func(ctx context.Context, i int) error

// race measures both sides in turns.
func (p *pair) race(b *testing.B, requests int, ours, peers ask) {
	b.Helper()
	var rates round.Race
	var times, peerTimes round.Times
	for range b.N {
		for r := range rounds {
			rates.Add(storm(b, r*requests, requests, ours, &times), storm(b, r*requests, requests, peers, &peerTimes))
		}
	}
	rates.Report(b, "requests/s", "pocketbase")
	times.Report(b, "")
	peerTimes.Report(b, "pocketbase-")
}

// storm makes requests from all clients and returns the rate.
func storm(b *testing.B, from, requests int, one ask, times *round.Times) float64 {
	b.Helper()
	var next atomic.Int64
	var mu sync.Mutex
	var failed error
	var group sync.WaitGroup
	begun := time.Now()
	for range clients {
		group.Go(func() {
			var mine round.Times
			for i := next.Add(1) - 1; i < int64(requests); i = next.Add(1) - 1 {
				start := time.Now()
				if err := one(b.Context(), from+int(i)); err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
					return
				}
				mine.Note(start)
			}
			mu.Lock()
			*times = append(*times, mine...)
			mu.Unlock()
		})
	}
	group.Wait()
	if failed != nil {
		b.Fatal(failed)
	}
	return round.Rate(requests, begun)
}

// thing is which thing the ith request is about: all over the catalogue.
func (p *pair) thing(i int) int { return i * 7919 % p.things }

func (p *pair) get(ctx context.Context, i int) error {
	var got struct{ Tag string }
	n := p.thing(i)
	err := p.ours.call(ctx, http.MethodGet, "/v1/inventory/assets/"+string(company.AssetID(n)), nil, &got)
	return errors.Join(err, same(got.Tag, company.Tag(n)))
}

func (p *pair) peerGet(ctx context.Context, i int) error {
	var got struct{ Tag string }
	n := p.thing(i)
	err := p.peer.call(ctx, http.MethodGet, "/api/collections/assets/records/"+p.peer.ids[n], nil, &got)
	return errors.Join(err, same(got.Tag, company.Tag(n)))
}

type tags struct{ Items []struct{ Tag string } }

// full checks a page that must be so long.
func (t tags) full(n int) error {
	if len(t.Items) != n {
		return fmt.Errorf("a page of %d, want %d", len(t.Items), n)
	}
	return nil
}

// page is how long a list of one type's things is, at most fifty.
func (p *pair) page() int { return min(50, p.things/company.Types) }

func (p *pair) list(ctx context.Context, i int) error {
	var got tags
	err := p.ours.call(ctx, http.MethodGet, "/v1/inventory/assets?limit=50&item_type_id="+string(company.Asset(i).ItemTypeID), nil, &got)
	return errors.Join(err, got.full(p.page()))
}

func (p *pair) peerList(ctx context.Context, i int) error {
	var got tags
	query := url.Values{"perPage": {"50"}, "skipTotal": {"1"}, "sort": {"tag"}, "filter": {fmt.Sprintf("item_type_id=%q", company.Asset(i).ItemTypeID)}}
	err := p.peer.call(ctx, http.MethodGet, "/api/collections/assets/records?"+query.Encode(), nil, &got)
	return errors.Join(err, got.full(p.page()))
}

func (p *pair) search(ctx context.Context, i int) error {
	var got tags
	n := p.thing(i)
	err := p.ours.call(ctx, http.MethodGet, "/v1/inventory/assets?limit=20&q="+url.QueryEscape(company.Asset(n).Serial[3:]), nil, &got)
	return errors.Join(err, got.first(company.Tag(n)))
}

func (p *pair) peerSearch(ctx context.Context, i int) error {
	var got tags
	n := p.thing(i)
	text := company.Asset(n).Serial[3:]
	query := url.Values{"perPage": {"20"}, "skipTotal": {"1"}, "sort": {"tag"}, "filter": {fmt.Sprintf("tag~%q || serial~%q || notes~%q", text, text, text)}}
	err := p.peer.call(ctx, http.MethodGet, "/api/collections/assets/records?"+query.Encode(), nil, &got)
	return errors.Join(err, got.first(company.Tag(n)))
}

// first checks that a search found a thing.
func (t tags) first(want string) error {
	for _, item := range t.Items {
		if item.Tag == want {
			return nil
		}
	}
	return fmt.Errorf("%s is not among the %d that were found", want, len(t.Items))
}

// start of every order that is made, ms UTC.
const start = 1_900_000_000_000

func (p *pair) create(ctx context.Context, i int) error {
	var got struct{ Number, Status string }
	err := p.ours.call(ctx, http.MethodPost, "/v1/rent-actions", object{
		"site_id": company.Berlin, "title": fmt.Sprintf("Gala %d", i), "window": object{"start": start, "end": start + 86_400_000},
		"requester_id": company.Ada, "notes": "by the side door",
		"lines": []object{{"item_type_id": company.Asset(i).ItemTypeID, "requested_quantity": 4}, {"item_type_id": company.Asset(i + 1).ItemTypeID, "requested_quantity": 2}},
	}, &got)
	return errors.Join(err, same(got.Status, "draft"))
}

// peerCreate makes an order and its two lines, which are found by order and by type
// as ours are, in one transaction.
func (p *pair) peerCreate(ctx context.Context, i int) error {
	no := p.peer.orders.Add(1)
	id := fmt.Sprintf("order%010d", no)
	record := func(collection string, body object) object {
		return object{"method": http.MethodPost, "url": "/api/collections/" + collection + "/records", "body": body}
	}
	var got []struct{ Body struct{ Status string } }
	err := p.peer.call(ctx, http.MethodPost, "/api/batch", object{"requests": []object{
		record("orders", object{
			"id": id, "number": fmt.Sprintf("R-%06d", no), "status": "draft", "site_id": company.Berlin, "title": fmt.Sprintf("Gala %d", i),
			"window_start": start, "window_end": start + 86_400_000, "requester_id": company.Ada, "notes": "by the side door",
		}),
		record("order_lines", object{"order_id": id, "item_type_id": company.Asset(i).ItemTypeID, "requested_quantity": 4}),
		record("order_lines", object{"order_id": id, "item_type_id": company.Asset(i + 1).ItemTypeID, "requested_quantity": 2}),
	}}, &got)
	if err != nil {
		return err
	}
	return errors.Join(same(fmt.Sprint(len(got)), "3"), same(got[0].Body.Status, "draft"))
}

func (p *pair) change(ctx context.Context, i int) error {
	a := company.Asset(p.thing(i))
	var got struct{ Notes string }
	notes := fmt.Sprintf("looked at %d", i)
	err := p.ours.call(ctx, http.MethodPut, "/v1/inventory/assets/"+string(a.ID), object{
		"tag": a.Tag, "serial": a.Serial, "item_type_id": a.ItemTypeID, "home_place_id": a.HomePlaceID, "notes": notes,
	}, &got)
	return errors.Join(err, same(got.Notes, notes))
}

func (p *pair) peerChange(ctx context.Context, i int) error {
	n := p.thing(i)
	all := assetOf(n)
	notes := fmt.Sprintf("looked at %d", i)
	all["notes"] = notes
	var got struct{ Notes string }
	err := p.peer.call(ctx, http.MethodPatch, "/api/collections/assets/records/"+p.peer.ids[n], all, &got)
	return errors.Join(err, same(got.Notes, notes))
}

// batch is how many changes a program sends in one request, on both sides.
const batch = 100

// asked is what a change says of a thing.
func (p *pair) asked(i int) (rental.Asset, object) {
	a := company.Asset(p.thing(i))
	return a, object{"tag": a.Tag, "serial": a.Serial, "item_type_id": a.ItemTypeID, "home_place_id": a.HomePlaceID, "notes": fmt.Sprintf("looked at %d", i)}
}

func (p *pair) bulk(ctx context.Context, i int) error {
	items := make([]object, 0, batch)
	for n := range batch {
		a, row := p.asked(i*batch + n)
		items = append(items, object{"op": "change", "id": a.ID, "row": row})
	}
	var got struct{ Done int }
	err := p.ours.call(ctx, http.MethodPost, "/v1/inventory/assets/bulk", object{"all_or_nothing": true, "items": items}, &got)
	return errors.Join(err, same(fmt.Sprint(got.Done), fmt.Sprint(batch)))
}

func (p *pair) peerBulk(ctx context.Context, i int) error {
	requests := make([]object, 0, batch)
	for n := range batch {
		at := p.thing(i*batch + n)
		all := assetOf(at)
		all["notes"] = fmt.Sprintf("looked at %d", i*batch+n)
		requests = append(requests, object{"method": http.MethodPatch, "url": "/api/collections/assets/records/" + p.peer.ids[at], "body": all})
	}
	var got []struct{ Status int }
	err := p.peer.call(ctx, http.MethodPost, "/api/batch", object{"requests": requests}, &got)
	done := 0
	for _, g := range got {
		if g.Status == http.StatusOK {
			done++
		}
	}
	return errors.Join(err, same(fmt.Sprint(done), fmt.Sprint(batch)))
}

func same(got, want string) error {
	if got != want {
		return fmt.Errorf("got %q, want %q", got, want)
	}
	return nil
}
