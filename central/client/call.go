package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/google/uuid"

	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// maxAnswer is the longest JSON answer that is read, in bytes: a page of 200 rows
// is far shorter.
const maxAnswer = 64 << 20

// ErrNotModified says that the row still is as IfNoneMatch has it.
var ErrNotModified = errors.New("it is still as it was")

// Refusal is an error that central, or the way to it, answered a call with.
type Refusal struct {
	Err *rental.Error
	// Status is that of the answer; 0 if there was none.
	Status int
	// RequestID names the call in central's log.
	RequestID string
	// ETag is the row's present one, where a stale one was sent.
	ETag string
	// After is how long central asks to be left alone.
	After time.Duration
	cause error
}

// Error returns what is wrong, with the next thing to do.
func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap returns the error of the wire, and what it came from.
func (r *Refusal) Unwrap() []error {
	if r.cause == nil {
		return []error{r.Err}
	}
	return []error{r.Err, r.cause}
}

// Option changes how a call is sent.
type Option func(*call)

// IfMatch lets the call change only a row that still has the ETag.
func IfMatch(etag string) Option { return header("If-Match", etag) }

// IfNoneMatch lets a reading call end with ErrNotModified if the row still has the ETag.
func IfNoneMatch(etag string) Option { return header("If-None-Match", etag) }

// Key is the Idempotency-Key of a call that takes one, in place of a new one: a
// program that was cut off sends the same again, and it is done once.
func Key(key string) Option { return func(q *call) { q.key = key } }

func header(name, value string) Option {
	return func(q *call) {
		if value != "" {
			q.header.Set(name, value)
		}
	}
}

// call is one operation of the API.
type call struct {
	method, path string
	query        url.Values
	body         any       // sent as JSON
	raw          io.Reader // sent as it is, once
	rawType      string
	keyed        bool // the operation takes an Idempotency-Key
	key          string
	header       http.Header
	accept       string
	timeout      time.Duration
}

func newCall(method, path string, options ...Option) call {
	q := call{method: method, path: path, header: http.Header{}, accept: "application/json", timeout: callTimeout}
	for _, o := range options {
		o(&q)
	}
	return q
}

// with sends a body.
func (q call) with(body any) call {
	q.body = body
	return q
}

// asked sends a query.
func (q call) asked(query any) call {
	q.query = queryOf(query)
	return q
}

// once is done once, however often it is sent.
func (q call) once() call {
	q.keyed = true
	return q
}

// safe reports whether sending the call twice does no thing twice.
func (q call) safe() bool { return q.raw == nil && (q.method == http.MethodGet || q.key != "") }

// do makes a call whose answer says no more than that it was done.
func (c *Client) do(ctx context.Context, q call) error {
	_, err := c.run(ctx, q, nil)
	return err
}

// run makes a call and decodes its answer into out, unless that is nil.
func (c *Client) run(ctx context.Context, q call, out any) (etag string, err error) {
	res, done, err := c.open(ctx, q)
	if err != nil {
		return "", err
	}
	defer done()
	etag = res.Header.Get("ETag")
	if out == nil || res.StatusCode == http.StatusNoContent {
		return etag, nil
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return "", q.lost(err)
	}
	if len(raw) > maxAnswer {
		return "", &rental.Error{Code: rental.CodeTooLarge, Reason: "answer_too_large", Message: "the answer is larger than 64 MiB", Hint: "ask for fewer rows"}
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return "", &Refusal{Err: problem.NotCentral(res.StatusCode, res.Header.Get("Content-Type"), "the body does not read: "+err.Error()), Status: res.StatusCode, cause: err}
	}
	return etag, nil
}

// open makes a call, again where that is safe, and returns the answer to read;
// done must be called.
func (c *Client) open(ctx context.Context, q call) (res *http.Response, done func(), err error) {
	if q.keyed && q.key == "" {
		q.key = c.newKey()
	}
	for try := 0; ; try++ {
		res, done, err = c.send(ctx, q)
		if err == nil || try+1 == tries {
			return res, done, err
		}
		wait, again := again(q, err, try)
		if !again || c.sleep(ctx, wait) != nil {
			return nil, nil, err
		}
	}
}

