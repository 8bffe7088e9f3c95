package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/localapi"
	"rms/test/oracle/chain"
	"rms/test/oracle/loan"
	"rms/test/world"
)

// TestDayWithoutCentral: three docks at two sites work while central is dead.
// When it is back it holds what the plan says, each gesture once, and one
// question for each thing that two docks handed out.
func TestDayWithoutCentral(t *testing.T) {
	long(t)
	w := world.New(t)
	c := w.DemoCentral()
	c.Start()
	var staff []*dock
	for _, s := range seats {
		d := &dock{Kiosk: w.EnrolKiosk(c, s.name, s.site, s.returns)}
		d.open(t)
		staff = append(staff, d)
	}
	c.Kill()
	book := read(t, w.CopyDB(c.DB(), "before"))
	day := planDay(t, book)
	contested := loan.Contested(day.gestures)
	if want := 12; len(contested) != want {
		t.Fatalf("%d things are handed out twice, want %d", len(contested), want)
	}
	work(t, staff, day)
	for i, d := range staff {
		want := loan.Items(ofDock(day, i))
		if s, err := d.status(t); err != nil || s.Waiting != int64(want) {
			t.Fatalf("%s: %d wait, want %d (%v)", d.Name, s.Waiting, want, err)
		}
	}
	c.Start()
	killWhilePushed(t, c, staff)
	quiet(t, staff...)
	for _, d := range staff {
		d.Stop()
	}
	c.Stop()
	after := w.CopyDB(c.DB(), "after")
	stored := judge(t, after)
	made := minted(t, w, staff)
	if diff := cmp.Diff(made, keys(stored)); diff != "" {
		t.Errorf("what the docks made, and what central has (-want +got):\n%s", diff)
	}
	for _, d := range staff {
		for _, id := range d.acked {
			if stored[id] == "" {
				t.Errorf("%s was told that %s is kept, and central does not have it", d.Name, id)
			}
		}
	}
	got := read(t, after).State
	want := book.After(day.docks, day.gestures, day.wishes, winners(t, day, contested, got))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("central after the day (-want +got):\n%s", diff)
	}
	twoKiosks(t, got, contested)
}

