package intake

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"reflect"

	"rms/central/store"
	"rms/central/store/imports"
	"rms/syncproto/rental"
)

// Again reads a list that was shown in another way: other columns, another kind,
// another place. The file is the one that was sent. Where only the mode differs,
// what was planned stands.
func (n *Intake) Again(ctx context.Context, id rental.ItemID, q Request, a rental.Actor) (Import, error) {
	n.busy.Lock()
	defer n.busy.Unlock()
	i, file, err := n.staged(ctx, id)
	if err != nil {
		return i, err
	}
	if i.Status != imports.Staged {
		return i, &rental.Error{
			Code: rental.CodeConflict, Reason: "already_imported", Field: "id", Message: "this list is being imported, or has been: it is " + string(i.Status), Hint: "take it back first, or send the list again",
		}
	}
	if err := q.check(); err != nil {
		return i, err
	}
	was := i.Request
	q.FileName, q.Options.ImportID, q.Table.Limits = was.FileName, id, was.Table.Limits
	i.Request, i.Actor, i.CreatedBy = q, a, a.String()
	was.Mode = q.Mode
	if reflect.DeepEqual(was, q) {
		if err := rental.Allowed(a, act(i.Kind), false); err != nil {
			return i, err
		}
		return i, n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return save(ctx, tx, i) })
	}
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return i, fmt.Errorf("read the kept list: %w", err)
	}
	p, err := n.plan(ctx, &i, z)
	if err != nil {
		return i, err
	}
	wrong, err := errorFile(p)
	if err != nil {
		return i, err
	}
	return i, n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(save(ctx, tx, i), imports.SetFiles(ctx, tx, id, file, wrong))
	})
}

// Discard forgets a list that was shown and is not wanted.
func (n *Intake) Discard(ctx context.Context, id rental.ItemID, a rental.Actor) error {
	n.busy.Lock()
	defer n.busy.Unlock()
	i, err := n.Find(ctx, id)
	if err != nil {
		return err
	}
	if err := rental.Allowed(a, act(i.Kind), false); err != nil {
		return err
	}
	if i.Status != imports.Staged {
		return &rental.Error{
			Code: rental.CodeConflict, Reason: "already_imported", Field: "id", Message: "this list is no longer only shown: it is " + string(i.Status), Hint: "take the import back instead",
		}
	}
	return n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return imports.Forget(ctx, tx, id) })
}
