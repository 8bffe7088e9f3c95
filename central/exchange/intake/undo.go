package intake

import (
	"context"
	"errors"
	"fmt"

	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/imports"
	"rms/syncproto/rental"
)

// Undo lets an import be taken back, all of it, while nothing else has touched
// what it wrote. Otherwise each row that hinders is named, and nothing is done.
func (n *Intake) Undo(ctx context.Context, id rental.ItemID, a rental.Actor) (Import, error) {
	n.busy.Lock()
	defer n.busy.Unlock()
	i, err := n.Find(ctx, id)
	if err != nil {
		return i, err
	}
	if err := rental.Allowed(a, act(i.Kind), false); err != nil {
		return i, err
	}
	switch i.Status {
	case imports.Done:
	case imports.Undoing, imports.Undone:
		return i, nil // a repeat, whose first answer was lost
	default:
		return i, &rental.Error{
			Code: rental.CodeConflict, Reason: "not_undoable", Field: "id", Message: "this import cannot be taken back: it is " + string(i.Status), Hint: "only an import that is done can be taken back",
		}
	}
	err = n.c.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		i.Hinders, err = hinders(ctx, tx, id)
		return err
	})
	if err != nil {
		return i, err
	}
	if len(i.Hinders) > 0 {
		// They stand in the import from now on, for whoever looks what to do.
		if err := n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return save(ctx, tx, i) }); err != nil {
			return i, err
		}
		return i, &rental.Error{
			Code: rental.CodeConflict, Reason: "touched_since",
			Message: fmt.Sprintf("%s; nothing was taken back", list(i.Hinders)), Hint: "correct the rows one by one, or take back first what touched them",
		}
	}
	i.Status, i.UndoneBy, i.UndoActor = imports.Undoing, a.String(), &a
	err = n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return save(ctx, tx, i) })
	n.nudge()
	return i, err
}

// list names the first few rows that hinder.
func list(hinders []Hinder) string {
	const most = 5
	text := ""
	for k, h := range hinders {
		if k == most {
			return fmt.Sprintf("%s and %d more", text, len(hinders)-most)
		}
		if text != "" {
			text += ", "
		}
		text += h.Name
		if h.Row > 0 {
			text += fmt.Sprintf(" (row %d)", h.Row)
		}
		text += ": " + h.Message
	}
	return text
}

// written lists the ordinals of what an import wrote, the last first, so that
// whatever refers to another row of it goes before that one.
func (n *Intake) written(ctx context.Context, id rental.ItemID) (ordinals []int, err error) {
	err = n.c.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, _, err := imports.Count(ctx, tx, id)
		if err != nil {
			return err
		}
		const part = 1000
		below := all
		for {
			rows, err := imports.Written(ctx, tx, id, below, part)
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, r := range rows {
				ordinals = append(ordinals, r.Ordinal)
			}
			below = rows[len(rows)-1].Ordinal
		}
	})
	return ordinals, err
}

// revert takes back what an import wrote. What something has touched since stays,
// and is named.
func (n *Intake) revert(ctx context.Context, i Import) error {
	ordinals, err := n.written(ctx, i.ID)
	if err != nil {
		return err
	}
	actor := i.Actor
	if i.UndoActor != nil {
		actor = *i.UndoActor
	}
	left := map[int]Hinder{} // by ordinal: a chunk may run twice
	_, err = n.c.Ledger.InChunks(ctx, len(ordinals), func(ctx context.Context, b *ledger.Batch, at int) error {
		rows, err := imports.Rows(ctx, b.Tx(), i.ID, ordinals[at], 1)
		if err != nil || len(rows) != 1 || rows[0].RevAfter <= 0 {
			return err
		}
		r := rows[0]
		err = takeBack(ctx, b, actor, i.ID, r)
		if refused := asRefusal(err); refused != nil {
			left[r.Ordinal], err = hinder(ctx, b.Tx(), r, refused.Message)
			return err
		}
		if err != nil {
			return err
		}
		return imports.SetRev(ctx, b.Tx(), i.ID, r.Ordinal, 0)
	})
	if err != nil {
		return err // it stays at work, and is gone on with
	}
	i.Hinders = nil
	for _, ordinal := range ordinals {
		if h, ok := left[ordinal]; ok && len(i.Hinders) < shown {
			i.Hinders = append(i.Hinders, h)
		}
	}
	i.EndedAt = n.now()
	switch i.Status {
	case imports.Reverting:
		i.Status = imports.Failed
	default:
		i.Status = imports.Undone
	}
	return n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return save(ctx, tx, i) })
}

