package syncproto

import "rms/syncproto/rental"

// PushRequest sends a run of items in seq order: POST /v1/sync/push.
type PushRequest struct {
	Proto    int    `json:"proto"`
	Run      string `json:"run"`
	Epoch    Epoch  `json:"epoch"`
	FirstSeq uint64 `json:"first_seq"`
	// PrevHash is the chain's hash before the first item.
	PrevHash Hash   `json:"prev_hash"`
	Items    []Item `json:"items"`
}

// PushReply answers a push that was taken, item by item, in seq order.
type PushReply struct {
	AppliedThrough uint64         `json:"applied_through"`
	DurableThrough uint64         `json:"durable_through"`
	HeadHash       Hash           `json:"head_hash"`
	BackoffMs      int64          `json:"backoff_ms,omitempty"`
	Verdicts       []VerdictEntry `json:"verdicts"`
}

// VerdictEntry is the verdict on one item (Line nil) or on one of its lines.
// FeedSeq is the feed row that carries the item's last effect; 0 means that
// there is none, and the item leaves the overlay at once.
type VerdictEntry struct {
	Seq     uint64             `json:"seq"`
	ID      rental.ItemID      `json:"id"`
	Line    *int               `json:"line,omitempty"`
	Verdict rental.VerdictKind `json:"verdict"`
	Reason  string             `json:"reason,omitempty"`
	Message string             `json:"message,omitempty"`
	Hint    string             `json:"hint,omitempty"`
	Flags   []rental.Flag      `json:"flags,omitempty"`
	Missing string             `json:"missing,omitempty"`
	Of      rental.ItemID      `json:"of,omitempty"`
	// Was is, beside already_stored, the verdict that was given first; the other
	// members are those of that verdict, so that a lost reply loses nothing.
	Was         rental.VerdictKind `json:"was,omitempty"`
	ExceptionID rental.ExceptionID `json:"exception_id,omitempty"`
	FeedSeq     uint64             `json:"feed_seq"`
}
