package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// ports are the loopback ports of a run. The network's is kept from run to run,
// because the kiosk was enrolled at it, and is held from the start.
type ports struct {
	central, kiosk int
	network        net.Listener
}

func (p ports) networkURL() string { return "http://" + p.network.Addr().String() }

// portsTried is how far the search for a free port goes.
const portsTried = 100

// choosePorts finds free ports. Those of the programs are let go again for the
// programs to take; one that is lost in between shows in the program's log.
func choosePorts(c config) (ports, error) {
	network, err := keptPort(c)
	if err != nil {
		return ports{}, err
	}
	var held []net.Listener // all at once, so that no two are one
	for _, want := range []struct {
		name string
		from int
	}{{"central", c.centralPort}, {"the kiosk", c.kioskPort}, {"the network", network}} {
		l, err := listenFrom(want.from)
		if err != nil {
			return ports{}, errors.Join(fmt.Errorf("find a port for %s: %w", want.name, err), closeAll(held))
		}
		held = append(held, l)
		if port := portOf(l); port != want.from {
			c.say("Port %d is taken; %s has %d.", want.from, want.name, port)
		}
	}
	p := ports{central: portOf(held[0]), kiosk: portOf(held[1]), network: held[2]}
	if err := errors.Join(closeAll(held[:2]), keepPort(c, portOf(p.network))); err != nil {
		return ports{}, errors.Join(err, p.network.Close())
	}
	return p, nil
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

func closeAll(held []net.Listener) error {
	var err error
	for _, l := range held {
		err = errors.Join(err, l.Close())
	}
	return err
}

// listenFrom takes port from, or the next free one.
func listenFrom(from int) (net.Listener, error) {
	if from < 1 || from > 65535-portsTried {
		return nil, fmt.Errorf("%d is no port to start from", from)
	}
	var first error
	for port := from; port < from+portsTried; port++ {
		l, err := net.Listen("tcp", address(port)) //nolint:noctx // does not wait for anything
		if err == nil {
			return l, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, fmt.Errorf("none of %d ports is free: %w", portsTried, first)
}

// kept is what a run remembers for the next one.
type kept struct {
	NetworkPort int `json:"network_port"`
}

func (c config) keptFile() string { return filepath.Join(c.data, "try.json") }

// keptPort is the configured one at the first run.
func keptPort(c config) (int, error) {
	data, err := os.ReadFile(c.keptFile())
	if errors.Is(err, fs.ErrNotExist) {
		return c.networkPort, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the last run's port: %w", err)
	}
	var k kept
	if err := json.Unmarshal(data, &k); err != nil || k.NetworkPort < 1 || k.NetworkPort > 65535 {
		return 0, fmt.Errorf("%s is damaged; `make reset` starts afresh", c.keptFile())
	}
	return k.NetworkPort, nil
}

func keepPort(c config, port int) error {
	data, err := json.Marshal(kept{port})
	if err == nil {
		err = os.WriteFile(c.keptFile(), data, 0o600)
	}
	if err != nil {
		return fmt.Errorf("keep the network's port: %w", err)
	}
	return nil
}
