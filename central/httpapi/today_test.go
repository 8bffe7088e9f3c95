package httpapi_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"rms/central/httpapi"
	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
)

const day = 24 * time.Hour

// company is some sites with orders, loans, questions and docks, by chance.
type company struct {
	client
	random *rand.Rand
	sites  []rental.Place
	lamp   string
	people []string
	tags   map[string]string // of the site's things by tag
}

func newCompany(c client, seed uint64) *company {
	c.Helper()
	co := &company{client: c, random: rand.New(rand.NewPCG(seed, 1)), tags: map[string]string{}}
	for i, s := range []rental.Place{
		{Name: "Berlin", Code: "BLN", Zone: "Europe/Berlin"},
		{Name: "Los Angeles", Code: "LAX", Zone: "America/Los_Angeles", GraceMs: time.Hour.Milliseconds()},
		{Name: "Kathmandu", Code: "KTM", Zone: "Asia/Kathmandu", GraceMs: (30 * time.Hour).Milliseconds()},
	} {
		s.ID, s.Kind = rental.PlaceID(uuid.NewString()), rental.PlaceSite
		c.put(s)
		co.sites = append(co.sites, s)
		co.people = append(co.people, c.created("/v1/people", fmt.Sprintf(`{"name":"Person %d","site_id":"%s"}`, i, s.ID)).str("id"))
	}
	co.lamp = c.itemType(c, "lamp").str("id")
	for i := range 90 {
		site := co.sites[i%3]
		a := rental.Asset{ID: rental.AssetID(uuid.NewString()), Tag: fmt.Sprintf("L-%03d", i), ItemTypeID: rental.ItemTypeID(co.lamp), Status: rental.Available, PlaceID: site.ID, HomePlaceID: site.ID}
		c.put(a)
		co.tags[a.Tag] = string(site.ID)
	}
	return co
}

// live lets orders and loans happen, around the moment mid.
func (co *company) live(mid time.Time) {
	co.Helper()
	free := make([]string, 0, len(co.tags))
	for t := range co.tags {
		free = append(free, t)
	}
	slices.Sort(free)
	take := func(n int) (lines string) {
		n = min(n, len(free))
		for _, t := range free[:n] {
			lines += `,{"tag":"` + t + `"}`
		}
		free = free[n:]
		return `[` + strings.TrimPrefix(lines, ",") + `]`
	}
	moment := func() time.Time { return mid.Add(time.Duration(co.random.Int64N(int64(6*day))) - 3*day) }
	for i := range 45 {
		start := moment()
		end := start.Add(time.Hour + time.Duration(co.random.Int64N(int64(2*day))))
		site := co.sites[co.random.IntN(3)]
		order := co.created("/v1/rent-actions", fmt.Sprintf(`{"site_id":"%s","window":{"start":%d,"end":%d},"lines":[{"item_type_id":"%s","requested_quantity":%d}]}`,
			site.ID, start.UnixMilli(), end.UnixMilli(), co.lamp, 1+co.random.IntN(3)))
		path := "/v1/rent-actions/" + order.str("id")
		if i%9 == 0 {
			continue // a draft
		}
		co.post(path+"/submit", `{}`).is(http.StatusOK)
		if i%7 == 0 {
			continue // pending
		}
		co.post(path+"/approve", `{}`).is(http.StatusOK)
		if n := co.random.IntN(4); n > 0 && len(free) > 10 {
			co.post("/v1/inventory/check-outs", `{"rent_action_id":"`+order.str("id")+`","lines":`+take(n)+`}`).is(http.StatusCreated)
		}
	}
	for i := range 8 {
		due := time.Now().Add(time.Minute + time.Duration(co.random.Int64N(int64(4*day)))).UnixMilli()
		co.post("/v1/inventory/check-outs", fmt.Sprintf(`{"holder_id":"%s","due":%d,"lines":%s}`, co.people[i%3], due, take(1))).is(http.StatusCreated)
	}
	for _, t := range free[:4] { // nothing of it is known to be out: a question each
		co.post("/v1/inventory/check-ins", `{"place_id":"`+co.tags[t]+`","lines":[{"tag":"`+t+`"}]}`).is(http.StatusCreated)
	}
}

