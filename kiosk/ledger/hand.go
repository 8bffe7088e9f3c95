package ledger

import (
	"sync"

	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// maxAtHand bounds what is kept at hand: orders with their allocations, types,
// places, jobs.
const maxAtHand = 512

// hand keeps what scan after scan asks for: the places and types of things, the
// order that they leave on with its allocations, and the end of the chain. It is
// filled and used by Record alone, under the turn to write, and emptied by
// whatever else moves rows and by every write that fails.
type hand struct {
	mu      sync.Mutex
	entries map[rental.Key]rental.Entry // present ones
	head    *link                       // of the chain; nil: not at hand
}

// holds reports whether entries of a collection are kept. Nobody writes to what
// hangs on them: the rules leave their State as it is.
func holds(c rental.Collection) bool {
	switch c {
	case rental.Places, rental.ItemTypes, rental.RentActions, rental.Projects, rental.OrderAllocations:
		return true
	default:
		return false
	}
}

func (h *hand) get(k rental.Key) (rental.Entry, bool) {
	if h == nil || !holds(k.Collection) {
		return rental.Entry{}, false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	e, ok := h.entries[k]
	return e, ok
}

// put keeps an entry that is present; any other may come to be at any time.
func (h *hand) put(k rental.Key, e rental.Entry) {
	if h == nil || !holds(k.Collection) || e.Presence != rental.Present {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.entries == nil || len(h.entries) >= maxAtHand {
		h.entries = map[rental.Key]rental.Entry{}
	}
	h.entries[k] = e
}

func (h *hand) forget(k rental.Key) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.entries, k)
}

func (h *hand) clear() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.entries, h.head = nil, nil
}

func (h *hand) chainHead() (link, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.head == nil {
		return link{}, false
	}
	return *h.head, true
}

func (h *hand) setChainHead(at link) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.head = &at
}

// wrote follows the images of a new item, which is the last of all.
func (h *hand) wrote(images []store.Image) {
	for _, img := range images {
		if img.Key.Collection == rental.Allocations {
			h.wroteAllocation(img)
			continue
		}
		if img.Row == nil {
			h.forget(img.Key)
			continue
		}
		h.put(img.Key, rental.Entry{Presence: rental.Present, Value: img.Row})
	}
}

func (h *hand) wroteAllocation(img store.Image) {
	a, ok := img.Row.(rental.Allocation)
	if !ok { // a delete does not say of which order
		h.clear()
		return
	}
	k := rental.Key{Collection: rental.OrderAllocations, ID: string(a.RentActionID)}
	e, ok := h.get(k)
	if !ok {
		return
	}
	set, ok := e.Value.(rental.AllocationSet)
	if !ok {
		h.forget(k)
		return
	}
	h.put(k, rental.Entry{Presence: rental.Present, Value: set.With(a)})
}
