package ledger_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// everything is a hash over every row of every table; of the index of words, over
// what it is made from.
func (b *bench) everything() map[string]string {
	b.Helper()
	schema := copyOf(b, "sqlite_master")
	kind, name := slices.Index(schema.columns, "type"), slices.Index(schema.columns, "name")
	var tables []string
	for _, row := range schema.rows {
		table := fmt.Sprint(row[name])
		if row[kind] == "table" && table != "meta" && table != "schema_migrations" && table != "search" && (!strings.HasPrefix(table, "search_") || table == "search_rows") {
			tables = append(tables, table)
		}
	}
	out := map[string]string{}
	for _, table := range tables {
		c := copyOf(b, table)
		sum := sha256.New()
		for _, row := range c.rows {
			fmt.Fprintf(sum, "%v\n", row)
		}
		out[table] = fmt.Sprintf("%d rows %s", len(c.rows), hex.EncodeToString(sum.Sum(nil))[:16])
	}
	return out
}

// wish is a command of somebody's, with who sends it.
type wish struct {
	c rental.Command
	a rental.Actor
}

// wishes draws commands of all sorts: right ones, repeats, changes of what an
// earlier one made, and such as are refused by the rules or clash in the store.
func wishes(rt *rapid.T, n int) []wish {
	var out []wish
	small := rapid.IntRange(0, 3)
	for i := range n {
		k := small.Draw(rt, "which")
		var body rental.Body
		rev := rapid.SampledFrom([]int64{0, 0, -1, 1, 2}).Draw(rt, "if_rev")
		meta := rental.Meta{}
		if rapid.IntRange(0, 3).Draw(rt, "imported") > 0 {
			meta.ExternalSource, meta.ExternalRef = "sheet", fmt.Sprint(small.Draw(rt, "ref")%2)
		}
		switch rapid.SampledFrom([]string{"type", "asset", "person", "place", "order", "approve", "badge"}).Draw(rt, "kind") {
		case "type":
			body = rental.PutBody{IfRev: rev, Row: rental.ItemType{ID: rental.ItemTypeID(id("t", k)), Code: fmt.Sprintf("T%d", small.Draw(rt, "code")), Name: "Lamp", Kind: rental.Serialized, Meta: meta}}
		case "asset":
			body = rental.PutBody{IfRev: rev, Row: rental.Asset{ID: rental.AssetID(id("a", k)), Tag: fmt.Sprintf("T%d", small.Draw(rt, "tag")), ItemTypeID: cable, HomePlaceID: returns, Meta: meta}}
		case "person":
			body = rental.PutBody{IfRev: rev, Row: rental.Person{ID: rental.PersonID(id("p", k)), Name: fmt.Sprintf("Person %d", i), Meta: meta}}
		case "badge":
			body = rental.PutBody{IfRev: rev, Row: rental.Badge{ID: rental.BadgeID(id("b", k)), PersonID: rental.PersonID(id("p", small.Draw(rt, "of"))), Hash: fmt.Sprintf("%064d", small.Draw(rt, "hash"))}}
		case "place":
			body = rental.PutBody{IfRev: rev, Row: rental.Place{ID: rental.PlaceID(id("l", k)), Code: fmt.Sprintf("T%d", small.Draw(rt, "code")), Name: "Shelf", Kind: rental.PlaceShelf, ParentID: rental.PlaceID(berlin), Meta: meta}}
		case "order":
			body = rental.RentActionCreateBody{
				RentActionID: rental.RentActionID(id("o", k)), SiteID: berlin, RequesterID: anna, Window: rental.Window{Start: start, End: start + 3_600_000},
				Lines: []rental.Line{{ID: rental.LineID(id("line", k)), ItemTypeID: cable, Requested: int64(small.Draw(rt, "pieces"))}},
			}
		case "approve":
			body = rental.RentActionStepBody{Step: rental.KindRentActionApprove, RentActionID: rental.RentActionID(id("o", k))}
		}
		a := rapid.SampledFrom([]rental.Actor{admin, admin, admin, {Kind: rental.ActorUser, UserID: "u2", Role: rental.RoleViewer}}).Draw(rt, "actor")
		cmd := rental.Command{ID: rental.ItemID(id("wish", rapid.SampledFrom([]int{i, i, i, max(i-1, 0)}).Draw(rt, "id"))), Kind: body.CommandKind(), Schema: 1, Body: body}
		out = append(out, wish{cmd, a})
	}
	return out
}

