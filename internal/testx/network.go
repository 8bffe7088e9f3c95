package testx

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"syscall"
)

// Network is a network in memory. A listener on it has an address such as
// "central:443"; a dial to it makes a synchronous pipe, so that every wait is
// one that testing/synctest knows. The zero value is a network that is up and
// empty.
type Network struct {
	mu        sync.Mutex
	down      bool
	listeners map[string]*listener
	open      map[*conn]struct{}
}

// Listen opens the address. It is closed like any listener.
func (n *Network) Listen(address string) (net.Listener, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listeners[address] != nil {
		return nil, &net.OpError{Op: "listen", Net: "memory", Addr: addr(address), Err: syscall.EADDRINUSE}
	}
	l := &listener{network: n, address: address, arrived: make(chan net.Conn), closed: make(chan struct{})}
	if n.listeners == nil {
		n.listeners = map[string]*listener{}
	}
	n.listeners[address] = l
	return l, nil
}

// DialContext connects to a listener. It fits http.Transport.DialContext.
func (n *Network) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	fail := func(err error) error {
		return &net.OpError{Op: "dial", Net: "memory", Addr: addr(address), Err: err}
	}
	n.mu.Lock()
	l, down := n.listeners[address], n.down
	n.mu.Unlock()
	switch {
	case down:
		return nil, fail(syscall.ENETUNREACH)
	case l == nil:
		return nil, fail(syscall.ECONNREFUSED)
	}
	near, far := n.pipe(address)
	select {
	case l.arrived <- far:
		return near, nil
	case <-l.closed:
		err := syscall.ECONNREFUSED
		closeBoth(near, far)
		return nil, fail(err)
	case <-ctx.Done():
		closeBoth(near, far)
		return nil, fail(ctx.Err())
	}
}

// Client returns an HTTP client that knows only this network. Its connections
// are closed by CloseIdleConnections, as a bubble needs before it ends.
func (n *Network) Client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: n.DialContext}}
}

// Cut breaks every open connection and refuses new ones until Heal.
func (n *Network) Cut() {
	n.mu.Lock()
	n.down = true
	conns := n.open
	n.open = nil
	n.mu.Unlock()
	for c := range conns {
		_ = c.Conn.Close() // a pipe's Close does not fail
	}
}

// Heal lets dials through again.
func (n *Network) Heal() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = false
}

func (n *Network) pipe(address string) (near, far *conn) {
	a, b := net.Pipe()
	near = &conn{Conn: a, network: n, local: "dialler", remote: addr(address)}
	far = &conn{Conn: b, network: n, local: addr(address), remote: "dialler"}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.open == nil {
		n.open = map[*conn]struct{}{}
	}
	n.open[near], n.open[far] = struct{}{}, struct{}{}
	return near, far
}

func closeBoth(a, b net.Conn) {
	_, _ = a.Close(), b.Close() // a pipe's Close does not fail
}

type addr string

func (addr) Network() string  { return "memory" }
func (a addr) String() string { return string(a) }

type conn struct {
	net.Conn
	network       *Network
	local, remote addr
}

func (c *conn) LocalAddr() net.Addr  { return c.local }
func (c *conn) RemoteAddr() net.Addr { return c.remote }

func (c *conn) Close() error {
	c.network.mu.Lock()
	delete(c.network.open, c)
	c.network.mu.Unlock()
	return c.Conn.Close()
}

type listener struct {
	network *Network
	address string
	arrived chan net.Conn
	once    sync.Once
	closed  chan struct{}
}

func (l *listener) Addr() net.Addr { return addr(l.address) }

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.arrived:
		return c, nil
	case <-l.closed:
		return nil, fmt.Errorf("accept on %s: %w", l.address, net.ErrClosed)
	}
}

func (l *listener) Close() error {
	l.once.Do(func() {
		l.network.mu.Lock()
		delete(l.network.listeners, l.address)
		l.network.mu.Unlock()
		close(l.closed)
	})
	return nil
}
