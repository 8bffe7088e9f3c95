package store

import (
	"sync"

	"rms/syncproto/rental"
)

// maxKnown bounds what is kept, in rows of about 1 KB.
const maxKnown = 4096

// known keeps rows of the catalogue that every answer names: places and types. It
// serves reads outside transactions, which see the last commit. It holds central's
// rows alone; a commit that may have changed one, or hidden it, empties it.
type known struct {
	mu      sync.Mutex
	rows    map[rental.Key]rental.Row
	commits uint64 // that emptied it
}

// keeps reports whether rows of a collection are kept. Nobody writes to what
// hangs on them.
func (*known) keeps(c rental.Collection) bool { return c == rental.Places || c == rental.ItemTypes }

// get returns a row, else the moment at which the caller goes to read it.
func (k *known) get(key rental.Key) (r rental.Row, ok bool, moment uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	r, ok = k.rows[key]
	return r, ok, k.commits
}

// put keeps what was read at a moment, unless it may have changed since.
func (k *known) put(key rental.Key, r rental.Row, moment uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if moment != k.commits {
		return
	}
	if k.rows == nil || len(k.rows) >= maxKnown {
		k.rows = map[rental.Key]rental.Row{}
	}
	k.rows[key] = r
}

func (k *known) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.rows = nil
	k.commits++
}
