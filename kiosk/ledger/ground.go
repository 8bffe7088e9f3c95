package ledger

import (
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
	tx    *store.Tx
	first uint64 // the lowest item that may be decided anew; 0: there is none
	was   map[rental.Key]sight
	order []rental.Key // of was
}

// sight is what a key shows.
type sight struct {
	row      rental.Row
	presence rental.Presence
}

// newGround is to be asked for when all that has landed is marked, and before
// anything moves. Items that are settled at the cursor are not decided anew.
func newGround(tx *store.Tx, cursor uint64) (*ground, error) {
	if err := tx.Unburden(cursor); err != nil {
		return nil, err
	}
	first, err := tx.FirstActive(tx.Context())
	return &ground{tx: tx, first: first, was: map[rental.Key]sight{}}, err
}

func (g *ground) look(k rental.Key) (s sight, err error) {
	s.row, s.presence, err = g.tx.Before(g.first).Row(g.tx.Context(), k)
	return s, err
}

// moves notes what a row shows before its first change.
func (g *ground) moves(k rental.Key) error {
	if _, noted := g.was[k]; noted || g.first == 0 {
		return nil
	}
	s, err := g.look(k)
	g.was[k] = s
	g.order = append(g.order, k)
	return err
}

// moved adds what shows something else now to dirty.
func (g *ground) moved(dirty reads.Set) error {
	for _, k := range g.order {
		was := g.was[k]
		is, err := g.look(k)
		if err != nil {
			return err
		}
		if was.presence == is.presence && sameSight(was.row, is.row) {
			continue
		}
		dirty.Touch(store.Image{Key: k, Row: was.row})
		dirty.Touch(store.Image{Key: k, Row: is.row})
	}
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

// leave takes the images of settled items out of the overlay. Those above the
// first that may be decided anew hid something from others.
func (g *ground) leave(cursor uint64, dirty reads.Set) error {
	gone, err := g.tx.Leaving(cursor)
	if err != nil {
		return err
	}
	for _, at := range gone {
		if g.first != 0 && at.Seq > g.first {
			err = g.hid(at.Seq, dirty)
		} else {
			err = g.moves(at.Key)
		}
		if err != nil {
			return err
		}
	}
	return g.tx.Settle(cursor)
}

func (g *ground) hid(seq uint64, dirty reads.Set) error {
	images, err := g.tx.Overlay(seq)
	for _, img := range images {
		dirty.Touch(img)
	}
	return err
}
