package sim

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"

	"rms/central/store"
	"rms/central/store/epoch"
	"rms/kiosk/syncer"
	"rms/syncproto"
	"rms/syncproto/rental"
	house "rms/test/bench/company"
	checker "rms/test/oracle/sync"
)

// Plant names a bug that is put in on purpose, to see that it is found.
type Plant string

// The bugs.
const (
	PlantNothing     Plant = ""
	PlantLostWrite   Plant = "lost write"
	PlantDoubleApply Plant = "double apply"
)

// Config is one history to run. Dir must be empty.
type Config struct {
	Seed     uint64
	Gestures int
	Dir      string
	Plant    Plant
	// Tamper is a statement that changes central's database, or a kiosk's, behind
	// everybody's back before the check: what an undiscovered bug would leave.
	Tamper, TamperKiosk string
}

// Report is what came of it. Findings is empty when every invariant held.
type Report struct {
	Trace                                        string // a sum over all that happened
	Steps, Gestures, Refused, Calls              int
	Dropped, Duplicated, Lost, Crashes, Replayed int
	Removed                                      int // things that central took away again
	Restored, PutBack                            int // central from a backup, and kiosks' disks
	Verdicts                                     map[string]int
	Findings                                     []string
	Last                                         []string // the end of the trace
}

// faults counts what went wrong on purpose, and what was removed.
type faults struct{ dropped, duplicated, lost, crashes, removed, restored, putBack int }

// odds are in percent; a seed draws its own.
type odds struct{ drop, duplicate, loseReply, centralDies int }

// world is one run.
type world struct {
	*scheduler
	ctx     context.Context //nolint:containedctx // lives for one Run
	dir     string
	plant   Plant
	central *central
	kiosks  []*kiosk
	company company
	chaos   bool
	odds    odds

	disaster                 disaster
	gestures, refused, calls int
	faults                   faults
	verdicts                 map[string]int
	pushes                   []syncproto.PushRequest
	pusher                   []*kiosk
	findings                 []string
	opened                   []*sql.DB
}

// abort carries an error of the machinery itself out of the run.
type abort struct{ err error }

func (w *world) must(err error) {
	if err != nil {
		panic(abort{err})
	}
}

func (w *world) found(format string, args ...any) {
	w.findings = append(w.findings, fmt.Sprintf(format, args...))
}

// delay is how long a message travels: mostly short, sometimes long enough for
// others to overtake it.
func (w *world) delay() time.Duration {
	if w.chaos && w.chance(10) {
		return w.between(time.Second, 15*time.Second)
	}
	return w.between(5*time.Millisecond, 300*time.Millisecond)
}

// Run plays one history to its quiet end and checks it.
func Run(ctx context.Context, c Config) (rep Report, err error) {
	w := &world{scheduler: newScheduler(c.Seed), ctx: ctx, dir: c.Dir, plant: c.Plant, verdicts: map[string]int{}, chaos: true}
	defer func() {
		if p := recover(); p != nil {
			a, ok := p.(abort)
			if !ok {
				panic(p)
			}
			err = fmt.Errorf("seed %d: %w", c.Seed, a.err)
		}
		err = errors.Join(err, w.close())
		rep = w.report()
	}()
	w.odds = odds{drop: w.rng.IntN(25), duplicate: w.rng.IntN(20), loseReply: w.rng.IntN(25), centralDies: w.rng.IntN(8)}
	w.disaster = w.drawDisaster()
	w.open()
	w.live(c.Gestures)
	w.heal()
	w.replay()
	w.tamper(c)
	w.check()
	return rep, nil
}

func (w *world) report() Report {
	return Report{
		Trace: w.sum(), Steps: w.steps, Gestures: w.gestures, Refused: w.refused, Calls: w.calls,
		Dropped: w.faults.dropped, Duplicated: w.faults.duplicated, Lost: w.faults.lost, Crashes: w.faults.crashes, Removed: w.faults.removed, Replayed: len(w.pushes),
		Restored: w.faults.restored, PutBack: w.faults.putBack,
		Verdicts: w.verdicts, Findings: w.findings, Last: w.last,
	}
}

