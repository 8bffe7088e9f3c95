package session

import (
	"testing"
	"time"

	"rms/syncproto/rental"
)

func TestNextClosing(t *testing.T) {
	t.Parallel()
	berlin := rental.Place{Zone: "Europe/Berlin", OpensMin: 7 * 60, ClosesMin: 18 * 60, ClosedDays: []string{"2026-12-25", "2026-12-26"}}
	late := berlin
	late.ClosesMin = 150 // 02:30, which the spring night skips and the autumn night has twice
	cases := map[string]struct {
		site rental.Place
		now  string
		want string
	}{
		"today":                     {berlin, "2026-11-20T09:00:00+01:00", "2026-11-20T18:00:00+01:00"},
		"at closing it is tomorrow": {berlin, "2026-11-20T18:00:00+01:00", "2026-11-21T18:00:00+01:00"},
		"closed days are skipped":   {berlin, "2026-12-24T19:00:00+01:00", "2026-12-27T18:00:00+01:00"},
		"over the spring night":     {berlin, "2026-03-28T20:00:00+01:00", "2026-03-29T18:00:00+02:00"},
		"over the autumn night":     {berlin, "2026-10-24T20:00:00+02:00", "2026-10-25T18:00:00+01:00"},
		"a local day, not a UTC one": {rental.Place{Zone: "America/Los_Angeles", ClosesMin: 17 * 60},
			"2026-11-21T00:30:00Z", "2026-11-20T17:00:00-08:00"},
		"an hour that does not exist": {late, "2026-03-28T20:00:00+01:00", "2026-03-29T03:30:00+02:00"},
		"no hours known":              {rental.Place{Zone: "Europe/London"}, "2026-11-20T09:00:00Z", "2026-11-20T18:00:00Z"},
		"no zone known":               {rental.Place{}, "2026-11-20T09:00:00Z", "2026-11-20T18:00:00Z"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			want, err := time.Parse(time.RFC3339, c.want)
			if err != nil {
				t.Fatal(err)
			}
			if got := NextClosing(c.site, now); int64(got) != want.UnixMilli() {
				t.Errorf("next closing after %s is %s, want %s", c.now, time.UnixMilli(int64(got)).UTC(), want.UTC())
			}
		})
	}
}
