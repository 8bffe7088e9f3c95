package localapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"rms/frontend"
	"rms/internal/obs"
	"rms/kiosk/desk"
	"rms/kiosk/store"
	"rms/kiosk/syncer"
)

// Sync is what the pages show of the connection to central.
type Sync interface {
	// Status is how it stands now; the channel is closed when it changes.
	Watch() (syncer.Status, <-chan struct{})
	// Nudge tries central at once.
	Nudge()
}

// Config is what a Server works with.
type Config struct {
	Desk  *desk.Queue
	Store *store.Store
	Sync  Sync
	// Changed returns a channel that is closed after the store's next commit.
	Changed func() <-chan struct{}
	// Enrol makes this machine a kiosk of the central at url.
	Enrol func(ctx context.Context, url, code string) error
	// Central is the address of central, "" before enrolment.
	Central func() string
	Log     *slog.Logger
	Now     func() time.Time
	Version string
	// Guard keeps strangers out; the window, which no stranger reaches, needs none.
	Guard   *Guard
	Metrics *prometheus.Registry
	// TotalBytes measures the disk; nil leaves it out of the health page.
	TotalBytes func() (int64, error)
}

// Server is the local API. It is safe for concurrent use.
type Server struct {
	cfg   Config
	boot  string
	hub   *hub
	beat  *pulse
	stats *stats
	cards *cards
	words *wording
	zones zones
	// enrolments holds the id of the request that enrolled this machine, enrolling is held while one is under way.
	enrolments sync.Map
	enrolling  sync.Mutex
	api        huma.API
	root       http.Handler
}

// house sets what huma keeps for the whole process: problems as ours, and lists that are never null.
var house = sync.OnceFunc(func() {
	huma.NewError = newProblem
	huma.DefaultArrayNullable = false
})

// New returns a server over the desk.
func New(cfg Config) (*Server, error) {
	house()
	if cfg.Metrics == nil {
		cfg.Metrics = obs.NewRegistry("rms-kiosk", cfg.Version)
	}
	s := &Server{cfg: cfg, boot: uuid.NewString(), hub: newHub(), beat: &pulse{}, stats: newStats(cfg.Metrics, cfg.Now), cards: newCards(cfg.Metrics, cfg.Log), words: &wording{now: cfg.Now}}
	if _, err := s.words.in(time.UTC); err != nil {
		return nil, err
	}
	r := chi.NewRouter()
	r.Use(obs.Requests(uuid.NewString), s.watch, cfg.Guard.keep, plainBodies)
	r.NotFound(s.page)
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, errNoPath) })
	s.api = humachi.New(r, huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0", Info: &huma.Info{Title: "RMS kiosk, local API", Version: "1"},
			Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)},
		},
		Formats: huma.DefaultFormats, DefaultFormat: "application/json", RejectUnknownQueryParameters: true,
	})
	for _, rt := range routes() {
		rt.register(s, rt)
	}
	r.Method(http.MethodGet, "/api/metrics", obs.MetricsHandler(cfg.Metrics, cfg.Log))
	s.root = r
	return s, nil
}

// Handler serves the API and the page.
func (s *Server) Handler() http.Handler { return s.root }

// OpenAPI is the document of the API.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.api.OpenAPI() }

// DeskChanged is to be called after every gesture with the desk's revision; it does not wait.
func (s *Server) DeskChanged(rev int64) { s.hub.gesture(rev) }

// Quiesce lets the pages go that wait for news: the kiosk is being stopped.
func (s *Server) Quiesce() { s.hub.close() }

// page serves the embedded page; below /api there is none.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	if isAPI(r.URL.Path) {
		s.refuse(w, r, errNoPath)
		return
	}
	frontend.Handler("kiosk").ServeHTTP(w, r)
}

// gather is how long news of the store is gathered until the page is told: a batch of scans is one piece of news.
const gather = 300 * time.Millisecond

// Serve carries news of the store and of the connection to the pages that wait, until ctx ends.
func (s *Server) Serve(ctx context.Context) error {
	var wg sync.WaitGroup
	wg.Go(func() { s.carry(ctx, s.cfg.Changed, topicStatus, topicInbox, topicToday, topicOrders, topicDesk) })
	wg.Go(func() {
		s.carry(ctx, func() <-chan struct{} { _, changed := s.cfg.Sync.Watch(); return changed }, topicStatus, topicDemo)
	})
	<-ctx.Done()
	s.hub.close()
	wg.Wait()
	return ctx.Err()
}

// carry publishes topics at its start, because nobody listened before, and whenever changed says so, not more often than
// gather.
func (s *Server) carry(ctx context.Context, changed func() <-chan struct{}, topics ...string) {
	for {
		next := changed()
		for _, topic := range topics {
			s.hub.publish(topic)
		}
		select {
		case <-ctx.Done():
			return
		case <-next:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(gather):
		}
	}
}

// zones keeps the last zone that was loaded: it is the site's, and reading it from disk for every answer is for nothing.
type zones struct {
	mu   sync.Mutex
	name string
	zone *time.Location
}

func (z *zones) load(name string) (*time.Location, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.zone == nil || z.name != name {
		loaded, err := time.LoadLocation(name)
		if err != nil {
			return nil, err
		}
		z.name, z.zone = name, loaded
	}
	return z.zone, nil
}

// wording renders sentences in the site's zone, which is known after enrolment.
type wording struct {
	now  func() time.Time
	mu   sync.Mutex
	zone string
	w    *Words
}

func (w *wording) in(zone *time.Location) (*Words, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.w != nil && w.zone == zone.String() {
		return w.w, nil
	}
	words, err := NewWords(zone, w.now)
	if err != nil {
		return nil, fmt.Errorf("read the sentences: %w", err)
	}
	w.w, w.zone = words, zone.String()
	return words, nil
}
