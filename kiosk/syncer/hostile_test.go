package syncer_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/syncer"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func gzipped(n int) []byte {
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	chunk := bytes.Repeat([]byte(" "), 1<<20)
	for range n {
		_, _ = zw.Write(chunk)
	}
	_ = zw.Close()
	return buf.Bytes()
}

// TestForeignAnswers answers each path in turn with what a captive portal, a
// broken proxy or an attacker may send. Nothing may be applied, the status must
// tell, and all must arrive once the network is itself again.
func TestForeignAnswers(t *testing.T) {
	bomb := gzipped(10)
	write := func(contentType string, status int, body []byte, more ...string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", contentType)
			for i := 0; i+1 < len(more); i += 2 {
				w.Header().Set(more[i], more[i+1])
			}
			w.WriteHeader(status)
			_, _ = w.Write(body)
		}
	}
	page := []byte("<html><title>Welcome to Hotel Wi-Fi</title>" + strings.Repeat(" ", 4000))
	for _, tt := range []struct {
		name   string
		answer func(http.ResponseWriter)
		reason string
	}{
		{"portal with 200", write("text/html", 200, page), "not_central"},
		{"portal with 503 and Retry-After", write("text/html", 503, page, "Retry-After", "1"), "not_central"},
		{"proxy's 502", write("text/html", 502, page), "not_central"},
		{"redirect", write("text/html", 302, nil, "Location", "http://evil.example/"), "not_central"},
		{"permanent redirect", write("application/json", 308, []byte("{}"), "Location", "/v1/sync/other"), "not_central"},
		{"no body", write("application/json", 200, nil), "bad_reply"},
		{"truncated JSON", write("application/json", 200, []byte(`{"nonce":"AAAA`)), "bad_reply"},
		{"two values", write("application/json", 200, []byte(`{} {}`)), "bad_reply"},
		{"array", write("application/json", 200, []byte(`[]`)), "bad_reply"},
		{"null", write("application/json", 200, []byte(`null`)), "bad_reply"},
		{"10 MB", write("application/json", 200, bytes.Repeat([]byte(" "), 10<<20)), "bad_reply"},
		{"gzip bomb", write("application/json", 200, bomb, "Content-Encoding", "gzip"), "bad_reply"},
		{"broken gzip", write("application/json", 200, []byte("plain"), "Content-Encoding", "gzip"), "unreachable"},
		{"body breaks off", func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "1000")
			write("application/json", 200, []byte(`{"run":`))(w)
		}, "unreachable"},
		{"204", write("application/json", 204, nil), "not_central"},
	} {
		paths := []string{"challenge", "session", "hello", "push", "changes"}
		switch tt.name { // what is big is slow
		case "10 MB":
			paths = []string{"hello", "push"}
		case "gzip bomb":
			paths = []string{"challenge", "push"}
		}
		for _, path := range paths {
			t.Run(tt.name+"/"+path, func(t *testing.T) {
				bubble(t, func(r *rig) {
					r.central.hook = func(p string, w http.ResponseWriter, q *http.Request) bool {
						if p != path {
							return false
						}
						_, _ = io.Copy(io.Discard, q.Body)
						tt.answer(w)
						return true
					}
					r.ledger.mint(3, 10)
				}, func(r *rig) {
					r.central.mu.Lock()
					r.central.addRow("row")
					r.central.mu.Unlock()
					r.pass(40 * time.Second)
					s := r.syncer.Status()
					if s.LastError == nil || s.LastError.Reason != tt.reason || s.LastError.Hint == "" {
						t.Errorf("status tells %+v, want %s", s.LastError, tt.reason)
					}
					if path != "changes" && r.ledger.answers != 0 {
						t.Errorf("%d answers were applied", r.ledger.answers)
					}
					if path == "changes" && (len(r.ledger.rows) != 0 || r.ledger.cursor != 0) {
						t.Errorf("rows %v at cursor %d were applied", r.ledger.rows, r.ledger.cursor)
					}
					if n := len(r.callsOf(path)); n > 20 {
						t.Errorf("called %d times in 40 seconds", n)
					}
					r.hook(nil)
					r.pass(2 * time.Minute)
					r.delivered(3)
				})
			})
		}
	}
}

