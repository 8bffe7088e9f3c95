package activity

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rms/central/auth"
	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/outbox"
	"rms/syncproto/rental"
)

// retry is when a browser comes back after its stream broke off.
const retry = 2 * time.Second

type streamInput struct {
	After  string `query:"after" pattern:"^[0-9]{1,18}$" doc:"rmsseq of the last event that was seen, such as head of GET /v1/today; absent: what happens from now on"`
	LastID string `header:"Last-Event-ID" maxLength:"40" doc:"as after, and before it: what a browser sends when it comes back"`
	EventFilter
}

// StreamResponses is the stream's entry in the document.
func StreamResponses() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: "Server-sent events. id is the rmsseq, and what to come back with. Those without a name are CloudEvents; " +
			"open says from where the stream goes on and in which incarnation of the database, reset that something was missed and all must be read again, " +
			"end why the stream ends: ask again, and be told what to do.",
		Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}

// StreamEvents sends what happens as it happens, for as long as the reader may see it.
func (h *Handlers) StreamEvents(ctx context.Context, in *streamInput) (*huma.StreamResponse, error) {
	end, err := h.d.Streams.Begin(door.Identity(ctx))
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		reason := "broken"
		defer func() { end(reason) }()
		hc.SetHeader("Content-Type", "text/event-stream")
		hc.SetHeader("Cache-Control", "no-cache, no-transform")
		hc.SetHeader("X-Accel-Buffering", "no")
		hc.SetHeader("Connection", "close") // a deadline of this stream must not cut the next request
		hc.SetStatus(http.StatusOK)
		w, ok := hc.BodyWriter().(http.ResponseWriter)
		if !ok || hc.Method() == http.MethodHead {
			reason = "head"
			return
		}
		s := stream{Handlers: h, w: http.NewResponseController(w), out: w, filter: in.EventFilter.store()}
		reason = s.serve(hc.Context(), in)
	}}, nil
}

// stream is one reader. It holds one batch of events, and reads no other before
// the reader has taken it.
type stream struct {
	*Handlers
	w      *http.ResponseController
	out    io.Writer
	filter outbox.Filter
	after  uint64
	beaten time.Time // when the reader last heard of us
}

// serve sends until the reader, the right or central is gone, and returns which.
func (s *stream) serve(ctx context.Context, in *streamInput) string {
	// The server's own deadlines are those of a request, not of a day.
	if err := s.w.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return "broken"
	}
	err := s.begin(ctx, in)
	for err == nil {
		var more bool
		if more, err = s.step(ctx); err == nil && !more {
			err = s.wait(ctx)
		}
	}
	return s.end(ctx, err)
}

