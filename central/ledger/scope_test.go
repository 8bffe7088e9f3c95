package ledger_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// mirror is what a kiosk's base holds, kept by the rules of the protocol: a row
// is applied only if its revision is higher, deletes included.
type mirror struct {
	rows map[string]syncproto.SnapshotRow // by collection and id
}

func newMirror() *mirror { return &mirror{rows: map[string]syncproto.SnapshotRow{}} }

func (m *mirror) apply(changes []syncproto.ChangeEntry) {
	for _, c := range changes {
		key := string(c.Collection) + "/" + c.ID
		if have, ok := m.rows[key]; ok && have.Rev >= c.Rev {
			continue
		}
		if c.Op == syncproto.OpDelete {
			delete(m.rows, key)
			continue
		}
		m.rows[key] = syncproto.SnapshotRow{ID: c.ID, Rev: c.Rev, Body: c.Body}
	}
}

// text is the mirror's content, for comparisons.
func (m *mirror) text() map[string]string {
	out := map[string]string{}
	for k, r := range m.rows {
		out[k] = fmt.Sprintf("%d %s", r.Rev, r.Body)
	}
	return out
}

// pull follows the feed from a cursor to its end.
func (k *dock) pull(m *mirror, cursor uint64) uint64 {
	k.Helper()
	for {
		page, err := k.l.Changes(k.Context(), k.id, cursor, 0)
		if err != nil {
			k.Fatal(err)
		}
		last := cursor
		for _, c := range page.Changes {
			if c.Seq <= last || c.Seq > page.Next {
				k.Fatalf("change %d after %d in a page that ends at %d", c.Seq, last, page.Next)
			}
			last = c.Seq
		}
		m.apply(page.Changes)
		if cursor = page.Next; !page.More {
			return cursor
		}
	}
}

// bootstrap fills a mirror from snapshots and returns the cursor to go on from.
func (k *dock) bootstrap(m *mirror, between func()) uint64 {
	k.Helper()
	cursor := ^uint64(0)
	var manifests []syncproto.SnapshotManifest
	for _, c := range rental.SyncedCollections() {
		man, err := k.l.SnapshotManifest(k.Context(), k.id, k.now, c)
		if err != nil {
			k.Fatal(err)
		}
		cursor = min(cursor, man.FeedSeq)
		manifests = append(manifests, man)
		between()
	}
	for _, man := range manifests {
		rows := int64(0)
		last := ""
		for n := range man.Parts {
			part, err := k.l.SnapshotPart(k.Context(), k.id, k.now, man.Collection, man.ID, n)
			if err != nil {
				k.Fatal(err)
			}
			zr, err := gzip.NewReader(bytes.NewReader(part))
			if err != nil {
				k.Fatal(err)
			}
			dec := json.NewDecoder(zr)
			for {
				var row syncproto.SnapshotRow
				if err := dec.Decode(&row); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					k.Fatal(err)
				}
				if row.ID <= last {
					k.Fatalf("%s: %q after %q", man.Collection, row.ID, last)
				}
				last = row.ID
				rows++
				m.rows[string(man.Collection)+"/"+row.ID] = row
			}
			between()
		}
		if rows != man.Rows {
			k.Fatalf("%s: %d rows, the manifest says %d", man.Collection, rows, man.Rows)
		}
	}
	return cursor
}

