package sim

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"rms/internal/sqlitex"
	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/kiosk/syncer"
	"rms/syncproto"
	"rms/syncproto/rental"
	checker "rms/test/oracle/sync"
)

const kioskFile = "kiosk.db"

// kiosk is the product's kiosk below its desk: store, ledger, engine, exchange.
type kiosk struct {
	w        *world
	name     string
	enrolled syncproto.EnrolReply
	private  ed25519.PrivateKey
	skew     time.Duration

	dir      string
	lives    int
	up       bool
	booted   time.Time
	store    *store.Store
	ledger   *ledger.Ledger
	engine   *syncer.Engine
	exchange *syncer.Exchange
	wake     int // the newest planned Tick; older ones are stale

	breakCommit error
	breakAfter  bool

	shown []string // gestures that were answered as done
	facts []shown  // those of them that can be undone
	cut   bool     // its line to central is down

	// forgotten are items that its disk lost; true where central had them by then.
	forgotten map[string]bool
}

// shown is a fact that its author may want to take back.
type shown struct {
	id       rental.ItemID
	subjects []rental.Subject
}

// SignSession makes a kiosk its own Signer.
func (k *kiosk) SignSession(id rental.KioskID, nonce []byte) []byte {
	return ed25519.Sign(k.private, syncproto.SessionMessage(id, nonce))
}

func (k *kiosk) clock() time.Time { return k.w.now.Add(k.skew) }

func commitFaults(failure *error, after *bool) *sqlitex.Faults {
	fail := func(mine bool) func() error {
		return func() error {
			if *failure == nil || *after != mine {
				return nil
			}
			return *failure
		}
	}
	return &sqlitex.Faults{BeforeCommit: fail(false), AfterCommit: fail(true)}
}

// start opens the kiosk over its files and sets its engine going.
func (k *kiosk) start() {
	if k.up {
		return
	}
	w := k.w
	var err error
	k.breakCommit = nil
	k.store, err = store.Open(w.ctx, k.dir, store.Options{SkipCheck: true, Now: k.clock, Readers: 1, Faults: commitFaults(&k.breakCommit, &k.breakAfter)})
	w.must(err)
	k.booted = w.now
	mono := func() time.Duration { return w.now.Sub(k.booted) }
	boot := fmt.Sprintf("%s-%d", k.name, k.lives)
	k.ledger, err = ledger.New(ledger.Config{
		Store: k.store, Now: k.clock, Mono: mono, BootID: boot, NewID: w.newID, DiskFloor: -1,
	})
	w.must(err)
	if !k.position().Enrolled {
		w.must(k.ledger.Enrol(w.ctx, k.enrolled))
	}
	k.exchange = syncer.NewExchange(syncer.ExchangeConfig{
		Ledger: k.ledger, Key: k, Version: "sim", BootID: boot, Now: k.clock, Mono: mono,
	})
	k.engine = syncer.NewEngine(syncer.EngineConfig{Jitter: w.rng.Float64})
	k.up = true
	k.lives++
	p := k.position()
	w.note("%s starts at %d, acked %d, cursor %d", k.name, p.LastSeq, p.AckedSeq, p.Cursor)
	findings, err := checker.Count(w.ctx, k.oracle())
	w.must(err)
	w.findings = append(w.findings, findings...)
	k.step(syncer.Start{Enrolled: true, Bootstrapped: p.Bootstrapped, Pending: p.QueueDepth})
}

// crash ends the kiosk as kill -9 does, with its files as they are.
func (k *kiosk) crash() {
	dir := filepath.Join(k.w.dir, fmt.Sprintf("%s-%d", k.name, k.lives))
	k.w.must(copyFiles(k.dir, dir, kioskFile))
	k.crashInto(dir)
}

// crashInto ends the kiosk; its next life finds the files in dir.
func (k *kiosk) crashInto(dir string) {
	if !k.up {
		return
	}
	k.up = false
	k.wake++
	k.w.faults.crashes++
	k.w.note("%s crashes", k.name)
	k.breakCommit = nil
	k.w.must(k.store.Close())
	k.dir = dir
}

func (k *kiosk) position() ledger.Position {
	p, err := k.ledger.Position(k.w.ctx)
	k.w.must(err)
	return p
}

func (k *kiosk) oracle() checker.Kiosk {
	return checker.Kiosk{
		Name: k.name, ID: string(k.enrolled.KioskID), Site: string(k.enrolled.SiteID), DB: k.sql(), Shown: k.shown, Forgotten: k.forgotten,
	}
}

// sql reads the kiosk's file through a connection of the checker's own.
func (k *kiosk) sql() *sql.DB {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(k.dir, kioskFile)+"?mode=ro")
	k.w.must(err)
	k.w.opened = append(k.w.opened, db)
	return db
}

// step runs the engine and sends what it wants.
func (k *kiosk) step(ev syncer.Event) {
	if !k.up {
		return
	}
	now := k.clock()
	for _, eff := range k.engine.Step(now, ev) {
		k.send(eff)
	}
	k.wake++
	mine := k.wake
	if at := k.engine.Wake(now); !at.IsZero() {
		k.w.at(at.Add(-k.skew), func() {
			if mine == k.wake {
				k.step(syncer.Tick{})
			}
		})
	}
}

// record makes a gesture. A crash in the middle of it is followed by the same
// gesture again, as the page repeats what got no answer.
func (k *kiosk) record(g ledger.Gesture) {
	w := k.w
	if !k.up {
		return
	}
	before := ""
	if w.plant == PlantLostWrite && w.chance(15) {
		before = filepath.Join(w.dir, fmt.Sprintf("%s-%d-lost", k.name, k.lives))
		w.must(copyFiles(k.dir, before, kioskFile))
	}
	dies := before == "" && w.chaos && w.chance(4)
	if dies {
		k.breakCommit, k.breakAfter = errCrash, w.chance(50)
	}
	_, err := k.ledger.Record(w.ctx, g, nil)
	k.breakCommit = nil
	w.note("%s records %s %s: %v", k.name, g.Body.CommandKind(), g.ID, rental.ReasonOf(err))
	if err == nil {
		w.gestures++
		k.shown = append(k.shown, string(g.ID))
		if len(g.Body.Subjects()) > 0 && g.Body.CommandKind().Fact() && g.Body.CommandKind() != rental.KindUndo {
			k.facts = append(k.facts, shown{g.ID, g.Body.Subjects()})
		}
	}
	var refusal *rental.Error
	switch {
	case before != "":
		k.crashInto(before) // the planted bug: the disk never had it
		w.after(w.between(time.Second, 20*time.Second), k.start)
	case dies:
		k.crash()
		w.after(w.between(time.Second, time.Minute), func() {
			k.start()
			k.record(g)
		})
	case err != nil && (!errors.As(err, &refusal) || refusal.Code == rental.CodeInternal || g.Body.CommandKind().Fact()):
		w.found("%s: %s %s was not recorded: %v", k.name, g.Body.CommandKind(), g.ID, err)
	case err != nil:
		w.refused++
	default:
		k.step(syncer.Local{Pending: k.position().QueueDepth})
	}
}

// quiet reports whether there is nothing left to do for this kiosk.
func (k *kiosk) quiet(ctx context.Context, head uint64) bool {
	if !k.up {
		return false
	}
	p, err := k.ledger.Position(ctx)
	k.w.must(err)
	return p.Bootstrapped && p.QueueDepth == 0 && p.Cursor == head
}
