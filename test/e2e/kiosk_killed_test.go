package e2e_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/localapi"
	"rms/test/world"
)

// stroke is one scan as the page keeps it until it is answered: the id stays
// the same however often it is sent.
type stroke struct {
	id, code string
	answer   *localapi.Answer
}

// TestKioskKilled: a kiosk is killed in the middle of two hundred scans. Every
// scan that it had acknowledged is there after its restart and is answered as
// before; those that it had not are sent again and are there once.
func TestKioskKilled(t *testing.T) {
	long(t)
	const all, killAfter = 200, 90
	w := world.New(t)
	c := w.DemoCentral()
	c.Start()
	d := &dock{Kiosk: w.EnrolKiosk(c, "Dock 1", "BLN", "BLN-RET")}
	d.open(t)
	strokes := make([]stroke, all)
	for i := range strokes {
		strokes[i] = stroke{id: mint(), code: fmt.Sprintf("KILLED-%03d", i)}
	}
	reached := make(chan struct{})
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		<-reached
		d.Kill()
	}()
	acked := d.scanUntilDead(t, strokes, func(n int) {
		if n == killAfter {
			close(reached) // the scans go on: the kill falls between any two steps of one
		}
	})
	<-killed
	if acked < killAfter || acked == all {
		t.Fatalf("the kiosk was killed after %d of %d scans", acked, all)
	}
	t.Logf("killed after %d acknowledged scans", acked)
	kept := chained(t, w.CopyDB(d.DB(), "killed")).IDs
	for _, s := range strokes[:acked] {
		if !slices.Contains(kept, s.answer.FactID) {
			t.Errorf("%s was acknowledged and is not in the killed kiosk's database", s.code)
		}
	}
	d.open(t)
	for i := range strokes {
		s := &strokes[i]
		a, err := d.post(t.Context(), s.id, s.code)
		if err != nil {
			t.Fatalf("%s again: %v", s.code, err)
		}
		if s.answer != nil && (a.FactID != s.answer.FactID || a.N != s.answer.N || a.At != s.answer.At) {
			t.Errorf("%s was answered fact %s, number %d, and after the restart fact %s, number %d", s.code, s.answer.FactID, s.answer.N, a.FactID, a.N)
		}
		d.acked = append(d.acked, a.FactID)
	}
	quiet(t, d)
	d.Stop()
	c.Stop()
	slices.Sort(d.acked)
	if diff := cmp.Diff(d.acked, minted(t, w, []*dock{d})); diff != "" {
		t.Errorf("what was acknowledged, and what the kiosk holds (-want +got):\n%s", diff)
	}
	stored := judge(t, w.CopyDB(c.DB(), "central"))
	if diff := cmp.Diff(d.acked, keys(stored)); diff != "" {
		t.Errorf("what was acknowledged, and what central has (-want +got):\n%s", diff)
	}
}

// scanUntilDead scans until the kiosk does not answer any more, and returns how
// many scans it acknowledged.
func (d *dock) scanUntilDead(t *testing.T, strokes []stroke, after func(n int)) int {
	t.Helper()
	for i := range strokes {
		a, err := d.post(t.Context(), strokes[i].id, strokes[i].code)
		var answered *world.StatusError
		if errors.As(err, &answered) {
			t.Fatalf("%s: %v", strokes[i].code, err)
		}
		if err != nil { // no connection, or an answer that broke off
			return i
		}
		strokes[i].answer = &a
		after(i + 1)
	}
	return len(strokes)
}
