package board

import (
	"fmt"
	"slices"
	"time"

	"rms/syncproto/rental"
)

// Day is a day of a site: from its first moment to before that of the next.
type Day struct {
	Date       string // 2026-03-29
	Start, End rental.Millis
	// Opens and Closes are 0 where the site says nothing of them, or is closed.
	Opens, Closes rental.Millis
	Closed        bool
}

const dateForm = "2006-01-02"

// DayOf returns the day of a site on which now falls, in the site's own zone: 23,
// 24 or 25 hours, and other lengths where a zone has changed its mind.
func DayOf(site rental.Place, now rental.Millis) (Day, error) {
	zone, err := time.LoadLocation(site.Zone)
	if err != nil {
		return Day{}, fmt.Errorf("load the zone of site %s: %w", site.Code, err)
	}
	at := time.UnixMilli(int64(now)).In(zone)
	next := at
	for next.Format(dateForm) == at.Format(dateForm) { // 25 h need two steps
		next = next.Add(12 * time.Hour)
	}
	d := Day{Date: at.Format(dateForm), Start: firstOf(at), End: firstOf(next), Closed: slices.Contains(site.ClosedDays, at.Format(dateForm))}
	if site.ClosesMin > site.OpensMin && !d.Closed {
		d.Opens, d.Closes = minuteOf(at, site.OpensMin), minuteOf(at, site.ClosesMin)
	}
	return d, nil
}

func minuteOf(at time.Time, minute int) rental.Millis {
	return rental.Millis(time.Date(at.Year(), at.Month(), at.Day(), 0, minute, 0, 0, at.Location()).UnixMilli())
}

// firstOf returns the first moment of the date on which at falls. Where midnight is
// left out the day begins later, where it comes twice with the last of the two.
func firstOf(at time.Time) rental.Millis {
	date := at.Format(dateForm)
	t := at.Truncate(time.Second) // no zone has ever changed between seconds
	for _, step := range []time.Duration{time.Hour, time.Minute, time.Second} {
		for t.Add(-step).Format(dateForm) == date {
			t = t.Add(-step)
		}
	}
	return rental.Millis(t.UnixMilli())
}
