package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// Item is one recorded gesture as the outbox and the archive keep it. The
// fields that end in JSON are the ledger's to encode.
type Item struct {
	Seq         uint64
	ID          rental.ItemID
	Kind        rental.Kind
	Payload     []byte
	ContentHash syncproto.Hash
	Hash        syncproto.Hash
	GestureHash syncproto.Hash
	CreatedMs   rental.Millis
	ActorJSON   []byte
	SaidJSON    []byte
	ImagesJSON  []byte
	Undoes      rental.ItemID
	// Ack is nil while central has not answered.
	Ack *Ack
}

// Ack is central's answer to an item. Waiting: its images are still in the
// overlay, until the cursor has passed FeedSeq.
type Ack struct {
	Verdict    rental.VerdictKind
	AnswerJSON []byte
	FeedSeq    uint64
	AckedMs    rental.Millis
	Waiting    bool
}

const itemColumns = `seq, item_id, kind, payload, content_hash, hash, gesture_hash, created_ms, actor, said, images, undoes`

func (it Item) args() []any {
	return []any{
		int64(it.Seq), string(it.ID), string(it.Kind), it.Payload, it.ContentHash[:], it.Hash[:], it.GestureHash[:],
		int64(it.CreatedMs), it.ActorJSON, it.SaidJSON, it.ImagesJSON, text(it.Undoes),
	}
}

func scanItem(r interface{ Scan(...any) error }, more ...any) (Item, error) {
	var it Item
	var content, hash, gesture []byte
	var undoes sql.NullString
	err := r.Scan(append([]any{
		&it.Seq, &it.ID, &it.Kind, &it.Payload, &content, &hash, &gesture,
		&it.CreatedMs, &it.ActorJSON, &it.SaidJSON, &it.ImagesJSON, &undoes,
	}, more...)...)
	if err != nil {
		return Item{}, err
	}
	it.Undoes = rental.ItemID(undoes.String)
	copy(it.ContentHash[:], content)
	copy(it.Hash[:], hash)
	copy(it.GestureHash[:], gesture)
	return it, nil
}

// scanArchived reads an item with its answer; of an unanswered one that is null.
func scanArchived(r interface{ Scan(...any) error }) (Item, error) {
	var verdict sql.NullString
	var feedSeq, acked sql.NullInt64
	var waiting sql.NullBool
	var answer []byte
	it, err := scanItem(r, &verdict, &answer, &feedSeq, &acked, &waiting)
	if verdict.Valid {
		it.Ack = &Ack{
			Verdict: rental.VerdictKind(verdict.String), AnswerJSON: answer, FeedSeq: uint64(feedSeq.Int64),
			AckedMs: rental.Millis(acked.Int64), Waiting: waiting.Bool,
		}
	}
	return it, err
}

const archiveColumns = itemColumns + `, verdict, answer, feed_seq, acked_ms, waiting`

// AddItem appends an item to the outbox, with what it touches and what its
// decision looked at.
func (t *Tx) AddItem(it Item, subjects []rental.Subject, reads []byte) error {
	err := t.exec("append to the outbox", 1, `insert into outbox (`+itemColumns+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, it.args()...)
	if err != nil {
		return err
	}
	if err := t.exec("note what was looked at", 1, `insert into active (seq, reads) values ($1, $2)`, int64(it.Seq), reads); err != nil {
		return err
	}
	for _, s := range subjects {
		err := t.exec("note a subject", -1, `insert into subjects (target, id, seq) values ($1, $2, $3) on conflict do nothing`,
			string(s.Type), s.ID, int64(it.Seq))
		if err != nil {
			return err
		}
	}
	return nil
}

// ItemByID finds a recorded item, answered or not.
func (v View) ItemByID(ctx context.Context, id rental.ItemID) (Item, bool, error) {
	return v.item(ctx, `item_id`, string(id))
}

