package ledger

import (
	"bytes"
	"slices"

	"rms/kiosk/ledger/reads"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// ground is what an item that may be decided anew stands on: of each row that
// a page or an answer moves, what the first such item sees before and after. An
// item above it sees either the same, or the image of an item between, which
// does not move. Most of what comes from central is this kiosk's own effect, just
// as its image was: then nothing is decided anew.
type ground struct {
	tx     *store.Tx
	cursor uint64
	first  uint64       // the lowest item that may be decided anew; 0: there is none
	keys   []rental.Key // that may show something else afterwards
	was    []store.Sight
	above  []uint64 // settled items above the first: their images hid something from others
}

// newGround is to be asked for when all that has landed is marked, and before
// anything moves. Items that are settled at the cursor are not decided anew, and
// their images move, too.
func newGround(tx *store.Tx, cursor uint64, moving []rental.Key) (*ground, error) {
	if err := tx.Unburden(cursor); err != nil {
		return nil, err
	}
	first, err := tx.FirstActive(tx.Context())
	g := &ground{tx: tx, cursor: cursor, first: first}
	if err != nil || first == 0 {
		return g, err
	}
	leaving, err := tx.Leaving(cursor)
	if err != nil {
		return nil, err
	}
	noted := make(map[rental.Key]struct{}, len(moving)+len(leaving))
	note := func(k rental.Key) {
		if _, is := noted[k]; !is {
			noted[k] = struct{}{}
			g.keys = append(g.keys, k)
		}
	}
	for _, k := range moving {
		note(k)
	}
	for _, at := range leaving {
		if at.Seq < first {
			note(at.Key)
		} else if !slices.Contains(g.above, at.Seq) {
			g.above = append(g.above, at.Seq)
		}
	}
	g.was, err = tx.Before(first).Sights(tx.Context(), g.keys)
	return g, err
}

// settle takes the images of settled items out of the overlay, and adds to dirty
// what shows something else than before.
func (g *ground) settle(dirty reads.Set) error {
	for _, seq := range g.above {
		images, err := g.tx.Overlay(seq)
		if err != nil {
			return err
		}
		for _, img := range images {
			dirty.Touch(img)
		}
	}
	if err := g.tx.Settle(g.cursor); err != nil || g.first == 0 {
		return err
	}
	is, err := g.tx.Before(g.first).Sights(g.tx.Context(), g.keys)
	if err != nil {
		return err
	}
	for i, k := range g.keys {
		if err := compare(k, g.was[i], is[i], dirty); err != nil {
			return err
		}
	}
	return nil
}

func compare(k rental.Key, was, is store.Sight, dirty reads.Set) error {
	if was.State == is.State && bytes.Equal(was.Body, is.Body) {
		return nil
	}
	before, err := was.Row(k.Collection)
	if err != nil {
		return err
	}
	after, err := is.Row(k.Collection)
	if err != nil {
		return err
	}
	if was.State == is.State && sameSight(before, after) {
		return nil
	}
	dirty.Touch(store.Image{Key: k, Row: before})
	dirty.Touch(store.Image{Key: k, Row: after})
	return nil
}

// sameSight compares two rows but for when they were written and by whom, and
// for their revisions: what nobody decides by.
func sameSight(a, b rental.Row) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return sameRow(bare(a), bare(b))
}

func bare(r rental.Row) rental.Row {
	m := r.RowMeta()
	if _, order := r.(rental.RentAction); order {
		m.Rev = min(m.Rev, 1) // a dock is shown whether central knows an order
	} else {
		m.Rev = 0
	}
	m.CreatedAt, m.UpdatedAt, m.UpdatedBy = 0, 0, ""
	return r.WithMeta(m)
}
