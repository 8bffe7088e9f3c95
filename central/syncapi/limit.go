package syncapi

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"rms/syncproto/rental"
)

// A kiosk that drains a full queue makes some 30 requests a second; ten docks
// may share one address when they come back together.
const (
	kioskRate     = 50  // requests a second
	kioskBurst    = 200 // requests
	strangerRate  = 100
	strangerBurst = 1000

	// bucketsKept bounds the memory that strangers can cost: beyond it all start
	// with a full bucket again.
	bucketsKept = 10_000
)

// buckets are token buckets by name.
type buckets struct {
	mu    sync.Mutex
	rate  rate.Limit
	burst int
	by    map[string]*rate.Limiter
}

func newBuckets(perSecond rate.Limit, burst int) *buckets {
	return &buckets{rate: perSecond, burst: burst, by: map[string]*rate.Limiter{}}
}

// take is nil, or an error that tells the caller to come back.
func (b *buckets) take(name string, now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, ok := b.by[name]
	if !ok {
		if len(b.by) >= bucketsKept {
			clear(b.by)
		}
		l = rate.NewLimiter(b.rate, b.burst)
		b.by[name] = l
	}
	if !l.AllowN(now, 1) {
		return &rental.Error{Code: rental.CodeRateLimited, Reason: "too_many_requests", Message: "too many requests", Hint: "wait as long as Retry-After says"}
	}
	return nil
}

// address is who a stranger is, as far as one can tell.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// busy knows which kiosks have a push in the house.
type busy struct {
	mu sync.Mutex
	by map[rental.KioskID]struct{}
}

func (b *busy) enter(k rental.KioskID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, in := b.by[k]; in {
		return false
	}
	if b.by == nil {
		b.by = map[rental.KioskID]struct{}{}
	}
	b.by[k] = struct{}{}
	return true
}

func (b *busy) leave(k rental.KioskID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.by, k)
}

// enter lets one push of a kiosk in, when there is room; leave must be called.
func (a *API) enter(ctx context.Context, k rental.KioskID) (leave func(), err error) {
	if !a.busy.enter(k) {
		return nil, &rental.Error{Code: rental.CodeRateLimited, Reason: "push_in_flight", Message: "another push of this kiosk is not done yet", Hint: "wait as long as Retry-After says"}
	}
	timer := time.NewTimer(queueWait)
	defer timer.Stop()
	select {
	case a.slots <- struct{}{}:
		return func() {
			<-a.slots
			a.busy.leave(k)
		}, nil
	case <-timer.C:
		err = &rental.Error{Code: rental.CodeRateLimited, Reason: "busy", Message: "central is taking as many pushes as it can", Hint: "wait as long as Retry-After says"}
	case <-ctx.Done():
		err = ctx.Err()
	}
	a.busy.leave(k)
	return nil, err
}