// ItemBySeq finds a recorded item, answered or not.
func (v View) ItemBySeq(ctx context.Context, seq uint64) (Item, bool, error) {
	return v.item(ctx, `seq`, int64(seq))
}

func (v View) item(ctx context.Context, column string, key any) (Item, bool, error) {
	it, err := scanArchived(v.q.QueryRowContext(ctx, `select `+itemColumns+`, null, null, null, null, null from outbox where `+column+` = $1
		union all select `+archiveColumns+` from archive where `+column+` = $1 limit 1`, key))
	if errors.Is(err, sql.ErrNoRows) {
		return Item{}, false, nil
	}
	if err != nil {
		return Item{}, false, fmt.Errorf("look up an item: %w", err)
	}
	return it, true, nil
}

// LastItem is the item with the highest seq, answered or not.
func (v View) LastItem(ctx context.Context) (Item, bool, error) {
	var seq uint64
	err := v.q.QueryRowContext(ctx, `select max((select coalesce(max(seq), 0) from outbox), (select coalesce(max(seq), 0) from archive))`).Scan(&seq)
	if err != nil || seq == 0 {
		return Item{}, false, err
	}
	return v.ItemBySeq(ctx, seq)
}

// UndoneBy is the standing item that takes id back, if any.
func (v View) UndoneBy(ctx context.Context, id rental.ItemID) (by rental.ItemID, err error) {
	err = v.q.QueryRowContext(ctx, `select item_id from outbox where undoes = $1
		union all select item_id from archive where undoes = $1 and verdict in ('applied', 'already_stored') limit 1`, string(id)).Scan(&by)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for an undo: %w", err)
	}
	return by, nil
}

// Queue is what waits for central. OldestMs is 0 when nothing does.
type Queue struct {
	Depth    int64
	OldestMs rental.Millis
	FirstSeq uint64
}

// Queue measures the outbox by its ends: seq is gapless.
func (v View) Queue(ctx context.Context) (q Queue, err error) {
	err = v.q.QueryRowContext(ctx, `select seq, created_ms, (select max(seq) from outbox) - seq + 1 from outbox order by seq limit 1`).
		Scan(&q.FirstSeq, &q.OldestMs, &q.Depth)
	if errors.Is(err, sql.ErrNoRows) {
		return Queue{}, nil
	}
	if err != nil {
		return Queue{}, fmt.Errorf("measure the queue: %w", err)
	}
	return q, nil
}

// Waiting counts the outbox, item by item: Queue believes its ends.
func (v View) Waiting(ctx context.Context) (n int64, err error) {
	if err := v.q.QueryRowContext(ctx, `select count(*) from outbox`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the outbox: %w", err)
	}
	return n, nil
}

// Outbox lists unanswered items in order of seq, at most limit of them.
func (v View) Outbox(ctx context.Context, limit int) ([]Item, error) {
	rows, err := v.q.QueryContext(ctx, `select `+itemColumns+` from outbox order by seq limit $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	return scanAll(rows, func(r *sql.Rows) (Item, error) { return scanItem(r) })
}

// History lists what was recorded here about one thing, newest first.
func (v View) History(ctx context.Context, target rental.TargetType, id string, limit int) ([]Item, error) {
	rows, err := v.q.QueryContext(ctx, `select seq from subjects where target = $1 and id = $2 order by seq desc limit $3`,
		string(target), id, limit)
	if err != nil {
		return nil, fmt.Errorf("read a history: %w", err)
	}
	seqs, err := scanAll(rows, func(r *sql.Rows) (seq uint64, err error) { return seq, r.Scan(&seq) })
	if err != nil {
		return nil, err
	}
	var items []Item
	for _, seq := range seqs {
		it, ok, err := v.ItemBySeq(ctx, seq)
		if err != nil {
			return nil, err
		}
		if ok { // else pruned
			items = append(items, it)
		}
	}
	return slices.Clip(items), nil
}
