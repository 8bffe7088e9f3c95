// Package intake takes lists in: it keeps what was sent, shows what it would do,
// does it, and takes it back.
//
// Invariants. An import writes through the ledger alone, each row as a command of
// whoever asked for it, in chunks that let docks have their turn. What it will do
// is kept before the first row is written, and what it did in the transaction
// that did it: after a crash it goes on where it was. Unless the good rows alone
// were asked for, an import that cannot be finished is taken back. A row is taken
// back only at the revision that the import gave it.
//
// Concurrency. Everything may be used from any goroutine; one import is at work
// at a time.
package intake

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"rms/central/exchange/plan"
	"rms/central/exchange/shape"
	"rms/central/exchange/table"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/imports"
	"rms/syncproto/rental"
)

// Mode says what becomes of the good rows of a list with wrong ones.
type Mode string

// The modes.
const (
	AllOrNothing Mode = "all_or_nothing"
	GoodRows     Mode = "good_rows"
)

const (
	// shown bounds how many errors, notices and rows an import carries with it;
	// the error file has all.
	shown = 200
	// keepStaged is how long a list that was shown and never imported is kept.
	keepStaged = 7 * 24 * time.Hour
)

// Config is what an Intake is made from. Now, NewID and Logger may be nil.
type Config struct {
	Store  *store.DB
	Ledger *ledger.Ledger
	// Scannable reports whether a scan would find a code; nil takes any.
	Scannable func(code string) bool
	Now       func() time.Time
	NewID     func() (rental.ItemID, error)
	Logger    *slog.Logger
}

// Intake takes lists in.
type Intake struct {
	c    Config
	wake chan struct{}
	busy sync.Mutex // one import at work
}

// New makes an Intake.
func New(c Config) *Intake {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.NewID == nil {
		c.NewID = func() (rental.ItemID, error) {
			id, err := uuid.NewV7()
			return rental.ItemID(id.String()), err
		}
	}
	return &Intake{c: c, wake: make(chan struct{}, 1)}
}

// Request is what the caller says of a list.
type Request struct {
	FileName string                 `json:"file_name,omitempty"`
	Kind     shape.Kind             `json:"kind,omitempty"`
	Mode     Mode                   `json:"mode"`
	Map      map[string]shape.Field `json:"map,omitempty"`
	Options  plan.Options           `json:"options"`
	Table    table.Options          `json:"table"`
}

// Import is a list and what became of it.
type Import struct {
	ID        rental.ItemID  `json:"id"`
	Status    imports.Status `json:"status"`
	CreatedAt rental.Millis  `json:"created_at"`
	details
	// Written is how many of Rows stand at this moment.
	Written int `json:"-"`
}

// details are what an import keeps as JSON.
type details struct {
	Request   Request        `json:"request"`
	Kind      shape.Kind     `json:"kind"`
	Program   string         `json:"program,omitempty"`
	Format    table.Format   `json:"format"`
	Columns   []shape.Column `json:"columns"`
	Counts    plan.Counts    `json:"counts"`
	Errors    []plan.Error   `json:"errors"`
	Notices   []plan.Notice  `json:"notices"`
	Samples   []plan.Sample  `json:"samples,omitempty"`
	Actor     rental.Actor   `json:"actor"`
	CreatedBy string         `json:"created_by"`
	Rows      int            `json:"rows"` // to be written
	// Hinders are the rows that an undo left alone, and why.
	Hinders   []Hinder      `json:"hinders,omitempty"`
	Late      []plan.Error  `json:"late,omitempty"` // refused while the good rows were written
	Message   string        `json:"message,omitempty"`
	EndedAt   rental.Millis `json:"ended_at,omitempty"`
	UndoneBy  string        `json:"undone_by,omitempty"`
	UndoActor *rental.Actor `json:"undo_actor,omitempty"`
}

// Hinder is a row that something else has touched since.
type Hinder struct {
	Row        int               `json:"row"`
	Collection rental.Collection `json:"collection"`
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Message    string            `json:"message"`
}

// act is the right that a list needs.
func act(k shape.Kind) rental.Action {
	if k == shape.People {
		return rental.ActPutPeople
	}
	return rental.ActPutCatalog
}

// Stage reads a list, plans it and keeps both; nothing is imported yet.
func (n *Intake) Stage(ctx context.Context, r io.Reader, q Request, a rental.Actor) (Import, error) {
	id, err := n.c.NewID()
	if err != nil {
		return Import{}, fmt.Errorf("mint an import's id: %w", err)
	}
	if err := q.check(); err != nil {
		return Import{}, err
	}
	q.Options.ImportID = id
	var kept bytes.Buffer
	z := gzip.NewWriter(&kept)
	i := Import{ID: id, Status: imports.Staged, CreatedAt: n.now()}
	i.Request, i.Actor, i.CreatedBy = q, a, a.String()
	p, err := n.plan(ctx, &i, io.TeeReader(r, z))
	if err != nil {
		return Import{}, err
	}
	if err := z.Close(); err != nil {
		return Import{}, fmt.Errorf("keep the list: %w", err)
	}
	wrong, err := errorFile(p)
	if err != nil {
		return Import{}, err
	}
	err = n.c.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		forget := n.c.Now().Add(-keepStaged).UnixMilli()
		return errors.Join(imports.ForgetBefore(ctx, tx, rental.Millis(forget)), save(ctx, tx, i), imports.SetFiles(ctx, tx, id, kept.Bytes(), wrong))
	})
	return i, err
}

