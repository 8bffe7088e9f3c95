package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// child is a program that runs beside this one. done closes when it has ended
// and been awaited; err and its status may be read after that.
type child struct {
	name string
	cmd  *exec.Cmd
	log  *logTail
	done chan struct{}
	err  error
}

// leftOpen is how long the output of an ended program is read on, when a helper
// of its own (a web view) still holds it.
const leftOpen = 2 * time.Second

func (c config) command(ctx context.Context, argv, env []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(append([]string{}, c.env...), env...)
	cmd.SysProcAttr = ownGroup()
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = leftOpen
	return cmd
}

// start runs argv until stop; its output goes to its log file.
func (c config) start(name string, argv []string, env ...string) (*child, error) {
	tail, err := newLogTail(c.logFile(name))
	if err != nil {
		return nil, err
	}
	// Not bound to the run's context: the order of the ends is stop's business.
	cmd := c.command(context.Background(), argv, env)
	cmd.Stdout, cmd.Stderr = tail, tail
	ch := &child{name: name, cmd: cmd, log: tail, done: make(chan struct{})}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", name, err), tail.file.Close())
	}
	go func() {
		defer close(ch.done)
		ch.err = errors.Join(cmd.Wait(), tail.file.Close())
	}()
	return ch, nil
}

// stop ends the child, first kindly, and awaits it.
func (c config) stop(ch *child) error {
	select {
	case <-ch.done:
		return nil
	default:
	}
	c.say("  %s (process %d) ...", ch.name, ch.cmd.Process.Pid)
	if err := ch.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		c.say("  %s cannot be asked to end: %v", ch.name, err)
	}
	select {
	case <-ch.done:
		return nil
	case <-time.After(c.grace):
	}
	c.say("  %s did not end in %v and is killed", ch.name, c.grace)
	if err := ch.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill %s: %w", ch.name, err)
	}
	<-ch.done
	return nil
}

func (ch *child) status() string {
	if ch.err != nil {
		return ch.err.Error()
	}
	return "without an error"
}

// output runs argv to its end and returns what it printed. Its standard error
// goes to its log file, and is shown when it fails.
func (c config) output(ctx context.Context, name string, argv []string) (text string, err error) {
	tail, err := newLogTail(c.logFile(name))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, tail.file.Close()) }()
	var out bytes.Buffer
	cmd := c.command(ctx, argv, nil)
	cmd.Stdout, cmd.Stderr = &out, tail
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", fmt.Errorf("%s failed: %w\n%s", strings.Join(argv[:2], " "), err, tail.report())
	}
	return out.String(), nil
}

// tailLines is how many last lines are shown of a program that died.
const tailLines = 12

// logTail writes a program's output to a file, keeps its last lines, and reports
// the first kiosk address in it.
type logTail struct {
	file  *os.File
	found chan string // holds one

	mu    sync.Mutex
	lines []string
	part  []byte // an unfinished line
}

func newLogTail(path string) (*logTail, error) {
	// For its owner alone: the kiosk prints its token.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open a log file: %w", err)
	}
	return &logTail{file: file, found: make(chan string, 1)}, nil
}

func (t *logTail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.part = append(t.part, p...)
	for {
		line, rest, ended := bytes.Cut(t.part, []byte("\n"))
		if !ended {
			break
		}
		t.add(string(line))
		t.part = rest
	}
	return t.file.Write(p)
}

func (t *logTail) add(line string) {
	if t.lines = append(t.lines, line); len(t.lines) > tailLines {
		t.lines = t.lines[1:]
	}
	if u := kioskURL.FindString(line); u != "" {
		select {
		case t.found <- u:
		default: // only the first counts
		}
	}
}

// report shows the last lines and says where all of them are.
func (t *logTail) report() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := t.lines
	if len(t.part) > 0 {
		lines = append(lines[:len(lines):len(lines)], string(t.part))
	}
	if len(lines) == 0 {
		return "It printed nothing."
	}
	return "Its last lines (all: " + t.file.Name() + "):\n  " + strings.Join(lines, "\n  ")
}
