package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// config is all that a run depends on.
type config struct {
	bin, data string
	headless  bool
	// Where the search for a free port starts. All lie below what the system hands
	// out by itself: a cut network must not lose its port to a stranger.
	centralPort, kioskPort, networkPort int
	env                                 []string
	keys                                *os.File
	out                                 io.Writer

	startLimit  time.Duration // for a program to become ready
	catalogue   time.Duration // for a new kiosk to read the catalogue
	windowTrial time.Duration // a window that lives this long is taken for working
	grace       time.Duration // between SIGTERM and SIGKILL; the programs drain for 10 s
}

// The data directory's parts.
func (c config) centralData() string       { return filepath.Join(c.data, "central") }
func (c config) kioskData() string         { return filepath.Join(c.data, "kiosk") }
func (c config) demoText() string          { return filepath.Join(c.data, "demo.txt") }
func (c config) logFile(n string) string   { return filepath.Join(c.data, "log", n+".log") }
func (c config) say(f string, args ...any) { fmt.Fprintf(c.out, f+"\n", args...) }

// run starts everything, then answers keys until ctx ends or a program does.
func run(ctx context.Context, c config) (err error) {
	if err := os.MkdirAll(filepath.Join(c.data, "log"), 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	unlock, err := lock(filepath.Join(c.data, "lock"))
	if err != nil {
		return fmt.Errorf("%s is in use by another run; stop that one first: %w", c.data, err)
	}
	defer unlock()
	p, err := choosePorts(c)
	if err != nil {
		return err
	}
	net := openNetwork(p.network, address(p.central))
	defer func() { err = errors.Join(err, net.close()) }()
	if err := seed(ctx, c); err != nil {
		return err
	}
	center, err := c.start("central", c.central(c.centralData()).serve(p.central))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.stop(center)) }()
	if err := waitReady(ctx, c, center, url(p.central)+readyPath); err != nil {
		return err
	}
	if err := enrol(ctx, c, p.networkURL()); err != nil {
		return err
	}
	dock, where, err := startKiosk(ctx, c, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.stop(dock)) }()

	demo, err := os.ReadFile(c.demoText())
	if err != nil {
		return fmt.Errorf("read what to try: %w", err)
	}
	fmt.Fprint(c.out, lastLines(c.data, url(p.central), where, forSite(string(demo))))
	return attend(ctx, c, net, center, dock)
}

// attend answers the keys until the run ends.
func attend(ctx context.Context, c config, net *network, center, dock *child) error {
	presses := readKeys(ctx, c.keys)
	for {
		select {
		case <-ctx.Done():
			c.say("\nStopping. Everything stays in %s.", c.data)
			return nil
		case <-center.done:
			return center.died("while it ran")
		case <-dock.done:
			if dock.err == nil {
				c.say("\nThe kiosk was closed. Stopping; everything stays in %s.", c.data)
				return nil
			}
			return dock.died("while it ran")
		case key, ok := <-presses:
			if !ok {
				presses = nil // no keyboard: signals are left
				continue
			}
			if key == 'o' || key == 'O' {
				c.say("%s", net.toggle())
			}
		}
	}
}

// seed makes the demo company, once.
func seed(ctx context.Context, c config) error {
	if exists(c.centralData()) {
		return nil
	}
	c.say("Writing the demo company, about 15 s, once ...")
	return c.build(c.centralData(), func(dir string) error {
		text, err := c.output(ctx, "demo", c.central(dir).seed())
		if err != nil {
			return err
		}
		return os.WriteFile(c.demoText(), []byte(text), 0o600)
	})
}

// enrol makes the kiosk one of central's, once.
func enrol(ctx context.Context, c config, centralURL string) error {
	if exists(c.kioskData()) {
		return nil
	}
	c.say("Enrolling the kiosk, once ...")
	return c.build(c.kioskData(), func(dir string) error {
		text, err := c.output(ctx, "enrolment-code", c.central(c.centralData()).enrolmentCode())
		if err != nil {
			return err
		}
		code, err := readCode(text)
		if err != nil {
			return err
		}
		_, err = c.output(ctx, "enrol", c.kiosk(dir).enrol(centralURL, code))
		return err
	})
}

// build makes a directory beside its place and moves it there when it is whole.
func (c config) build(place string, fill func(dir string) error) error {
	part := place + ".part"
	if err := os.RemoveAll(part); err != nil {
		return fmt.Errorf("clear an unfinished start: %w", err)
	}
	if err := os.Mkdir(part, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", part, err)
	}
	if err := fill(part); err != nil {
		return err
	}
	if err := os.Rename(part, place); err != nil {
		return fmt.Errorf("finish %s: %w", place, err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