// TestLyingVerdicts falsifies a push's reply in every way that matters.
func TestLyingVerdicts(t *testing.T) {
	line := 0
	for name, lie := range map[string]func(*syncproto.PushReply){
		"wrong head":        func(r *syncproto.PushReply) { r.HeadHash[0] ^= 1 },
		"no verdicts":       func(r *syncproto.PushReply) { r.Verdicts = nil },
		"one missing":       func(r *syncproto.PushReply) { r.Verdicts = r.Verdicts[1:] },
		"last missing":      func(r *syncproto.PushReply) { r.Verdicts = r.Verdicts[:len(r.Verdicts)-1] },
		"one too many":      func(r *syncproto.PushReply) { r.Verdicts = append(r.Verdicts, r.Verdicts[0]) },
		"swapped":           func(r *syncproto.PushReply) { r.Verdicts[0], r.Verdicts[1] = r.Verdicts[1], r.Verdicts[0] },
		"ids swapped":       func(r *syncproto.PushReply) { r.Verdicts[0].ID, r.Verdicts[1].ID = r.Verdicts[1].ID, r.Verdicts[0].ID },
		"no id":             func(r *syncproto.PushReply) { r.Verdicts[0].ID = "" },
		"wrong seq":         func(r *syncproto.PushReply) { r.Verdicts[2].Seq = 77 },
		"unknown verdict":   func(r *syncproto.PushReply) { r.Verdicts[1].Verdict = "fine" },
		"retry in between":  func(r *syncproto.PushReply) { r.Verdicts[1].Verdict = rental.Retry },
		"retry, yet stored": func(r *syncproto.PushReply) { r.Verdicts[2].Verdict = rental.Retry },
		"applied less":      func(r *syncproto.PushReply) { r.AppliedThrough-- },
		"applied unborn":    func(r *syncproto.PushReply) { r.AppliedThrough += 5 },
		"applied endless":   func(r *syncproto.PushReply) { r.AppliedThrough = 1 << 63 },
		"line without item": func(r *syncproto.PushReply) { r.Verdicts[0].Line = &line },
		"line before item": func(r *syncproto.PushReply) {
			v := r.Verdicts[0]
			v.Line = &line
			r.Verdicts = append([]syncproto.VerdictEntry{v}, r.Verdicts...)
		},
		"line twice": func(r *syncproto.PushReply) {
			v := r.Verdicts[0]
			v.Line = &line
			r.Verdicts = append([]syncproto.VerdictEntry{r.Verdicts[0], v, v}, r.Verdicts[1:]...)
		},
		"item twice": func(r *syncproto.PushReply) {
			r.Verdicts = append([]syncproto.VerdictEntry{r.Verdicts[0]}, r.Verdicts...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(r *rig) {
				r.central.edit = lie
				r.ledger.mint(3, 10)
			}, func(r *rig) {
				r.pass(2 * time.Minute)
				if r.ledger.answers != 0 {
					t.Fatalf("%d answers of a lying reply were applied", r.ledger.answers)
				}
				if s := r.state(syncer.StateReachable); s.LastError == nil || s.LastError.Reason != "bad_reply" {
					t.Errorf("status tells %+v, want bad_reply", s.LastError)
				}
				r.central.mu.Lock()
				r.central.edit = nil
				r.central.mu.Unlock()
				r.pass(time.Minute)
				r.delivered(3)
			})
		})
	}
}

// TestUnusualButTrueReplies must not be taken for lies.
func TestUnusualButTrueReplies(t *testing.T) {
	line := 0
	var once bool
	for name, edit := range map[string]func(*syncproto.PushReply){
		"lines": func(r *syncproto.PushReply) {
			v := r.Verdicts[0]
			v.Line = &line
			r.Verdicts = append([]syncproto.VerdictEntry{r.Verdicts[0], v}, r.Verdicts[1:]...)
		},
		"nothing but a retry at first": func(r *syncproto.PushReply) {
			if !once {
				once = true
				r.Verdicts = r.Verdicts[:1]
				r.Verdicts[0].Verdict, r.AppliedThrough, r.HeadHash = rental.Retry, 0, syncproto.Hash{}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(r *rig) {
				r.central.edit = edit
				r.ledger.mint(3, 10)
			}, func(r *rig) {
				r.pass(time.Minute)
				r.delivered(3)
			})
		})
	}
}

