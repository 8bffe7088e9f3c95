package exchange

import (
	"context"
	"fmt"
	"slices"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Executor is the ledger's door as the demo needs it.
type Executor interface {
	// Execute carries out a command, once for each command id.
	Execute(ctx context.Context, c rental.Command, a rental.Actor) (ledger.Result, error)
}

// Begin marks a store as a demo's for ever, before its ledger is opened. A store
// that holds people already and is no demo's is refused: the demo's passwords
// are known to everybody.
func Begin(ctx context.Context, db *store.DB) error {
	err := db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		demo, err := tx.Meta(ctx, store.MetaDemo)
		if err != nil || demo == "1" {
			return err
		}
		head, err := tx.Head(ctx, store.HeadFact)
		switch {
		case err != nil:
			return err
		case head > 0:
			return &rental.Error{
				Code: rental.CodeConflict, Reason: "database_in_use", Message: "this database holds somebody's own company",
				Hint: "give the demo a data directory of its own: rms-central demo --data DIR",
			}
		}
		return tx.SetMeta(ctx, store.MetaDemo, "1")
	})
	if err != nil {
		return fmt.Errorf("begin the demo company: %w", err)
	}
	return nil
}

// Run writes the planned company through the ledger and returns the codes to
// try, with the numbers that the orders were given. Every command has an id of
// its own that the seed decides, so a run that was cut short is finished by the
// next one. progress is called after each command with how many of how many are
// done; it may be nil.
func (p *DemoPlan) Run(ctx context.Context, db *store.DB, l Executor, progress func(done, of int)) ([]rental.DemoCode, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	total := len(p.Rows) + len(p.Steps) + len(p.Codes)
	done := 0
	tick := func() { done++; progress(done, total) }
	for _, r := range p.Rows {
		if err := p.put(ctx, l, r); err != nil {
			return nil, err
		}
		tick()
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
	for _, c := range codes {
		if err := p.put(ctx, l, c); err != nil {
			return nil, err
		}
		tick()
	}
	return codes, nil
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
