package node

import (
	"context"
	"sync"
	"time"

	"rms/kiosk/syncer"
	"rms/syncproto/rental"
)

// link is the way to central, which is known from enrolment on: until then every call fails as unreachable.
type link struct {
	now func() time.Time

	mu   sync.Mutex
	url  string
	http *syncer.HTTP
}

var errNoCentral = &rental.Error{
	Code: rental.CodeUnavailable, Reason: "no_central", Message: "this kiosk does not know where central is",
	Hint: "rms-kiosk enrol --central URL --code CODE",
}

// point makes the link go to url, trusting the keys pins.
func (l *link) point(url string, pins []string) error {
	h, err := syncer.NewHTTP(syncer.HTTPConfig{URL: url, Pins: pins, Now: l.now, UserAgent: "rms-kiosk/" + Version})
	if err != nil {
		return err
	}
	l.mu.Lock()
	old := l.http
	l.url, l.http = url, h
	l.mu.Unlock()
	if old != nil {
		old.Close()
	}
	return nil
}

// Do makes one call to central.
func (l *link) Do(ctx context.Context, c *syncer.Call) error {
	l.mu.Lock()
	h := l.http
	l.mu.Unlock()
	if h == nil {
		return errNoCentral
	}
	return h.Do(ctx, c)
}

// address is where the link goes, "" for nowhere.
func (l *link) address() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.url
}

// close drops idle connections.
func (l *link) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.http != nil {
		l.http.Close()
	}
}
