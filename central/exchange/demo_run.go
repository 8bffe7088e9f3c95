package exchange

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Executor is the ledger's door as the demo needs it.
type Executor interface {
	// Execute carries out a command, once for each command id.
	Execute(ctx context.Context, c rental.Command, a rental.Actor) (ledger.Result, error)
}

// What is kept of the demo, so that a run that was cut short is finished as it
// was begun.
const (
	metaDemoNumber store.MetaName = "demo_number"
	metaDemoNow    store.MetaName = "demo_now_ms"
)

// Begin marks a store as a demo's for ever, before its ledger is opened, and
// returns the seed and the moment that its company was begun with: those given,
// unless there was a run before. A store that holds a company and is no demo's
// is refused: the demo's passwords are known to everybody.
func Begin(ctx context.Context, db *store.DB, seed uint64, now time.Time) (uint64, time.Time, error) {
	err := db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		demo, err := tx.Meta(ctx, store.MetaDemo)
		if err != nil {
			return err
		}
		if demo == "1" {
			seed, now, err = begun(ctx, tx)
			return err
		}
		head, err := tx.Head(ctx, store.HeadFact)
		switch {
		case err != nil:
			return err
		case head > 0:
			return &rental.Error{
				Code: rental.CodeConflict, Reason: "database_in_use", Message: "this database holds somebody's own company",
				Hint: "give the demo a data directory of its own: rms-central demo --seed --data DIR",
			}
		}
		return errors.Join(
			tx.SetMeta(ctx, store.MetaDemo, "1"),
			tx.SetMeta(ctx, metaDemoNumber, strconv.FormatUint(seed, 10)),
			tx.SetMeta(ctx, metaDemoNow, strconv.FormatInt(now.UnixMilli(), 10)),
		)
	})
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("begin the demo company: %w", err)
	}
	return seed, now, nil
}

// Begun returns what Begin was given when the store became a demo's; ok is
// false for a store that is none.
func Begun(ctx context.Context, db *store.DB) (seed uint64, now time.Time, ok bool, err error) {
	err = db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		demo, err := tx.Meta(ctx, store.MetaDemo)
		if err != nil || demo != "1" {
			return err
		}
		ok = true
		seed, now, err = begun(ctx, tx)
		return err
	})
	if err != nil {
		return 0, time.Time{}, false, fmt.Errorf("look for a demo company: %w", err)
	}
	return seed, now, ok, nil
}

func begun(ctx context.Context, tx *store.Tx) (seed uint64, now time.Time, err error) {
	number, err := tx.Meta(ctx, metaDemoNumber)
	if err != nil {
		return 0, time.Time{}, err
	}
	at, err := tx.Meta(ctx, metaDemoNow)
	if err != nil {
		return 0, time.Time{}, err
	}
	seed, err = strconv.ParseUint(number, 10, 64)
	ms, err2 := strconv.ParseInt(at, 10, 64)
	return seed, time.UnixMilli(ms), errors.Join(err, err2)
}

// Run writes the planned company through the ledger and returns the codes to
// try, with the numbers that the orders were given. Rows that are there are left
// alone and every step has an id that the seed decides, so a run that was cut
// short is finished by the next one, planned for the same moment. progress is called after each command with how many of how many are
// done; it may be nil.
func (p *DemoPlan) Run(ctx context.Context, db *store.DB, l Executor, progress func(done, of int)) ([]rental.DemoCode, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	total := len(p.Rows) + len(p.Steps) + len(p.Codes)
	done := 0
	tick := func() { done++; progress(done, total) }
	if err := p.putMissing(ctx, db, l, p.Rows, tick); err != nil {
		return nil, err
	}
	if err := p.runSteps(ctx, l, tick); err != nil {
		return nil, err
	}
	orders, err := p.numbered(ctx, db)
	if err != nil {
		return nil, err
	}
	codes, err := p.WithNumbers(orders)
	if err != nil {
		return nil, err
	}
	rows := make([]rental.Row, len(codes))
	for i, c := range codes {
		rows[i] = c
	}
	return codes, p.putMissing(ctx, db, l, rows, tick)
}

// putMissing writes those of the rows that are not there yet: secrets are salted
// anew in each plan, so a row is not compared.
func (p *DemoPlan) putMissing(ctx context.Context, db *store.DB, l Executor, rows []rental.Row, tick func()) error {
	missing := make([]rental.Row, 0, len(rows))
	err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, r := range rows {
			_, ok, err := tx.Row(ctx, r.RowCollection(), r.RowID())
			if err != nil {
				return err
			}
			if !ok {
				missing = append(missing, r)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look for the demo's rows: %w", err)
	}
	for range len(rows) - len(missing) {
		tick()
	}
	for _, r := range missing {
		if err := p.put(ctx, l, r); err != nil {
			return err
		}
		tick()
	}
	return nil
}

// put writes one catalogue row as the system.
func (p *DemoPlan) put(ctx context.Context, l Executor, r rental.Row) error {
	_, err := l.Execute(ctx, rental.Command{
		ID: rental.ItemID(p.id("put", string(r.RowCollection())+"/"+r.RowID())), Kind: rental.KindPut, Schema: 1, Body: rental.PutBody{Row: r},
	}, rental.Actor{Kind: rental.ActorSystem})
	if err != nil {
		return fmt.Errorf("write %s %s: %w", r.RowCollection(), r.RowID(), err)
	}
	return nil
}

// runSteps lets happen what happened, in order of time.
func (p *DemoPlan) runSteps(ctx context.Context, l Executor, tick func()) error {
	steps := slices.Clone(p.Steps)
	slices.SortStableFunc(steps, func(a, b DemoStep) int { return a.At.Compare(b.At) })
	for _, s := range steps {
		r, err := l.Execute(ctx, s.Command, s.Actor)
		if err != nil {
			return fmt.Errorf("%s of %s: %w", s.Command.Kind, s.Actor.PersonName, err)
		}
		if r.Verdict.Kind != rental.Applied {
			return fmt.Errorf("%s of %s was answered %s (%s)", s.Command.Kind, s.Actor.PersonName, r.Verdict.Kind, r.Verdict.Reason)
		}
		tick()
	}
	return nil
}

// numbered reads the orders with the numbers that the ledger gave them.
func (p *DemoPlan) numbered(ctx context.Context, db *store.DB) (map[rental.RentActionID]rental.RentAction, error) {
	orders := make(map[rental.RentActionID]rental.RentAction, len(p.orders))
	err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, o := range p.orders {
			row, ok, err := store.Get[rental.RentAction](ctx, tx, string(o.id))
			if err != nil {
				return err
			}
			if ok {
				orders[o.id] = row
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the demo's orders: %w", err)
	}
	return orders, nil
}
