package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"rms/kiosk/syncer"
	"rms/syncproto"
)

var errLost = errors.New("no answer in time")

// request is what travels: the bytes that the product would send.
type request struct {
	from   *kiosk
	life   int
	call   *syncer.Call
	header http.Header
	body   []byte
	sent   time.Time
	done   bool
}

// send puts an effect's call on the line.
func (k *kiosk) send(eff syncer.Effect) {
	w := k.w
	call, result := k.exchange.Request(w.ctx, eff)
	if call == nil {
		w.after(0, func() { k.step(syncer.Done{Op: eff.Op, Life: eff.Life, Result: result}) })
		return
	}
	body, header, err := call.Body()
	w.must(err)
	r := &request{from: k, life: k.lives, call: call, header: header, body: body, sent: w.now}
	w.note("%s sends %s, %d bytes", k.name, eff.Op, len(body))
	w.calls++
	// Whatever happens, the caller gives up in the end.
	w.after(call.Timeout, func() { r.finish(nil) })
	switch {
	case k.cut || (w.chaos && w.chance(w.odds.drop)):
		w.faults.dropped++
		return
	case w.chaos && w.chance(w.odds.duplicate):
		w.faults.duplicated++
		w.after(w.between(0, 90*time.Second), func() { r.arrive(true) })
	}
	w.after(w.delay(), func() { r.arrive(false) })
}

// arrive lets central answer. Of an echo nobody waits for the answer.
func (r *request) arrive(echo bool) {
	w := r.from.w
	if !w.central.up {
		if !echo {
			w.after(w.delay(), func() { r.finish(nil) }) // refused
		}
		return
	}
	if !echo && r.call.Effect.Op == syncer.OpPush {
		w.keep(r.from, r.body, r.header)
	}
	dies := w.chaos && r.call.Effect.Op == syncer.OpPush && w.chance(w.odds.centralDies)
	if dies {
		w.central.breakCommit, w.central.breakAfter = errCrash, w.chance(50)
	}
	path := strings.Replace(r.call.Path, "wait=25s", "wait=0s", 1)
	rec := w.central.serve(r.call.Method, path, r.header.Clone(), r.body)
	w.note("central answers %s of %s with %d, echo %t, %d bytes", r.call.Effect.Op, r.from.name, rec.Code, echo, rec.Body.Len())
	if dies {
		w.central.crash()
		w.after(w.between(time.Second, 2*time.Minute), w.central.start)
		return
	}
	if echo {
		return
	}
	if r.call.Effect.Op == syncer.OpPull && r.hold(rec) {
		return
	}
	if r.from.cut || (w.chaos && w.chance(w.odds.loseReply)) {
		w.faults.lost++
		return
	}
	w.after(w.delay(), func() { r.finish(rec) })
}

// hold keeps a pull that has nothing to tell for as long as central would, and
// looks again from time to time.
func (r *request) hold(rec *httptest.ResponseRecorder) bool {
	var page syncproto.ChangesPage
	if rec.Code != http.StatusOK || json.Unmarshal(rec.Body.Bytes(), &page) != nil {
		return false
	}
	w := r.from.w
	if len(page.Changes) > 0 || page.Next != r.from.cursorOf(r.call) || w.now.Sub(r.sent) > syncproto.MaxWait {
		return false
	}
	w.after(2*time.Second, func() {
		if !r.done && r.from.lives == r.life {
			r.arrive(false)
		}
	})
	return true
}

// cursorOf reads the cursor out of a pull's path.
func (k *kiosk) cursorOf(c *syncer.Call) uint64 {
	req := httptest.NewRequestWithContext(k.w.ctx, c.Method, c.Path, nil)
	var n uint64
	k.w.must(json.Unmarshal([]byte(req.URL.Query().Get("cursor")), &n))
	return n
}

// finish brings the answer home, or none.
func (r *request) finish(rec *httptest.ResponseRecorder) {
	k := r.from
	if r.done || !k.up || k.lives != r.life {
		return
	}
	r.done = true
	err := errLost
	if rec != nil {
		res := rec.Result()
		res.Body = io.NopCloser(bytes.NewReader(rec.Body.Bytes()))
		err = r.call.Read(res)
	}
	result := k.exchange.Finish(k.w.ctx, r.call, err)
	what := "ok"
	if f := result.Failure; f != nil {
		what = string(f.Class) + " " + f.Err.Reason
		// A kiosk that was put back may find that central has heard of what it forgot.
		diverged := f.Err.Reason == syncer.ReasonDiverged && len(k.forgotten) == 0
		if f.Class == syncer.BadReply || f.Class == syncer.LocalFault || diverged {
			k.w.found("%s: %s: %s: %s", k.name, r.call.Effect.Op, what, f.Err.Message)
		}
	}
	k.w.note("%s hears of %s: %s", k.name, r.call.Effect.Op, what)
	k.step(syncer.Done{Op: r.call.Effect.Op, Life: r.call.Effect.Life, Result: result})
}
