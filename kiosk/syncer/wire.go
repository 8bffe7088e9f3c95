package syncer

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"rms/syncproto"
	"rms/syncproto/problem"
)

// gzipAbove is the size in bytes from which a request is worth compressing.
const gzipAbove = 1 << 10

// Body returns the request's body, nil for none, and its headers.
func (c *Call) Body() ([]byte, http.Header, error) {
	header := http.Header{}
	if c.Token != "" {
		header.Set("Authorization", "Bearer "+c.Token)
	}
	if c.In == nil {
		return nil, header, nil
	}
	raw, err := json.Marshal(c.In)
	if err != nil {
		return nil, nil, err
	}
	header.Set("Content-Type", mediaJSON)
	if len(raw) <= gzipAbove {
		return raw, header, nil
	}
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	if _, err := zw.Write(raw); err != nil {
		return nil, nil, err
	}
	if err := zw.Close(); err != nil {
		return nil, nil, err
	}
	header.Set("Content-Encoding", "gzip")
	return buf.Bytes(), header, nil
}

// Read takes a reply apart into Out. net/http has undone gzip already; the
// bound is on what comes out of it. An error is a *Failure.
func (c *Call) Read(res *http.Response) error {
	if c.Effect.Op == OpReady {
		return ready(res)
	}
	if res.StatusCode/100 != 2 {
		return refusal(res)
	}
	if c.Out == nil {
		return nil
	}
	media, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if res.StatusCode != http.StatusOK || err != nil || media != c.Media {
		return notCentral(res)
	}
	body := &bounded{r: res.Body, left: c.MaxReply}
	if rows, ok := c.Out.(*[]syncRow); ok {
		err = decodeRows(body, rows)
	} else {
		err = decodeOne(body, c.Out)
	}
	switch {
	case body.over:
		return badReply("more than %d bytes", c.MaxReply)
	case body.err != nil:
		return unreachable(fmt.Errorf("the answer broke off: %w", body.err))
	case err != nil:
		return badReply("%v", err)
	}
	return nil
}

// ready takes any plain 200 as central's, but not a page for people.
func ready(res *http.Response) error {
	if res.StatusCode != http.StatusOK {
		return refusal(res)
	}
	media, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil || (media != mediaJSON && media != "text/plain") {
		return notCentral(res)
	}
	return nil
}

// refusal classifies an answer by its status. Retry-After counts whoever wrote
// it: a proxy before central may mean it as well.
func refusal(res *http.Response) error {
	e := problem.Decode(res.StatusCode, res.Header.Get("Content-Type"), res.Body)
	f := &Failure{Class: classOf(res.StatusCode), Err: e}
	if f.Class == Busy {
		f.RetryAfter = retryAfter(res.Header)
	}
	if e.Reason == problem.ReasonNotCentral {
		f.Class = NotCentral
	}
	return f
}

func notCentral(res *http.Response) error {
	return &Failure{Class: NotCentral, Err: problem.Decode(res.StatusCode, res.Header.Get("Content-Type"), res.Body)}
}

func classOf(status int) Class {
	switch status {
	case http.StatusUnauthorized:
		return Unauthorized
	case http.StatusForbidden:
		return Forbidden
	case http.StatusConflict:
		return Mismatch
	case http.StatusGone:
		return Gone
	case http.StatusRequestEntityTooLarge:
		return TooLarge
	case http.StatusUpgradeRequired:
		return Outdated
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return Busy
	}
	switch status / 100 {
	case 4:
		return Refused
	case 5:
		return ServerError
	default:
		return NotCentral
	}
}

// retryAfter reads seconds, or a date against the answer's own Date, so that
// the kiosk's clock does not matter.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Duration(min(max(n, 0), int64(maxRetryAfter/time.Second))) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return min(max(at.Sub(date), 0), maxRetryAfter)
}

// bounded reads up to a bound and remembers how it ended.
type bounded struct {
	r    io.Reader
	left int64
	over bool
	err  error
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		// One byte more tells a full reply from one that is too long.
		var one [1]byte
		if n, _ := io.ReadFull(b.r, one[:]); n == 1 {
			b.over = true
		}
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// decodeOne reads exactly one JSON value.
func decodeOne(r io.Reader, out any) error {
	dec := json.NewDecoder(r)
	if err := dec.Decode(out); err != nil {
		return fmt.Errorf("read its JSON: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

type syncRow = syncproto.SnapshotRow

// decodeRows reads NDJSON to its end.
func decodeRows(r io.Reader, rows *[]syncRow) error {
	dec := json.NewDecoder(r)
	for {
		var row syncRow
		err := dec.Decode(&row)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read row %d: %w", len(*rows), err)
		}
		*rows = append(*rows, row)
	}
}
