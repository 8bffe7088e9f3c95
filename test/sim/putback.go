package sim

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"rms/central/janitor"
	"rms/central/store"
	"rms/syncproto"
)

// disaster is what takes a whole state away, once in a history.
type disaster string

// The disasters.
const (
	calm           disaster = ""
	centralIsLost  disaster = "central is restored from a backup"
	kioskIsPutBack disaster = "a kiosk is put back"
)

// drawDisaster says what happens in this history: in half of them nothing does.
func (w *world) drawDisaster() disaster {
	switch n := w.rng.IntN(100); {
	case n < 25:
		return centralIsLost
	case n < 50:
		return kioskIsPutBack
	}
	return calm
}

// plan lets the disaster happen: a copy is made, and some time later it is all that
// there is.
func (w *world) plan(d disaster) {
	made, used := w.between(30*time.Second, 4*time.Minute), w.between(20*time.Second, 3*time.Minute)
	switch d {
	case calm:
	case centralIsLost:
		w.after(made, func() { w.backUp(used) })
	case kioskIsPutBack:
		w.after(made, func() { pick(w, w.kiosks).keepCopy(used) })
	}
}

// backUp copies central's files as they are, and restores them some time later.
func (w *world) backUp(used time.Duration) {
	if !w.chaos || !w.central.up {
		w.after(time.Minute, func() { w.backUp(used) })
		return
	}
	dir := filepath.Join(w.dir, "backup")
	w.must(copyFiles(w.central.dir, dir, store.FileName))
	w.note("central is backed up")
	w.after(used, func() { w.restore(filepath.Join(dir, store.FileName)) })
}

// restore puts the backup in the place of central's database while central is stopped.
func (w *world) restore(backup string) {
	if !w.chaos {
		return
	}
	w.central.crash()
	second := janitor.SecondPlace{Path: filepath.Join(w.dir, "generation")}
	_, err := janitor.Restore(w.ctx, backup, w.central.dir, second)
	w.must(err)
	// The incarnation is drawn by the machine: this history draws its own, so that it
	// is the same whenever it is played.
	db, err := store.Open(w.ctx, store.Options{Path: store.Path(w.central.dir), SkipCheck: true})
	w.must(err)
	w.must(db.Write(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.SetMeta(ctx, store.MetaIncarnation, w.newID())
	}))
	w.must(db.Close())
	w.faults.restored++
	w.note("central is restored")
	w.after(w.between(time.Second, 2*time.Minute), w.central.start)
}

// keepCopy copies a kiosk's files as they are, and puts them back some time later.
func (k *kiosk) keepCopy(used time.Duration) {
	w := k.w
	if !w.chaos || !k.up {
		w.after(time.Minute, func() { k.keepCopy(used) })
		return
	}
	dir := filepath.Join(w.dir, k.name+"-kept")
	w.must(copyFiles(k.dir, dir, kioskFile))
	w.note("the disk of %s is copied", k.name)
	w.after(used, func() { k.putBack(dir) })
}

// putBack ends the kiosk and gives it an earlier state of its disk. What it had minted
// since is forgotten there; what central had by then must stay at central.
func (k *kiosk) putBack(kept string) {
	w := k.w
	if !w.chaos {
		return
	}
	if !k.up || !w.central.up {
		w.after(30*time.Second, func() { k.putBack(kept) })
		return
	}
	dir := filepath.Join(w.dir, fmt.Sprintf("%s-%d-back", k.name, k.lives))
	w.must(copyFiles(kept, dir, kioskFile))
	had := k.held(k.dir)
	k.crashInto(dir)
	has := k.held(dir)
	atCentral := w.column(`select item_id from facts`)
	for id := range had {
		if !has[id] {
			k.forgotten[id] = slices.Contains(atCentral, id)
		}
	}
	k.shown = slices.DeleteFunc(k.shown, func(id string) bool { return !has[id] })
	k.facts = slices.DeleteFunc(k.facts, func(s shown) bool { return !has[string(s.id)] })
	w.faults.putBack++
	w.note("%s is put back, and forgets %d", k.name, len(k.forgotten))
	w.after(w.between(time.Second, time.Minute), k.start)
}

// held are the items that a kiosk's files hold.
func (k *kiosk) held(dir string) map[string]bool {
	w := k.w
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, kioskFile))
	w.must(err)
	rows, err := db.QueryContext(w.ctx, `select item_id from archive union all select item_id from outbox`)
	w.must(err)
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var id string
		w.must(rows.Scan(&id))
		out[id] = true
	}
	w.must(rows.Err())
	w.must(rows.Close())
	w.must(db.Close())
	return out
}

// current reports whether a push is of the epoch that its kiosk is in.
func (k *kiosk) current(req syncproto.PushRequest) bool {
	return k.up && k.position().Epoch == req.Epoch
}