// TestShorterBatchAfterALostReply: central stored 3, its reply got lost, and the
// kiosk asks again with fewer items: central is ahead of the batch, rightly.
func TestShorterBatchAfterALostReply(t *testing.T) {
	bubble(t, nil, func(r *rig) {
		lost := false
		r.hook(func(path string, _ http.ResponseWriter, q *http.Request) bool {
			if path != "push" || lost {
				return false
			}
			lost = true
			if _, err := r.central.push(q); err != nil {
				t.Error(err)
			}
			panic(http.ErrAbortHandler)
		})
		r.ledger.mint(3, 10)
		r.pass(time.Minute)
		r.delivered(3)
		if diff := cmp.Diff([]int{3, 1, 2}, r.central.sizes); diff != "" {
			t.Errorf("batches (-want +got):\n%s", diff)
		}
	})
}

func TestLyingPages(t *testing.T) {
	good := func() syncproto.ChangesPage {
		row := func(seq uint64) syncproto.ChangeEntry {
			return syncproto.ChangeEntry{Seq: seq, Collection: rental.Assets, ID: fmt.Sprint("row-", seq), Rev: 1, Op: syncproto.OpUpsert, Body: []byte("{}")}
		}
		return syncproto.ChangesPage{Incarnation: "inc-1", Changes: []syncproto.ChangeEntry{row(8), row(9)}, Next: 9}
	}
	for name, lie := range map[string]func(*syncproto.ChangesPage){
		"before the cursor": func(p *syncproto.ChangesPage) { p.Changes[0].Seq = 5 },
		"out of order":      func(p *syncproto.ChangesPage) { p.Changes[0].Seq = 10; p.Next = 10 },
		"beyond next":       func(p *syncproto.ChangesPage) { p.Next = 8 },
		"back in time":      func(p *syncproto.ChangesPage) { p.Changes, p.Next = nil, 3 },
		"more of nothing":   func(p *syncproto.ChangesPage) { p.Changes, p.Next, p.More = nil, 5, true },
		"no id":             func(p *syncproto.ChangesPage) { p.Changes[1].ID = "" },
		"no collection":     func(p *syncproto.ChangesPage) { p.Changes[1].Collection = "" },
		"unknown op":        func(p *syncproto.ChangesPage) { p.Changes[1].Op = "merge" },
		"no row":            func(p *syncproto.ChangesPage) { p.Changes[1].Body = nil },
		"other incarnation": func(p *syncproto.ChangesPage) { p.Incarnation = "inc-2" },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(r *rig) {
				r.ledger.cursor = 5
				page := good()
				lie(&page)
				r.central.hook = func(path string, w http.ResponseWriter, q *http.Request) bool {
					if path != "changes" {
						return false
					}
					answer(w, q, page, nil)
					return true
				}
			}, func(r *rig) {
				r.pass(time.Minute)
				if r.ledger.cursor != 5 || len(r.ledger.rows) != 0 {
					t.Errorf("applied up to %d: %v", r.ledger.cursor, r.ledger.rows)
				}
				if n := len(r.callsOf("changes")); n > 40 {
					t.Errorf("asked %d times in a minute", n)
				}
				page := good()
				r.hook(func(path string, w http.ResponseWriter, q *http.Request) bool {
					if path != "changes" || q.URL.Query().Get("cursor") != "5" {
						return path == "changes" && hang(q)
					}
					answer(w, q, page, nil)
					return true
				})
				r.pass(2 * time.Minute)
				if diff := cmp.Diff(map[string]int64{"assets/row-8": 1, "assets/row-9": 1}, maps.Clone(r.ledger.rows)); diff != "" {
					t.Errorf("rows of the true page (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestLyingSnapshots(t *testing.T) {
	row := func(id string) syncproto.SnapshotRow {
		return syncproto.SnapshotRow{ID: id, Rev: 1, Body: []byte("{}")}
	}
	for name, lie := range map[string]func(w http.ResponseWriter, path string) bool{
		"other collection": func(w http.ResponseWriter, path string) bool {
			if path == "snapshot/places" {
				answer(w, nil, syncproto.SnapshotManifest{ID: "x", Collection: rental.Assets, Incarnation: "inc-1"}, nil)
			}
			return path == "snapshot/places"
		},
		"rows without parts": func(w http.ResponseWriter, path string) bool {
			if path == "snapshot/places" {
				answer(w, nil, syncproto.SnapshotManifest{ID: "x", Collection: rental.Places, Incarnation: "inc-1", Rows: 3}, nil)
			}
			return path == "snapshot/places"
		},
		"endless parts": func(w http.ResponseWriter, path string) bool {
			if path == "snapshot/places" {
				answer(w, nil, syncproto.SnapshotManifest{ID: "x", Collection: rental.Places, Incarnation: "inc-1", Rows: 3, Parts: 1 << 40}, nil)
			}
			return path == "snapshot/places"
		},
		"two incarnations": func(w http.ResponseWriter, path string) bool {
			if path == "snapshot/assets" {
				answer(w, nil, syncproto.SnapshotManifest{ID: "x", Collection: rental.Assets, Incarnation: "inc-2"}, nil)
			}
			return path == "snapshot/assets"
		},
		"short part": func(w http.ResponseWriter, path string) bool {
			return path == "snapshot/places/0" && ndjson(w, `{"id":"a","rev":1,"body":{}}`)
		},
		"long part": func(w http.ResponseWriter, path string) bool {
			return path == "snapshot/places/0" && ndjson(w, `{"id":"a","body":{}}{"id":"b","body":{}}{"id":"c","body":{}}`)
		},
		"out of order": func(w http.ResponseWriter, path string) bool {
			return path == "snapshot/places/0" && ndjson(w, `{"id":"b","body":{}}{"id":"a","body":{}}`)
		},
		"cut in a row": func(w http.ResponseWriter, path string) bool {
			return path == "snapshot/places/0" && ndjson(w, `{"id":"a","body":{}}{"id":"b",`)
		},
		"not ndjson": func(w http.ResponseWriter, path string) bool {
			if path == "snapshot/places/0" {
				answer(w, nil, row("a"), nil)
			}
			return path == "snapshot/places/0"
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(r *rig) {
				r.ledger.boot = false
				r.central.parts[rental.Places] = [][]syncproto.SnapshotRow{{row("a"), row("b")}}
				r.central.hook = func(path string, w http.ResponseWriter, _ *http.Request) bool { return lie(w, path) }
				r.ledger.mint(1, 10)
			}, func(r *rig) {
				r.pass(3 * time.Minute)
				if r.ledger.boot || len(r.ledger.rows) != 0 {
					t.Errorf("a lying snapshot was swapped in: %v", r.ledger.rows)
				}
				r.delivered(1) // pushing does not wait for it
				r.hook(nil)
				r.pass(3 * time.Minute)
				if diff := cmp.Diff(map[string]int64{"places/a": 1, "places/b": 1}, maps.Clone(r.ledger.rows)); !r.ledger.boot {
					t.Errorf("never bootstrapped after the lie ended; rows (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func ndjson(w http.ResponseWriter, body string) bool {
	w.Header().Set("Content-Type", "application/x-ndjson")
	_, _ = io.WriteString(w, body)
	return true
}

// TestOwnStoreFails: a disk that is full loses nothing and is told.
func TestOwnStoreFails(t *testing.T) {
	bubble(t, func(r *rig) {
		r.ledger.broken = &rental.Error{Code: rental.CodeUnavailable, Reason: "disk_full", Message: "full", Hint: "free space"}
		r.ledger.mint(2, 10)
	}, func(r *rig) {
		r.pass(5 * time.Minute)
		if s := r.syncer.Status(); s.LastError == nil || s.LastError.Reason != "disk_full" {
			t.Errorf("status tells %+v", s.LastError)
		}
		if n := len(r.callsOf("push")); n > 15 {
			t.Errorf("%d pushes in 5 minutes with a full disk", n)
		}
		r.ledger.mu.Lock()
		r.ledger.broken = nil
		r.ledger.mu.Unlock()
		r.pass(time.Minute + time.Second)
		r.delivered(2)
	})
}
