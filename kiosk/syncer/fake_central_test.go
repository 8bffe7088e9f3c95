package syncer_test

import (
	"compress/gzip"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"rms/syncproto"
	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// fakeCentral is central's side of the protocol, written from its description:
// it keeps items by position, answers in order, and forgets nothing.
type fakeCentral struct {
	mu     sync.Mutex
	public ed25519.PublicKey
	nonces map[string]bool
	token  string
	tokens int
	run    string
	inc    string
	limits syncproto.Limits
	// items by seq, head after the last one.
	items map[uint64][]byte
	times map[rental.ItemID]int
	head  syncproto.Hash
	feed  []syncproto.ChangeEntry
	news  chan struct{}
	parts map[rental.Collection][][]syncproto.SnapshotRow
	snap  string // tells one taking of snapshots from another
	// epoch, where it is set, is the only one that is taken: hello gives it to whoever
	// comes with another. Its items are counted from 1.
	epoch  *syncproto.Epoch
	prefix string // of the numbers of whoever said hello last
	// hook may answer in central's place; it says whether it did.
	hook func(path string, w http.ResponseWriter, r *http.Request) bool
	// edit may falsify a push's reply.
	edit  func(*syncproto.PushReply)
	calls map[string][]time.Time
	beats []syncproto.Heartbeat
	sizes []int
	// inPush counts pushes at once.
	inPush, maxPush int
	skew            time.Duration
}

func newFakeCentral(public ed25519.PublicKey) *fakeCentral {
	return &fakeCentral{
		public: public, nonces: map[string]bool{}, run: "run-1", inc: "inc-1", items: map[uint64][]byte{},
		times: map[rental.ItemID]int{}, news: make(chan struct{}), calls: map[string][]time.Time{},
		parts: map[rental.Collection][][]syncproto.SnapshotRow{},
	}
}

func (c *fakeCentral) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/v1/sync/")
	c.mu.Lock()
	c.calls[path] = append(c.calls[path], time.Now())
	hook := c.hook
	c.mu.Unlock()
	if hook != nil && hook(path, w, r) {
		return
	}
	var reply any
	var err error
	switch {
	case path == "/readyz":
		reply = map[string]string{"status": "ready"}
	case path == "challenge":
		reply, err = c.challenge()
	case path == "session":
		reply, err = c.session(r)
	case r.Header.Get("Authorization") != "Bearer "+c.currentToken():
		err = &rental.Error{Code: rental.CodeUnauthenticated, Reason: "session_over", Message: "session over"}
	case path == "hello":
		reply, err = c.hello(r)
	case path == "push":
		reply, err = c.push(r)
	case path == "changes":
		reply, err = c.changes(r)
	case path == "heartbeat":
		err = c.heartbeat(r)
	case strings.HasPrefix(path, "snapshot/"):
		c.snapshot(w, r, strings.Split(path, "/")[1:])
		return
	default:
		err = &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_path", Message: path}
	}
	answer(w, r, reply, err)
}

func answer(w http.ResponseWriter, r *http.Request, reply any, err error) {
	switch {
	case err != nil:
		_ = problem.Write(w, r, err)
	case reply == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(reply)
	}
}

func decode(r *http.Request, into any) error {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		zr, err := gzip.NewReader(r.Body)
		if err != nil {
			return err
		}
		body = zr
	}
	return json.NewDecoder(body).Decode(into)
}

func (c *fakeCentral) currentToken() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token
}

func (c *fakeCentral) challenge() (any, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	nonce := make([]byte, 32)
	_, _ = rand.Read(nonce)
	c.nonces[string(nonce)] = true
	return syncproto.ChallengeReply{Nonce: nonce}, nil
}

func (c *fakeCentral) session(r *http.Request) (any, error) {
	var req syncproto.SessionRequest
	if err := decode(r, &req); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	fresh := c.nonces[string(req.Nonce)]
	delete(c.nonces, string(req.Nonce))
	if !fresh || !ed25519.Verify(c.public, syncproto.SessionMessage(req.KioskID, req.Nonce), req.Signature) {
		return nil, &rental.Error{Code: rental.CodeUnauthenticated, Reason: "bad_signature", Message: "no"}
	}
	c.tokens++
	c.token = fmt.Sprintf("token-%d", c.tokens)
	return syncproto.SessionReply{Token: c.token}, nil
}

