package intake

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"rms/central/exchange/plan"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/imports"
	"rms/syncproto/rental"
)

// Commit lets an import that was shown begin. It is planned again over what is
// there now; wrong rows refuse it unless the good ones alone were asked for. The
// import then is at work: Serve, or RunOnce, carries it out.
func (n *Intake) Commit(ctx context.Context, id rental.ItemID, a rental.Actor) (Import, error) {
	n.busy.Lock()
	defer n.busy.Unlock()
	i, file, err := n.staged(ctx, id)
	if err != nil || i.Status != imports.Staged {
		return i, err // a repeat of a commit whose answer was lost gets the same
	}
	i.Actor, i.CreatedBy = a, a.String()
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return i, fmt.Errorf("read the kept list: %w", err)
	}
	p, err := n.plan(ctx, &i, z)
	if err != nil {
		return i, err
	}
	if err := refusal(i, p); err != nil {
		return i, err
	}
	wrong, err := errorFile(p)
	if err != nil {
		return i, err
	}
	if err := n.prepare(ctx, i, p); err != nil {
		return i, err
	}
	i.Status = imports.Applying
	err = n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(save(ctx, tx, i), imports.SetFiles(ctx, tx, id, nil, wrong))
	})
	n.nudge()
	return i, err
}

func (n *Intake) nudge() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

func (n *Intake) staged(ctx context.Context, id rental.ItemID) (i Import, file []byte, err error) {
	err = n.c.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if i, err = find(ctx, tx, id); err != nil {
			return err
		}
		file, _, err = imports.Files(ctx, tx, id)
		return err
	})
	if err == nil && i.Status != imports.Staged && i.Status != imports.Applying && i.Status != imports.Done {
		err = &rental.Error{
			Code: rental.CodeConflict, Reason: "already_imported", Field: "id", Message: "this list has been imported already: it is " + string(i.Status), Hint: "send the list again to import it once more",
		}
	}
	return i, file, err
}

// refusal says why a plan is not carried out.
func refusal(i Import, p *plan.Plan) error {
	if p.Counts.Wrong > 0 && i.Request.Mode == AllOrNothing {
		return &rental.Error{
			Code: rental.CodeConflict, Reason: "rows_are_wrong", Message: fmt.Sprintf("%d of %d rows are wrong, and nothing was imported", p.Counts.Wrong, p.Counts.Rows),
			Hint: "mend the rows in the error file, or import the good ones alone (mode good_rows)",
		}
	}
	return nil
}