// docks adds kiosks that are well, that have a queue, that are silent, that never
// spoke, and one that is locked out.
func (co *company) docks(now time.Time) {
	co.Helper()
	for i, d := range []struct {
		depth int64
		ago   time.Duration
	}{{0, time.Minute}, {3, time.Minute}, {0, time.Hour}, {0, -1}, {9, time.Hour}} {
		k := rental.Kiosk{ID: rental.KioskID(uuid.NewString()), Name: fmt.Sprintf("Dock %d", i), Meta: rental.Meta{SiteID: rental.SiteID(co.sites[0].ID)},
			NumberPrefix: fmt.Sprintf("K%d", i+1), PublicKey: base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(uuid.NewString(), "-", ""))), Status: rental.KioskActive}
		if i == 4 {
			k.Status = rental.KioskRevoked
		}
		co.put(k)
		if d.ago < 0 {
			continue
		}
		err := co.db.Write(co.Context(), func(ctx context.Context, tx *store.Tx) error {
			return service.SaveKioskStatus(ctx, tx, service.KioskStatus{KioskID: k.ID, LastContact: rental.Millis(now.Add(-d.ago).UnixMilli()), Report: syncproto.Heartbeat{QueueDepth: d.depth}})
		})
		if err != nil {
			co.Fatal(err)
		}
	}
}

// rows reads a whole list, in small pages.
func rows[R any](c client, path string) (out []R) {
	c.Helper()
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	for next := ""; ; {
		r := c.get(path + join + "limit=7&after=" + next).is(http.StatusOK)
		var page struct {
			Items []R    `json:"items"`
			Next  string `json:"next"`
		}
		if err := json.Unmarshal(r.raw, &page); err != nil {
			c.Fatal(err)
		}
		out = append(out, page.Items...)
		if next = page.Next; next == "" {
			return out
		}
	}
}

type counted struct {
	Count int
	List  string
}

type todaySite struct {
	SiteID string `json:"site_id"`
	Day    struct{ Start, End int64 }
	Going  struct {
		Today, Late counted
		Requested   int64 `json:"pieces_requested"`
		Out         int64 `json:"pieces_out"`
	} `json:"going_out"`
	Back    struct{ Orders, Items counted } `json:"due_back"`
	Overdue struct {
		Orders, Items counted
		Longest       []struct {
			Holder string
			Due    int64
			Items  counted
		}
	}
	Exceptions struct{ High, Normal, Low counted }
	Pending    counted
	Kiosks     struct{ Waiting counted }
}

// expect computes the same from all rows, one by one.
func expect(s todaySite, grace map[string]int64, now int64, orders []rental.RentAction, assets []rental.Asset, questions []rental.Exception) map[string]int {
	n := map[string]int{}
	out := map[rental.RentActionID]int{}
	byID := map[rental.RentActionID]rental.RentAction{}
	for _, a := range assets {
		out[a.Custody.RentActionID]++
	}
	for _, o := range orders {
		byID[o.ID] = o
		if string(o.SiteID) != s.SiteID && string(o.AlsoSiteID) != s.SiteID {
			continue
		}
		start, end := int64(o.Window.Start), int64(o.Window.End)
		if o.Status == rental.Pending {
			n["pending"]++
		}
		if o.Status == rental.Approved && start < s.Day.End {
			if start >= s.Day.Start {
				n["going today"]++
			} else {
				n["going late"]++
			}
			for _, l := range o.Lines {
				n["requested"] += int(l.Requested)
			}
			n["out"] += out[o.ID] // nothing has come back
		}
		if out[o.ID] > 0 && now > end+grace[string(o.SiteID)] {
			n["overdue orders"]++
		} else if out[o.ID] > 0 && end < s.Day.End {
			n["back orders"]++
		}
	}
	for _, a := range assets {
		if string(a.SiteID) != s.SiteID || a.Custody.Due == 0 {
			continue
		}
		due, at := int64(a.Custody.Due), string(a.SiteID)
		if o, ok := byID[a.Custody.RentActionID]; ok {
			due, at = int64(o.Window.End), string(o.SiteID)
		}
		if now > due+grace[at] {
			n["overdue items"]++
		} else if due < s.Day.End {
			n["back items"]++
		}
	}
	for _, x := range questions {
		if x.Status == rental.ExceptionOpen && (string(x.SiteID) == s.SiteID || string(x.AlsoSiteID) == s.SiteID) {
			n[string(x.Severity)]++
		}
	}
	return n
}

