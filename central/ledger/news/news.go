// Package news tells whoever waits that a sequence has grown.
//
// Concurrency. All methods may be called from any goroutine.
package news

import "sync"

// News is how far a sequence has grown.
type News struct {
	mu   sync.Mutex
	head uint64
	more chan struct{} // closed at the next growth
}

// New begins before the first of a sequence.
func New() *News { return &News{more: make(chan struct{})} }

// Announce is called after a commit that moved the sequence to head.
func (n *News) Announce(head uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if head <= n.head {
		return
	}
	n.head = head
	close(n.more)
	n.more = make(chan struct{})
}

// After returns a channel that is closed once the sequence is beyond seq; nil when it
// already is.
func (n *News) After(seq uint64) <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.head > seq {
		return nil
	}
	return n.more
}