// prepare keeps what the import is to do, in parts: as long as the import is
// staged, nothing of it counts.
func (n *Intake) prepare(ctx context.Context, i Import, p *plan.Plan) error {
	const part = 250 // rows of one transaction: a push of a kiosk waits 250 ms for its turn
	err := n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return imports.ForgetRows(ctx, tx, i.ID) })
	for from := 0; err == nil && from < len(p.Puts); from += part {
		err = n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			for ordinal := from; ordinal < min(from+part, len(p.Puts)); ordinal++ {
				row, err := kept(ordinal, p.Puts[ordinal])
				if err != nil {
					return err
				}
				if err := imports.AddRow(ctx, tx, i.ID, row); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return err
}

func kept(ordinal int, put plan.Put) (imports.Row, error) {
	r := imports.Row{Ordinal: ordinal, FileRow: put.Number, Collection: put.Row.RowCollection(), ID: put.Row.RowID()}
	var err error
	if r.After, err = json.Marshal(put.Row); err != nil {
		return r, fmt.Errorf("encode a row: %w", err)
	}
	if put.Before != nil {
		r.RevBefore = put.Before.RowMeta().Rev
		r.Before, err = json.Marshal(put.Before)
	}
	return r, err
}

// apply writes an import's rows, from where it was left.
func (n *Intake) apply(ctx context.Context, i Import) error {
	late := map[int]plan.Error{} // by ordinal: a chunk may run twice
	_, err := n.c.Ledger.InChunks(ctx, i.Rows, func(ctx context.Context, b *ledger.Batch, at int) error {
		rows, err := imports.Rows(ctx, b.Tx(), i.ID, at, 1)
		if err != nil {
			return err
		}
		if len(rows) != 1 || rows[0].Ordinal != at {
			return fmt.Errorf("row %d of the import %s is not kept", at, i.ID)
		}
		r := rows[0]
		if r.RevAfter != 0 {
			return nil // it was written before a crash
		}
		rev, err := put(ctx, b, i.Actor, putID(i.ID, at), r.Collection, r.After, expected(r.RevBefore))
		if refused := asRefusal(err); refused != nil {
			if i.Request.Mode != GoodRows {
				return &rowRefused{r.FileRow, refused}
			}
			late[at] = plan.Error{Row: r.FileRow, Reason: refused.Reason, Message: refused.Message, Hint: refused.Hint}
			rev, err = refusedRev, nil
		}
		if err != nil {
			return err
		}
		return imports.SetRev(ctx, b.Tx(), i.ID, at, rev)
	})
	var wrong *rowRefused
	switch {
	case errors.As(err, &wrong):
		i.Status, i.Message = imports.Reverting, wrong.Error()
	case err != nil:
		return err // it stays at work, and is gone on with
	default:
		i.Status, i.EndedAt = imports.Done, n.now()
		for at := range i.Rows {
			if e, ok := late[at]; ok && len(i.Late) < shown {
				i.Late = append(i.Late, e)
			}
		}
	}
	return n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return save(ctx, tx, i) })
}

// refusedRev marks a row that the ledger did not take.
const refusedRev = -1

// expected is the revision that a put asks for: a new row must not be there.
func expected(before int64) int64 {
	if before == 0 {
		return -1
	}
	return before
}

// putID is the id of the command that writes a row.
func putID(id rental.ItemID, ordinal int) rental.ItemID {
	return rental.ItemID(rental.DeriveID(id, "import/put", ordinal))
}

// put writes one row as a command and returns the revision that it has then.
func put(ctx context.Context, b *ledger.Batch, a rental.Actor, command rental.ItemID, c rental.Collection, body []byte, ifRev int64) (int64, error) {
	row, err := rental.DecodeRow(c, body)
	if err != nil {
		return 0, err
	}
	write := rental.Body(rental.PutBody{Row: row, IfRev: ifRev})
	if pool, ok := row.(rental.StockPool); ok { // a list says how many there are
		write = rental.StockEntryBody{
			ItemTypeID: pool.ItemTypeID, PlaceID: pool.PlaceID, Kind: rental.EntryCount, Quantity: pool.OnHand, Listing: pool.Listing, Reason: importReason, IfRev: ifRev,
		}
	}
	res, err := b.Execute(ctx, rental.Command{ID: command, Kind: write.CommandKind(), Schema: 1, Body: write}, a)
	if err != nil {
		return 0, err
	}
	for _, w := range res.Rows {
		if w.RowCollection() == c && w.RowID() == row.RowID() {
			return w.RowMeta().Rev, nil
		}
	}
	stored, ok, err := b.Tx().Row(ctx, c, row.RowID())
	if err != nil || !ok {
		return 0, errors.Join(err, fmt.Errorf("the row %s %s was written and is not there", c, row.RowID()))
	}
	return stored.RowMeta().Rev, nil
}

// importReason is why stock that a list counts was counted.
const importReason = "an imported list"

// rowRefused ends an import at a row that the ledger did not take.
type rowRefused struct {
	row int
	why *rental.Error
}

func (e *rowRefused) Error() string {
	if e.row == 0 {
		return e.why.Message
	}
	return fmt.Sprintf("row %d: %s", e.row, e.why.Message)
}

// asRefusal tells a refusal of the rules from a ledger that cannot work.
func asRefusal(err error) *rental.Error {
	var e *rental.Error
	if !errors.As(err, &e) || e.Code == rental.CodeInternal || e.Code == rental.CodeUnavailable {
		return nil
	}
	return e
}
