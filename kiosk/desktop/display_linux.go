//go:build desktop || dev || bindings

package desktop

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
)

// sockets is where X servers listen, whatever TMPDIR says.
const sockets = "/tmp/.X11-unix/X"

// checkDisplay finds out whether a window can open: the toolkit would end the
// process without a word.
func checkDisplay(ctx context.Context) error {
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return nil // the toolkit falls back to X by itself
	}
	display := os.Getenv("DISPLAY")
	if display == "" {
		return fmt.Errorf("there is no display to open a window on: log in to a desktop, set DISPLAY, or start with -headless")
	}
	host, number, _ := strings.Cut(display, ":")
	number, _, _ = strings.Cut(number, ".")
	if host != "" && host != "unix" {
		return nil // another machine's display: only the toolkit can tell
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", sockets+number)
	if err != nil {
		// Some servers listen on the abstract socket alone.
		conn, err = d.DialContext(ctx, "unix", "@"+sockets+number)
	}
	if err != nil {
		return fmt.Errorf("the display %s does not answer: set DISPLAY to one that does, or start with -headless: %w", display, err)
	}
	return conn.Close()
}
