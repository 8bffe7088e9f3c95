package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"time"

	"rms/central/client/wire"
	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

const (
	// silence is how long a stream may say nothing: central gives a sign of life
	// every 15 s, so whoever says nothing for three of them is gone.
	silence = 50 * time.Second
	// maxFrame is the longest event that is read, in bytes.
	maxFrame = 4 << 20
	// slowest is the longest wait before a stream is asked for again.
	slowest = 30 * time.Second
)

// What happened, as it is asked for and answered.
type (
	Event         = wire.Event
	EventQuery    = wire.EventQuery
	FactQuery     = wire.FactQuery
	FactFileQuery = wire.FactFileQuery
)

// Events walks the events that there are, in the order of commits, up to the last.
func (c *Client) Events(ctx context.Context, query EventQuery) iter.Seq2[Event, error] {
	return pages(func(after uint64) (events []Event, next uint64, err error) {
		var page struct {
			Events []Event `json:"events"`
			Next   uint64  `json:"next"`
			Head   uint64  `json:"head"`
		}
		query.After = max(query.After, after)
		_, err = c.run(ctx, newCall(http.MethodGet, "/v1/events").asked(query), &page)
		if page.Next >= page.Head {
			page.Next = 0
		}
		return page.Events, page.Next, err
	})
}

// Follow asks for events as they happen.
type Follow struct {
	// After is where to go on: the rmsseq of the last event that was seen. Empty
	// is what happens from now on.
	After string
	// Types and Subjects are comma-separated; empty is all.
	Types, Subjects string
	// Lost is told when the stream has broken off and is asked for again after a
	// wait; nil is nobody.
	Lost func(err error, wait time.Duration)
}

// Follow yields events as they happen, each once and in order, for as long as ctx
// lasts. A stream that breaks off is taken up where it was. An error ends it: the
// right was taken away, or something was missed (then central was restored, or has
// forgotten, and all must be read again).
func (c *Client) Follow(ctx context.Context, f Follow) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		s := stream{c: c, Follow: f, last: f.After, retry: 2 * time.Second}
		for failures := 0; ; {
			heard, err := s.read(ctx, yield)
			if errors.Is(err, errLeft) {
				return
			}
			if heard {
				failures = 0
			}
			wait, again := s.wait(ctx, err, failures)
			if !again {
				yield(Event{}, err)
				return
			}
			failures++
			if f.Lost != nil {
				f.Lost(err, wait)
			}
			if err := c.sleep(ctx, wait); err != nil {
				yield(Event{}, err)
				return
			}
		}
	}
}

// errLeft says that whoever reads wants no more.
var errLeft = errors.New("the reader has left")

// stream is a stream that is taken up again and again.
type stream struct {
	c *Client
	Follow
	last        string // what to come back with
	incarnation string
	retry       time.Duration
}

// wait says whether and when the stream is asked for again.
func (s *stream) wait(ctx context.Context, err error, failures int) (time.Duration, bool) {
	if ctx.Err() != nil {
		return 0, false
	}
	var r *Refusal
	if !errors.As(err, &r) {
		return 0, false
	}
	switch r.Status {
	case 0, http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return max(min(s.retry<<min(failures, 8), slowest), r.After), true
	}
	return 0, false
}

// read asks for the stream and yields what comes, until it breaks off.
func (s *stream) read(ctx context.Context, yield func(Event, error) bool) (heard bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	quiet := time.AfterFunc(silence, func() { cancel(errSilent) })
	defer quiet.Stop()
	q := newCall(http.MethodGet, "/v1/events/stream", header("Last-Event-ID", s.last)).asked(struct {
		Types    string `query:"types"`
		Subjects string `query:"subjects"`
	}{s.Types, s.Subjects})
	q.accept, q.timeout = "text/event-stream", 0
	res, done, err := s.c.send(ctx, q)
	if err != nil {
		return false, err
	}
	defer done()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(make([]byte, 0, 64<<10), maxFrame)
	for {
		f, err := readFrame(lines, func() { quiet.Reset(silence) })
		if err != nil {
			var r *Refusal
			if errors.As(err, &r) {
				return heard, err
			}
			if cause := context.Cause(ctx); errors.Is(cause, errSilent) {
				err = cause
			}
			return heard, q.lost(err)
		}
		heard = true
		if err := s.take(f, yield); err != nil {
			return heard, err
		}
	}
}

var errSilent = errors.New("the stream gave no sign of life")

// frame is one server-sent event.
type frame struct {
	name, id string
	retry    time.Duration
	data     []byte
}

// readFrame reads up to the next blank line; alive is called for each line.
func readFrame(lines *bufio.Scanner, alive func()) (f frame, err error) {
	for lines.Scan() {
		alive()
		line := lines.Bytes()
		if len(line) == 0 {
			return f, nil
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(name) {
		case "event":
			f.name = string(value)
		case "id":
			f.id = string(value)
		case "data":
			f.data = append(f.data, value...)
		case "retry":
			if ms, err := strconv.Atoi(string(value)); err == nil && ms > 0 {
				f.retry = min(time.Duration(ms)*time.Millisecond, slowest)
			}
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return f, foreign("an event is larger than 4 MiB") // it would be the same again
	} else if err != nil {
		return f, fmt.Errorf("read the stream: %w", err)
	}
	return f, io.ErrUnexpectedEOF
}

// take does what a frame says.
func (s *stream) take(f frame, yield func(Event, error) bool) error {
	if f.retry > 0 {
		s.retry = f.retry
	}
	switch {
	case f.name == "" && len(f.data) > 0:
		var e Event
		if err := json.Unmarshal(f.data, &e); err != nil {
			return foreign("an event does not read: " + err.Error())
		}
		if !yield(e, nil) {
			return errLeft
		}
	case f.name == "open":
		if err := s.opened(f.data); err != nil {
			return err
		}
	case f.name == "reset", f.name == "end":
		var said struct{ Reason, Message, Hint string }
		if err := json.Unmarshal(f.data, &said); err != nil {
			return foreign("a notice does not read: " + err.Error())
		}
		e := &rental.Error{Code: rental.CodePreconditionFailed, Reason: said.Reason, Message: said.Message, Hint: said.Hint}
		if f.name == "reset" {
			return e
		}
		// Central says why at the next asking, if it is for good.
		e.Code = rental.CodeUnavailable
		return &Refusal{Err: e}
	}
	if f.id != "" { // only now: what was not taken comes again
		s.last = f.id
	}
	return nil
}

// opened looks whether this is the database of the streams before: in another one,
// the same number is another event.
func (s *stream) opened(data []byte) error {
	var said struct {
		Incarnation json.RawMessage `json:"incarnation"`
	}
	if err := json.Unmarshal(data, &said); err != nil {
		return foreign("the stream's opening does not read: " + err.Error())
	}
	now := string(said.Incarnation)
	if s.incarnation != "" && now != s.incarnation {
		return &rental.Error{
			Code: rental.CodePreconditionFailed, Reason: "restored", Message: "central goes on from another state of its database than before",
			Hint: "read all again; central has been restored from a backup",
		}
	}
	s.incarnation = now
	return nil
}

func foreign(what string) error {
	return &Refusal{Err: problem.NotCentral(http.StatusOK, "text/event-stream", what), Status: http.StatusOK}
}