// inScope is what a kiosk of a site must hold at the end, read from the tables.
func (b *bench) inScope(site rental.SiteID) map[string]string {
	b.Helper()
	out := map[string]string{}
	b.read(func(tx *txt) error {
		for _, c := range rental.SyncedCollections() {
			err := tx.EachInScope(b.Context(), c, site, func(id string, rev int64, body []byte) error {
				out[string(c)+"/"+id] = fmt.Sprintf("%d %s", rev, body)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return out
}

// putRow writes a catalogue row through the door.
func (b *bench) putRow(row rental.Row) {
	b.Helper()
	_, err := b.l.Execute(b.Context(), rental.Command{ID: b.newID(), Kind: rental.KindPut, Body: rental.PutBody{Row: row}}, system)
	if err != nil {
		b.Fatal(err)
	}
}

// company2 is the company written through the door, so that all is in the feed.
func (b *bench) company2(n int) {
	b.Helper()
	b.putRow(rental.Place{ID: rental.PlaceID(berlin), Code: "BER", Name: "Berlin", Kind: rental.PlaceSite, Zone: "Europe/Berlin", Meta: rental.Meta{SiteID: berlin}})
	b.putRow(rental.Place{ID: rental.PlaceID(london), Code: "LON", Name: "London", Kind: rental.PlaceSite, Zone: "Europe/London", Meta: rental.Meta{SiteID: london}})
	b.putRow(rental.Place{ID: returns, Code: "BER-IN", Name: "Returns", Kind: rental.PlaceReturns, ParentID: rental.PlaceID(berlin), Meta: rental.Meta{SiteID: berlin}})
	b.putRow(rental.Place{ID: londonIn, Code: "LON-IN", Name: "Returns", Kind: rental.PlaceReturns, ParentID: rental.PlaceID(london), Meta: rental.Meta{SiteID: london}})
	b.putRow(rental.ItemType{ID: cable, Code: "XLR5", Name: "DMX cable 5 m", Kind: rental.Serialized, Returns: true})
	b.putRow(rental.Person{ID: anna, Name: "Anna Berg", Capabilities: []rental.Capability{rental.CapOut, rental.CapMove, rental.CapNewOrder}})
	for i := range n {
		b.putRow(asset(i))
	}
}

var londonIn = rental.PlaceID(id("place", 2))

func TestScopeOverTwoSites(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company2(2)
	ber, lon := b.dock(1, berlin), b.dock(2, london)
	mb, ml := newMirror(), newMirror()
	cb, cl := ber.pull(mb, 0), lon.pull(ml, 0)

	full, card := "assets/"+string(assetID(0)), "asset_cards/"+string(assetID(0))
	has := func(m *mirror, key string) bool { _, ok := m.rows[key]; return ok }
	if !has(mb, full) || has(ml, full) || !has(mb, card) || !has(ml, card) {
		t.Error("Berlin's thing must be whole in Berlin and a card in London")
	}
	// It goes to London: Berlin loses the row, London gets all of it.
	lon.mint(rental.MoveBody{PlaceID: londonIn, Lines: []rental.AssetLine{line(0)}})
	if got := say(lon.pushLast()); got != "applied [other_site]" {
		t.Fatalf("the move: %s", got)
	}
	page, err := b.l.Changes(t.Context(), ber.id, cb, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Changes) != 2 || page.Changes[0].Op != syncproto.OpDelete || page.Changes[0].Body != nil || page.Changes[0].Rev != 2 || page.Changes[1].Collection != rental.AssetCards {
		t.Errorf("Berlin is told %+v", page.Changes)
	}
	cb, cl = ber.pull(mb, cb), lon.pull(ml, cl)
	if has(mb, full) || !has(ml, full) || !has(mb, card) {
		t.Error("after the move the thing must be whole in London alone")
	}
	// A question of two sites is on both; an answer reaches both.
	ber.mint(rental.CheckOutBody{HolderID: anna, Lines: []rental.AssetLine{line(1)}})
	ber.pushLast()
	item := lon.mint(rental.CheckOutBody{HolderName: "Walk-in", Lines: []rental.AssetLine{line(1)}})
	v := lon.pushLast()
	cb, cl = ber.pull(mb, cb), lon.pull(ml, cl)
	x := "exceptions/" + string(exceptionsOf(b, item)[0].ID)
	if !has(mb, x) || !has(ml, x) {
		t.Errorf("the exception of both sites is in Berlin %t, in London %t (%+v)", has(mb, x), has(ml, x), v)
	}
	for name, m := range map[rental.SiteID]*mirror{berlin: mb, london: ml} {
		if diff := cmp.Diff(b.inScope(name), m.text()); diff != "" {
			t.Errorf("%s (-central +kiosk):\n%s", name, diff)
		}
	}
	if cb != cl {
		t.Errorf("the cursors end at %d and %d", cb, cl)
	}
	judge(t, b.dir)
}

// TestHoweverPaged: from any cursor, in pages of the feed or by a snapshot taken
// while others write, a kiosk ends with exactly its scope.
func TestHoweverPaged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		b := setup(t)
		b.company2(4)
		docks := []*dock{b.dock(1, berlin), b.dock(2, london)}
		follower := b.dock(3, berlin)
		m := newMirror()
		cursor := uint64(0)
		step := func() {
			k := docks[rapid.IntRange(0, 1).Draw(rt, "dock")]
			n := rapid.IntRange(0, 3).Draw(rt, "thing")
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				k.mint(rental.MoveBody{PlaceID: londonIn, Lines: []rental.AssetLine{line(n)}})
			case 1:
				k.mint(rental.MoveBody{PlaceID: returns, Lines: []rental.AssetLine{line(n)}})
			case 2:
				k.mint(out("", line(n)))
			case 3:
				k.mint(scan(n))
			}
			k.pushLast()
		}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			step()
			if rapid.Bool().Draw(rt, "pull now") {
				cursor = follower.pull(m, cursor)
			}
		}
		cursor = follower.pull(m, cursor)
		if head := uint64(b.count(`select value from heads where name = 'feed'`)); cursor != head {
			rt.Fatalf("the cursor ends at %d, the feed at %d", cursor, head)
		}
		if diff := cmp.Diff(b.inScope(berlin), m.text()); diff != "" {
			rt.Fatalf("followed (-central +kiosk):\n%s", diff)
		}
		fresh := newMirror()
		at := follower.bootstrap(fresh, func() {
			if rapid.IntRange(0, 7).Draw(rt, "meanwhile") == 0 {
				step()
			}
		})
		follower.pull(fresh, at)
		if diff := cmp.Diff(b.inScope(berlin), fresh.text()); diff != "" {
			rt.Fatalf("bootstrapped (-central +kiosk):\n%s", diff)
		}
	})
}

