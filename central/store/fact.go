package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// Fact is one decided command as it is kept for ever: an item of a kiosk with
// its place in the chain, or one of central's own, whose KioskID is empty.
type Fact struct {
	No     uint64 // in commit order
	ItemID rental.ItemID
	// ClaimedID is the payload's id where ItemID had to be derived because the
	// payload's was taken or not readable; else empty.
	ClaimedID   string
	KioskID     rental.KioskID
	Epoch       syncproto.Epoch
	Seq         uint64
	Kind        rental.Kind
	Schema      int
	Payload     []byte
	ContentHash syncproto.Hash
	Hash        syncproto.Hash
	Actor       rental.Actor
	Origin      rental.Origin
	Occurred    rental.Occurred
	ReceivedAt  rental.Millis
	// Answer holds the verdict's entries, the item's first, as they were sent.
	Answer   []syncproto.VerdictEntry
	Images   []Image
	Subjects []rental.Subject
	UndoneBy rental.ItemID
}

// Entry is the item's own verdict.
func (f Fact) Entry() syncproto.VerdictEntry {
	if len(f.Answer) == 0 {
		return syncproto.VerdictEntry{ID: f.ItemID, Seq: f.Seq}
	}
	return f.Answer[0]
}

// Image is a row as it was before a fact; Body is nil where there was none.
type Image struct {
	Collection rental.Collection `json:"collection"`
	ID         string            `json:"id"`
	Body       json.RawMessage   `json:"row,omitempty"`
}