// check gives a request its mode where it has none.
func (q *Request) check() error {
	switch q.Mode {
	case "":
		q.Mode = AllOrNothing
	case AllOrNothing, GoodRows:
	default:
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "unknown_mode", Field: "mode", Message: "there is no mode " + string(q.Mode), Hint: "use all_or_nothing or good_rows",
		}
	}
	return nil
}

// plan plans an import's list over one snapshot of the store, and takes into the
// import what is to be shown of it.
func (n *Intake) plan(ctx context.Context, i *Import, r io.Reader) (*plan.Plan, error) {
	in, err := table.Open(r, i.Request.Table)
	if err != nil {
		return nil, err
	}
	var p *plan.Plan
	err = n.c.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		look, err := newLookup(ctx, tx)
		if err != nil {
			return err
		}
		o := i.Request.Options
		o.Scannable = n.c.Scannable
		p, err = plan.Make(in, i.Request.Kind, i.Request.Map, look, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := rental.Allowed(i.Actor, act(p.Mapping.Kind), false); err != nil {
		return nil, err
	}
	i.Kind, i.Columns, i.Counts, i.Format, i.Rows = p.Mapping.Kind, p.Mapping.Columns, p.Counts, in.Format(), len(p.Puts)
	if p.Mapping.Dialect != nil {
		i.Program = p.Mapping.Dialect.Name
	}
	i.Errors, i.Notices, i.Samples = p.Errors[:min(len(p.Errors), shown)], p.Notices[:min(len(p.Notices), shown)], p.Samples
	return p, nil
}

func errorFile(p *plan.Plan) ([]byte, error) {
	if len(p.Wrong) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := errors.Join(p.WriteErrors(z), z.Close()); err != nil {
		return nil, fmt.Errorf("make the error file: %w", err)
	}
	return b.Bytes(), nil
}

func (n *Intake) now() rental.Millis { return rental.Millis(n.c.Now().UnixMilli()) }

func save(ctx context.Context, tx *store.Tx, i Import) error {
	body, err := json.Marshal(i.details)
	if err != nil {
		return fmt.Errorf("encode an import: %w", err)
	}
	return imports.Put(ctx, tx, imports.Import{ID: i.ID, Status: i.Status, Kind: string(i.Kind), CreatedAt: i.CreatedAt, Body: body})
}

func loaded(s imports.Import) (Import, error) {
	i := Import{ID: s.ID, Status: s.Status, CreatedAt: s.CreatedAt}
	if err := json.Unmarshal(s.Body, &i.details); err != nil {
		return i, fmt.Errorf("decode an import: %w", err)
	}
	return i, nil
}

// Find returns an import.
func (n *Intake) Find(ctx context.Context, id rental.ItemID) (Import, error) {
	var i Import
	err := n.c.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if i, err = find(ctx, tx, id); err != nil {
			return err
		}
		_, i.Written, err = imports.Count(ctx, tx, id)
		return err
	})
	return i, err
}

func find(ctx context.Context, tx *store.Tx, id rental.ItemID) (Import, error) {
	s, ok, err := imports.Find(ctx, tx, id)
	if err != nil {
		return Import{}, err
	}
	if !ok {
		return Import{}, &rental.Error{
			Code: rental.CodeNotFound, Reason: "not_found", Field: "id", Message: "there is no such import", Hint: "a list that was shown and not imported is kept for a week: send it again",
		}
	}
	return loaded(s)
}

// List returns a page of imports, the newest first.
func (n *Intake) List(ctx context.Context, p store.Page) (list []Import, next string, err error) {
	err = n.c.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var stored []imports.Import
		stored, next, err = imports.List(ctx, tx, p)
		if err != nil {
			return err
		}
		for _, s := range stored {
			i, err := loaded(s)
			if err != nil {
				return err
			}
			i.Errors, i.Notices, i.Columns, i.Samples = nil, nil, nil, nil
			list = append(list, i)
		}
		return nil
	})
	return list, next, err
}

// Errors writes the wrong rows of an import as CSV.
func (n *Intake) Errors(ctx context.Context, id rental.ItemID, w io.Writer) error {
	var wrong []byte
	err := n.c.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := find(ctx, tx, id); err != nil {
			return err
		}
		var err error
		_, wrong, err = imports.Files(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	if wrong == nil {
		return &rental.Error{Code: rental.CodeNotFound, Reason: "no_errors", Message: "no row of this list was wrong", Hint: "there is nothing to mend"}
	}
	z, err := gzip.NewReader(bytes.NewReader(wrong))
	if err != nil {
		return fmt.Errorf("read the error file: %w", err)
	}
	if _, err := io.Copy(w, z); err != nil { //nolint:gosec // it was written here, of a list of bounded size
		return fmt.Errorf("send the error file: %w", err)
	}
	return nil
}
