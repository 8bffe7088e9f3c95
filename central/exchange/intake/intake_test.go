package intake_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"rms/central/exchange/intake"
	"rms/central/exchange/plan"
	"rms/central/exchange/shape"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/code"
	"rms/central/store/imports"
	"rms/syncproto/rental"
)

var (
	noon  = time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)
	admin = rental.Actor{Kind: rental.ActorUser, UserID: "0192a000-0000-7000-8000-00000000ad01", Role: rental.RoleAdmin}
)

const siteID = "0192a000-0000-7000-8000-000000000001"

type world struct {
	testing.TB
	db *store.DB
	l  *ledger.Ledger
	in *intake.Intake
}

func setup(t testing.TB) *world {
	t.Helper()
	return openAt(t, func() time.Time { return noon })
}

// openAt is a world with a clock of its own.
func openAt(t testing.TB, now func() time.Time) *world {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName), CheckRows: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	l, err := ledger.New(t.Context(), ledger.Config{Store: db, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t, db, l, intake.New(intake.Config{Store: db, Ledger: l, Now: now})}
	w.put(rental.Place{ID: siteID, Code: "HQ", Name: "Head office", Kind: rental.PlaceSite, Zone: "Europe/Berlin"})
	return w
}

func (w *world) execute(b rental.Body) {
	w.Helper()
	if _, err := w.l.Execute(w.Context(), rental.Command{ID: rental.ItemID(uuid.NewString()), Kind: b.CommandKind(), Schema: 1, Body: b}, admin); err != nil {
		w.Fatal(err)
	}
}

func (w *world) put(r rental.Row) { w.Helper(); w.execute(rental.PutBody{Row: r}) }

func (w *world) stage(text string, q intake.Request) intake.Import {
	w.Helper()
	i, err := w.in.Stage(w.Context(), strings.NewReader(text), q, admin)
	if err != nil {
		w.Fatal(err)
	}
	return i
}

// bring stages, commits and carries out a list.
func (w *world) bring(text string, q intake.Request) intake.Import {
	w.Helper()
	i := w.stage(text, q)
	if _, err := w.in.Commit(w.Context(), i.ID, admin); err != nil {
		w.Fatal(err)
	}
	return w.run(i.ID)
}

