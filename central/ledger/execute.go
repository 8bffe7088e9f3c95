package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
	_ "time/tzdata" // a zone that central knows on one machine it knows on all

	"github.com/google/uuid"

	"rms/central/ledger/memory"
	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Result is what became of one of central's own commands.
type Result struct {
	ItemID  rental.ItemID
	Verdict rental.Verdict
	Lines   []rental.LineVerdict
	// Rows are the rows as they were written; empty when Replayed, and for
	// commands that changed nothing: read them by their ids.
	Rows []rental.Row
	// Replayed: the same command had been executed before; this is its result.
	Replayed bool
}

// Execute carries out a command of a user, a token, the command line or central
// itself. It is idempotent by the command's id, which must be a UUID: the same
// id, content and actor answers the stored result; other content or another
// actor is a conflict (id_reuse). A refused command changes and records nothing
// and answers the rules' *rental.Error.
func (l *Ledger) Execute(ctx context.Context, c rental.Command, a rental.Actor) (Result, error) {
	var r Result
	now := millis(l.now())
	payload, err := ownPayload(c)
	if err != nil {
		return r, err
	}
	err = l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		r, err = l.execute(ctx, tx, c, a, now, payload)
		return err
	})
	if err != nil {
		return Result{}, fmt.Errorf("execute %s: %w", c.Kind, err)
	}
	return r, nil
}

// execute is Execute inside a transaction, for doors that write more than the
// command's rows.
func (l *Ledger) execute(ctx context.Context, tx *store.Tx, c rental.Command, a rental.Actor, now rental.Millis, payload []byte) (Result, error) {
	j, stored, err := l.consider(ctx, tx, nil, c, a, now, payload)
	if err != nil || stored != nil {
		return stored.orNone(), err
	}
	return l.settleOwn(ctx, tx, nil, j)
}

// judged is one of central's own commands that the rules have taken.
type judged struct {
	fact     store.Fact
	decision rental.Decision
	body     rental.Body
}

// consider judges a command and writes nothing, but for the number of an order
// that it may have drawn. stored is the result of one that was executed before.
func (l *Ledger) consider(ctx context.Context, tx *store.Tx, m *memory.Memory, c rental.Command, a rental.Actor, now rental.Millis, payload []byte) (j judged, stored *Result, err error) {
	content := syncproto.ContentHash(payload)
	if f, ok, err := tx.Fact(ctx, c.ID); err != nil || ok {
		if err != nil {
			return j, nil, err
		}
		r, err := l.replay(f, content, a)
		return j, &r, err
	}
	if err := checkZone(c.Body); err != nil {
		return j, nil, err
	}
	if c.Occurred.T == 0 {
		c.Occurred = rental.Occurred{T: now, ItemID: c.ID}
	}
	with, err := l.withNumber(ctx, tx, c)
	if err != nil {
		return j, nil, err
	}
	d, refusal, err := l.judge(ctx, tx, m, with, a, now)
	switch {
	case err != nil:
		return j, nil, err
	case refusal != nil:
		return j, nil, refusal
	case d.Verdict.Kind == rental.Refused || d.Verdict.Kind == rental.RejectedVerdict:
		return j, nil, declined(d.Verdict)
	}
	f := store.Fact{
		ItemID: c.ID, Kind: c.Kind, Schema: 1, Payload: payload, ContentHash: content, Actor: a,
		Origin: c.Origin, Occurred: c.Occurred, ReceivedAt: now, Subjects: c.Body.Subjects(),
	}
	return judged{fact: f, decision: d, body: c.Body}, nil, nil
}

// settleOwn writes what was judged.
func (l *Ledger) settleOwn(ctx context.Context, tx *store.Tx, m *memory.Memory, j judged) (Result, error) {
	w, err := l.record(ctx, tx, m, j.fact, j.decision, j.body)
	if err != nil {
		return Result{}, err
	}
	return Result{ItemID: j.fact.ItemID, Verdict: j.decision.Verdict, Lines: j.decision.Lines, Rows: w.rows}, nil
}

func (r *Result) orNone() Result {
	if r == nil {
		return Result{}
	}
	return *r
}

// checkZone refuses a place whose time zone nobody knows: pages and due times of
// its docks are made by it, and the rules know no zones.
func checkZone(b rental.Body) error {
	put, ok := b.(rental.PutBody)
	if !ok {
		return nil
	}
	place, ok := put.Row.(rental.Place)
	if !ok || place.Zone == "" {
		return nil
	}
	if _, err := time.LoadLocation(place.Zone); err != nil || place.Zone == "Local" {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "unknown_zone", Field: "zone", Message: "there is no time zone " + strconv.Quote(place.Zone),
			Hint: "write it as the IANA list has it, such as Europe/Berlin",
		}
	}
	return nil
}

// record carries out a decision and keeps the fact with what was answered. body
// is what was decided on; nil where nothing was.
func (l *Ledger) record(ctx context.Context, tx *store.Tx, m *memory.Memory, f store.Fact, d rental.Decision, body rental.Body) (written, error) {
	reason := string(d.Verdict.Kind)
	if d.Verdict.Reason != "" {
		reason += ": " + d.Verdict.Reason
	}
	c := cause{item: f.ItemID, kind: f.Kind, actor: f.Actor, subjects: f.Subjects, now: f.ReceivedAt, memo: m}
	w, err := l.carry(ctx, tx, c, d, reason)
	if err != nil {
		return w, err
	}
	if f.Kind.Fact() {
		f.Images = w.images // only facts can be undone
	}
	f.Answer = entries(f.Seq, sentID(f), d, w.feedSeq)
	if f.No, err = tx.Next(ctx, store.HeadFact); err != nil {
		return w, err
	}
	f.Subjects = about(f.Subjects, body)
	if err := tx.AddFact(ctx, f); err != nil {
		return w, err
	}
	if undo, ok := body.(rental.UndoBody); ok && d.Verdict.Kind == rental.Applied {
		return w, tx.MarkUndone(ctx, undo.Of, f.ItemID)
	}
	return w, nil
}

