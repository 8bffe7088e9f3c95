package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/thejerf/suture/v4"

	"rms/internal/lockfile"
	"rms/kiosk/desk"
	"rms/kiosk/identity"
	"rms/kiosk/ledger"
	"rms/kiosk/localapi"
	"rms/kiosk/store"
	"rms/kiosk/syncer"
	"rms/syncproto"
)

// drain is how long requests under way may take when the kiosk is stopped.
const drain = 10 * time.Second

// Node is a kiosk that is put together. Serve runs it, Close ends it.
type Node struct {
	cfg   Config
	log   *slog.Logger
	lock  *lockfile.Lock
	store *store.Store
	link  *link

	ledger *ledger.Ledger
	keys   keyring
	desk   *desk.Queue
	sync   *syncer.Syncer
	api    *localapi.Server

	listener net.Listener // headless mode
	token    string
}

// base opens what every command needs: the locked directory, the store, the ledger and the key.
func base(ctx context.Context, cfg Config, log *slog.Logger) (n *Node, err error) {
	if err := prepare(cfg.Data); err != nil {
		return nil, err
	}
	n = &Node{cfg: cfg, log: log, link: &link{now: time.Now}}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.Close())
		}
	}()
	if n.lock, err = lock(cfg.Data); err != nil {
		return n, err
	}
	if err := checkDatabase(cfg.Data); err != nil {
		return n, err
	}
	if n.store, err = store.Open(ctx, cfg.Data, store.Options{SkipCheck: true}); err != nil {
		return n, err
	}
	started := time.Now()
	n.ledger, err = ledger.New(ledger.Config{
		Store: n.store, Log: log, Now: time.Now, Mono: func() time.Duration { return time.Since(started) },
		BootID: uuid.NewString(), NewID: newID, DiskFloor: cfg.DiskFloorMB << 20,
	})
	if err != nil {
		return n, err
	}
	// What was found broken is not written to until it is found whole.
	suspect, err := isSuspect(cfg.Data)
	if err != nil {
		return n, err
	}
	n.ledger.SetDamaged(suspect)
	if err := n.openKey(ctx, suspect); err != nil {
		return n, err
	}
	return n, n.findCentral(ctx)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// findCentral points the link to where enrolment said, or the configuration.
func (n *Node) findCentral(ctx context.Context) error {
	at, err := readCentral(n.cfg.Data)
	if err != nil {
		return err
	}
	if n.cfg.Central != "" {
		at.URL = n.cfg.Central
	}
	if at.URL == "" {
		return nil
	}
	return n.link.point(at.URL, n.pins(ctx))
}

// pins are the keys of central that this kiosk has learnt.
func (n *Node) pins(ctx context.Context) []string {
	id, err := n.ledger.Identity(ctx)
	if err != nil || id.CentralSPKI == "" {
		return nil
	}
	return []string{id.CentralSPKI}
}