// told is what became of a wish, in words.
func told(r ledger.Result, err error) string {
	if err != nil {
		var e *rental.Error
		if errors.As(err, &e) {
			return string(e.Code) + " " + e.Reason + " " + e.Field
		}
		return err.Error()
	}
	return fmt.Sprintf("%s %s %t %d rows", r.ItemID, r.Verdict.Kind, r.Replayed, len(r.Rows))
}

// TestTogetherOrOneByOne gives central the same commands one by one, together, and
// in chunks, with a reading of what the last one left in between: the same answers
// and the same bytes in every table.
func TestTogetherOrOneByOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		sameEitherWay(t, rt, wishes(rt, rapid.IntRange(4, 16).Draw(rt, "n")))
	})
}

// TestTogetherOrOneByOneWhereSomeClash while they are written: these run the whole
// again with savepoints.
func TestTogetherOrOneByOneWhereSomeClash(t *testing.T) {
	t.Parallel()
	var all []wish
	for i := range 4 {
		row := rental.Person{ID: rental.PersonID(id("p", i)), Name: fmt.Sprintf("Person %d", i), Meta: rental.Meta{ExternalSource: "sheet", ExternalRef: fmt.Sprint(i / 2)}}
		all = append(all, wish{rental.Command{ID: rental.ItemID(id("wish", i)), Kind: rental.KindPut, Schema: 1, Body: rental.PutBody{Row: row}}, admin})
	}
	if runs := sameEitherWay(t, t, all); runs < 2 {
		t.Errorf("they were written in %d run: nothing clashed", runs)
	}
}

// failer is a test, or one draw of it.
type failer interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// sameEitherWay returns how often the commands were run to be written together.
func sameEitherWay(t *testing.T, f failer, all []wish) (runs int) {
	single, whole, chunks := setup(t, same), setup(t, same), setup(t, same)
	for _, b := range []*bench{single, whole, chunks} {
		b.company(1)
	}
	answers := func() []string { return make([]string, len(all)) }
	want, together, inChunks := answers(), answers(), answers()
	for i, w := range all {
		want[i] = told(single.l.Execute(t.Context(), w.c, w.a))
	}
	err := whole.l.Together(t.Context(), func(ctx context.Context, b *ledger.Batch) error {
		runs++
		for i, w := range all {
			together[i] = told(b.Execute(ctx, w.c, w.a))
		}
		return nil
	})
	if err != nil {
		f.Fatal(err)
	}
	done, err := chunks.l.InChunks(t.Context(), len(all), func(ctx context.Context, b *ledger.Batch, i int) error {
		inChunks[i] = told(b.Execute(ctx, all[i].c, all[i].a))
		return nil
	})
	if err != nil || done != len(all) {
		f.Fatal(done, err)
	}
	for name, got := range map[string][]string{"together": together, "in chunks": inChunks} {
		if diff := cmp.Diff(want, got); diff != "" {
			f.Fatalf("answers (-one by one +%s):\n%s", name, diff)
		}
	}
	for name, got := range map[string]*bench{"together": whole, "in chunks": chunks} {
		if diff := cmp.Diff(single.everything(), got.everything()); diff != "" {
			f.Fatalf("rows (-one by one +%s):\n%s", name, diff)
		}
	}
	return runs
}

