//go:build linux

package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSignals ends the true program, main and all, as a terminal's Ctrl-C and as
// a supervisor would: to its whole group, the kiosk first, and with exit code 0.
func TestSignals(t *testing.T) {
	t.Parallel()
	for name, sig := range map[string]syscall.Signal{"Ctrl-C": syscall.SIGINT, "SIGTERM": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tr := setup(t)
			cmd := tr.program()
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			for lines.Scan() && lines.Text() != keysLine {
			}
			if err := syscall.Kill(-cmd.Process.Pid, sig); err != nil {
				t.Fatal(err)
			}
			var said []string
			for lines.Scan() {
				said = append(said, lines.Text())
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("rms-try ended with %v", err)
			}
			all := strings.Join(said, "\n")
			if k, c := strings.Index(all, "kiosk (process"), strings.Index(all, "central (process"); k < 0 || c < k {
				t.Errorf("it did not say kiosk, then central:\n%s", all)
			}
			want := []string{"seeded", "central started", "enrolled", "kiosk started", "catalogue read", "kiosk stopped", "central stopped"}
			if diff := cmp.Diff(want, tr.eventLines()); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			tr.gone()
		})
	}
}

// program is the true rms-try on this trial's files and ports.
func (tr *trial) program() *exec.Cmd {
	cmd := exec.CommandContext(tr.t.Context(), filepath.Join(tr.dir, "rms-try"), "-bin", tr.dir, "-data", tr.conf.data, "-headless",
		"-central-port", strconv.Itoa(tr.conf.centralPort), "-kiosk-port", strconv.Itoa(tr.conf.kioskPort),
		"-network-port", strconv.Itoa(tr.conf.networkPort))
	cmd.Env = tr.conf.env
	return cmd
}

// TestUnknownArguments: what rms-try does not know it says, with where to look,
// and starts and writes nothing.
func TestUnknownArguments(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"reset"}, {"--", "-headless"}, {""}, {"-nonsense"}} {
		tr := setup(t)
		cmd := tr.program()
		cmd.Args = append(cmd.Args, args...)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != 2 {
			t.Errorf("%q: ended with %v\n%s", args, err, out)
		}
		said, word := string(out), args[len(args)-1]
		if !strings.Contains(said, "rms-try: unknown argument "+strconv.Quote(word)+"; rms-try -help") && !strings.Contains(said, "flag provided but not defined: "+word+"\nUsage") {
			t.Errorf("%q: it says\n%s", args, said)
		}
		if _, err := os.Stat(tr.conf.data); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%q: the data directory was made (%v)", args, err)
		}
	}
}

// TestKilledOutright: nothing is left running when rms-try gets no chance to stop
// it. All processes share the pipe's end; it closes with the last of them.
func TestKilledOutright(t *testing.T) {
	t.Parallel()
	tr := setup(t)
	alive, held, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := tr.program()
	cmd.ExtraFiles = []*os.File{held}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(cmd.Start(), held.Close()); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != keysLine; {
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(alive); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("rms-try ended by itself")
	}
	ends := strings.Join(tr.eventLines(), "\n")
	if !strings.Contains(ends, "kiosk stopped") || !strings.Contains(ends, "central stopped") {
		t.Errorf("the programs were not ended kindly: %s", ends)
	}
}