func (c *fakeCentral) hello(r *http.Request) (any, error) {
	var req syncproto.HelloRequest
	if err := decode(r, &req); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.prefix = req.NumberPrefix
	if c.epoch != nil && req.Epoch != *c.epoch {
		clear(c.items)
		c.head = syncproto.Hash{}
		return syncproto.HelloReply{
			Proto: 2, ServerMs: time.Now().UnixMilli(), Incarnation: c.inc, Run: c.run, Action: syncproto.ActionRotate, Why: "put back",
			Identity: &syncproto.EnrolReply{KioskID: kioskID, Epoch: *c.epoch, NumberPrefix: "K3B", SiteID: "site"},
		}, nil
	}
	n := uint64(len(c.items))
	if req.LastSeq < n || (req.LastSeq == n && req.HeadHash != c.head) {
		return nil, &rental.Error{Code: rental.CodeConflict, Reason: "position_diverged", Message: "another history"}
	}
	return syncproto.HelloReply{
		Proto: 1, ServerMs: time.Now().Add(c.skew).UnixMilli(), Incarnation: c.inc, Run: c.run, Action: syncproto.ActionOK,
		Limits: c.limits, AppliedThrough: n, HeadHash: c.head, FeedHead: uint64(len(c.feed)),
	}, nil
}

func (c *fakeCentral) push(r *http.Request) (any, error) {
	c.mu.Lock()
	c.inPush++
	c.maxPush = max(c.maxPush, c.inPush)
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.inPush--
		c.mu.Unlock()
	}()
	var req syncproto.PushRequest
	if err := decode(r, &req); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	raw, err := json.Marshal(req)
	if err != nil {
		return nil, err
	}
	if len(raw) > syncproto.MaxPushBody || len(req.Items) > syncproto.MaxPushItems {
		return nil, &rental.Error{Code: rental.CodeTooLarge, Reason: "too_large", Message: "too large"}
	}
	if req.Run != c.run {
		return nil, &rental.Error{Code: rental.CodeConflict, Reason: "hello_first", Message: "hello first"}
	}
	c.sizes = append(c.sizes, len(req.Items))
	reply := syncproto.PushReply{}
	for _, it := range req.Items {
		p, err := syncproto.ParsePayload(it.Payload)
		if err != nil {
			return nil, err
		}
		verdict := rental.AlreadyStored
		if it.Seq == uint64(len(c.items))+1 {
			verdict = rental.Applied
			c.items[it.Seq] = it.Payload
			c.times[p.ID]++
			c.head = syncproto.Chain(c.head, uuid.MustParse(kioskID), req.Epoch, it.Seq, syncproto.ContentHash(it.Payload))
			c.addRow(string(p.ID))
		} else if it.Seq > uint64(len(c.items)) {
			return nil, &rental.Error{Code: rental.CodeConflict, Reason: "position_diverged", Message: "gap"}
		}
		reply.Verdicts = append(reply.Verdicts, syncproto.VerdictEntry{Seq: it.Seq, ID: p.ID, Verdict: verdict, FeedSeq: uint64(len(c.feed))})
	}
	reply.AppliedThrough, reply.HeadHash = uint64(len(c.items)), c.head
	if c.edit != nil {
		c.edit(&reply)
	}
	return reply, nil
}

// addRow appends to the feed; the caller holds mu.
func (c *fakeCentral) addRow(id string) {
	c.feed = append(c.feed, syncproto.ChangeEntry{
		Seq: uint64(len(c.feed) + 1), Collection: rental.Assets, ID: id, Rev: 1, Op: syncproto.OpUpsert, Body: json.RawMessage(`{}`),
	})
	close(c.news)
	c.news = make(chan struct{})
}

func (c *fakeCentral) changes(r *http.Request) (any, error) {
	cursor, err := strconv.Atoi(r.URL.Query().Get("cursor"))
	if err != nil {
		return nil, err
	}
	wait, err := time.ParseDuration(r.URL.Query().Get("wait"))
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	news, head := c.news, len(c.feed)
	c.mu.Unlock()
	if cursor >= head {
		select {
		case <-news:
		case <-time.After(wait):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	cursor = min(cursor, len(c.feed))
	next := min(cursor+100, len(c.feed))
	return syncproto.ChangesPage{Incarnation: c.inc, Changes: c.feed[cursor:next], Next: uint64(next), More: next < len(c.feed)}, nil
}

func (c *fakeCentral) heartbeat(r *http.Request) error {
	var beat syncproto.Heartbeat
	if err := decode(r, &beat); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.beats = append(c.beats, beat)
	return nil
}

func (c *fakeCentral) snapshot(w http.ResponseWriter, r *http.Request, path []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	parts := c.parts[rental.Collection(path[0])]
	if len(path) == 1 {
		rows := 0
		for _, p := range parts {
			rows += len(p)
		}
		answer(w, nil, syncproto.SnapshotManifest{
			ID: "snap-" + path[0] + c.snap, Collection: rental.Collection(path[0]), Incarnation: c.inc,
			FeedSeq: uint64(len(c.feed)), Rows: int64(rows), Parts: len(parts),
		}, nil)
		return
	}
	if r.URL.Query().Get("id") != "snap-"+path[0]+c.snap {
		answer(w, r, nil, &rental.Error{Code: rental.CodePreconditionFailed, Reason: problem.ReasonSnapshotGone})
		return
	}
	n, _ := strconv.Atoi(path[1])
	w.Header().Set("Content-Type", "application/x-ndjson")
	for _, row := range parts[n] {
		_ = json.NewEncoder(w).Encode(row)
	}
}
