// Package syncapi is the HTTP side of /v1/sync: it authenticates kiosks, decodes
// their messages, asks the ledger, and encodes what it answers. It has no store
// and no rule of its own.
//
// Invariants. Every error is a problem document. A body is bounded before and
// after decompression. The kiosk that a request speaks for is the session's,
// never one that the request names. Content is never a 4xx: what an item says is
// the ledger's business.
//
// Concurrency. One API serves all requests; pushes beyond its cap wait for a
// moment and are then told to come back.
package syncapi

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rms/central/auth"
	"rms/central/ledger"
	"rms/syncproto/rental"
)

const (
	// defaultPushes is how many pushes are in the house at once: one is written,
	// the others are decoded and wait for their turn.
	defaultPushes = 16
	// queueWait is how long a push waits to be let in before it is told to come
	// back: longer would only hide the queue from the kiosk's own schedule.
	queueWait = 250 * time.Millisecond
	// smallBody bounds every message but a push, in bytes after gunzip.
	smallBody = 64 << 10
)

// Config is what an API is made from. Ledger and Kiosks are needed.
type Config struct {
	Ledger *ledger.Ledger
	Kiosks *auth.Kiosks
	Now    func() time.Time // nil means time.Now
	Logger *slog.Logger     // nil logs nothing
	// Metrics takes the API's metrics; nil keeps them to itself.
	Metrics prometheus.Registerer
	// SPKI is the lower-case hex SHA-256 of central's TLS public key, which a
	// kiosk pins at enrolment; empty without TLS.
	SPKI string
	// Pushes is how many pushes may be in the house at once; 0 means 16.
	Pushes int
}

// API serves the routes of /v1/sync.
type API struct {
	ledger  *ledger.Ledger
	kiosks  *auth.Kiosks
	now     func() time.Time
	log     *slog.Logger
	spki    string
	slots   chan struct{}
	busy    busy
	strange *buckets // by address, of whoever has no session yet
	known   *buckets // by kiosk
	metrics metrics
}

// New returns the API.
func New(c Config) *API {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Pushes <= 0 {
		c.Pushes = defaultPushes
	}
	return &API{
		ledger: c.Ledger, kiosks: c.Kiosks, now: c.Now, log: c.Logger, spki: c.SPKI,
		slots:   make(chan struct{}, c.Pushes),
		strange: newBuckets(strangerRate, strangerBurst),
		known:   newBuckets(kioskRate, kioskBurst),
		metrics: newMetrics(c.Metrics),
	}
}

// Route is one row of a server's table of routes. Path is a pattern of net/http
// and chi alike.
type Route struct {
	Method  string
	Path    string
	Public  bool // needs no session
	Handler http.Handler
}

// Routes lists every route of /v1/sync.
func (a *API) Routes() []Route {
	return []Route{
		a.public("POST", "/v1/sync/enrol", a.enrol),
		a.public("POST", "/v1/sync/challenge", a.challenge),
		a.public("POST", "/v1/sync/session", a.session),
		a.private("POST", "/v1/sync/hello", a.hello),
		a.private("POST", "/v1/sync/push", a.push),
		a.private("GET", "/v1/sync/changes", a.changes),
		a.private("GET", "/v1/sync/snapshot/{collection}", a.manifest),
		a.private("GET", "/v1/sync/snapshot/{collection}/{part}", a.part),
		a.private("POST", "/v1/sync/heartbeat", a.heartbeat),
	}
}

func (a *API) public(method, path string, h func(http.ResponseWriter, *http.Request) error) Route {
	return Route{Method: method, Path: path, Public: true, Handler: a.wrap(path, func(w http.ResponseWriter, r *http.Request) error {
		if err := a.strange.take(address(r), a.now()); err != nil {
			return err
		}
		return h(w, r)
	})}
}

func (a *API) private(method, path string, h func(http.ResponseWriter, *http.Request, rental.Kiosk) error) Route {
	return Route{Method: method, Path: path, Handler: a.wrap(path, func(w http.ResponseWriter, r *http.Request) error {
		token, err := bearer(r)
		if err != nil {
			return err
		}
		kiosk, err := a.kiosks.Authenticate(r.Context(), token, a.now())
		if err != nil {
			return err
		}
		if err := a.known.take(string(kiosk.ID), a.now()); err != nil {
			return err
		}
		return h(w, r, kiosk)
	})}
}

func (a *API) millis() rental.Millis { return rental.Millis(a.now().UnixMilli()) }
