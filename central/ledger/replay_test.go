package ledger_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rms/central/ledger"
	"rms/syncproto/rental"
)

// same makes two ledgers over two databases draw the same ids and secrets.
func same(c *ledger.Config) {
	n := 0
	c.NewID = func() (string, error) {
		n++
		return id("own", n), nil
	}
	c.Random = strings.NewReader(strings.Repeat("x", 4096))
}

// digest is a hash over every table that facts may change.
func (b *bench) digest() map[string]string {
	b.Helper()
	out := map[string]string{}
	for _, table := range []string{"facts", "fact_subjects", "repeats", "quarantine", "feed", "outbox", "audit", "heads", "kiosk_epochs", "assets", "rent_actions", "allocations", "exceptions"} {
		c := copyOf(b, table)
		sum := sha256.New()
		for _, row := range c.rows {
			fmt.Fprintf(sum, "%v\n", row)
		}
		out[table] = fmt.Sprintf("%d rows %s", len(c.rows), hex.EncodeToString(sum.Sum(nil))[:16])
	}
	return out
}

// TestReplaysChangeNothing pushes two kiosks' batches in some order, once as
// they are and once with any pushes of before in between and after (I4).
func TestReplaysChangeNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		plain, replayed := setup(t, same), setup(t, same)
		type pair struct{ a, b *dock }
		var docks []pair
		for _, b := range []*bench{plain, replayed} {
			b.company(3)
			b.seed(order(1, rental.Approved))
		}
		for n, site := range []rental.SiteID{berlin, london} {
			docks = append(docks, pair{plain.dock(n+1, site), replayed.dock(n+1, site)})
		}
		type sent struct {
			dock     int
			from, to uint64
		}
		var history []sent
		again := func() {
			if len(history) == 0 || !rapid.Bool().Draw(rt, "again") {
				return
			}
			s := history[rapid.IntRange(0, len(history)-1).Draw(rt, "which")]
			from := uint64(rapid.IntRange(1, int(s.to)).Draw(rt, "from"))
			to := uint64(rapid.IntRange(int(from), int(s.to)).Draw(rt, "to"))
			for _, v := range docks[s.dock].b.push(from, to).Verdicts {
				if v.Verdict != rental.AlreadyStored {
					rt.Fatalf("item %d sent again got %s", v.Seq, v.Verdict)
				}
			}
		}
		for range rapid.IntRange(1, 5).Draw(rt, "batches") {
			n := rapid.IntRange(0, 1).Draw(rt, "dock")
			p := docks[n]
			from := p.a.seq + 1
			for range rapid.IntRange(1, 4).Draw(rt, "items") {
				body := gesture(rt, p.a)
				if x, y := p.a.mint(body), p.b.mint(body); x != y {
					rt.Fatalf("the docks minted %s and %s", x, y)
				}
				plain.n, replayed.n = max(plain.n, replayed.n), max(plain.n, replayed.n)
			}
			again()
			p.a.push(from, p.a.seq)
			p.b.push(from, p.b.seq)
			history = append(history, sent{n, from, p.b.seq})
			again()
		}
		if diff := cmp.Diff(plain.digest(), replayed.digest()); diff != "" {
			rt.Fatalf("(-once +replayed):\n%s", diff)
		}
		judge(t, replayed.dir)
	})
}

// gesture draws what somebody does at a dock.
func gesture(rt *rapid.T, k *dock) rental.Body {
	lines := []rental.AssetLine{line(rapid.IntRange(0, 2).Draw(rt, "thing"))}
	if rapid.Bool().Draw(rt, "two") {
		lines = append(lines, line(rapid.IntRange(0, 2).Draw(rt, "second thing")))
	}
	switch rapid.IntRange(0, 5).Draw(rt, "gesture") {
	case 0:
		return out(order(1, "").ID, lines...)
	case 1:
		return out("", lines...)
	case 2:
		return in(lines...)
	case 3:
		return rental.ScanBody{Printable: "NEVER-HEARD"}
	case 4:
		if k.seq > 0 {
			return rental.UndoBody{Of: idAt(k, rapid.IntRange(1, int(k.seq)).Draw(rt, "undone"))}
		}
	}
	return rental.MoveBody{PlaceID: returns, Lines: lines}
}
