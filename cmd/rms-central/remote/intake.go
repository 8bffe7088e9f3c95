package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"rms/central/client"
	"rms/syncproto/rental"
)

// look is how often an import that runs is looked at.
const look = 300 * time.Millisecond

// Import is a list that is imported into a running central.
type Import struct {
	Server
	client.StageInput
	// Place is the code of the place that StageInput.At is.
	Place string
	// DryRun shows what the list would do. Errors names a file for its wrong rows.
	DryRun bool
	Errors string
}

// Send imports the list, or shows what it would do.
func (i Import) Send(ctx context.Context, s Screen, list io.Reader) error {
	far, err := i.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	s.warn("this list goes to the central at %s", i.URL)
	if i.Place != "" {
		at, err := places(ctx, far, []string{i.Place})
		if err != nil {
			return err
		}
		i.At = at[0]
	}
	staged, err := far.Imports.Stage(ctx, i.StageInput, list)
	if err != nil {
		return err
	}
	if err := i.tell(ctx, s, far, staged.Row); err != nil || i.DryRun {
		return err
	}
	if _, err := far.Imports.Commit(ctx, staged.Row.ID); err != nil {
		return err
	}
	done, err := i.await(ctx, far, staged.Row.ID)
	if err != nil {
		return err
	}
	if done.Status != "done" {
		return &rental.Error{Code: rental.CodeConflict, Reason: "import_failed", Message: "nothing was imported: " + done.Message, Hint: "mend the row and import again"}
	}
	for _, e := range done.Late {
		s.warn("row %d: %s (%s)", e.Row, clean(e.Message), clean(e.Hint))
	}
	return s.say("imported as %s", done.ID)
}

// await looks until the import has ended, one way or the other.
func (i Import) await(ctx context.Context, far *client.Client, id client.ImportID) (client.Import, error) {
	again := time.NewTicker(look)
	defer again.Stop()
	for {
		got, err := far.Imports.Get(ctx, id)
		if err != nil {
			return client.Import{}, err
		}
		switch got.Row.Status {
		case "applying", "reverting", "undoing":
		default:
			return got.Row, nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return client.Import{}, fmt.Errorf("wait for the import, which goes on: %w", ctx.Err())
		}
	}
}

// tell prints what the list would do, and writes its wrong rows.
func (i Import) tell(ctx context.Context, s Screen, far *client.Client, staged client.Import) error {
	for _, c := range staged.Columns {
		field := c.Field
		if field == "" {
			field = "-"
		}
		s.warn("column %s %q: %s", c.Letter, c.Header, clean(field))
	}
	for _, e := range staged.Errors {
		where := fmt.Sprintf("row %d", e.Row)
		if e.Header != "" {
			where += ", column " + e.Header
		}
		s.warn("%s: %s (%s)", clean(where), clean(e.Message), clean(e.Hint))
	}
	n := staged.Counts
	err := s.say("%s: %d rows, %d new, %d changed, %d unchanged, %d left out, %d wrong", staged.Kind, n.Rows, n.Created, n.Changed, n.Unchanged, n.Skipped, n.Wrong)
	if err != nil || i.Errors == "" || n.Wrong == 0 {
		return err
	}
	f, err := os.Create(i.Errors)
	if err != nil {
		return NoFile("errors", i.Errors, err)
	}
	return errors.Join(far.Imports.Errors(ctx, staged.ID, f), f.Close())
}
