// Package server puts central together: it opens the store, makes the rooms that
// work on it, serves them over HTTP, and stops them in order.
//
// Invariants. Nothing listens before the store is open and checked. A database
// of the demo company is served to this machine only. Stopped means stopped:
// when Serve returns, no request and no goroutine of it is left.
//
// Concurrency. New, then Serve once, then Close; Handler may be used between New
// and Close from any goroutine.
package server

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/thejerf/suture/v4"

	"rms/central/auth"
	"rms/central/exchange/intake"
	"rms/central/httpapi"
	"rms/central/httpapi/door"
	"rms/central/janitor"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/syncapi"
	"rms/internal/lockfile"
	"rms/internal/obs"
	"rms/internal/sqlitex"
	"rms/syncproto/rental"
)

// How long the parts of a request may take: a push of 256 KiB takes a minute on
// a line of 16 kbit/s, and a page of changes waits for 25 s before it is sent.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 2 * time.Minute
	writeTimeout  = 3 * time.Minute
	idleTimeout   = 2 * time.Minute
	maxHeader     = 16 << 10
)

// Server is one central.
type Server struct {
	config   Config
	log      *slog.Logger
	lock     *lockfile.Lock
	db       *store.DB
	ledger   *ledger.Ledger
	kiosks   *auth.Kiosks
	registry *prometheus.Registry
	health   *obs.Health
	probe    probe
	tls      *tls.Config
	setup    string // the secret of this start's set-up link; "" without one
	handler  http.Handler
	intake   *intake.Intake
	keeper   *janitor.Keeper
	listener net.Listener
}

// New opens everything and binds the port. Close must be called, Serve or not.
func New(ctx context.Context, c Config, version string, log *slog.Logger) (*Server, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	s := &Server{config: c, log: log, registry: obs.NewRegistry("rms-central", version), health: &obs.Health{}}
	if err := s.open(ctx, version); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) open(ctx context.Context, version string) (err error) {
	if err := s.takeData(); err != nil {
		return err
	}
	second := janitor.SecondPlaceOf(s.config.GenerationFile, s.config.Data)
	if err := s.settle(second); err != nil {
		return err
	}
	if s.db, err = store.Open(ctx, store.Options{Path: store.Path(s.config.Data)}); err != nil {
		return withHint(err)
	}
	if err := s.openLedger(ctx, version); err != nil {
		return err
	}
	if err := second.Begin(ctx, s.db); err != nil {
		return err
	}
	s.keep(second)
	if s.kiosks, err = auth.NewKiosks(s.db, nil); err != nil {
		return err
	}
	s.health.Watch("database", s.checkDatabase)
	if err := s.openRooms(ctx, version); err != nil {
		return err
	}
	if s.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", s.config.Listen); err != nil {
		return &rental.Error{
			Code: rental.CodeUnavailable, Reason: "port_taken", Field: "listen", Message: err.Error(),
			Hint: "another program has this port: stop it, or give another --listen",
		}
	}
	return nil
}

// LockName is the file in the data directory that whoever has it to himself has locked.
const LockName = "central.lock"

// takeData has the data directory for this process alone.
func (s *Server) takeData() error {
	err := os.MkdirAll(s.config.Data, 0o700)
	if err != nil {
		return unwritable(s.config.Data, err)
	}
	s.lock, err = lockfile.Take(filepath.Join(s.config.Data, LockName))
	switch {
	case errors.Is(err, lockfile.ErrTaken):
		return &rental.Error{
			Code: rental.CodeUnavailable, Reason: "already_running", Field: "data", Message: err.Error(),
			Hint: "stop the central that serves this directory, or give another --data",
		}
	case err != nil:
		return unwritable(s.config.Data, err)
	}
	return nil
}

// settle finishes a restore that was broken off, and refuses to begin a new company
// where there was one.
func (s *Server) settle(second janitor.SecondPlace) error {
	aside, err := janitor.Settle(s.config.Data)
	if err != nil {
		return err
	}
	if aside != "" {
		s.log.Warn("a restore that was broken off has been finished", "before", aside)
	}
	return second.Missing(s.config.Data)
}