// about is all that a fact is about: its subjects, and the place, the job and the
// person that it names.
func about(subjects []rental.Subject, body rental.Body) []rental.Subject {
	add := func(t rental.TargetType, id string) {
		if id != "" {
			subjects = append(slices.Clone(subjects), rental.Subject{Type: t, ID: id})
		}
	}
	switch b := body.(type) {
	case rental.ScanBody:
		add(rental.TargetPlace, string(b.PlaceID))
	case rental.MoveBody:
		add(rental.TargetPlace, string(b.PlaceID))
	case rental.CheckInBody:
		add(rental.TargetPlace, string(b.PlaceID))
	case rental.CheckOutBody:
		add(rental.TargetPlace, string(b.DestinationID))
		add(rental.TargetProject, string(b.ProjectID))
		add(rental.TargetPerson, string(b.HolderID))
	}
	return subjects
}

// replay answers a command that was executed before.
func (l *Ledger) replay(f store.Fact, content syncproto.Hash, a rental.Actor) (Result, error) {
	if f.ContentHash != content || f.Actor.String() != a.String() || f.KioskID != "" {
		l.log.Error("an id was used twice with different content", "item_id", f.ItemID, "actor", a.String(), "first_actor", f.Actor.String())
		return Result{}, idReuse(f.ItemID)
	}
	r := Result{ItemID: f.ItemID, Replayed: true}
	for _, e := range f.Answer {
		v := memory.VerdictOf(e)
		if e.Line == nil {
			r.Verdict = v
			continue
		}
		r.Lines = append(r.Lines, rental.LineVerdict{Line: *e.Line, Verdict: v})
	}
	return r, nil
}

func idReuse(id rental.ItemID) *rental.Error {
	return &rental.Error{
		Code: rental.CodeConflict, Reason: "id_reuse", Field: "id",
		Message: "the id " + string(id) + " was used before for something else", Hint: "mint a new id for each gesture; repeat a request with all that it held",
	}
}

// declined is the error for a command that the rules did not take.
func declined(v rental.Verdict) error {
	if v.Err != nil {
		return v.Err
	}
	code := rental.CodeConflict
	if v.Reason == "not_permitted" {
		code = rental.CodeForbidden
	}
	return &rental.Error{Code: code, Reason: v.Reason, Message: "this was declined: " + v.Reason}
}

// withNumber gives a new order its number before it is judged, so that its
// events bear it. What is refused rolls the counter back.
func (l *Ledger) withNumber(ctx context.Context, tx *store.Tx, c rental.Command) (rental.Command, error) {
	b, ok := c.Body.(rental.RentActionCreateBody)
	if !ok || b.Number != "" {
		return c, nil
	}
	n, err := l.orderNumber(ctx, tx)
	b.Number = n
	c.Body = b
	return c, err
}

// ownPayload is the content of one of central's own commands. Times are left
// out: the same wish, sent again later, is the same.
func ownPayload(c rental.Command) ([]byte, error) {
	if err := checkUUID("id", string(c.ID)); err != nil {
		return nil, err
	}
	if c.Body == nil {
		return nil, &rental.Error{Code: rental.CodeInvalid, Reason: rental.ReasonMalformed, Field: "body", Message: "the command has no body"}
	}
	body := any(c.Body)
	if p, ok := c.Body.(rental.PutBody); ok {
		if p.Row == nil {
			return nil, &rental.Error{Code: rental.CodeInvalid, Reason: rental.ReasonMalformed, Field: "body.row", Message: "there is no row to put"}
		}
		m := p.Row.RowMeta()
		body = putContent{
			Collection: p.Row.RowCollection(), IfRev: p.IfRev,
			Row: p.Row.WithMeta(rental.Meta{SiteID: m.SiteID, ExternalSource: m.ExternalSource, ExternalRef: m.ExternalRef}),
		}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode a command: %w", err)
	}
	b, err := json.Marshal(syncproto.Payload{
		ID: c.ID, Kind: c.Kind, Schema: 1, Actor: syncproto.Author{Verified: rental.VerifiedNone},
		Subjects: append([]rental.Subject{}, c.Body.Subjects()...), Occurred: syncproto.Clock{OffsetErrMs: syncproto.OffsetUnknown}, Body: raw,
	})
	if err != nil {
		return nil, fmt.Errorf("encode a command: %w", err)
	}
	return b, nil
}

func checkUUID(field, id string) error {
	if u, err := uuid.Parse(id); err != nil || u.String() != id {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: rental.ReasonMalformed, Field: field,
			Message: field + " must be a lower-case hyphenated UUID", Hint: "mint a new one",
		}
	}
	return nil
}

// putContent is how a put is kept.
type putContent struct {
	Collection rental.Collection `json:"collection"`
	Row        rental.Row        `json:"row"`
	IfRev      int64             `json:"if_rev,omitempty"`
}