// begin finds where the reader stands, and says so.
func (s *stream) begin(ctx context.Context, in *streamInput) error {
	var head, first uint64
	err := s.d.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if head, err = tx.Head(ctx, store.HeadOutbox); err == nil {
			first, err = outbox.First(ctx, tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	s.after = head
	missed := ""
	if at, asked, known := in.cursor(); asked {
		switch {
		case !known:
			missed = "malformed_cursor"
		case at > head:
			missed = "cursor_ahead"
		case at+1 < first:
			missed = "events_gone"
		default:
			s.after = at
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "retry: %d\n\n", retry.Milliseconds())
	frame(&b, "open", s.after, map[string]any{"after": s.after, "head": head, "incarnation": s.d.Ledger.Incarnation()})
	if missed != "" {
		frame(&b, "reset", s.after, map[string]any{
			"reason": missed, "head": head, "message": "what happened since that event is not known here", "hint": "read all again; central may have been restored from a backup",
		})
	}
	return s.send(b.Bytes())
}

// cursor is where the reader says that he stands: known is false for what is no
// cursor of ours.
func (in *streamInput) cursor() (at uint64, asked, known bool) {
	text := in.LastID
	if text == "" {
		text = in.After
	}
	at, err := strconv.ParseUint(text, 10, 63)
	return at, text != "", err == nil
}

// step reads a batch and sends it, if the reader may still see it: the look comes
// after the read, so that nothing leaves that was read later. more says that the
// next batch need not be waited for.
func (s *stream) step(ctx context.Context) (more bool, err error) {
	page, err := s.events(ctx, s.after, s.filter, s.d.Streams.Batch)
	if err != nil {
		return false, err
	}
	s.d.Streams.Hold(len(page.events))
	defer s.d.Streams.Hold(-len(page.events))
	now, err := s.d.People.Again(ctx, door.Identity(ctx))
	if err == nil {
		err = stillMay(now)
	}
	if err != nil {
		return false, err
	}
	var b bytes.Buffer
	for _, e := range page.events {
		if door.Sees(now.Actor, e.Type, e.Subject) {
			frame(&b, "", e.Seq, s.cloudEvent(e))
		}
	}
	if b.Len() > 0 || time.Since(s.beaten) >= s.d.Streams.Heartbeat {
		fmt.Fprintf(&b, ": here\nid: %d\n\n", page.next) // he comes back here, past what he did not want
	}
	s.after = page.next
	return page.next < page.head, s.send(b.Bytes())
}

func stillMay(id auth.Identity) error {
	if rental.Allowed(id.Actor, rental.ActLook, true) == nil {
		return nil
	}
	return &rental.Error{Code: rental.CodeForbidden, Reason: "right_lost", Message: "this account may no longer look", Hint: "ask an administrator for the right"}
}

// wait returns when there may be news, or a sign of life or a look at the rights is due.
func (s *stream) wait(ctx context.Context) error {
	idle := min(s.d.Streams.Check, max(s.d.Streams.Heartbeat-time.Since(s.beaten), time.Millisecond))
	if err := s.d.Ledger.WaitForEvents(ctx, s.after, idle); err != nil {
		return err
	}
	gather := time.NewTimer(s.d.Streams.Gather)
	defer gather.Stop()
	select {
	case <-gather.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("gather events: %w", ctx.Err())
	}
}

// errSlow is a reader who does not read.
var errSlow = errors.New("the reader took nothing for too long")

// send writes to the reader, who has s.Write for it.
func (s *stream) send(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	err := s.w.SetWriteDeadline(time.Now().Add(s.d.Streams.Write))
	if err == nil || errors.Is(err, http.ErrNotSupported) {
		if _, err = s.out.Write(b); err == nil {
			err = s.w.Flush()
		}
	}
	s.beaten = time.Now()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return errors.Join(errSlow, err)
	}
	return err
}

// end says why, where there still is somebody to say it to, and returns the reason.
func (s *stream) end(ctx context.Context, err error) string {
	var known *rental.Error
	switch {
	case errors.Is(err, errSlow):
		return "slow_reader"
	case errors.Is(context.Cause(ctx), http.ErrServerClosed):
		known = &rental.Error{Reason: "stopping", Message: "central is stopping", Hint: "come back in a moment"}
	case ctx.Err() != nil:
		return "reader_left"
	case !errors.As(err, &known):
		known = &rental.Error{Reason: "unavailable", Message: "central could not read just now", Hint: "come back in a moment"}
		s.d.Logger.ErrorContext(ctx, "a stream of events broke off", "error", err)
	}
	var b bytes.Buffer
	frame(&b, "end", s.after, map[string]any{"reason": known.Reason, "message": known.Message, "hint": known.Hint})
	if err := s.send(b.Bytes()); err != nil {
		return "broken"
	}
	return known.Reason
}

// frame writes one server-sent event; data has no line break in it.
func frame(b *bytes.Buffer, name string, id uint64, data any) {
	if name != "" {
		b.WriteString("event: " + name + "\n")
	}
	text, err := json.Marshal(data)
	if err != nil { // data of an event was JSON when it was written
		text = []byte("null")
	}
	fmt.Fprintf(b, "id: %d\ndata: %s\n\n", id, text)
}
