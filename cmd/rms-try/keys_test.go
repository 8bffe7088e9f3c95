//go:build linux

package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// TestSingleKeys types into a true terminal: a key arrives without Enter, and
// afterwards the terminal is as it was.
func TestSingleKeys(t *testing.T) {
	t.Parallel()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer keyboard.Close()
	if err := unix.IoctlSetPointerInt(int(keyboard.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(keyboard.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	mode := func() *unix.Termios {
		m, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	before := mode()
	restore := singleKeys(terminal)
	if during := mode(); during.Lflag&(unix.ICANON|unix.ECHO) != 0 || during.Lflag&unix.ISIG == 0 {
		t.Errorf("local modes = %x: want no lines, no echo, but Ctrl-C", during.Lflag)
	}
	if _, err := keyboard.WriteString("o"); err != nil {
		t.Fatal(err)
	}
	if key := <-readKeys(t.Context(), terminal); key != 'o' {
		t.Errorf("key = %q, want o", key)
	}
	restore()
	if diff := cmp.Diff(before, mode()); diff != "" {
		t.Errorf("the terminal was left changed (-before +after):\n%s", diff)
	}
}
