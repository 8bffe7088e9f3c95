package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"rms/central/ledger/memory"
	"rms/central/store"
	"rms/central/store/outbox"
	"rms/central/store/series"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// cause is on whose behalf rows are written.
type cause struct {
	item     rental.ItemID
	kind     rental.Kind
	actor    rental.Actor
	subjects []rental.Subject
	now      rental.Millis
	memo     *memory.Memory
}

// written is what carrying out a decision left behind.
type written struct {
	feedSeq uint64 // of the last feed row; 0 without one
	images  []store.Image
	rows    []rental.Row
}

// carry writes all that a decision wants: rows with their feed, the exceptions
// it opens, its events and the audit line.
func (l *Ledger) carry(ctx context.Context, tx *store.Tx, c cause, d rental.Decision, reason string) (written, error) {
	var w written
	changes, opened, err := l.withExceptions(ctx, tx, d)
	if err != nil {
		return w, err
	}
	before, after := sha256.New(), sha256.New()
	var touched []string
	for _, ch := range merge(changes) {
		was, is, err := l.writeRow(ctx, tx, c, ch, &w)
		if err != nil {
			return w, err
		}
		name := string(ch.Key.Collection) + "/" + ch.Key.ID
		touched = append(touched, name)
		fmt.Fprintf(before, "%s %s\n", name, was)
		fmt.Fprintf(after, "%s %s\n", name, is)
	}
	events := slices.Clone(d.Events)
	for _, x := range opened {
		events = append(events, rental.ExceptionOpenedEvent(x, c.now))
	}
	if err := l.writeEvents(ctx, tx, c, events); err != nil {
		return w, err
	}
	a := store.Audit{At: c.now, Who: c.actor.String(), Verb: string(c.kind), What: what(c, touched), Reason: reason, ItemID: c.item}
	if len(touched) > 0 {
		a.BeforeDigest, a.AfterDigest = hex.EncodeToString(before.Sum(nil)), hex.EncodeToString(after.Sum(nil))
	}
	if a.Seq, err = tx.Next(ctx, store.HeadAudit); err != nil {
		return w, err
	}
	return w, tx.AddAudit(ctx, a)
}

