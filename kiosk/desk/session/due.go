package session

import (
	"slices"
	"time"

	"rms/syncproto/rental"
)

// closesByDefault is when a site without opening hours is taken to close, in minutes after local midnight.
const closesByDefault = 18 * 60

// NextClosing returns when site next closes after now: the due time of goods that leave without one. Closed days are
// skipped. Hours are wall-clock hours of the site's zone, so a day of 23 or 25 hours still closes at the same time.
func NextClosing(site rental.Place, now time.Time) rental.Millis {
	zone, err := time.LoadLocation(site.Zone)
	if err != nil || site.Zone == "" {
		zone = time.UTC // an unknown zone must not keep goods from leaving
	}
	closes := site.ClosesMin
	if closes <= 0 {
		closes = closesByDefault
	}
	local := now.In(zone)
	const horizon = 400 // days; a site that is closed for longer has no closing to wait for
	for day := range horizon {
		at := time.Date(local.Year(), local.Month(), local.Day()+day, closes/60, closes%60, 0, 0, zone)
		if at.After(now) && !slices.Contains(site.ClosedDays, at.Format(time.DateOnly)) {
			return rental.Millis(at.UnixMilli())
		}
	}
	return rental.Millis(now.Add(24 * time.Hour).UnixMilli())
}
