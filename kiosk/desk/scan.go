package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"

	"github.com/google/uuid"

	"rms/kiosk/desk/card"
	"rms/kiosk/desk/code"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// Scan is what a scanner delivered at once: one code, or a burst of several.
type Scan struct {
	ID     rental.ItemID // minted by the page
	Raw    []byte
	Source string // wedge, typed, demo, file; only a typed code may be in another case than its label
}

// Scan answers a burst. Where it holds several codes, the answer is that of the first and Also holds the others; each
// is a gesture of its own.
func (q *Queue) Scan(ctx context.Context, s Scan) (Answer, error) {
	var a Answer
	var err error
	if gone := q.turnOf(ctx, func(ctx context.Context) { a, err = q.burst(ctx, s) }); gone != nil {
		return Answer{}, gone
	}
	return a, err
}

func (q *Queue) burst(ctx context.Context, s Scan) (Answer, error) {
	codes := [][]byte{s.Raw}
	if len(s.Raw) <= syncproto.MaxRawScan {
		split, err := tag.Split(s.Raw)
		var merged *tag.MergedError
		switch {
		case errors.As(err, &merged):
			return q.finish(ctx)(q.act(ctx, s.ID, scanDigest(s), func(t *turn) error { return t.misread("answer.two_codes", "next.scan_one") }))
		case err != nil:
			return Answer{}, err
		case len(split) > 0:
			codes = split
		}
	}
	var answer Answer
	for i, raw := range codes {
		a, err := q.act(ctx, burstID(s.ID, i), scanDigest(s), func(t *turn) error { return t.scan(raw, s.Source) })
		if err != nil {
			return Answer{}, err // what was answered of the burst is answered the same when the page asks again
		}
		if i == 0 {
			answer = a
		} else {
			answer.Also = append(answer.Also, a)
		}
	}
	return q.finish(ctx)(answer, nil)
}

func scanDigest(s Scan) string { return digestOf("scan", string(s.Raw), s.Source) }

// finish adds the desk as it is now to an answer that goes out.
func (q *Queue) finish(ctx context.Context) func(Answer, error) (Answer, error) {
	return func(a Answer, err error) (Answer, error) {
		if err != nil {
			return Answer{}, err
		}
		view, err := q.view(ctx)
		if err != nil {
			return Answer{}, err
		}
		a.Desk = &view
		return a, nil
	}
}

// burstID is the id of the nth code of a burst: the burst's own for the first, else a UUIDv7 of the same moment that is
// the same at every retry.
func burstID(id rental.ItemID, n int) rental.ItemID {
	if n == 0 {
		return id
	}
	return derivedID(id, "code", n)
}

// derivedID mints the id of a further gesture that goes with id: a UUIDv7 of the same moment, the same at every retry.
func derivedID(id rental.ItemID, role string, n int) rental.ItemID {
	first, err := uuid.Parse(string(id))
	if err != nil {
		return rental.ItemID(rental.DeriveID(id, role, n)) // refused before it is minted
	}
	sum := sha256.Sum256([]byte(string(id) + "/" + role + "/" + strconv.Itoa(n)))
	next := first
	copy(next[6:], sum[:10])
	next[6] = 0x70 | next[6]&0x0f // version 7
	next[8] = 0x80 | next[8]&0x3f // RFC 9562 variant
	return rental.ItemID(next.String())
}

// scan answers one code.
func (t *turn) scan(raw []byte, source string) error {
	t.source = source
	read := tag.Parse(raw)
	t.a.Raw = shorten(read.Printable)
	f, err := code.Resolve(t.ctx, t.v, read)
	if err != nil {
		return err
	}
	if f.Kind == card.KindUnknown && source == sourceTyped {
		if f, err = t.inCapitals(f); err != nil {
			return err
		}
	}
	switch f.Kind {
	case card.KindCommand:
		return t.command(f.Command)
	case card.KindPerson:
		return t.badge(*f.Badge)
	case card.KindMisread:
		return t.misread(f.Misread, "next.scan_again")
	case card.KindUnknown:
		return t.unknown(f)
	default:
		return t.named(f)
	}
}

// sourceTyped is the source of what a hand typed.
const sourceTyped = "typed"

// inCapitals looks a typed code that nobody knows up as the labels print it. What was typed stays what was read; a badge
// is nothing that a hand is helped with.
func (t *turn) inCapitals(f code.Found) (code.Found, error) {
	upper := tag.Parse(capitals(f.Scan.Raw))
	if upper.Secret {
		return f, nil
	}
	g, err := code.Resolve(t.ctx, t.v, upper)
	if err != nil || g.Kind == card.KindUnknown || g.Kind == card.KindMisread || g.Kind == card.KindPerson {
		return f, err
	}
	g.Scan = f.Scan
	return g, nil
}

// capitals is raw with the letters a to z as A to Z; all other bytes stay.
func capitals(raw []byte) []byte {
	upper := bytes.Clone(raw)
	for i, b := range upper {
		if 'a' <= b && b <= 'z' {
			upper[i] = b - 'a' + 'A'
		}
	}
	return upper
}

// named answers a code or pick that names a thing, place, order or type.
func (t *turn) named(f code.Found) error {
	switch f.Kind {
	case card.KindItem:
		return t.item(f)
	case card.KindPlace:
		return t.place(f)
	case card.KindOrder:
		return t.order(f)
	case card.KindType:
		return t.counted(f)
	}
	return t.unknown(f)
}

// misread answers what could not be read at all; nothing is recorded of it.
func (t *turn) misread(title, next string) error {
	t.a.Kind = card.KindMisread
	t.stop(card.Say(title), card.Line(next))
	if title == "answer.misread" {
		t.a.Detail = ptr(card.Say("detail.misread"))
	}
	return nil
}

// unknown keeps a code that nobody knows; it is matched when something gets it.
func (t *turn) unknown(f code.Found) error {
	t.a.Kind, t.a.Verb = card.KindUnknown, card.VerbNone
	t.stop(card.Say("answer.unknown"), card.Line("next.search"))
	t.a.Detail = ptr(card.Say("detail.scan_kept"))
	t.read(f)
	return nil
}

// read records a scan fact: what was read, and what it was taken for. It is called when the outcome stands.
func (t *turn) read(f code.Found) {
	raw := f.Scan.Raw
	body := rental.ScanBody{
		Printable: f.Scan.Printable, Source: t.source, Mode: t.before, Outcome: t.a.Outcome,
		PlaceID: t.s.Work.Place, RentActionID: t.s.Work.Order,
	}
	if len(raw) > syncproto.MaxRawScan {
		sum := sha256.Sum256(raw)
		body.Length, body.SHA256 = len(raw), hex.EncodeToString(sum[:])
		raw = raw[:syncproto.MaxRawScan]
	}
	body.Raw = raw
	body.Target, body.TargetID = f.Target()
	t.body = body
}

// maxShown is how many characters of a code an answer shows.
const maxShown = 64

func shorten(s string) string {
	r := []rune(s)
	if len(r) <= maxShown {
		return s
	}
	return string(r[:maxShown-1]) + "…"
}