// what names the things that an audit line is about: the subjects, else the rows.
func what(c cause, touched []string) string {
	const most = 20
	var names []string
	for _, s := range c.subjects {
		names = append(names, string(s.Type)+"/"+s.ID)
	}
	if len(names) == 0 {
		names = touched
	}
	if len(names) > most {
		return strings.Join(names[:most], " ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, " ")
}

// withExceptions returns the decision's changes with a row for each exception
// that it opens, numbered, and those exceptions.
func (l *Ledger) withExceptions(ctx context.Context, tx *store.Tx, d rental.Decision) ([]rental.Change, []rental.Exception, error) {
	changes := slices.Clone(d.Changes)
	opened := slices.Clone(d.Exceptions)
	for i := range opened {
		x := &opened[i]
		if x.Number == "" {
			n, err := tx.Next(ctx, store.HeadExceptionNumber)
			if err != nil {
				return nil, nil, err
			}
			x.Number = rental.Number(fmt.Sprintf("X-%06d", n))
		}
		changes = append(changes, rental.Change{Key: rental.Key{Collection: rental.Exceptions, ID: string(x.ID)}, Row: *x})
	}
	return changes, opened, nil
}

// merge joins the changes of one row into one: from what it was first to what
// it is last.
func merge(changes []rental.Change) []rental.Change {
	at := make(map[rental.Key]int, len(changes))
	out := make([]rental.Change, 0, len(changes))
	for _, ch := range changes {
		if i, ok := at[ch.Key]; ok {
			out[i].Row = ch.Row
			continue
		}
		at[ch.Key] = len(out)
		out = append(out, ch)
	}
	return slices.DeleteFunc(out, func(ch rental.Change) bool { return ch.Row == nil && ch.Before == nil })
}

// writeRow writes one change with its feed rows and returns the digests of the
// row as it was and as it is.
func (l *Ledger) writeRow(ctx context.Context, tx *store.Tx, c cause, ch rental.Change, w *written) (was, is string, err error) {
	var before rental.Meta
	im := store.Image{Collection: ch.Key.Collection, ID: ch.Key.ID}
	if ch.Before != nil {
		before = ch.Before.RowMeta()
		r, err := tx.Stored(ch.Before)
		if err != nil {
			return "", "", err
		}
		was, im.Body = r.Digest(), r.Body
	}
	w.images = append(w.images, im)
	if ch.Row == nil {
		if err := tx.Remove(ctx, ch.Key.Collection, ch.Key.ID, before.Rev); err != nil {
			return "", "", err
		}
		c.memo.Forget(ch.Key)
		return was, "", l.feed(ctx, tx, c, ch, store.Record{}, before.Rev+1, w)
	}
	row, err := l.numbered(ctx, tx, ch.Row)
	if err != nil {
		return "", "", err
	}
	if got := (rental.Key{Collection: row.RowCollection(), ID: row.RowID()}); got != ch.Key {
		return "", "", fmt.Errorf("the change of %s %s holds the row %s %s", ch.Key.Collection, ch.Key.ID, got.Collection, got.ID)
	}
	m := row.RowMeta()
	m.Rev, m.CreatedAt, m.CreatedBy = before.Rev+1, before.CreatedAt, before.CreatedBy
	m.UpdatedAt, m.UpdatedBy = c.now, c.actor.String()
	if ch.Before == nil {
		m.CreatedAt, m.CreatedBy = m.UpdatedAt, m.UpdatedBy
	}
	row = row.WithMeta(m)
	r, err := store.NewRecord(row)
	if err != nil {
		return "", "", err
	}
	if err := tx.Put(ctx, r); err != nil {
		return "", "", err
	}
	if err := noteTag(ctx, tx, row, ch.Before); err != nil {
		return "", "", err
	}
	w.rows = append(w.rows, row)
	c.memo.Wrote(row)
	ch.Row = row
	return was, r.Digest(), l.feed(ctx, tx, c, ch, r, m.Rev, w)
}

// noteTag keeps a tag that a thing did not have before, so that it is never given
// to another one.
func noteTag(ctx context.Context, tx *store.Tx, row, before rental.Row) error {
	a, ok := row.(rental.Asset)
	if was, had := before.(rental.Asset); !ok || had && was.Tag == a.Tag {
		return nil
	}
	return series.Note(ctx, tx, a.Tag)
}

// numbered gives a number to an order or a job that has none.
func (l *Ledger) numbered(ctx context.Context, tx *store.Tx, row rental.Row) (rental.Row, error) {
	switch r := row.(type) {
	case rental.RentAction:
		if r.Number == "" {
			n, err := l.orderNumber(ctx, tx)
			r.Number = n
			return r, err
		}
	case rental.Project:
		if r.Number == "" {
			n, err := tx.Next(ctx, store.HeadProjectNumber)
			r.Number = rental.Number(fmt.Sprintf("J-%06d", n))
			return r, err
		}
	}
	return row, nil
}

func (l *Ledger) orderNumber(ctx context.Context, tx *store.Tx) (rental.Number, error) {
	n, err := tx.Next(ctx, store.HeadOrderNumber)
	return rental.Number(fmt.Sprintf("R-%06d", n)), err
}

// feed appends the change for kiosks: the row itself, and for an asset its card
// under the same revision. What stays at central is in no feed.
func (l *Ledger) feed(ctx context.Context, tx *store.Tx, c cause, ch rental.Change, r store.Record, rev int64, w *written) error {
	if !slices.Contains(synced, ch.Key.Collection) {
		return nil
	}
	f := store.FeedRow{
		Incarnation: l.incarnation, Collection: ch.Key.Collection, ID: ch.Key.ID, Rev: rev,
		Op: syncproto.OpDelete, Body: r.Body, ItemID: c.item,
	}
	if ch.Before != nil {
		f.SiteBefore, f.AlsoBefore = ch.Before.RowMeta().SiteID, store.AlsoSite(ch.Before)
	}
	if ch.Row != nil {
		f.Op = syncproto.OpUpsert
		f.SiteAfter, f.AlsoAfter = ch.Row.RowMeta().SiteID, store.AlsoSite(ch.Row)
	}
	var err error
	if f.Seq, err = nextFeed(ctx, tx, w); err != nil {
		return err
	}
	if ch.Key.Collection != rental.Assets {
		return tx.AddFeedRow(ctx, f)
	}
	card := f
	card.Collection, card.Body = rental.AssetCards, r.Card
	if card.Seq, err = nextFeed(ctx, tx, w); err != nil {
		return err
	}
	return tx.AddAssetFeedRows(ctx, f, card)
}

// synced are the collections that kiosks see.
var synced = rental.SyncedCollections()

func nextFeed(ctx context.Context, tx *store.Tx, w *written) (uint64, error) {
	seq, err := tx.Next(ctx, store.HeadFeed)
	w.feedSeq = seq
	return seq, err
}

func (l *Ledger) writeEvents(ctx context.Context, tx *store.Tx, c cause, events []rental.Event) error {
	for i, ev := range events {
		data, err := json.Marshal(ev.Data)
		if err != nil {
			return fmt.Errorf("encode the data of %s: %w", ev.Type, err)
		}
		e := outbox.Event{
			ID: rental.DeriveID(c.item, "event", i), Type: ev.Type, Subject: ev.Subject, SiteID: ev.SiteID,
			Time: c.now, Actor: c.actor.String(), ItemID: c.item, Data: data,
		}
		if e.Seq, err = tx.Next(ctx, store.HeadOutbox); err != nil {
			return err
		}
		if err := outbox.Add(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// entries puts a decision's verdicts into the form in which they are kept and
// sent: the item's, then each line's.
func entries(seq uint64, id rental.ItemID, d rental.Decision, feedSeq uint64) []syncproto.VerdictEntry {
	out := []syncproto.VerdictEntry{verdictEntry(seq, id, d.Verdict, feedSeq)}
	for _, lv := range d.Lines {
		e := verdictEntry(seq, id, lv.Verdict, feedSeq)
		n := lv.Line
		e.Line = &n
		out = append(out, e)
	}
	return out
}

func verdictEntry(seq uint64, id rental.ItemID, v rental.Verdict, feedSeq uint64) syncproto.VerdictEntry {
	e := syncproto.VerdictEntry{
		Seq: seq, ID: id, Verdict: v.Kind, Reason: v.Reason, Flags: v.Flags, Missing: v.Missing,
		ExceptionID: v.ExceptionID, FeedSeq: feedSeq,
	}
	if v.Err != nil {
		e.Message, e.Hint = v.Err.Message, v.Err.Hint
		if e.Reason == "" {
			e.Reason = v.Err.Reason
		}
	}
	return e
}
