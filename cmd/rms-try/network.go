package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// network is the wire between kiosk and central: a loopback proxy. Cut, it
// resets what is open and refuses what is new, as a pulled cable behind a switch
// that answers for it would.
type network struct {
	address, target string

	mu       sync.Mutex
	listener net.Listener // nil while cut
	conns    map[*net.TCPConn]struct{}
	wg       sync.WaitGroup
}

// openNetwork carries what arrives at l to target.
func openNetwork(l net.Listener, target string) *network {
	n := &network{address: l.Addr().String(), target: target, conns: map[*net.TCPConn]struct{}{}}
	n.serve(l)
	return n
}

// serve needs the lock, or to be alone.
func (n *network) serve(l net.Listener) {
	n.listener = l
	n.wg.Go(func() { n.accept(l) })
}

// toggle cuts or restores and says what it did.
func (n *network) toggle() string {
	n.mu.Lock()
	up := n.listener != nil
	n.mu.Unlock()
	if up {
		if err := n.cut(); err != nil {
			return "The network could not be cut: " + err.Error()
		}
		return "The network is CUT: scan on; the kiosk keeps everything. (o restores it)"
	}
	if err := n.restore(); err != nil {
		return "The network could not be restored: " + err.Error() + " (o tries again)"
	}
	return "The network is back: what waited goes to central. (o cuts it)"
}

func (n *network) restore() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listener != nil {
		return nil
	}
	l, err := net.Listen("tcp", n.address) //nolint:noctx // does not wait for anything
	if err != nil {
		return fmt.Errorf("open the network: %w", err)
	}
	n.serve(l)
	return nil
}

func (n *network) cut() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listener == nil {
		return nil
	}
	err := n.listener.Close()
	n.listener = nil
	for c := range n.conns {
		err = errors.Join(err, reset(c))
	}
	clear(n.conns)
	return err
}

// reset closes with RST instead of FIN: the other side sees a broken line, not
// an end.
func reset(c *net.TCPConn) error {
	err := errors.Join(c.SetLinger(0), c.Close())
	if errors.Is(err, net.ErrClosed) {
		return nil // it ended by itself a moment before
	}
	return err
}

func (n *network) close() error {
	err := n.cut()
	n.wg.Wait()
	return err
}

func (n *network) accept(l net.Listener) {
	for {
		in, err := l.Accept()
		if err != nil {
			return // closed: cut
		}
		n.wg.Go(func() { n.carry(in.(*net.TCPConn)) })
	}
}

// carry connects in with central and copies both ways.
func (n *network) carry(in *net.TCPConn) {
	out, err := net.Dial("tcp", n.target) //nolint:noctx // loopback: answers at once or not at all
	if err != nil {
		_ = reset(in) // central is down: the kiosk sees just that
		return
	}
	if !n.register(in, out.(*net.TCPConn)) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { pipe(out.(*net.TCPConn), in) })
	both.Go(func() { pipe(in, out.(*net.TCPConn)) })
	both.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range []*net.TCPConn{in, out.(*net.TCPConn)} {
		delete(n.conns, c)
		_ = c.Close() // both ways are at their end
	}
}

// register makes the connections known to cut; when that came first, they are
// reset.
func (n *network) register(conns ...*net.TCPConn) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range conns {
		if n.listener == nil {
			_ = reset(c)
			continue
		}
		n.conns[c] = struct{}{}
	}
	return n.listener != nil
}

// pipe copies until the end and passes the end on, or the break.
func pipe(dst, src *net.TCPConn) {
	if _, err := io.Copy(dst, src); err != nil {
		_ = reset(dst)
		_ = reset(src)
		return
	}
	_ = dst.CloseWrite() // fails only if dst is closed already
}