// read reads a copy of central's database into a book.
func read(t *testing.T, path string) *loan.Book {
	t.Helper()
	b, err := loan.Read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ofDock is one dock's part of the day.
func ofDock(all day, i int) ([]loan.Gesture, []loan.Wish) {
	g := slices.DeleteFunc(slices.Clone(all.gestures), func(g loan.Gesture) bool { return g.Dock != i })
	w := slices.DeleteFunc(slices.Clone(all.wishes), func(w loan.Wish) bool { return w.Dock != i })
	return g, w
}

// work lets all docks work at once.
func work(t *testing.T, staff []*dock, all day) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, len(staff))
	for i, d := range staff {
		gestures, wishes := ofDock(all, i)
		wg.Go(func() { errs[i] = d.work(t.Context(), all.docks[i], gestures, wishes) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// work does a dock's gestures in their order, with the wishes in between, and
// holds each answer to what such a gesture is answered.
func (d *dock) work(ctx context.Context, at loan.Dock, gestures []loan.Gesture, wishes []loan.Wish) error {
	every := len(gestures)/max(len(wishes), 1) - 1
	for n, g := range gestures {
		a, err := d.post(ctx, mint(), g.Code)
		if err == nil {
			err = fits(g, a)
		}
		if err != nil {
			return fmt.Errorf("%s, gesture %d (%s): %w", d.Name, n, g.Code, err)
		}
		if a.FactID != "" {
			d.acked = append(d.acked, a.FactID)
		}
		if len(wishes) > 0 && n%every == every-1 {
			if err := d.wish(ctx, wishes[0]); err != nil {
				return fmt.Errorf("%s, %s: %w", d.Name, wishes[0].Note, err)
			}
			wishes = wishes[1:]
		}
	}
	if len(wishes) > 0 {
		return fmt.Errorf("%s at %s: %d wishes are left", d.Name, at.Site, len(wishes))
	}
	return nil
}

// fits reports where an answer is not one to g.
func fits(g loan.Gesture, a localapi.Answer) error {
	outcome := string(a.Outcome)
	good := outcome == "ok" || outcome == "look"
	if g.Do == loan.Unknown {
		good = outcome == "stop"
	}
	if !good || (a.FactID == "") != (g.Do == loan.Sign) {
		return fmt.Errorf("answered %s %q, fact %q", outcome, a.Title.Text, a.FactID)
	}
	return nil
}

// wish makes an order at the dock.
func (d *dock) wish(ctx context.Context, w loan.Wish) error {
	start := time.Now().AddDate(0, 0, 40)
	in := localapi.NewOrder{ID: mint(), Start: start.UnixMilli(), End: start.AddDate(0, 0, 2).UnixMilli(), Note: w.Note, Submit: w.Submit}
	for _, l := range w.Lines {
		in.Lines = append(in.Lines, localapi.NewLine{TypeID: l.Type, Quantity: int64(l.Wanted)})
	}
	var o localapi.Order
	if err := d.API().Post(ctx, "/api/rent-actions", in, &o); err != nil {
		return err
	}
	want := "draft"
	if w.Submit {
		want = "pending"
	}
	if o.Status != want || o.Number == "" {
		return fmt.Errorf("order %q is %s, want %s", o.Number, o.Status, want)
	}
	if !w.Cancel {
		return nil
	}
	return d.API().Post(ctx, "/api/rent-actions/"+o.ID+"/cancel", localapi.OrderGesture{ID: mint(), Reason: "not needed"}, &o)
}

// killWhilePushed kills central when the first batch has been answered and more
// are under way, and starts it again.
func killWhilePushed(t *testing.T, c *world.Central, staff []*dock) {
	t.Helper()
	waiting := func() (n int64, err error) {
		for _, d := range staff {
			s, err := d.status(t)
			if err != nil {
				return 0, err
			}
			n += s.Waiting
		}
		return n, nil
	}
	before, err := waiting()
	if err != nil {
		t.Fatal(err)
	}
	var left int64
	world.Until(t, quietLimit, "the queues move", func() error {
		if left, err = waiting(); err == nil && left == before {
			err = fmt.Errorf("all %d wait", left)
		}
		return err
	})
	c.Kill()
	t.Logf("central was killed again when %d of %d were left", left, before)
	c.Start()
}

// minted checks the docks' own databases and returns the ids of all that they
// made, in order.
func minted(t *testing.T, w *world.World, staff []*dock) []string {
	t.Helper()
	var all []string
	for _, d := range staff {
		all = append(all, chained(t, w.CopyDB(d.DB(), d.Name)).IDs...)
	}
	slices.Sort(all)
	return all
}

// chained checks the items in a copy of a kiosk's database.
func chained(t *testing.T, path string) chain.Report {
	t.Helper()
	db := openDB(t, path)
	report, err := chain.Check(t.Context(), db)
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return report
}

// winners are the docks whose hand-out of a contested thing central took: one of
// the two, and nothing else of the state is free.
func winners(t *testing.T, all day, contested []string, got loan.State) map[string]int {
	t.Helper()
	won := map[string]int{}
	for _, g := range all.gestures {
		if g.Do == loan.Out && slices.Contains(contested, g.Thing) && got.Things[g.Thing].Kiosk == all.docks[g.Dock].Kiosk {
			won[g.Thing] = g.Dock
		}
	}
	for _, thing := range contested {
		if _, ok := won[thing]; !ok {
			t.Fatalf("%s is with neither of the two who took it: %+v", thing, got.Things[thing])
		}
	}
	return won
}

// twoKiosks demands one question for each contested thing, which names two
// kiosks.
func twoKiosks(t *testing.T, got loan.State, contested []string) {
	t.Helper()
	asked := map[string]int{}
	for _, q := range got.Questions {
		if q.Kind != "already_out" {
			continue
		}
		asked[q.Thing]++
		if q.Kiosk == "" || q.Other == "" || q.Kiosk == q.Other {
			t.Errorf("the question about %s names the kiosks %q and %q", q.Thing, q.Kiosk, q.Other)
		}
	}
	want := map[string]int{}
	for _, thing := range contested {
		want[thing] = 1
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("questions about things handed out twice (-want +got):\n%s", diff)
	}
}
