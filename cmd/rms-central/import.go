package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"rms/central/client"
	"rms/central/exchange/catalogue"
	"rms/central/exchange/intake"
	"rms/central/exchange/plan"
	"rms/central/exchange/shape"
	"rms/central/exchange/table"
	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/code"
	"rms/central/store/imports"
	"rms/cmd/rms-central/remote"
	"rms/syncproto/rental"
)

type importCmd struct {
	dataFlag
	URL       string            `name:"url" help:"Import into the central that runs at this address, in place of a database beside this program." placeholder:"URL"`
	TokenFile string            `help:"File with the API token for --url; without it, the token is taken from RMS_TOKEN." type:"path" placeholder:"FILE"`
	Path      string            `arg:"" help:"A list as CSV, or the directory of a catalogue: QLC+ fixtures or Lensfun." type:"existingpath"`
	Kind      string            `help:"What the rows are: item_types, assets, places, people or stock; the exports of known programs say it themselves." enum:",item_types,assets,places,people,stock" default:"" placeholder:"KIND"`
	Map       map[string]string `help:"What a column is: its header or letter, and a field; an empty field lets it be ignored." placeholder:"COLUMN=FIELD"`
	At        string            `help:"Code of the place within which the list's places lie, and where things stand of which it does not say it." placeholder:"CODE"`
	Create    bool              `help:"Make the item types and places that are named and not there."`
	Zone      string            `help:"Time zone of new sites that name none." placeholder:"Europe/Berlin"`
	Currency  string            `help:"Currency of values without one." placeholder:"EUR"`
	Source    string            `help:"Where the external references of a list of no known program come from." placeholder:"NAME"`
	GoodRows  bool              `help:"Import the good rows of a list with wrong ones."`
	DryRun    bool              `help:"Show what the list would do, and import nothing."`
	Errors    string            `help:"Write the wrong rows into this file, with what is wrong." type:"path" placeholder:"FILE"`
}

// Help shows examples.
func (importCmd) Help() string {
	return "Examples:\n  rms-central import items.csv --dry-run --errors=wrong.csv\n  rms-central import items.csv --kind=assets --at=BLN --create --map='Inventory no=tag'\n  rms-central import /usr/share/qlcplus/fixtures"
}

// Run imports a list, or shows what it would do.
func (c *importCmd) Run(ctx context.Context, t terminal) error {
	list, err := c.open()
	if err != nil {
		return err
	}
	defer func() { _ = list.Close() }() // it was only read
	if c.URL != "" {
		return c.send(ctx, t, list)
	}
	return c.with(ctx, t, false, func(db *store.DB, l *ledger.Ledger) error {
		q := intake.Request{
			FileName: filepath.Base(c.Path), Kind: shape.Kind(c.Kind), Mode: intake.AllOrNothing, Map: map[string]shape.Field{},
			Options: plan.Options{Create: c.Create, Zone: c.Zone, Currency: c.Currency, Source: c.Source},
		}
		if c.GoodRows {
			q.Mode = intake.GoodRows
		}
		for column, field := range c.Map {
			q.Map[column] = shape.Field(field)
		}
		if q.Options.At, err = placeOf(ctx, db, c.At); err != nil {
			return err
		}
		in := intake.New(intake.Config{Store: db, Ledger: l, Scannable: door.ScannableCode})
		return c.bring(ctx, t, in, list, q)
	})
}

// send imports into a running central.
func (c *importCmd) send(ctx context.Context, t terminal, list io.Reader) error {
	columns, err := client.MapColumns(c.Map)
	if err != nil {
		return err
	}
	mode := intake.AllOrNothing
	if c.GoodRows {
		mode = intake.GoodRows
	}
	return remote.Import{
		Server: remote.Server{URL: c.URL, TokenFile: c.TokenFile},
		StageInput: client.StageInput{
			Kind: c.Kind, Mode: string(mode), FileName: filepath.Base(c.Path), Map: columns,
			Create: c.Create, Zone: c.Zone, Currency: c.Currency, Source: c.Source,
		},
		Place: c.At, DryRun: c.DryRun, Errors: c.Errors,
	}.Send(ctx, t.screen(), list)
}

