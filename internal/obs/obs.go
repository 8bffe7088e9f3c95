// Package obs is how a running part is observed: its log, its metrics, its
// health, and the id that ties one request to its log lines.
//
// Nothing here is global: each is made once by a composition root and handed
// in. A value of any type here may be used from any goroutine.
package obs

import (
	"context"
	"fmt"
	"io"
	"log/slog"
)

// LogOptions say how the log is written.
type LogOptions struct {
	Format string // "text" (the default) or "json"
	Level  string // "debug", "info" (the default), "warn", "error", or as "info+2"
	Source bool   // add file and line
}

// NewLogger returns a logger that writes to w, one line a record. A record that
// is logged with a request's context carries its request_id.
func NewLogger(w io.Writer, o LogOptions) (*slog.Logger, error) {
	var level slog.Level
	if o.Level != "" {
		if err := level.UnmarshalText([]byte(o.Level)); err != nil {
			return nil, fmt.Errorf("log level %q: use debug, info, warn or error", o.Level)
		}
	}
	options := &slog.HandlerOptions{Level: level, AddSource: o.Source}
	switch o.Format {
	case "", "text":
		return slog.New(withRequest{slog.NewTextHandler(w, options)}), nil
	case "json":
		return slog.New(withRequest{slog.NewJSONHandler(w, options)}), nil
	}
	return nil, fmt.Errorf("log format %q: use text or json", o.Format)
}

// withRequest adds the request's id from the context.
type withRequest struct{ slog.Handler }

func (h withRequest) Handle(ctx context.Context, r slog.Record) error {
	if id := RequestID(ctx); id != "" {
		r = r.Clone()
		r.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h withRequest) WithAttrs(attrs []slog.Attr) slog.Handler {
	return withRequest{h.Handler.WithAttrs(attrs)}
}

func (h withRequest) WithGroup(name string) slog.Handler {
	return withRequest{h.Handler.WithGroup(name)}
}
