package localapi

import (
	"context"
	"sync"
	"time"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// The topics of news.
const (
	topicDesk   = "desk"
	topicStatus = "status"
	topicInbox  = "inbox"
	topicToday  = "today"
	topicOrders = "orders"
	topicDemo   = "demo"
)

// subject is what only the newest news is kept of. News of the desk from a gesture is its own subject: a page that holds
// the gesture's revision need not read, and so it must not take the place of news from the store, which no revision tells.
type subject struct {
	topic   string
	gesture bool
}

// hub numbers news and hands it to the pages that wait. Only the newest news of a subject is kept: what a page does with
// it is to read the topic again.
type hub struct {
	mu     sync.Mutex
	n      int64
	at     map[subject]int64 // number of its newest news
	rev    int64             // the desk's, as of the newest gesture
	news   chan struct{}     // closed at the next news
	closed bool
}

func newHub() *hub { return &hub{at: map[subject]int64{}, news: make(chan struct{})} }

// publish announces news of a topic.
func (h *hub) publish(topic string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tell(subject{topic: topic})
}

// gesture announces that the desk is at a revision.
func (h *hub) gesture(rev int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rev = max(h.rev, rev)
	h.tell(subject{topic: topicDesk, gesture: true})
}

// tell wakes who waits; the caller holds mu.
func (h *hub) tell(of subject) {
	if h.closed {
		return
	}
	h.n++
	h.at[of] = h.n
	close(h.news)
	h.news = make(chan struct{})
}

// close lets everybody go who waits.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		close(h.news)
	}
}

// since lists the news after n in its order, the number to ask with next, and, if there is none, what to wait for. A
// number from another life of the process starts again.
func (h *hub) since(n int64) (events []Event, next int64, wait <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n > h.n || n < 0 {
		n = 0
	}
	events = []Event{}
	for at := n + 1; at <= h.n; at++ {
		for of, newest := range h.at {
			if newest != at {
				continue
			}
			e := Event{N: at, Topic: of.topic}
			if of.gesture {
				e.Rev = h.rev
			}
			events = append(events, e)
		}
		if len(events) == len(h.at) {
			break
		}
	}
	if len(events) > 0 || h.closed {
		return events, h.n, nil
	}
	return events, h.n, h.news
}

type eventsQuery struct {
	After int64  `query:"after" doc:"number of the last news that the page has seen"`
	Wait  string `query:"wait" default:"0s" doc:"how long to wait for news, as 20s; at most 25s"`
}

// events is the long-poll: at once when there is news, else when there is or the wait is over.
func (s *Server) events(ctx context.Context, in *eventsQuery) (Events, error) {
	wait, err := time.ParseDuration(in.Wait)
	if err != nil || wait < 0 || wait > syncproto.MaxWait {
		return Events{}, &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_wait", Field: "wait", Message: "wait must be between 0s and 25s", Hint: "ask again when it is over",
		}
	}
	events, next, news := s.hub.since(in.After)
	if news != nil && wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-news:
		case <-timer.C:
		case <-ctx.Done():
		}
		events, next, _ = s.hub.since(in.After)
	}
	return Events{Boot: s.boot, Next: next, Events: events}, nil
}
