package identity_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/argon2"

	"rms/kiosk/identity"
	"rms/syncproto/rental"
)

// memory is a store of tries; put fails while broken is set.
type memory struct {
	mu     sync.Mutex
	failed map[rental.PersonID]int
	until  map[rental.PersonID]rental.Millis
	broken error
}

func newMemory() *memory {
	return &memory{failed: map[rental.PersonID]int{}, until: map[rental.PersonID]rental.Millis{}}
}

func (m *memory) PINTries(_ context.Context, p rental.PersonID) (int, rental.Millis, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.failed[p], m.until[p], nil
}

func (m *memory) PutPINTries(_ context.Context, p rental.PersonID, failed int, until rental.Millis) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return m.broken
	}
	m.failed[p], m.until[p] = failed, until
	return nil
}

// verifier makes a cheap one: what it costs is no rule of this package.
func verifier(person rental.PersonID, pin string) rental.PIN {
	salt := []byte("0123456789abcdef")
	sum := argon2.IDKey([]byte(pin), salt, 1, 8, 1, 32)
	return rental.PIN{PersonID: person, Verifier: fmt.Sprintf("$argon2id$v=19$m=8,t=1,p=1$%s$%s",
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))}
}

type desk struct {
	t     *testing.T
	store *memory
	now   time.Time
	pins  *identity.PINs
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, store: newMemory(), now: time.UnixMilli(1_700_000_000_000)}
	d.restart()
	return d
}

func (d *desk) restart() {
	d.pins = identity.NewPINs(d.store, func() time.Time { return d.now })
}

func (d *desk) try(pin string) identity.Check {
	d.t.Helper()
	got, err := d.pins.Verify(d.t.Context(), verifier("ada", "4711"), pin)
	if err != nil {
		d.t.Fatal(err)
	}
	return got
}

func (d *desk) at(wait time.Duration) rental.Millis {
	return rental.Millis(d.now.Add(wait).UnixMilli())
}

// TestReferenceVector is from the reference implementation's own test suite.
func TestReferenceVector(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	row := rental.PIN{PersonID: "ada", Verifier: "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"}
	for pin, want := range map[string]bool{"password": true, "passwore": false, "": false} {
		got, err := d.pins.Verify(t.Context(), row, pin)
		if err != nil || got.OK != want {
			t.Errorf("%q: ok %v (%v), want %v", pin, got.OK, err, want)
		}
	}
}

func TestTriesThenWaits(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for n := 1; n <= 4; n++ {
		want := identity.Check{Left: 5 - n, Tries: n}
		if diff := cmp.Diff(want, d.try("0000")); diff != "" {
			t.Errorf("try %d (-want +got):\n%s", n, diff)
		}
	}
	want := identity.Check{Tries: 5, Until: d.at(30 * time.Second), LockedOut: true}
	if diff := cmp.Diff(want, d.try("0000")); diff != "" {
		t.Errorf("fifth try (-want +got):\n%s", diff)
	}
	// Too early: even the right PIN does not count, after a restart neither.
	d.restart()
	d.now = d.now.Add(29 * time.Second)
	if got := d.try("4711"); got.OK || got.Until != d.at(time.Second) || got.LockedOut {
		t.Errorf("one second early: %+v", got)
	}
	for _, wait := range []time.Duration{60, 120, 240, 480, 900, 900, 900} {
		d.now = d.now.Add(identity.LongestWait)
		if got := d.try("0000"); got.OK || got.LockedOut || got.Until != d.at(wait*time.Second) {
			t.Errorf("want a wait of %d s, got %+v", wait, got)
		}
	}
	d.now = d.now.Add(identity.LongestWait)
	if got := d.try("4711"); !got.OK || got.Left != 5 {
		t.Errorf("the right PIN after the wait: %+v", got)
	}
	if got := d.try("0000"); got.Left != 4 {
		t.Errorf("the right PIN did not clear the count: %+v", got)
	}
}

func TestOthersAreNotLockedOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 6 {
		d.try("0000")
	}
	got, err := d.pins.Verify(t.Context(), verifier("bob", "1234"), "1234")
	if err != nil || !got.OK {
		t.Errorf("bob's PIN: %+v (%v)", got, err)
	}
}

func TestClockSetBackShortensTheWait(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 5 {
		d.try("0000")
	}
	d.now = d.now.AddDate(-3, 0, 0)
	if got := d.try("4711"); got.OK || got.Until != d.at(identity.LongestWait) {
		t.Errorf("after the clock went back: %+v, want to wait %v at most", got, identity.LongestWait)
	}
}

// TestUncountedTryIsNotJudged: a try that cannot be counted would be free.
func TestUncountedTryIsNotJudged(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.store.broken = errors.New("disk full")
	got, err := d.pins.Verify(t.Context(), verifier("ada", "4711"), "4711")
	if !errors.Is(err, d.store.broken) || got.OK {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestHostileVerifiers(t *testing.T) {
	t.Parallel()
	good := verifier("ada", "4711").Verifier
	for name, text := range map[string]string{
		"empty": "", "plain": "4711", "argon2i": strings.Replace(good, "argon2id", "argon2i", 1),
		"old version": strings.Replace(good, "v=19", "v=16", 1),
		"4 GiB":       strings.Replace(good, "m=8", "m=4194304", 1),
		"endless":     strings.Replace(good, "t=1", "t=4000000000", 1),
		"no threads":  strings.Replace(good, "p=1", "p=0", 1),
		"overflow":    strings.Replace(good, "p=1", "p=257", 1),
		"extra":       strings.Replace(good, "p=1", "p=1,x=2", 1),
		"no sum":      good[:strings.LastIndex(good, "$")+1],
		"bad base64":  good + "!",
		"huge sum":    good + strings.Repeat("A", 400),
	} {
		d := newDesk(t)
		got, err := d.pins.Verify(t.Context(), rental.PIN{PersonID: "ada", Verifier: text}, "4711")
		if rental.ReasonOf(err) != "bad_pin_verifier" || got.OK {
			t.Errorf("%s: got %+v, %v; want bad_pin_verifier", name, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "4711") {
			t.Errorf("%s: the error tells the PIN: %v", name, err)
		}
	}
}

func TestLongPINIsWrongNotSlow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if got := d.try(strings.Repeat("4", 1<<20)); got.OK || got.Tries != 1 {
		t.Errorf("got %+v", got)
	}
}

// TestOneAtATime: tries that come together are all counted.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { d.try("0000") })
	}
	wg.Wait()
	if got := d.store.failed["ada"]; got != 4 {
		t.Errorf("%d tries counted of 4", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	// With a free turn either branch may be taken; a cancelled caller must
	// never be told that a PIN was right without its being counted.
	if got, err := d.pins.Verify(ctx, verifier("ada", "4711"), "0000"); err == nil && got.OK {
		t.Errorf("got %+v, %v", got, err)
	}
}

func FuzzVerifier(f *testing.F) {
	f.Add(verifier("ada", "1").Verifier)
	f.Add("$argon2id$v=19$m=8,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "t=10") || len(text) > 300 {
			return // legal, but slow: not what is looked for
		}
		p := identity.NewPINs(newMemory(), time.Now)
		if got, err := p.Verify(t.Context(), rental.PIN{PersonID: "ada", Verifier: text}, "4711"); err == nil && got.OK {
			t.Fatalf("%q let a PIN in", text)
		}
	})
}