func (w *world) run(id rental.ItemID) intake.Import {
	w.Helper()
	if err := w.in.RunOnce(w.Context()); err != nil {
		w.Fatal(err)
	}
	i, err := w.in.Find(w.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	return i
}

func (w *world) undo(id rental.ItemID) intake.Import {
	w.Helper()
	if _, err := w.in.Undo(w.Context(), id, admin); err != nil {
		w.Fatal(err)
	}
	return w.run(id)
}

func (w *world) read(fn func(ctx context.Context, tx *store.Tx) error) {
	w.Helper()
	if err := w.db.Read(w.Context(), fn); err != nil {
		w.Fatal(err)
	}
}

// rows shows every business row that an import may write, as "collection code".
func (w *world) rows() []string {
	w.Helper()
	var out []string
	for _, q := range []string{
		`select 'asset ' || tag || ' ' || coalesce(json_extract(body, '$.serial'), '') from assets order by tag`, `select 'company ' || name from companies order by name`,
		`select 'person ' || name from people order by name`, `select 'place ' || code || ' ' || name from places order by code`, `select 'type ' || code || ' ' || name from item_types order by code`,
	} {
		w.read(func(ctx context.Context, tx *store.Tx) error {
			return tx.Each(ctx, q, nil, func(rows *sql.Rows) error {
				var s string
				err := rows.Scan(&s)
				out = append(out, s)
				return err
			})
		})
	}
	return out
}

func (w *world) asset(tag string) rental.Asset {
	w.Helper()
	var a rental.Asset
	w.read(func(ctx context.Context, tx *store.Tx) error {
		target, ok, err := code.Target(ctx, tx, tag)
		if err != nil || !ok {
			return fmt.Errorf("no asset %s: %w", tag, err)
		}
		a, _, err = store.Get[rental.Asset](ctx, tx, target.ID)
		return err
	})
	return a
}

const things = "tag,serial,type,place,owner\nA-1,S1,Lamp,Aisle 1 / Shelf 1,\nA-2,S2,Lamp,Aisle 1 / Shelf 2,Lightrent\nA-3,,Fog,Aisle 1,\n"

var making = intake.Request{Kind: shape.Assets, Options: plan.Options{At: siteID, Create: true}}

func TestAnImportFromTheListToTheUndo(t *testing.T) {
	t.Parallel()
	w := setup(t)
	before := w.rows()
	shown := w.stage(things, making)
	if diff := cmp.Diff(before, w.rows()); diff != "" {
		t.Fatalf("a dry run wrote:\n%s", diff)
	}
	want := plan.Counts{Rows: 3, Created: 3, Besides: 6}
	if shown.Status != imports.Staged || shown.Counts != want || len(shown.Columns) != 5 || shown.Format.Delimiter != "," {
		t.Errorf("shown is %+v", shown)
	}
	committed, err := w.in.Commit(t.Context(), shown.ID, admin)
	if err != nil || committed.Status != imports.Applying {
		t.Fatalf("committed: %v %v", committed.Status, err)
	}
	done := w.run(shown.ID)
	if done.Status != imports.Done || done.Rows != 9 || done.EndedAt == 0 {
		t.Fatalf("it ended as %s: %s", done.Status, done.Message)
	}
	after := append([]string{"asset A-1 S1", "asset A-2 S2", "asset A-3 ", "company Lightrent"}, before[0],
		"place HQ-AISLE-1 Aisle 1", "place HQ-AISLE-1-SHELF-1 Shelf 1", "place HQ-AISLE-1-SHELF-2 Shelf 2", "type Fog Fog", "type Lamp Lamp")
	if diff := cmp.Diff(after, w.rows()); diff != "" {
		t.Fatal(diff)
	}
	if a := w.asset("A-2"); a.SiteID != siteID || a.Status != rental.Available || a.CreatedBy != admin.String() {
		t.Errorf("the second thing is %+v", a)
	}
	if twice, err := w.in.Commit(t.Context(), shown.ID, admin); err != nil || twice.Status != imports.Done {
		t.Errorf("the second commit was answered %s, %v", twice.Status, err)
	}

	again := w.bring(things, making)
	if diff := cmp.Diff(plan.Counts{Rows: 3, Unchanged: 3}, again.Counts); diff != "" || again.Rows != 0 {
		t.Errorf("the same list again: %s", diff)
	}

	undone := w.undo(shown.ID)
	if undone.Status != imports.Undone || undone.Hinders != nil || undone.UndoneBy != admin.String() {
		t.Errorf("the undo ended as %s, %v", undone.Status, undone.Hinders)
	}
	if diff := cmp.Diff(before, w.rows()); diff != "" {
		t.Errorf("something is left:\n%s", diff)
	}
	if twice, err := w.in.Undo(t.Context(), shown.ID, admin); err != nil || twice.Status != imports.Undone {
		t.Errorf("the second undo was answered %s, %v", twice.Status, err)
	}
	if _, err := w.in.Commit(t.Context(), shown.ID, admin); rental.ReasonOf(err) != "already_imported" {
		t.Errorf("a commit after the undo was answered %v", err)
	}
	if _, err := w.in.Undo(t.Context(), w.stage(things, making).ID, admin); rental.ReasonOf(err) != "not_undoable" {
		t.Errorf("the undo of a list that was only shown was answered %v", err)
	}
	fresh := w.bring(things, making)
	if diff := cmp.Diff(after, w.rows()); diff != "" || fresh.Status != imports.Done {
		t.Errorf("after an undo it cannot be imported again: %s %s", fresh.Message, diff)
	}
	list, next, err := w.in.List(t.Context(), store.Page{Limit: 2})
	if err != nil || len(list) != 2 || next == "" || list[0].CreatedAt < list[1].CreatedAt {
		t.Fatalf("the list: %d %q %v", len(list), next, err)
	}
	rest, next, err := w.in.List(t.Context(), store.Page{Limit: 2, After: next})
	if err != nil || len(rest) != 2 || next != "" {
		t.Errorf("the rest: %d %q %v", len(rest), next, err)
	}
}

func TestAnUndoPutsBackWhatWasChanged(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.bring(things, making)
	was := w.asset("A-1")
	i := w.bring("tag,serial,notes\nA-1,S9,painted\nA-3,S3,\n", intake.Request{Kind: shape.Assets})
	if i.Status != imports.Done || i.Counts.Changed != 2 || w.asset("A-1").Serial != "S9" {
		t.Fatalf("%+v %v", i.Counts, i.Message)
	}
	w.undo(i.ID)
	is := w.asset("A-1")
	if diff := cmp.Diff(was.WithMeta(rental.Meta{}), is.WithMeta(rental.Meta{})); diff != "" || is.Rev != was.Rev+2 {
		t.Errorf("put back as revision %d:\n%s", is.Rev, diff)
	}
}

func TestAnUndoNamesWhatHinders(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		touch func(w *world)
		want  []string
	}{
		"a thing that was handed out": {func(w *world) {
			a := w.asset("A-2")
			w.execute(rental.CheckInBody{PlaceID: siteID, Lines: []rental.AssetLine{{AssetID: a.ID, Tag: a.Tag}}})
		}, []string{"3 A-2"}},
		"a thing that was corrected": {func(w *world) {
			a := w.asset("A-1")
			a.Notes = "dented"
			w.put(a)
		}, []string{"2 A-1"}},
		"a type that is used by others": {func(w *world) {
			w.put(rental.Asset{ID: "0192a000-0000-7000-8000-000000000999", Tag: "X-1", ItemTypeID: w.asset("A-1").ItemTypeID, HomePlaceID: siteID})
		}, []string{"0 Lamp"}},
		"a place that holds another": {func(w *world) {
			w.put(rental.Place{ID: "0192a000-0000-7000-8000-000000000998", Code: "NEW", Name: "New", Kind: rental.PlaceShelf, ParentID: w.asset("A-1").PlaceID})
		}, []string{"0 HQ-AISLE-1-SHELF-1"}},
		"another code of a thing": {func(w *world) {
			w.put(rental.TagAlias{ID: "0192a000-0000-7000-8000-000000000997", Code: "OLD-7", Target: rental.TargetAsset, TargetID: string(w.asset("A-3").ID)})
		}, []string{"4 A-3"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			i := w.bring(things, making)
			c.touch(w)
			before := w.rows()
			hindered, err := w.in.Undo(t.Context(), i.ID, admin)
			if rental.ReasonOf(err) != "touched_since" {
				t.Fatalf("got %v", err)
			}
			var got []string
			for _, h := range hindered.Hinders {
				got = append(got, fmt.Sprintf("%d %s", h.Row, h.Name))
				if h.Message == "" {
					t.Errorf("%+v does not say what hinders", h)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if is := w.run(i.ID); is.Status != imports.Done {
				t.Errorf("it is %s", is.Status)
			}
			if diff := cmp.Diff(before, w.rows()); diff != "" {
				t.Errorf("something was taken back all the same:\n%s", diff)
			}
		})
	}
}

func TestAllOrNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	before := w.rows()
	text := things + "A-1,S7,Lamp,Aisle 1,\n"
	i := w.stage(text, making)
	if i.Counts.Wrong != 1 || i.Errors[0].Row != 5 {
		t.Fatalf("%+v", i.Errors)
	}
	if _, err := w.in.Commit(t.Context(), i.ID, admin); rental.ReasonOf(err) != "rows_are_wrong" {
		t.Errorf("got %v", err)
	}
	w.run(i.ID)
	if diff := cmp.Diff(before, w.rows()); diff != "" {
		t.Errorf("nothing was to be written:\n%s", diff)
	}
	var file bytes.Buffer
	if err := w.in.Errors(t.Context(), i.ID, &file); err != nil || !strings.Contains(file.String(), "A-1,S7,Lamp,Aisle 1,,tag,row 2 has the same") {
		t.Errorf("the error file: %v\n%s", err, file.String())
	}
	good := making
	good.Mode = intake.GoodRows
	i = w.bring(text, good)
	if i.Status != imports.Done || i.Counts.Created != 3 || i.Counts.Wrong != 1 {
		t.Errorf("%s %+v", i.Status, i.Counts)
	}
	file.Reset()
	if err := w.in.Errors(t.Context(), i.ID, &file); err != nil || strings.Count(file.String(), "\n") != 2 {
		t.Errorf("the error file after the import: %v\n%s", err, file.String())
	}
	w.undo(i.ID)
	if diff := cmp.Diff(before, w.rows()); diff != "" {
		t.Error(diff)
	}
}

// long is a list of n things in a chunk or several.
func long(n int) string {
	var b strings.Builder
	b.WriteString("tag,type,place\n")
	for k := 1; k <= n; k++ {
		fmt.Fprintf(&b, "L-%06d,Lamp,HQ\n", k)
	}
	return b.String()
}

// TestWhatTheLedgerRefusesLate: between the plan and the last chunk somebody takes
// a tag of the list. All that was written by then is taken back.
func TestWhatTheLedgerRefusesLate(t *testing.T) {
	t.Parallel()
	for _, mode := range []intake.Mode{intake.AllOrNothing, intake.GoodRows} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			q := making
			q.Mode = mode
			i := w.stage(long(600), q)
			if _, err := w.in.Commit(t.Context(), i.ID, admin); err != nil {
				t.Fatal(err)
			}
			w.put(rental.ItemType{ID: "0192a000-0000-7000-8000-000000000777", Code: "T", Name: "Other", Kind: rental.Serialized})
			w.put(rental.Asset{ID: "0192a000-0000-7000-8000-000000000778", Tag: "L-000599", ItemTypeID: "0192a000-0000-7000-8000-000000000777", HomePlaceID: siteID})
			before := w.rows()
			i = w.run(i.ID)
			if mode == intake.GoodRows {
				if i.Status != imports.Done || len(i.Late) != 1 || i.Late[0].Row != 600 || len(w.rows()) != len(before)+600 {
					t.Fatalf("%s, late %v, %d rows", i.Status, i.Late, len(w.rows()))
				}
				return
			}
			if i.Status != imports.Failed || !strings.Contains(i.Message, "row 600: ") || i.Hinders != nil {
				t.Errorf("it ended as %s: %s, left %v", i.Status, i.Message, i.Hinders)
			}
			if diff := cmp.Diff(before, w.rows()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAnImportGoesOnWhereItWas: the machine fails in the third chunk; what was
// committed stays, and the next start does the rest, once.
func TestAnImportGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	w := setup(t)
	i := w.stage(long(900), making)
	if _, err := w.in.Commit(t.Context(), i.ID, admin); err != nil {
		t.Fatal(err)
	}
	w.exec(`update import_rows set ordinal = 100000 where ordinal = 700`)
	if err := w.in.RunOnce(t.Context()); err == nil {
		t.Fatal("a row is missing, and nobody said so")
	}
	have := len(w.rows()) - 2 // the site and the type
	if have < 250 || have >= 700 {
		t.Fatalf("%d things stand after two chunks", have)
	}
	w.exec(`update import_rows set ordinal = 700 where ordinal = 100000`)
	first := w.asset("L-000001")
	first.Notes = "corrected while central was down"
	w.put(first)
	again := intake.New(intake.Config{Store: w.db, Ledger: w.l, Now: func() time.Time { return noon }})
	if err := again.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	if is, err := again.Find(t.Context(), i.ID); err != nil || is.Status != imports.Done || len(w.rows()) != 902 {
		t.Errorf("%s with %d rows, %v", is.Status, len(w.rows()), err)
	}
	if a := w.asset("L-000001"); a.Rev != 2 {
		t.Errorf("the first thing was written %d times", a.Rev)
	}
	if hindered, err := again.Undo(t.Context(), i.ID, admin); rental.ReasonOf(err) != "touched_since" || len(hindered.Hinders) != 1 {
		t.Errorf("what was corrected does not hinder: %v", err)
	}
}

func (w *world) exec(query string) {
	w.Helper()
	err := w.db.Write(w.Context(), func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, query)
		if err == nil && n != 1 {
			err = fmt.Errorf("%d rows changed", n)
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
}

func TestWhoMayImport(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for role, may := range map[rental.Role]bool{rental.RoleAdmin: true, rental.RoleFleetManager: true, rental.RoleTechnician: false, rental.RoleRequester: false, rental.RoleViewer: false} {
		for kind, text := range map[shape.Kind]string{shape.ItemTypes: "code,name\nA,A\n", shape.People: "name\nAnna\n"} {
			_, err := w.in.Stage(t.Context(), strings.NewReader(text), intake.Request{Kind: kind}, rental.Actor{Kind: rental.ActorUser, UserID: "u", Role: role})
			if got := err == nil; got != may {
				t.Errorf("%s on %s: %v", role, kind, err)
			}
		}
	}
	catalog := rental.Actor{Kind: rental.ActorUser, UserID: "u", Role: rental.RoleViewer, Scopes: []rental.Scope{rental.ScopeCatalog}}
	if _, err := w.in.Stage(t.Context(), strings.NewReader("name\nAnna\n"), intake.Request{Kind: shape.People}, catalog); rental.CodeOf(err) != rental.CodeForbidden {
		t.Errorf("who may write the catalogue wrote people: %v", err)
	}
}

func TestPeopleAndTheirBadges(t *testing.T) {
	t.Parallel()
	w := setup(t)
	i := w.bring("Name;E-Mail;Firma;Standort\nJürgen Groß;j@x.de;Bühne AG;HQ\n", intake.Request{Kind: shape.People})
	if i.Status != imports.Done || i.Counts.Created != 1 || i.Counts.Besides != 1 {
		t.Fatalf("%s %+v %v", i.Message, i.Counts, i.Errors)
	}
	if diff := cmp.Diff([]string{"company Bühne AG", "person Jürgen Groß", "place HQ Head office"}, w.rows()); diff != "" {
		t.Error(diff)
	}
	w.undo(i.ID)
	if diff := cmp.Diff([]string{"place HQ Head office"}, w.rows()); diff != "" {
		t.Error(diff)
	}
}

func TestCodesThatNoScanFinds(t *testing.T) {
	t.Parallel()
	w := setup(t)
	in := intake.New(intake.Config{Store: w.db, Ledger: w.l, Scannable: func(code string) bool { return code != "R-000001" }})
	i, err := in.Stage(t.Context(), strings.NewReader("tag,type,place\nR-000001,Lamp,HQ\nA,Lamp,HQ\n"), making, admin)
	if err != nil || len(i.Errors) != 1 || i.Errors[0].Reason != "unscannable_code" || i.Errors[0].Row != 2 {
		t.Errorf("%v %+v", err, i.Errors)
	}
}