// TestTodayIsTheLists: at whatever moment, every number is that of a count by hand
// over all rows, and of the rows of the list that it names.
func TestTodayIsTheLists(t *testing.T) {
	t.Parallel()
	var shift atomic.Int64
	base := time.Now()
	now := func() time.Time { return base.Add(time.Duration(shift.Load())) }
	b := setup(t, func(h *httpapi.Config) { h.Now = now })
	co := newCompany(b.as("boss", "admin"), 11)
	co.live(base.Add(2 * day))
	co.docks(base)
	orders, assets, questions := rows[rental.RentAction](co.client, "/v1/rent-actions"), rows[rental.Asset](co.client, "/v1/inventory/assets"), rows[rental.Exception](co.client, "/v1/exceptions")
	grace := map[string]int64{}
	for _, s := range co.sites {
		if grace[string(s.ID)] = s.GraceMs; s.GraceMs == 0 {
			grace[string(s.ID)] = (4 * time.Hour).Milliseconds()
		}
	}
	seen := map[string]int{}
	for step := range 8 {
		shift.Store(int64(time.Duration(step) * 13 * time.Hour))
		all := co.get("/v1/today").is(http.StatusOK)
		var today struct {
			AsOf  int64  `json:"as_of"`
			Head  uint64 `json:"head"`
			Sites []todaySite
		}
		if err := json.Unmarshal(all.raw, &today); err != nil || len(today.Sites) != 3 || today.AsOf != now().UnixMilli() || number(co.get("/v1/events?limit=1").str("head")) != float64(today.Head) {
			t.Fatalf("%v: %s", err, all.raw)
		}
		for _, s := range today.Sites {
			one := co.get("/v1/today?site_id=" + s.SiteID).is(http.StatusOK)
			var alone struct{ Sites []todaySite }
			if err := json.Unmarshal(one.raw, &alone); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]todaySite{s}, alone.Sites); diff != "" {
				t.Errorf("one site alone is another than among all (-all +alone):\n%s", diff)
			}
			got := map[string]int{"requested": int(s.Going.Requested), "out": int(s.Going.Out)}
			for name, n := range map[string]counted{
				"going today": s.Going.Today, "going late": s.Going.Late, "back orders": s.Back.Orders, "back items": s.Back.Items,
				"overdue orders": s.Overdue.Orders, "overdue items": s.Overdue.Items, "pending": s.Pending,
				"high": s.Exceptions.High, "normal": s.Exceptions.Normal, "low": s.Exceptions.Low,
			} {
				got[name] = n.Count
				if listed := len(rows[json.RawMessage](co.client, n.List)); listed != n.Count {
					t.Errorf("%s: %d, and %s has %d rows", name, n.Count, n.List, listed)
				}
			}
			if listed := len(rows[json.RawMessage](co.client, s.Kiosks.Waiting.List)); listed != s.Kiosks.Waiting.Count {
				t.Errorf("%d docks wait, and %s has %d rows", s.Kiosks.Waiting.Count, s.Kiosks.Waiting.List, listed)
			}
			if want := 3; step == 0 && s.SiteID == string(co.sites[0].ID) && s.Kiosks.Waiting.Count != want {
				t.Errorf("%d docks wait, want %d", s.Kiosks.Waiting.Count, want)
			}
			named, last := 0, int64(0)
			for _, l := range s.Overdue.Longest {
				if listed := len(rows[json.RawMessage](co.client, l.Items.List)); listed != l.Items.Count || l.Due < last || l.Holder == "" {
					t.Errorf("a late loan %+v is after %d, and its list has %d rows", l, last, listed)
				}
				named, last = named+l.Items.Count, l.Due
			}
			if len(s.Overdue.Longest) < 20 && named != s.Overdue.Items.Count {
				t.Errorf("late loans name %d of %d things", named, s.Overdue.Items.Count)
			}
			want := expect(s, grace, today.AsOf, orders, assets, questions)
			for name, n := range want {
				seen[name] += n
			}
			for name := range got {
				want[name] += 0
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("step %d, site %s (-want +got):\n%s", step, s.SiteID, diff)
			}
		}
	}
	// Time passes between two pages of what is late, and the second is of the same list.
	first := co.get("/v1/inventory/assets?overdue=true&limit=1").is(http.StatusOK)
	shift.Add(int64(time.Second))
	co.get("/v1/inventory/assets?overdue=true&limit=1&after=" + first.str("next")).is(http.StatusOK)
	for _, name := range []string{"going today", "going late", "back orders", "back items", "overdue orders", "overdue items", "pending", "low", "requested", "out"} {
		if seen[name] == 0 {
			t.Errorf("in this company %q never was anything but 0: the test proves nothing of it", name)
		}
	}
	co.get("/v1/today?site_id=" + uuid.NewString()).is(http.StatusNotFound)
}