// open makes a central with a company, and two to four kiosks on two sites.
func (w *world) open() {
	w.central = &central{w: w, dir: filepath.Join(w.dir, "central-0")}
	w.must(os.MkdirAll(w.central.dir, 0o700))
	w.must(w.central.open())
	w.company = newCompany()
	w.must(house.Put(w.ctx, w.central.db, w.company.rows()...))
	for i := range 2 + w.rng.IntN(3) {
		w.kiosks = append(w.kiosks, w.enrol(i))
	}
	for _, k := range w.kiosks {
		w.after(w.between(0, time.Minute), k.start)
	}
}

// enrol makes a kiosk that central knows.
func (w *world) enrol(i int) *kiosk {
	seed := sha256.Sum256(fmt.Appendf(nil, "key %d", i))
	k := &kiosk{w: w, forgotten: map[string]bool{}, name: fmt.Sprintf("dock%d", i+1), private: ed25519.NewKeyFromSeed(seed[:]), skew: w.between(-3*time.Second, 3*time.Second)}
	if w.chance(15) {
		k.skew = 20 * time.Minute // a clock that nobody trusts
	}
	k.dir = filepath.Join(w.dir, k.name+"-new")
	w.must(os.MkdirAll(k.dir, 0o700))
	site := w.company.sites[i%2]
	k.enrolled = syncproto.EnrolReply{
		KioskID: rental.KioskID(name("kiosk", i)), Name: k.name, NumberPrefix: fmt.Sprintf("K%d", i+1), SiteID: site,
		ReturnsPlaceID: w.company.returns[i%2], Zone: "Europe/Berlin",
	}
	k.enrolled.Epoch = syncproto.Epoch(uuid.MustParse(name("epoch", i)))
	public, ok := k.private.Public().(ed25519.PublicKey)
	if !ok {
		w.must(errors.New("no public key"))
	}
	w.must(house.Put(w.ctx, w.central.db, rental.Kiosk{
		ID: k.enrolled.KioskID, Name: k.name, NumberPrefix: k.enrolled.NumberPrefix, Status: rental.KioskActive,
		PublicKey: base64.StdEncoding.EncodeToString(public), ReturnsPlaceID: k.enrolled.ReturnsPlaceID, Meta: rental.Meta{SiteID: site},
	}))
	w.must(w.central.db.Write(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		return epoch.Add(ctx, tx, epoch.Epoch{KioskID: k.enrolled.KioskID, Epoch: k.enrolled.Epoch, NumberPrefix: k.enrolled.NumberPrefix, Status: epoch.Active})
	}))
	return k
}

// live lets people work while everything goes wrong.
func (w *world) live(gestures int) {
	for _, k := range w.kiosks {
		w.after(w.between(0, 2*time.Minute), func() { w.people(k) })
		w.after(w.between(time.Minute, 10*time.Minute), func() { w.trouble(k) })
	}
	w.after(w.between(time.Minute, 5*time.Minute), w.office)
	w.plan(w.disaster)
	w.run(w.now.Add(24*time.Hour), func() bool { return w.gestures >= gestures })
}

// people make gestures at a kiosk, one after another, for ever.
func (w *world) people(k *kiosk) {
	if !w.chaos {
		return
	}
	if g, ok := w.gesture(k); ok {
		k.record(g)
	}
	w.after(w.between(time.Second, 40*time.Second), func() { w.people(k) })
}

// trouble cuts a kiosk's line, or ends its process, from time to time.
func (w *world) trouble(k *kiosk) {
	if !w.chaos {
		return
	}
	switch {
	case w.chance(40):
		k.cut = true
		w.note("%s loses its line", k.name)
		w.after(w.between(10*time.Second, 6*time.Minute), func() { k.cut = false })
	case w.chance(50) && k.up:
		k.crash()
		w.after(w.between(time.Second, 2*time.Minute), k.start)
	}
	w.after(w.between(30*time.Second, 6*time.Minute), func() { w.trouble(k) })
}

