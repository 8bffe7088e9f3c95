package store

import (
	"sync"

	"rms/syncproto/rental"
)

// maxDecoded bounds the decoder, in rows of about 1 KB.
const maxDecoded = 4096

// decoder remembers rows by the bytes that they were read from: an order's
// allocations are read with every scan on it. It keeps only entities that hold
// no slice or map, so that no reader can change what another one gets.
type decoder struct {
	mu   sync.Mutex
	rows map[rental.Collection]map[string]rental.Row
	n    int
}

func newDecoder() *decoder { return &decoder{rows: map[rental.Collection]map[string]rental.Row{}} }

func plain(c rental.Collection) bool {
	switch c {
	case rental.Allocations, rental.Assets, rental.AssetCards, rental.ItemTypes, rental.TagAliases:
		return true
	default:
		return false
	}
}

func (d *decoder) row(c rental.Collection, body []byte) (rental.Row, error) {
	if !plain(c) {
		return rental.DecodeRow(c, body)
	}
	d.mu.Lock()
	r, ok := d.rows[c][string(body)]
	d.mu.Unlock()
	if ok {
		return r, nil
	}
	r, err := rental.DecodeRow(c, body)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.n >= maxDecoded {
		clear(d.rows)
		d.n = 0
	}
	if d.rows[c] == nil {
		d.rows[c] = map[string]rental.Row{}
	}
	d.rows[c][string(body)] = r
	d.n++
	return r, nil
}