// keep makes the keeper, and tells how it goes.
func (s *Server) keep(second janitor.SecondPlace) {
	s.keeper = &janitor.Keeper{DB: s.db, Second: second, Log: s.log, Now: time.Now, Plan: janitor.Plan{
		To: s.config.BackupTo, Every: s.config.BackupEvery, Keep: s.config.BackupKeep, OffHost: s.config.OffHost,
	}}
	s.health.Watch("backup", s.keeper.Health)
	s.registry.MustRegister(janitor.NewMetrics(s.db), newKioskMetrics(s.db, time.Now))
}

// openLedger opens the write door and counts the verdicts that it gives.
func (s *Server) openLedger(ctx context.Context, version string) (err error) {
	verdicts := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rms_sync_verdicts_total", Help: "Verdicts on items of kiosks; reason id_reuse is an alarm.",
	}, []string{"kind", "verdict", "reason"})
	s.registry.MustRegister(verdicts)
	s.ledger, err = ledger.New(ctx, ledger.Config{
		Store: s.db, Logger: s.log, Version: version,
		Observe: func(k rental.Kind, v rental.VerdictKind, reason string) {
			if !k.FromKiosk() {
				k = "other" // what a stranger's program sends must not name metrics
			}
			verdicts.WithLabelValues(string(k), string(v), reason).Inc()
		},
	})
	if err != nil {
		return withHint(err)
	}
	if s.ledger.Demo() && !loopback(s.config.Listen) {
		return &rental.Error{
			Code: rental.CodeForbidden, Reason: "demo_is_local", Field: "listen",
			Message: "this database holds the demo company, whose passwords everybody knows: it is served to this machine only",
			Hint:    "listen on 127.0.0.1, or start with another --data directory",
		}
	}
	return nil
}

// openRooms makes the rooms that answer kiosks, people and programs.
func (s *Server) openRooms(ctx context.Context, version string) error {
	spki, err := s.loadTLS()
	if err != nil {
		return err
	}
	passwords, err := auth.NewPasswords(nil)
	if err != nil {
		return err
	}
	people := auth.NewPeople(s.db, passwords, nil, nil)
	if s.setup, err = people.NewSetupLink(ctx); err != nil {
		return err
	}
	s.intake = intake.New(intake.Config{Store: s.db, Ledger: s.ledger, Scannable: door.ScannableCode, Logger: s.log})
	s.handler, err = s.routes(syncapi.New(syncapi.Config{
		Ledger: s.ledger, Kiosks: s.kiosks, Logger: s.log, Metrics: s.registry, SPKI: spki, Pushes: s.config.Pushes,
	}), httpapi.New(httpapi.Config{
		Ledger: s.ledger, Store: s.db, People: people, Passwords: passwords,
		Logger: s.log, Metrics: s.registry, Version: version, Intake: s.intake, Secure: s.tls != nil, Rate: s.config.RequestRate,
	}))
	return err
}

// unwritable is a data directory that cannot be used.
func unwritable(dir string, err error) error {
	return &rental.Error{
		Code: rental.CodeUnavailable, Reason: "data_unwritable", Field: "data", Message: "the data directory cannot be used: " + err.Error(),
		Hint: "give this user the right to write to " + dir + " and to all in it, or give another --data",
	}
}

// withHint makes a database's error one that an operator can act on.
func withHint(err error) error {
	hint := sqlitex.HintFor(err)
	if hint == "" {
		return err
	}
	return errors.Join(&rental.Error{Code: rental.CodeUnavailable, Reason: "database", Message: err.Error(), Hint: hint}, err)
}

// loadTLS loads the certificate, if any, and returns the pin of its key.
func (s *Server) loadTLS() (string, error) {
	if s.config.TLSCert == "" {
		return "", nil
	}
	pair, err := tls.LoadX509KeyPair(s.config.TLSCert, s.config.TLSKey)
	if err != nil {
		return "", fmt.Errorf("load the certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return "", fmt.Errorf("read the certificate: %w", err)
	}
	s.tls = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}}
	sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:]), nil
}

