//go:build desktop || dev || bindings

package desktop

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"rms/frontend"
	"rms/kiosk/node"
)

// The window's first size, in pixels: the grid that the page is drawn for.
const (
	width, height       = 1280, 800
	minWidth, minHeight = 1024, 720
)

// Window shows the kiosk in a window.
var Window node.Window = run

// run shows n until the window is closed, ctx ends or the page falls silent.
func run(ctx context.Context, n *node.Node) error {
	if err := checkDisplay(ctx); err != nil {
		return err
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	w := window{page: n.Handler()}
	silent, gone := make(chan error, 1), make(chan struct{})
	go func() {
		ticker := time.NewTicker(beat)
		defer ticker.Stop()
		err := watch(watching, ticker.C, n.LastBeat)
		w.quit(gone) // of a silent page, or of a program that is to end
		silent <- err
	}()
	err := wails.Run(w.options())
	close(gone)
	stop()
	return errors.Join(err, <-silent)
}

// quitPause is how long one attempt to end the window has for itself.
const quitPause = time.Second

// window is the running Wails application.
type window struct {
	page http.Handler

	mu     sync.Mutex
	app    context.Context // of Wails, once it runs
	closes time.Time       // when the window was last let close
}

func (w *window) options() *options.App {
	return &options.App{
		Title: "RMS kiosk", Width: width, Height: height, MinWidth: minWidth, MinHeight: minHeight,
		BackgroundColour: &options.RGBA{R: 0x0f, G: 0x13, B: 0x18, A: 0xff},
		AssetServer:      &assetserver.Options{Assets: frontend.Files("kiosk"), Middleware: w.api},
		LogLevel:         logger.ERROR, LogLevelProduction: logger.ERROR,
		OnStartup:                w.started,
		OnBeforeClose:            w.keepOpen,
		EnableDefaultContextMenu: false,
		Linux:                    &linux.Options{ProgramName: "rms-kiosk", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
	}
}

// api takes the API's requests before Wails looks for files.
func (w *window) api(files http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
			w.page.ServeHTTP(rw, r)
			return
		}
		files.ServeHTTP(rw, r)
	})
}

func (w *window) started(app context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.app = app
}

// keepOpen lets one attempt to close the window through at a time. A signal ends
// Wails by itself and this program, which ends the window, and GTK aborts when it
// is ended from two threads at once.
func (w *window) keepOpen(context.Context) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if time.Since(w.closes) < quitPause {
		return true
	}
	w.closes = time.Now()
	return false
}

// quit closes the window and returns when it is gone. One that is not open yet
// does not hear it at first, so it is told again.
func (w *window) quit(gone <-chan struct{}) {
	again := time.NewTicker(quitPause / 4)
	defer again.Stop()
	for {
		select {
		case <-gone:
			return
		default:
		}
		w.mu.Lock()
		app := w.app
		w.mu.Unlock()
		if app != nil {
			runtime.Quit(app)
		}
		select {
		case <-gone:
			return
		case <-again.C:
		}
	}
}