// bring stages the list, shows it, and lets it be imported.
func (c *importCmd) bring(ctx context.Context, t terminal, in *intake.Intake, list io.Reader, q intake.Request) error {
	i, err := in.Stage(ctx, list, q, operator)
	if err != nil {
		return err
	}
	if err := c.tell(ctx, t, in, i); err != nil || c.DryRun {
		return err
	}
	if i, err = in.Commit(ctx, i.ID, operator); err != nil {
		return err
	}
	if err := in.RunOnce(ctx); err != nil {
		return err
	}
	if i, err = in.Find(ctx, i.ID); err != nil {
		return err
	}
	if i.Status != imports.Done {
		return &rental.Error{Code: rental.CodeConflict, Reason: "import_failed", Message: "nothing was imported: " + i.Message, Hint: "mend the row and import again"}
	}
	for _, e := range i.Late {
		_, _ = fmt.Fprintf(t.err, "row %d: %s (%s)\n", e.Row, e.Message, e.Hint)
	}
	_, err = fmt.Fprintf(t.out, "imported as %s\n", i.ID)
	return err
}

// tell prints what the list would do, and writes its wrong rows.
func (c *importCmd) tell(ctx context.Context, t terminal, in *intake.Intake, i intake.Import) error {
	for _, col := range i.Columns {
		field := string(col.Field)
		if field == "" {
			field = "-"
		}
		_, _ = fmt.Fprintf(t.err, "column %s %q: %s\n", col.Letter, col.Header, field) // beside the result, which is in out
	}
	for _, e := range i.Errors {
		where := fmt.Sprintf("row %d", e.Row)
		if e.Column > 0 {
			where += ", column " + table.ColumnName(e.Column)
		}
		_, _ = fmt.Fprintf(t.err, "%s: %s (%s)\n", where, e.Message, e.Hint)
	}
	n := i.Counts
	_, err := fmt.Fprintf(t.out, "%s: %d rows, %d new, %d changed, %d unchanged, %d left out, %d wrong\n", i.Kind, n.Rows, n.Created, n.Changed, n.Unchanged, n.Skipped, n.Wrong)
	if err != nil || c.Errors == "" || n.Wrong == 0 {
		return err
	}
	f, err := os.Create(c.Errors)
	if err != nil {
		return fmt.Errorf("write the wrong rows: %w", err)
	}
	return errors.Join(in.Errors(ctx, i.ID, f), f.Close())
}

// open opens the list, or a catalogue as one.
func (c *importCmd) open() (io.ReadCloser, error) {
	info, err := os.Stat(c.Path)
	if err != nil {
		return nil, remote.NoFile("path", c.Path, err)
	}
	if !info.IsDir() {
		f, err := os.Open(c.Path)
		if err != nil {
			return nil, remote.NoFile("path", c.Path, err)
		}
		return f, nil
	}
	for _, open := range []func(fs.FS) (*catalogue.List, error){catalogue.QLC, catalogue.Lensfun} {
		list, err := open(os.DirFS(c.Path))
		if err != nil {
			return nil, err
		}
		if list.Files() > 0 {
			return piped(list), nil
		}
	}
	return nil, &rental.Error{
		Code: rental.CodeInvalid, Reason: "no_catalogue", Message: "there is no catalogue in " + c.Path, Hint: "give a CSV file, or a directory with .qxf or .xml files",
	}
}

// piped writes a catalogue as a list while it is read. A file that cannot be read
// ends it: a catalogue is imported whole.
func piped(list *catalogue.List) io.ReadCloser {
	r, w := io.Pipe()
	go func() { // ends with the catalogue, or when the reader is closed
		out := table.NewWriter(w)
		for {
			row, err := list.Next()
			if errors.Is(err, io.EOF) {
				w.CloseWithError(out.Flush())
				return
			}
			if err == nil {
				err = out.Write(row.Cells)
			}
			if err != nil {
				w.CloseWithError(err)
				return
			}
		}
	}()
	return r
}

// placeOf finds a place by its code; none for none.
func placeOf(ctx context.Context, db *store.DB, name string) (id rental.PlaceID, err error) {
	if name == "" {
		return "", nil
	}
	err = db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		target, ok, err := code.Target(ctx, tx, name)
		if err != nil {
			return err
		}
		if !ok || target.Target != rental.TargetPlace {
			return &rental.Error{Code: rental.CodeNotFound, Reason: "unknown_place", Field: "at", Message: "there is no place with the code " + name, Hint: "import the places first"}
		}
		id = rental.PlaceID(target.ID)
		return nil
	})
	return id, err
}