// aType is the put of the n-th of many types.
func aType(n int) rental.Command {
	row := rental.ItemType{ID: rental.ItemTypeID(id("many", n)), Code: fmt.Sprintf("M-%05d", n), Name: "Lamp", Kind: rental.Serialized}
	return rental.Command{ID: rental.ItemID(id("put many", n)), Kind: rental.KindPut, Schema: 1, Body: rental.PutBody{Row: row}}
}

// TestTogetherIsAllOrNothing: when the function fails, what it did is gone.
func TestTogetherIsAllOrNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, same)
	before := b.everything()
	mine := errors.New("of the caller's")
	err := b.l.Together(t.Context(), func(ctx context.Context, batch *ledger.Batch) error {
		for n := range 3 {
			if _, err := batch.Execute(ctx, aType(n), admin); err != nil {
				return err
			}
		}
		return mine
	})
	if !errors.Is(err, mine) {
		t.Errorf("got %v, want the function's own error", err)
	}
	if diff := cmp.Diff(before, b.everything()); diff != "" {
		t.Errorf("something is left (-before +after):\n%s", diff)
	}
}

// TestTogetherAgain: the same commands sent again are answered and change nothing.
func TestTogetherAgain(t *testing.T) {
	t.Parallel()
	b := setup(t, same)
	run := func(replayed bool) {
		t.Helper()
		err := b.l.Together(t.Context(), func(ctx context.Context, batch *ledger.Batch) error {
			for n := range 5 {
				r, err := batch.Execute(ctx, aType(n), admin)
				if err != nil || r.Replayed != replayed || r.Verdict.Kind != rental.Applied {
					t.Errorf("command %d: %+v, %v", n, r, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	run(false)
	before := b.everything()
	run(true)
	if diff := cmp.Diff(before, b.everything()); diff != "" {
		t.Errorf("a repeat changed something (-before +after):\n%s", diff)
	}
}

// TestInChunksLetsOthersIn: no chunk holds the writer for more than its share, what
// a chunk did is there for others while the next one runs, and what was committed
// before an error stays.
func TestInChunksLetsOthersIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const n, stop = 3*ledger.ChunkCommands + 10, 2*ledger.ChunkCommands + 60
	mine := errors.New("of the caller's")
	held := map[*ledger.Batch]int{}
	committed := 0 // calls in chunks that are over
	var last *ledger.Batch
	done, err := b.l.InChunks(t.Context(), n, func(ctx context.Context, batch *ledger.Batch, i int) error {
		if last != batch {
			last, committed = batch, i
			if got := b.count(`select count(*) from item_types`); got != committed {
				t.Errorf("at %d others see %d types", i, got)
			}
		}
		held[batch]++
		if i == stop {
			return mine
		}
		_, err := batch.Execute(ctx, aType(i), admin)
		return err
	})
	if !errors.Is(err, mine) || done != committed {
		t.Errorf("done %d, %v; want %d and the function's own error", done, err, committed)
	}
	for _, calls := range held {
		if calls > ledger.ChunkCommands+1 {
			t.Errorf("a chunk took %d commands", calls)
		}
	}
	if got := b.count(`select count(*) from item_types`); got != done {
		t.Errorf("%d types are there, %d calls were committed", got, done)
	}
	if done, err = b.l.InChunks(t.Context(), n, func(ctx context.Context, batch *ledger.Batch, i int) error {
		_, err := batch.Execute(ctx, aType(i), admin)
		return err
	}); done != n || err != nil {
		t.Errorf("sent again: done %d, %v", done, err)
	}
	if got := b.count(`select count(*) from item_types`); got != n {
		t.Errorf("%d types are there, want %d", got, n)
	}
	judge(t, b.dir)
}

// TestTogetherOnce: effects, answer and key are one transaction; a repeat gets the
// first answer, with what was refused in it, though it would be right now.
func TestTogetherOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	send := func(key, hash string, fail error, codes ...string) (string, error) {
		answer, err := b.l.TogetherOnce(t.Context(), admin, ledger.OnceTogether{Key: key, Hash: hash, Run: func(ctx context.Context, batch *ledger.Batch) ([]byte, error) {
			out := ""
			for _, code := range codes {
				row := rental.ItemType{ID: rental.ItemTypeID(uuid.NewString()), Code: code, Name: "Lamp", Kind: rental.Serialized}
				_, err := batch.Execute(ctx, rental.Command{ID: rental.ItemID(uuid.NewString()), Kind: rental.KindPut, Body: rental.PutBody{Row: row}}, admin)
				out += code + ":" + string(rental.CodeOf(err)) + " "
			}
			return []byte(out), fail
		}})
		return string(answer), err
	}
	types := func() int { return b.count(`select count(*) from item_types`) }
	mine := errors.New("of the caller's")
	if _, err := send("K", "h", mine, "A", "B"); !errors.Is(err, mine) || types() != 0 {
		t.Errorf("without an answer: %v, and %d types are there", err, types())
	}
	first, err := send("K", "h", nil, "A", "A", "B")
	if err != nil || first != "A: A:conflict B: " || types() != 2 {
		t.Errorf("got %q, %v, %d types", first, err, types())
	}
	if again, err := send("K", "h", nil, "C"); again != first || err != nil || types() != 2 {
		t.Errorf("a repeat: %q, %v, %d types; want %q and 2", again, err, types(), first)
	}
	if _, err := send("K", "h2", nil, "C"); !errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "idempotency_key_reuse"}) {
		t.Errorf("another request under the key: %v", err)
	}
	for range 2 { // without a key nothing is kept
		if _, err := send("", "h", nil, uuid.NewString()); err != nil {
			t.Error(err)
		}
	}
	if types() != 4 {
		t.Errorf("%d types are there, want 4", types())
	}
}

// TestTogetherReadsItsOwn: between two commands the batch shows what is there now.
func TestTogetherReadsItsOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	err := b.l.Together(t.Context(), func(ctx context.Context, batch *ledger.Batch) error {
		if _, err := batch.Execute(ctx, aType(1), admin); err != nil {
			return err
		}
		row, ok, err := store.Get[rental.ItemType](ctx, batch.Tx(), id("many", 1))
		if err != nil || !ok || row.Code != "M-00001" || row.UpdatedAt != batch.Now() {
			t.Errorf("found %t %+v, %v", ok, row, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestAClashTakesBackTheWholeCommand: of a command that writes two rows, of which
// the second clashes, nothing is left, and those before and after it stand.
func TestAClashTakesBackTheWholeCommand(t *testing.T) {
	t.Parallel()
	b := setup(t, same, func(c *ledger.Config) {
		c.Decide = func(s *rental.State, c rental.Command, a rental.Actor, now rental.Millis) (rental.Decision, error) {
			d, err := rental.Decide(s, c, a, now)
			if c.ID == aType(2).ID && len(d.Changes) > 0 {
				twin := aType(1).Body.(rental.PutBody).Row.(rental.ItemType)
				twin.ID = "twin"
				d.Changes = append(d.Changes, rental.Change{Key: rental.Key{Collection: rental.ItemTypes, ID: "twin"}, Row: twin})
			}
			return d, err
		}
	})
	var answers []string
	err := b.l.Together(t.Context(), func(ctx context.Context, batch *ledger.Batch) error {
		answers = nil
		for n := 1; n <= 3; n++ {
			_, err := batch.Execute(ctx, aType(n), admin)
			answers = append(answers, string(rental.CodeOf(err)))
		}
		return nil
	})
	if diff := cmp.Diff([]string{"", "conflict", ""}, answers); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for table, want := range map[string]int{"item_types": 2, "facts": 2, "feed": 2, "outbox": 2, "audit": 2} {
		if got := b.count(`select count(*) from ` + table); got != want {
			t.Errorf("%s has %d rows, want %d", table, got, want)
		}
	}
	judge(t, b.dir)
}