// New puts a kiosk together. In headless mode it listens already, and serves when Serve runs.
func New(ctx context.Context, cfg Config, log *slog.Logger) (*Node, error) {
	n, err := base(ctx, cfg, log)
	if err != nil {
		return nil, err
	}
	if err := n.build(ctx); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

func (n *Node) build(ctx context.Context) (err error) {
	if _, lost := n.keys.get(); lost != nil {
		n.log.Error("this kiosk cannot reach central; recording goes on", "error", lost)
	}
	mono := time.Now()
	n.sync = syncer.New(syncer.Config{
		ExchangeConfig: syncer.ExchangeConfig{
			Ledger: n.ledger, Key: &n.keys, Version: Version, BootID: uuid.NewString(), Now: time.Now,
			Mono: func() time.Duration { return time.Since(mono) }, Vitals: n.vitals,
			NoKey: n.keys.why,
		},
		Transport: n.link, Jitter: rand.Float64, Log: n.log,
	})
	n.desk, err = desk.New(ctx, desk.Config{
		Store: n.store, Ledger: n.ledger, PINs: identity.NewPINs(n.store, time.Now), Log: n.log, Now: time.Now,
		Changed: func(rev int64) { n.api.DeskChanged(rev) },
	})
	if err != nil {
		return err
	}
	var guard *localapi.Guard
	if n.cfg.Headless {
		if guard, err = n.listen(ctx); err != nil {
			return err
		}
	}
	n.api, err = localapi.New(localapi.Config{
		Desk: n.desk, Store: n.store, Sync: n.sync, Changed: n.ledger.Changed, Enrol: n.Enrol, Central: n.link.address,
		Log: n.log, Now: time.Now, Version: Version, Guard: guard, TotalBytes: func() (int64, error) { return totalBytes(n.cfg.Data) },
	})
	return err
}

// vitals fills in what only this package knows of a heartbeat.
func (n *Node) vitals(h *syncproto.Heartbeat) {
	if sizes, err := n.store.Sizes(); err == nil {
		h.DBBytes, h.WALBytes = sizes.DB, sizes.WAL
	}
	if free, err := n.store.FreeBytes(); err == nil {
		h.FreeBytes = free
	}
	h.Version = Version
}

// listen opens the address of headless mode and makes its guard.
func (n *Node) listen(ctx context.Context) (*localapi.Guard, error) {
	var err error
	if n.token, err = openToken(n.cfg.Data); err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	if n.listener, err = lc.Listen(ctx, "tcp", n.cfg.Listen); err != nil {
		return nil, fmt.Errorf("listen on %s: %w; choose another address with -listen", n.cfg.Listen, err)
	}
	addr := n.listener.Addr().String()
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("read the address that is listened on: %w", err)
	}
	return &localapi.Guard{Token: n.token, Hosts: []string{addr, "localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port}}, nil
}

// URL is the page's address in headless mode, with the token where no server sees it: in the fragment.
func (n *Node) URL() string {
	return "http://" + n.listener.Addr().String() + "/#token=" + n.token
}

// Handler serves the API and the page to the window.
func (n *Node) Handler() http.Handler { return n.api.Handler() }

// LastBeat is when the page was last heard of; zero before its first beat.
func (n *Node) LastBeat() time.Time { return n.api.LastBeat() }

// Serve runs the kiosk until ctx ends or a part of it cannot go on, and stops it in order.
func (n *Node) Serve(ctx context.Context) error {
	working, stopWorkers := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWorkers()
	workers := suture.New("rms-kiosk", suture.Spec{EventHook: n.event})
	for _, w := range []suture.Service{n.desk, n.sync, n.api, care{n}, inspector{n}} {
		workers.Add(w)
	}
	ended := workers.ServeBackground(working)

	var served <-chan error
	var server *http.Server
	if n.listener != nil {
		server = n.server()
		served = serve(server, n.listener)
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-served:
		served = nil
	case err = <-ended:
		return errors.Join(fmt.Errorf("the workers ended: %w", err), n.closeServer(server, served))
	}
	err = errors.Join(err, n.closeServer(server, served))
	stopWorkers()
	if workersErr := <-ended; workersErr != nil && !errors.Is(workersErr, context.Canceled) {
		err = errors.Join(err, workersErr)
	}
	return err
}

// server bounds what a stranger on this machine could hold open. A long-poll takes 25 s.
func (n *Node) server() *http.Server {
	s := &http.Server{
		Handler: n.api.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(n.log.Handler(), slog.LevelDebug),
	}
	s.RegisterOnShutdown(n.api.Quiesce)
	return s
}

func serve(s *http.Server, l net.Listener) <-chan error {
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }() // closeServer awaits it
	return served
}

// closeServer takes no new requests and lets those under way end.
func (n *Node) closeServer(s *http.Server, served <-chan error) error {
	if s == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	err := s.Shutdown(ctx)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests were cut off: %w", err), s.Close())
	}
	if served != nil {
		if serveErr := <-served; !errors.Is(serveErr, http.ErrServerClosed) {
			err = errors.Join(err, serveErr)
		}
	}
	return err
}

// event logs what the supervisor tells.
func (n *Node) event(e suture.Event) {
	n.log.Error("a part of the kiosk ended and is started again", "event", e.String())
}

// Close gives everything back. It follows Serve, or takes its place.
func (n *Node) Close() error {
	var all []error
	if n.listener != nil {
		if err := n.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			all = append(all, err)
		}
	}
	n.link.close()
	if n.store != nil {
		all = append(all, n.store.Close())
	}
	all = append(all, n.lock.Release())
	return errors.Join(all...)
}