// heal ends all trouble and waits until everybody has nothing left to do.
func (w *world) heal() {
	w.chaos = false
	w.note("heals")
	w.central.start()
	for _, k := range w.kiosks {
		k.cut = false
		k.start()
		k.step(syncer.Nudge{})
	}
	looked := time.Time{}
	quiet := func() bool {
		if w.now.Sub(looked) < time.Second {
			return false
		}
		looked = w.now
		return w.quiet()
	}
	// Twice the longest wait, and what was still being carried before.
	w.run(w.now.Add(6*time.Minute), quiet)
	if !w.quiet() {
		for _, k := range w.kiosks {
			p := k.position()
			w.found("I18 %s is not quiet: %d wait, cursor %d, bootstrapped %t, %+v", k.name, p.QueueDepth, p.Cursor, p.Bootstrapped, k.engine.Status().LastError)
		}
	}
	w.note("is quiet")
}

func (w *world) quiet() bool {
	var head uint64
	w.must(w.central.sql().QueryRowContext(w.ctx, `select value from heads where name = 'feed'`).Scan(&head))
	return !slices.ContainsFunc(w.kiosks, func(k *kiosk) bool { return !k.quiet(w.ctx, head) })
}

// keep remembers a push, to replay it.
func (w *world) keep(from *kiosk, body []byte, header http.Header) {
	if header.Get("Content-Encoding") == "gzip" {
		zip, err := gzip.NewReader(bytes.NewReader(body))
		w.must(err)
		body, err = io.ReadAll(zip)
		w.must(err)
	}
	var req syncproto.PushRequest
	w.must(json.Unmarshal(body, &req))
	w.pushes, w.pusher = append(w.pushes, req), append(w.pusher, from)
}

// replay checks I4: old pushes in any order change nothing. Those of an epoch that has
// ended are refused.
func (w *world) replay() {
	before, err := checker.Digest(w.ctx, w.central.sql())
	w.must(err)
	for _, i := range w.rng.Perm(len(w.pushes)) {
		req := w.pushes[i]
		req.Run = w.central.ledger.Run()
		k := w.pusher[i]
		_, err := w.central.ledger.Push(w.ctx, k.enrolled.KioskID, rental.Millis(w.now.UnixMilli()), req)
		if (err == nil) != k.current(req) {
			w.found("I4 an old push of %s, of its epoch %t, was answered: %v", k.name, k.current(req), err)
		}
	}
	after, err := checker.Digest(w.ctx, w.central.sql())
	w.must(err)
	if before != after {
		w.found("I4 replaying %d pushes changed central", len(w.pushes))
	}
	w.note("central holds %s", after)
}

// tamper does what no code of the product does.
func (w *world) tamper(c Config) {
	change := func(path, statement string) {
		if statement == "" {
			return
		}
		db, err := sql.Open("sqlite", "file:"+path)
		w.must(err)
		w.opened = append(w.opened, db)
		res, err := db.ExecContext(w.ctx, statement)
		w.must(err)
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			w.must(fmt.Errorf("%q changed nothing: %w", statement, err))
		}
	}
	change(filepath.Join(w.central.dir, store.FileName), c.Tamper)
	change(filepath.Join(w.kiosks[0].dir, kioskFile), c.TamperKiosk)
}

func (w *world) check() {
	var kiosks []checker.Kiosk
	for _, k := range w.kiosks {
		if k.up {
			kiosks = append(kiosks, k.oracle())
		}
	}
	findings, err := checker.Check(w.ctx, w.central.sql(), kiosks)
	w.must(err)
	w.findings = append(w.findings, findings...)
	for _, v := range w.column(`select kind || ' ' || verdict from facts where kiosk_id is not null`) {
		w.verdicts[v]++
	}
}

func (w *world) close() error {
	var errs []error
	for _, db := range w.opened {
		errs = append(errs, db.Close())
	}
	for _, k := range w.kiosks {
		if k.up {
			errs = append(errs, k.store.Close())
		}
	}
	if w.central != nil && w.central.up {
		errs = append(errs, w.central.db.Close())
	}
	return errors.Join(errs...)
}
