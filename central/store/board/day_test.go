package board_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"rms/central/store/board"
	"rms/syncproto/rental"
)

// TestDayOf holds the day to a walk through its minutes: in zones whose clocks
// change at midnight, by half an hour, or by a whole day.
func TestDayOf(t *testing.T) {
	t.Parallel()
	for zone, dates := range map[string][]string{
		"Europe/Berlin":       {"2026-03-29", "2026-10-25", "2026-11-22"},
		"America/Sao_Paulo":   {"2018-11-04", "2018-02-17", "2018-02-18"},
		"Africa/Cairo":        {"2024-04-26", "2024-10-31"},
		"America/Havana":      {"2026-03-08", "2026-11-01"},
		"Australia/Lord_Howe": {"2026-04-05", "2026-10-04"},
		"Pacific/Apia":        {"2011-12-29", "2011-12-31"},
		"Asia/Kathmandu":      {"2026-01-01"},
		"America/Los_Angeles": {"2026-03-08", "2026-11-01"},
		"Atlantic/Azores":     {"2026-03-29", "2026-10-25"},
		"Antarctica/Troll":    {"2026-03-29", "2026-10-25"},
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, date := range dates {
			noon, err := time.ParseInLocation("2006-01-02 15:04", date+" 12:00", loc)
			if err != nil {
				t.Fatal(err)
			}
			var first, last time.Time
			for m := noon.Add(-30 * time.Hour); m.Before(noon.Add(30 * time.Hour)); m = m.Add(time.Minute) {
				if m.Format("2006-01-02") == date {
					if first.IsZero() {
						first = m
					}
					last = m
				}
			}
			want := [2]int64{first.UnixMilli(), last.Add(time.Minute).UnixMilli()}
			for _, at := range []time.Time{first, first.Add(1234567 * time.Microsecond), noon, noon.Add(1001 * time.Millisecond), last, last.Add(time.Minute - time.Millisecond)} {
				got, err := board.DayOf(rental.Place{Zone: zone}, rental.Millis(at.UnixMilli()))
				if err != nil || [2]int64{int64(got.Start), int64(got.End)} != want || got.Date != date {
					t.Errorf("%s at %s: the day is %+v, want %v, %v", zone, at, got, want, err)
				}
			}
		}
	}
}

// TestOpening: opening hours are the site's local ones, and a closed day has none.
func TestOpening(t *testing.T) {
	t.Parallel()
	site := rental.Place{Zone: "Europe/Berlin", OpensMin: 8 * 60, ClosesMin: 20 * 60, ClosedDays: []string{"2026-12-25"}}
	summer := time.Date(2026, 3, 29, 10, 0, 0, 0, time.UTC)
	day, err := board.DayOf(site, rental.Millis(summer.UnixMilli()))
	opens, closes := time.Date(2026, 3, 29, 6, 0, 0, 0, time.UTC), time.Date(2026, 3, 29, 18, 0, 0, 0, time.UTC)
	if err != nil || day.Opens != rental.Millis(opens.UnixMilli()) || day.Closes != rental.Millis(closes.UnixMilli()) || day.Closed {
		t.Errorf("the day is %+v, want %s to %s, %v", day, opens, closes, err)
	}
	day, err = board.DayOf(site, rental.Millis(time.Date(2026, 12, 25, 10, 0, 0, 0, time.UTC).UnixMilli()))
	if err != nil || !day.Closed || day.Opens != 0 {
		t.Errorf("a closed day is %+v, %v", day, err)
	}
	if _, err := board.DayOf(rental.Place{Zone: "Mars/Olympus"}, 0); err == nil {
		t.Error("a zone that nobody knows has a day")
	}
}
