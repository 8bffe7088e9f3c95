package node

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"rms/internal/obs"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// What the program ends with.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2 // the command line or the configuration
	exitInUse  = 3 // another process has the data directory
)

// hardExit is how long after a signal the process ends whatever happens: the drain, and what writing takes after it.
const hardExit = drain + 10*time.Second

// Window shows a running kiosk in a window until it is closed or ctx ends.
type Window func(ctx context.Context, n *Node) error

// Main runs the program and returns its exit code. window is nil in a program that has none.
func Main(args []string, stdout, stderr io.Writer, window Window) int {
	c, err := parse(args, os.LookupEnv, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errUsage):
		return exitUsage
	case err != nil:
		say(stderr, err)
		return exitUsage
	case c.version:
		_, _ = fmt.Fprintf(stdout, "rms-kiosk %s, protocol %d\n", Version, syncproto.Version)
		return exitOK
	}
	log, err := obs.NewLogger(stderr, obs.LogOptions{Format: c.LogFormat, Level: c.LogLevel})
	if err != nil {
		say(stderr, err)
		return exitUsage
	}
	ctx, stop := signals(log)
	defer stop()
	if c.enrol {
		err = enrol(ctx, c, log, stdout)
	} else {
		err = run(ctx, c.Config, log, stdout, window)
	}
	if err == nil {
		return exitOK
	}
	say(stderr, err)
	if errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "data_in_use"}) {
		return exitInUse
	}
	return exitFailed
}

// say prints an error with what to do about it.
func say(w io.Writer, err error) { _, _ = fmt.Fprintf(w, "rms-kiosk: %v\n", err) }

// impatient is how long after the first signal another one means "at once": a group's signal and a parent's forwarded one
// arrive together.
const impatient = time.Second

// signals ends the context at the first SIGINT or SIGTERM, and the process when stopping takes too long: a window's veto
// or a stuck disk must not keep a machine from shutting down.
func signals(log *slog.Logger) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	c := make(chan os.Signal, 2)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	go func() { // ends with the process
		log.Info("stopping", "signal", (<-c).String())
		cancel()
		patience, deadline := time.After(impatient), time.After(hardExit)
		for {
			select {
			case <-patience:
				patience = nil
			case <-deadline:
				log.Error("stopping took too long: ending at once")
				os.Exit(exitFailed)
			case <-c:
				if patience == nil {
					log.Error("a second signal: ending at once")
					os.Exit(exitFailed)
				}
			}
		}
	}()
	return ctx, func() { signal.Stop(c); cancel() }
}

// run serves the kiosk until ctx ends.
func run(ctx context.Context, cfg Config, log *slog.Logger, stdout io.Writer, window Window) (err error) {
	if !cfg.Headless && window == nil {
		return &rental.Error{
			Code: rental.CodeUnavailable, Reason: "no_window", Message: "this program was built without a window", Hint: "start it with -headless and open the address that it prints",
		}
	}
	n, err := New(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	if cfg.Headless {
		_, _ = fmt.Fprintf(stdout, "kiosk: %s\n", n.URL())
		return n.Serve(ctx)
	}
	return windowed(ctx, n, window)
}

// windowed runs the kiosk as long as its window, and the window no longer than the kiosk.
func windowed(ctx context.Context, n *Node, window Window) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() {
		defer stop()
		served <- n.Serve(ctx)
	}()
	err := window(ctx, n)
	stop()
	return errors.Join(err, <-served)
}