// checkDatabase writes: a database that can only be read answers nobody at a dock.
func (s *Server) checkDatabase(ctx context.Context) obs.Check {
	if err := s.db.SQL().Present(); err != nil {
		return obs.Down(err.Error(), sqlitex.HintFor(err))
	}
	if err := s.probe.run(ctx, s.db); err != nil {
		hint := sqlitex.HintFor(err)
		if hint == "" {
			hint = "rms-central doctor tells more"
		}
		return obs.Down(err.Error(), hint)
	}
	return obs.OK("")
}

// probeEvery is how long an answer of the probe stands: whoever asks for /readyz
// in a loop must not wear the disk.
const probeEvery = 5 * time.Second

// probe is the last try to write.
type probe struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

func (p *probe) run(ctx context.Context, db *store.DB) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.at.IsZero() && time.Since(p.at) < probeEvery {
		return p.err
	}
	p.err = db.Write(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) error {
		return tx.SetMeta(ctx, store.MetaProbe, strconv.FormatInt(time.Now().UnixMilli(), 10))
	})
	p.at = time.Now()
	return p.err
}

// Address is where the server listens; useful when the port was 0.
func (s *Server) Address() string { return s.listener.Addr().String() }

// URL is the server's address for a browser or a kiosk on this machine.
func (s *Server) URL() string {
	if s.tls != nil {
		return "https://" + s.Address()
	}
	return "http://" + s.Address()
}

// SetupURL is the one-time link that makes the company and its first admin; ""
// when there is an admin. It is good until it was used, for a day, or until the
// next start. Its secret is in the fragment, which no browser sends or logs.
func (s *Server) SetupURL() string {
	if s.setup == "" {
		return ""
	}
	url := s.URL()
	if host, port, err := net.SplitHostPort(s.Address()); err == nil {
		if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
			url = strings.Replace(url, s.Address(), net.JoinHostPort("localhost", port), 1)
		}
	}
	return url + "/setup#" + s.setup
}

// Handler serves all routes.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers requests until ctx is done, then drains them.
func (s *Server) Serve(ctx context.Context) error {
	super := suture.New("central", suture.Spec{
		EventHook: func(e suture.Event) { s.log.Warn("a part of central was restarted", "event", e.String()) },
		Timeout:   s.config.Drain + time.Second,
	})
	failed := make(chan error, 1)
	super.Add(&web{s: s, failed: failed})
	super.Add(s.intake)
	super.Add(s.keeper)
	running, stop := context.WithCancel(ctx)
	defer stop()
	done := super.ServeBackground(running)
	s.log.Info("central is ready", "url", s.URL(), "data", s.config.Data, "demo", s.ledger.Demo())
	select {
	case err := <-failed:
		stop()
		return errors.Join(err, wasStopped(<-done))
	case err := <-done:
		return wasStopped(err)
	}
}

// wasStopped is nil for the end that was asked for.
func wasStopped(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// web is the part of the server that answers HTTP.
type web struct {
	s      *Server
	failed chan<- error
}

// String names the part in the log.
func (w *web) String() string { return "http" }

// Serve answers until ctx is done.
func (w *web) Serve(ctx context.Context) error {
	s := w.s
	// Requests that wait for news end when the server stops, not 25 s later.
	// The cause tells them from requests whose caller has gone.
	requests, end := context.WithCancelCause(context.WithoutCancel(ctx))
	defer end(http.ErrServerClosed)
	server := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, TLSConfig: s.tls,
		ErrorLog:    slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		BaseContext: func(net.Listener) context.Context { return requests },
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		end(http.ErrServerClosed)
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.Drain)
		defer cancel()
		stopped <- errors.Join(server.Shutdown(drain), server.Close())
	}()
	var err error
	if s.tls != nil {
		err = server.ServeTLS(s.listener, "", "")
	} else {
		err = server.Serve(s.listener)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		w.failed <- fmt.Errorf("serve: %w", err)
		return suture.ErrTerminateSupervisorTree
	}
	if err := <-stopped; err != nil {
		s.log.Warn("requests were cut off at the end", "error", err)
	}
	return ctx.Err()
}

// Close frees the port and the database.
func (s *Server) Close() error {
	var errs []error
	if s.listener != nil {
		if err := s.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	errs = append(errs, s.lock.Release())
	return errors.Join(errs...)
}

// newRequestID names a request in the log; losing one is no reason to refuse it.
func newRequestID() string { return uuid.NewString() }