// Before returns the rows before the fact, in the order in which it changed them.
func (f Fact) Before() ([]rental.Image, error) {
	var out []rental.Image
	for _, im := range f.Images {
		row := rental.Image{Key: rental.Key{Collection: im.Collection, ID: im.ID}}
		if len(im.Body) > 0 {
			var err error
			if row.Row, err = rental.DecodeRow(im.Collection, im.Body); err != nil {
				return nil, err
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// encodeImages is json.Marshal of them, without reading again the JSON of every
// row, which is as it was stored.
func encodeImages(images []Image) ([]byte, error) {
	if images == nil {
		return []byte("null"), nil
	}
	out := []byte{'['}
	for i, im := range images {
		if i > 0 {
			out = append(out, ',')
		}
		key, err := json.Marshal(Image{Collection: im.Collection, ID: im.ID})
		if err != nil {
			return nil, err
		}
		out = append(out, key...)
		if len(im.Body) > 0 {
			out = append(append(out[:len(out)-1], `,"row":`...), im.Body...)
			out = append(out, '}')
		}
	}
	return append(out, ']'), nil
}

// AddFact keeps a fact and what it is about; No is the ledger's to give.
func (tx *Tx) AddFact(ctx context.Context, f Fact) error {
	actor, err := json.Marshal(f.Actor)
	if err != nil {
		return fmt.Errorf("encode an actor: %w", err)
	}
	answer, err := json.Marshal(f.Answer)
	if err != nil {
		return fmt.Errorf("encode a verdict: %w", err)
	}
	images, err := encodeImages(f.Images)
	if err != nil {
		return fmt.Errorf("encode row images: %w", err)
	}
	var kiosk, epoch, seq, hash any
	if f.KioskID != "" {
		kiosk, epoch, seq, hash = string(f.KioskID), f.Epoch.String(), int64(f.Seq), f.Hash.String()
	}
	const insert = `insert into facts (no, item_id, claimed_id, kiosk_id, epoch, seq, kind, schema, payload, content_hash, hash, actor,
person_id, site_id, returns_place_id, occurred_ms, occurred_err_ms, occurred_suspect, received_ms, verdict, answer, images, feed_seq, undone_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`
	payload := f.Payload
	if payload == nil {
		payload = []byte{} // no bytes are bytes too; nil would be null
	}
	e := f.Entry()
	_, err = tx.Exec(ctx, insert, int64(f.No), string(f.ItemID), f.ClaimedID, kiosk, epoch, seq, string(f.Kind), f.Schema, payload,
		f.ContentHash.String(), hash, string(actor), string(f.Actor.PersonID), string(f.Origin.SiteID), string(f.Origin.ReturnsPlaceID),
		int64(f.Occurred.T), f.Occurred.Err, flag(f.Occurred.Suspect), int64(f.ReceivedAt), string(e.Verdict), string(answer), string(images),
		int64(e.FeedSeq), string(f.UndoneBy))
	if err != nil {
		return fmt.Errorf("keep fact %s: %w", f.ItemID, err)
	}
	for _, s := range f.Subjects {
		const about = `insert into fact_subjects (subject_type, subject_id, fact_no) values ($1, $2, $3) on conflict do nothing`
		if _, err := tx.Exec(ctx, about, string(s.Type), s.ID, int64(f.No)); err != nil {
			return fmt.Errorf("keep a subject of fact %s: %w", f.ItemID, err)
		}
	}
	return nil
}

const selectFact = `select no, item_id, claimed_id, coalesce(kiosk_id, ''), coalesce(epoch, ''), coalesce(seq, 0), kind, schema, payload,
content_hash, coalesce(hash, ''), actor, site_id, returns_place_id, occurred_ms, occurred_err_ms, occurred_suspect, received_ms, answer, images, undone_by from facts `

func scanFact(rows *sql.Rows) (Fact, error) {
	var f Fact
	var epoch, content, hash string
	var actor, answer, images []byte
	err := rows.Scan(&f.No, &f.ItemID, &f.ClaimedID, &f.KioskID, &epoch, &f.Seq, &f.Kind, &f.Schema, &f.Payload, &content, &hash, &actor,
		&f.Origin.SiteID, &f.Origin.ReturnsPlaceID, &f.Occurred.T, &f.Occurred.Err, &f.Occurred.Suspect, &f.ReceivedAt, &answer, &images, &f.UndoneBy)
	if err != nil {
		return f, err
	}
	f.Origin.KioskID, f.Occurred.ItemID = f.KioskID, f.ItemID
	if f.ContentHash, err = syncproto.ParseHash(content); err != nil {
		return f, err
	}
	if f.KioskID != "" {
		if f.Epoch, err = syncproto.ParseEpoch(epoch); err != nil {
			return f, err
		}
		if f.Hash, err = syncproto.ParseHash(hash); err != nil {
			return f, err
		}
	}
	if err := json.Unmarshal(actor, &f.Actor); err != nil {
		return f, fmt.Errorf("decode an actor: %w", err)
	}
	if err := json.Unmarshal(answer, &f.Answer); err != nil {
		return f, fmt.Errorf("decode a verdict: %w", err)
	}
	if err := json.Unmarshal(images, &f.Images); err != nil {
		return f, fmt.Errorf("decode row images: %w", err)
	}
	return f, nil
}

func (tx *Tx) facts(ctx context.Context, where string, args ...any) ([]Fact, error) {
	var out []Fact
	err := tx.Each(ctx, selectFact+where, args, func(rows *sql.Rows) error {
		f, err := scanFact(rows)
		out = append(out, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read facts: %w", err)
	}
	return out, nil
}

// Fact returns the fact with an id. Its Subjects are left out: they are for
// finding facts.
func (tx *Tx) Fact(ctx context.Context, id rental.ItemID) (Fact, bool, error) {
	facts, err := tx.facts(ctx, `where item_id = $1`, string(id))
	if err != nil || len(facts) == 0 {
		return Fact{}, false, err
	}
	return facts[0], true, nil
}

// KnownFacts returns which of the ids are stored.
func (tx *Tx) KnownFacts(ctx context.Context, ids []rental.ItemID) (map[rental.ItemID]struct{}, error) {
	known := map[rental.ItemID]struct{}{}
	if len(ids) == 0 {
		return known, nil
	}
	var q query
	marks := make([]string, len(ids))
	for i, id := range ids {
		marks[i] = q.Arg(string(id))
	}
	err := tx.Each(ctx, `select item_id from facts where item_id in (`+strings.Join(marks, ", ")+`)`, q.Args, func(rows *sql.Rows) error {
		var id rental.ItemID
		err := rows.Scan(&id)
		known[id] = struct{}{}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for known facts: %w", err)
	}
	return known, nil
}

// ListFacts returns the last facts before the number before (0: the newest),
// newest first; of kiosks only if fromKiosks is set.
func (tx *Tx) ListFacts(ctx context.Context, fromKiosks bool, before uint64, limit int) ([]Fact, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	where := `where no < $1 order by no desc limit $2`
	if fromKiosks {
		where = `where no < $1 and kiosk_id is not null order by no desc limit $2`
	}
	return tx.facts(ctx, where, int64(before), limit)
}

// FactsAbout returns the last facts about a subject before the number before
// (0: the newest), newest first.
func (tx *Tx) FactsAbout(ctx context.Context, t rental.TargetType, id string, before uint64, limit int) ([]Fact, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return tx.facts(ctx, `where no in (select fact_no from fact_subjects where subject_type = $1 and subject_id = $2 and fact_no < $3
order by fact_no desc limit $4) order by no desc`, string(t), id, int64(before), limit)
}

// LastAbout returns the id of the last command of one of the kinds that took effect
// on a subject; false without any. It is for kinds that nothing takes back.
func (tx *Tx) LastAbout(ctx context.Context, t rental.TargetType, id string, kinds ...rental.Kind) (last rental.ItemID, ok bool, err error) {
	var q query
	text := `select f.item_id from fact_subjects s join facts f on f.no = s.fact_no where s.subject_type = ` + q.Arg(string(t)) +
		` and s.subject_id = ` + q.Arg(id) + ` and f.verdict = 'applied' and f.kind in (`
	for i, k := range kinds {
		if i > 0 {
			text += ", "
		}
		text += q.Arg(string(k))
	}
	ok, err = tx.One(ctx, text+`) order by s.fact_no desc limit 1`, q.Args, &last)
	if err != nil {
		return "", false, fmt.Errorf("look for the last fact about %s: %w", id, err)
	}
	return last, ok, nil
}

// MarkUndone notes which fact took another one back.
func (tx *Tx) MarkUndone(ctx context.Context, of, by rental.ItemID) error {
	n, err := tx.Exec(ctx, `update facts set undone_by = $1 where item_id = $2 and undone_by = ''`, string(by), string(of))
	if err != nil {
		return fmt.Errorf("mark fact %s undone: %w", of, err)
	}
	if n != 1 {
		return fmt.Errorf("mark fact %s undone: %w", of, ErrStale)
	}
	return nil
}