// takeBack removes a row that the import made, or puts back the one it changed.
func takeBack(ctx context.Context, b *ledger.Batch, a rental.Actor, id rental.ItemID, r imports.Row) error {
	command := rental.ItemID(rental.DeriveID(id, "import/undo", r.Ordinal))
	back := rental.Body(rental.RemoveBody{Collection: r.Collection, ID: r.ID, IfRev: r.RevAfter})
	switch {
	case r.Collection == rental.StockPools:
		row, err := rental.DecodeRow(r.Collection, r.After)
		pool, ok := row.(rental.StockPool)
		if err != nil || !ok {
			return errors.Join(err, fmt.Errorf("row %d of the import %s is no stock", r.Ordinal, id))
		}
		back = rental.StockUndoBody{Of: putID(id, r.Ordinal), ItemTypeID: pool.ItemTypeID, PlaceID: pool.PlaceID, Reason: importReason, IfRev: r.RevAfter}
	case r.RevBefore > 0:
		_, err := put(ctx, b, a, command, r.Collection, r.Before, r.RevAfter)
		return err
	}
	_, err := b.Execute(ctx, rental.Command{ID: command, Kind: back.CommandKind(), Schema: 1, Body: back}, a)
	return err
}

// hinder names a row that stays, as people call it.
func hinder(ctx context.Context, tx *store.Tx, r imports.Row, message string) (Hinder, error) {
	h := Hinder{Row: r.FileRow, Collection: r.Collection, ID: r.ID, Message: message}
	row, err := rental.DecodeRow(r.Collection, r.After)
	if err != nil {
		return h, fmt.Errorf("decode an imported row: %w", err)
	}
	h.Name = nameOf(row)
	if pool, ok := row.(rental.StockPool); ok {
		typ, _, err1 := store.Get[rental.ItemType](ctx, tx, string(pool.ItemTypeID))
		place, _, err2 := store.Get[rental.Place](ctx, tx, string(pool.PlaceID))
		h.Name, err = typ.Name+" at "+place.Name, errors.Join(err1, err2)
	}
	return h, err
}

func nameOf(row rental.Row) string {
	switch r := row.(type) {
	case rental.Asset:
		return r.Tag
	case rental.ItemType:
		return r.Code
	case rental.Place:
		return r.Code
	case rental.Person:
		return r.Name
	case rental.Company:
		return r.Name
	}
	return row.RowID()
}

// String names the part in the log of what serves it.
func (n *Intake) String() string { return "imports" }

// Serve carries out what is at work, until ctx ends. Errors of one try are logged
// and tried again at the next occasion.
func (n *Intake) Serve(ctx context.Context) error {
	for {
		if err := n.RunOnce(ctx); err != nil && ctx.Err() == nil {
			n.c.Logger.Error("an import stands still", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-n.wake:
		}
	}
}

// RunOnce carries out every import that is at work, one after the other.
func (n *Intake) RunOnce(ctx context.Context) error {
	n.busy.Lock()
	defer n.busy.Unlock()
	for {
		var at []imports.Import
		err := n.c.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			var err error
			at, err = imports.AtWork(ctx, tx)
			return err
		})
		if err != nil || len(at) == 0 {
			return err
		}
		var errs []error
		for _, s := range at {
			errs = append(errs, n.work(ctx, s))
		}
		if err := errors.Join(errs...); err != nil {
			return err
		}
	}
}

func (n *Intake) work(ctx context.Context, s imports.Import) error {
	i, err := loaded(s)
	if err != nil {
		return err
	}
	if i.Status == imports.Applying {
		return n.apply(ctx, i)
	}
	return n.revert(ctx, i)
}
