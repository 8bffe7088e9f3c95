package world

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	// startLimit is how long a program may take until it serves, on a machine
	// that does much else.
	startLimit = 2 * time.Minute
	// stopLimit is how long a program may take to end when it is asked to: its
	// own drain, and what writing takes on such a machine.
	stopLimit = time.Minute
)

// process is one running program. done closes when it has ended and been
// awaited; err may be read after that.
type process struct {
	name string
	cmd  *exec.Cmd
	log  *output
	done chan struct{}
	err  error
}

// start starts a program; its output goes to a file that later starts append to.
func (w *World) start(name string, argv ...string) *process {
	w.tb.Helper()
	return w.startIn(nil, name, argv...)
}

// startIn is start with additions to the environment.
func (w *World) startIn(env []string, name string, argv ...string) *process {
	w.tb.Helper()
	file, err := os.OpenFile(filepath.Join(w.dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		w.tb.Fatal(err)
	}
	p := &process{name: name, log: &output{file: file, wrote: make(chan struct{}, 1)}, done: make(chan struct{})}
	p.cmd = exec.Command(argv[0], argv[1:]...) //nolint:noctx // it ends when the test says how: asked, or killed
	p.cmd.Env, p.cmd.SysProcAttr = append(environment(), env...), ownGroup()
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	if err := p.cmd.Start(); err != nil {
		w.tb.Fatalf("start %s: %v", name, errors.Join(err, file.Close()))
	}
	go func() {
		defer close(p.done)
		p.err = errors.Join(p.cmd.Wait(), file.Close())
	}()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.processes = append(w.processes, p)
	return p
}

// kill ends the process at once, as a power cut would, and awaits it.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended; done tells
	<-p.done
}

// stop asks the process to end, and demands that it does so without an error.
func (p *process) stop(tb testing.TB) {
	tb.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		tb.Fatalf("%s has ended before it was asked to: %v", p.name, err)
	}
	timer := time.NewTimer(stopLimit)
	defer timer.Stop()
	select {
	case <-p.done:
	case <-timer.C:
		tb.Fatalf("%s did not end in %v", p.name, stopLimit)
	}
	if p.err != nil {
		tb.Fatalf("%s ended badly: %v", p.name, p.err)
	}
}

// await waits until the process has printed what pattern matches, and returns
// the match.
func (p *process) await(tb testing.TB, pattern *regexp.Regexp) string {
	tb.Helper()
	late := time.NewTimer(startLimit)
	defer late.Stop()
	for {
		if found := pattern.FindString(p.log.text()); found != "" {
			return found
		}
		select {
		case <-p.log.wrote: // at once: how long a start takes is measured
		case <-p.done:
			tb.Fatalf("%s ended before it served: %v\n%s", p.name, p.err, p.tail())
		case <-late.C:
			tb.Fatalf("%s does not serve after %v:\n%s", p.name, startLimit, p.tail())
		}
	}
}

// tail is the end of what the process has printed since it was started.
func (p *process) tail() string {
	const shown = 3000
	text := p.log.text()
	return text[max(0, len(text)-shown):]
}

// output writes to a file and keeps the text in memory. wrote holds a sign when
// there is text that nobody may have seen yet.
type output struct {
	file  *os.File
	wrote chan struct{}
	mu    sync.Mutex
	kept  bytes.Buffer
}

// Write keeps what the program prints.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept.Write(p)
	select {
	case o.wrote <- struct{}{}:
	default: // the sign is there
	}
	return o.file.Write(p)
}

func (o *output) text() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.kept.String()
}

// Until asks again and again until ok answers nil, and fails the test with its
// last answer when that takes longer than limit.
func Until(tb testing.TB, limit time.Duration, what string, ok func() error) {
	tb.Helper()
	if err := until(tb, limit, ok); err != nil {
		tb.Fatalf("%s: not in %v: %v", what, limit, err)
	}
}

func until(tb testing.TB, limit time.Duration, ok func() error) error {
	const often = 50 * time.Millisecond
	again := time.NewTicker(often)
	defer again.Stop()
	late := time.NewTimer(limit)
	defer late.Stop()
	for {
		err := ok()
		if err == nil {
			return nil
		}
		select {
		case <-tb.Context().Done():
			return fmt.Errorf("the test is over: %w", err)
		case <-late.C:
			return err
		case <-again.C:
		}
	}
}