// again says whether and when a call is sent once more.
func again(q call, err error, try int) (wait time.Duration, ok bool) {
	var r *Refusal
	if !errors.As(err, &r) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return 0, false
	}
	// 0.2, 0.8 and 3.2 s, half of it by chance, so that many do not come at once.
	wait = 200 * time.Millisecond << (2 * try)
	wait = max(wait/2+rand.N(wait/2), r.After) //nolint:gosec // no secret
	switch {
	case wait > patience:
		return 0, false
	case r.Err.Reason == "too_many_requests": // turned away at the door
		return wait, q.raw == nil
	case r.Status == 0, r.Status == http.StatusBadGateway, r.Status == http.StatusServiceUnavailable, r.Status == http.StatusGatewayTimeout:
		return wait, q.safe()
	}
	return 0, false
}

// send makes one try.
func (c *Client) send(ctx context.Context, q call) (*http.Response, func(), error) {
	cancel := context.CancelFunc(func() {})
	if q.timeout > 0 {
		ctx, cancel = context.WithTimeout(ctx, q.timeout)
	}
	req := c.http.R().SetContext(ctx).SetQueryParamsFromValues(q.query).SetHeader("Accept", q.accept+", "+problem.ContentType)
	for name := range q.header {
		req.SetHeader(name, q.header.Get(name))
	}
	if q.key != "" {
		req.SetHeader("Idempotency-Key", q.key)
	}
	if err := q.fill(req); err != nil {
		cancel()
		return nil, nil, err
	}
	sent, err := req.Execute(q.method, q.path)
	if err != nil {
		cancel()
		return nil, nil, q.lost(err)
	}
	res := sent.RawResponse
	done := func() {
		_ = res.Body.Close() // what was read counts
		cancel()
	}
	if err := q.judge(res); err != nil {
		done()
		return nil, nil, err
	}
	return res, done, nil
}

// fill gives the request its body.
func (q call) fill(req *resty.Request) error {
	switch {
	case q.raw != nil:
		req.SetHeader("Content-Type", q.rawType).SetBody(q.raw)
	case q.body != nil:
		var text bytes.Buffer
		enc := json.NewEncoder(&text)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(q.body); err != nil {
			return fmt.Errorf("encode the body of %s %s: %w", q.method, q.path, err)
		}
		req.SetHeader("Content-Type", "application/json").SetBody(text.Bytes())
	}
	return nil
}

// judge returns what is wrong with an answer.
func (q call) judge(res *http.Response) error {
	if res.StatusCode == http.StatusNotModified && q.header.Get("If-None-Match") != "" {
		return ErrNotModified
	}
	kind := res.Header.Get("Content-Type")
	media, _, _ := mime.ParseMediaType(kind) // none is no kind of ours
	if res.StatusCode == http.StatusNoContent || (res.StatusCode >= 200 && res.StatusCode < 300 && strings.Contains(q.accept, media) && media != "") {
		return nil
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, problem.MaxBody+1))
	if err != nil {
		return q.lost(err)
	}
	r := &Refusal{Err: problem.Decode(res.StatusCode, kind, bytes.NewReader(raw)), Status: res.StatusCode, RequestID: res.Header.Get(problem.RequestIDHeader)}
	if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && seconds > 0 {
		r.After = time.Duration(min(seconds, 1<<20)) * time.Second
	}
	if r.Status == http.StatusPreconditionFailed {
		r.ETag = res.Header.Get("ETag")
	}
	return r
}

// lost is the error of a call of which nobody knows whether it arrived.
func (q call) lost(err error) error {
	e := &rental.Error{Code: rental.CodeUnavailable, Reason: "no_answer", Message: "central did not answer: " + err.Error(), Hint: "check the address, and that central runs"}
	if q.method != http.MethodGet && q.key == "" {
		e.Hint = "look whether it was done before you do it again; " + e.Hint
	}
	return &Refusal{Err: e, cause: err}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait to try again: %w", ctx.Err())
	}
}

func newKey() string { return uuid.NewString() }
