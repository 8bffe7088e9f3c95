package door

import (
	"fmt"
	"math"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/time/rate"

	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

const (
	// burstSeconds is how many seconds' worth a caller may send at once: a page that
	// opens many lists, or a program that starts, is no flood.
	burstSeconds = 5
	// strangers have this part of what callers have who are known: what they may ask
	// for is little.
	strangers = 4
	// maxCallers bounds how many callers are remembered. Who was forgotten begins
	// anew with all that he may.
	maxCallers = 10_000
)

// limits count the requests of each caller: a token, a session, or the address of
// who is neither. Kiosks have doors of their own and are not counted.
type limits struct {
	mu      sync.Mutex
	rate    int // requests a second; 0: no limit
	callers map[string]*rate.Limiter
}

// take counts a request. left is how many may follow at once, wait how long one
// that is too much has to wait, 0 for one that is not.
func (l *limits) take(caller string, part int, now time.Time) (burst, left int, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket, ok := l.callers[caller]
	if !ok {
		if len(l.callers) >= maxCallers {
			l.forget(now)
		}
		each := max(l.rate/part, 1)
		bucket = rate.NewLimiter(rate.Limit(each), each*burstSeconds)
		l.callers[caller] = bucket
	}
	if !bucket.AllowN(now, 1) {
		missing := 1 - bucket.TokensAt(now)
		return bucket.Burst(), 0, time.Duration(missing / float64(bucket.Limit()) * float64(time.Second))
	}
	return bucket.Burst(), int(math.Max(bucket.TokensAt(now), 0)), 0
}

// forget leaves out who has been quiet, and everybody if nobody was.
func (l *limits) forget(now time.Time) {
	for caller, bucket := range l.callers {
		if bucket.TokensAt(now) >= float64(bucket.Burst()) {
			delete(l.callers, caller)
		}
	}
	if len(l.callers) >= maxCallers {
		clear(l.callers)
	}
}

// limited counts a request of a caller and refuses what is too much.
func (d *Door) limited(ctx huma.Context, caller string, part int) error {
	if d.limits.rate == 0 {
		return nil
	}
	burst, left, wait := d.limits.take(caller, part, d.Now())
	ctx.SetHeader("RateLimit-Limit", strconv.Itoa(burst))
	ctx.SetHeader("RateLimit-Remaining", strconv.Itoa(left))
	ctx.SetHeader("RateLimit-Reset", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	if wait == 0 {
		return nil
	}
	p := problemError{Document: problem.From(&rental.Error{
		Code: rental.CodeRateLimited, Reason: "too_many_requests", Message: fmt.Sprintf("this is more than %d requests at once", burst),
		Hint: "wait as long as Retry-After says; many changes go in one request to a path that ends in /bulk",
	}, ""), retry: max(wait, time.Second)}
	return p
}

// admitStranger counts a request that nobody vouches for, by its address.
func (d *Door) admitStranger(ctx huma.Context, next func(huma.Context)) {
	if err := d.limited(ctx, "address "+address(ctx), strangers); err != nil {
		d.refuse(ctx, err)
		return
	}
	next(ctx)
}

func address(ctx huma.Context) string {
	if host, _, err := net.SplitHostPort(ctx.RemoteAddr()); err == nil {
		return host
	}
	return ctx.RemoteAddr()
}
