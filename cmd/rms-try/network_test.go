package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"syscall"
	"testing"
)

// bases counts, so that each test has ports of its own, below what the system
// hands out by itself: tests run side by side, and a port that is let go for a
// program, or by a cut network, must not be taken by another test's.
var bases atomic.Int32

func freeBase() int { return 11000 + 3*portsTried*int(bases.Add(1)%60) }

// echoServer answers each connection with its own bytes, until its end.
func echoServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(c, c) // ends in many ways
				_ = c.Close()
			}()
		}
	}()
	return l.Addr().String()
}

// openTestNetwork's tests do not run in parallel with those that start programs: a
// process between fork and exec holds a listener open that was closed here.
func openTestNetwork(t *testing.T, target string) *network {
	t.Helper()
	l, err := listenFrom(freeBase())
	if err != nil {
		t.Fatal(err)
	}
	n := openNetwork(l, target)
	t.Cleanup(func() {
		if err := n.close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

// connect returns a connection that has carried a byte both ways.
func connect(t *testing.T, n *network) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", n.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := c.Write([]byte{1}); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCutResetsAndRefuses(t *testing.T) {
	n := openTestNetwork(t, echoServer(t))
	for round := range 5 {
		open := []net.Conn{connect(t, n), connect(t, n), connect(t, n)}
		n.toggle()
		for i, c := range open {
			if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("round %d: open connection %d: %v, want a reset", round, i, err)
			}
		}
		if c, err := net.Dial("tcp", n.address); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("round %d: a new connection: %v, %v, want a refusal", round, c, err)
		}
		n.toggle()
		_ = connect(t, n).Close()
	}
}

// TestNetworkCarriesEnds: much data, and a half-closed line, come through whole.
func TestNetworkCarriesEnds(t *testing.T) {
	n := openTestNetwork(t, echoServer(t))
	c := connect(t, n)
	sent := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	failed := make(chan error, 1)
	go func() {
		_, err := c.Write(sent)
		failed <- errors.Join(err, c.(*net.TCPConn).CloseWrite())
	}()
	got, err := io.ReadAll(c)
	if err := errors.Join(err, <-failed); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, sent) {
		t.Errorf("%d bytes came back, want %d, the same", len(got), len(sent))
	}
}

func TestNetworkWithoutCentral(t *testing.T) {
	gone, err := listenFrom(freeBase())
	if err != nil {
		t.Fatal(err)
	}
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	n := openTestNetwork(t, gone.Addr().String())
	c, err := net.Dial("tcp", n.address)
	if err == nil { // else the reset was faster than the dialling side
		_, err = c.Read(make([]byte, 1))
		_ = c.Close() // nothing was written
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("with central down: %v, want a reset", err)
	}
}

// TestRestoreOnTakenPort: somebody took the port meanwhile; it is said, and the
// next key tries again.
func TestRestoreOnTakenPort(t *testing.T) {
	n := openTestNetwork(t, echoServer(t))
	n.toggle()
	thief, err := net.Listen("tcp", n.address)
	if err != nil {
		t.Fatal(err)
	}
	if said := n.toggle(); !bytes.Contains([]byte(said), []byte("could not be restored")) {
		t.Errorf("on a taken port: %q", said)
	}
	if err := thief.Close(); err != nil {
		t.Fatal(err)
	}
	n.toggle()
	connect(t, n)
}