// visible asks the feed in one query which changes a site may see.
func visible(b *bench, site rental.SiteID) []uint64 {
	b.Helper()
	rows, err := b.db.SQL().Reader().QueryContext(b.Context(), `select seq from feed where collection in ('item_types','places','asset_cards','badges','tag_aliases','demo_codes')
or ? in (site_before, site_after, also_before, also_after) order by seq`, string(site))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // read to its end
	var out []uint64
	for rows.Next() {
		var seq uint64
		if err := rows.Scan(&seq); err != nil {
			b.Fatal(err)
		}
		out = append(out, seq)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return out
}

// TestPagesAreTheFeed compares what comes in pages with what one query over the
// whole feed says is visible.
func TestPagesAreTheFeed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company2(1)
	k, lon := b.dock(1, berlin), b.dock(2, london)
	for range 3 * syncproto.MaxPageRows / 2 {
		k.mint(scan(0))
	}
	for from := uint64(1); from <= k.seq; from += 200 {
		k.push(from, min(from+199, k.seq))
	}
	for _, d := range []*dock{k, lon} {
		var got []uint64
		pages := 0
		for cursor, more := uint64(0), true; more; pages++ {
			page, err := b.l.Changes(t.Context(), d.id, cursor, 0)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Changes) > syncproto.MaxPageRows {
				t.Fatalf("a page of %d rows", len(page.Changes))
			}
			for _, c := range page.Changes {
				got = append(got, c.Seq)
			}
			cursor, more = page.Next, page.More
		}
		site := berlin
		if d == lon {
			site = london
		}
		want := visible(b, site)
		if diff := cmp.Diff(want, got); diff != "" || pages < 2 {
			t.Errorf("%s: %d pages (-feed +pages):\n%s", site, pages, diff)
		}
	}
}

func TestSnapshotIsOfItsKiosksSite(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company2(2)
	ber, lon := b.dock(1, berlin), b.dock(2, london)
	man, err := b.l.SnapshotManifest(t.Context(), ber.id, start, rental.Assets)
	if err != nil || man.Rows != 2 {
		t.Fatalf("got %+v %v", man, err)
	}
	gone := &rental.Error{Code: rental.CodePreconditionFailed, Reason: "snapshot_gone"}
	if _, err := b.l.SnapshotPart(t.Context(), lon.id, start, rental.Assets, man.ID, 0); !errors.Is(err, gone) {
		t.Errorf("London read Berlin's things: %v", err)
	}
	if _, err := b.l.SnapshotPart(t.Context(), ber.id, start, rental.Places, man.ID, 0); !errors.Is(err, gone) {
		t.Errorf("the id served another collection: %v", err)
	}
	if _, err := b.l.SnapshotPart(t.Context(), ber.id, start, rental.Assets, man.ID, 1); !errors.Is(err, &rental.Error{Code: rental.CodeNotFound}) {
		t.Errorf("a part beyond the last: %v", err)
	}
	// A manifest long after drops what nobody fetched.
	later := start + rental.Millis((time.Hour).Milliseconds())
	if _, err := b.l.SnapshotManifest(t.Context(), ber.id, later, rental.Places); err != nil {
		t.Fatal(err)
	}
	if _, err := b.l.SnapshotPart(t.Context(), ber.id, later, rental.Assets, man.ID, 0); !errors.Is(err, gone) {
		t.Errorf("an hour later: %v", err)
	}
	for _, c := range []rental.Collection{rental.Users, rental.People, rental.Kiosks, "", "assets; drop table assets"} {
		if _, err := b.l.SnapshotManifest(t.Context(), ber.id, start, c); !errors.Is(err, &rental.Error{Code: rental.CodeNotFound}) {
			t.Errorf("a snapshot of %q: %v", c, err)
		}
	}
}
