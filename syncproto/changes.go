package syncproto

import (
	"encoding/json"

	"rms/syncproto/rental"
)

// Op says what a change does to its row at the receiver.
type Op string

// The operations. A row that leaves a kiosk's scope arrives there as a delete.
const (
	OpUpsert Op = "upsert"
	OpDelete Op = "delete"
)

// ChangeEntry is one row of central's feed as one kiosk may see it. Body is the
// row's JSON (rental.DecodeRow); absent for a delete. ItemID names the item
// that caused it, empty for central's own doings. A row is applied only if Rev
// is higher than the one held.
type ChangeEntry struct {
	Seq        uint64            `json:"seq"`
	Collection rental.Collection `json:"collection"`
	ID         string            `json:"id"`
	Rev        int64             `json:"rev"`
	Op         Op                `json:"op"`
	ItemID     rental.ItemID     `json:"item_id,omitempty"`
	Body       json.RawMessage   `json:"body,omitempty"`
}

// ChangesPage answers GET /v1/sync/changes?cursor=&wait=: all that the kiosk may
// see in (cursor, Next]. One page is one transaction at the kiosk, its cursor
// included. More says that another page is ready.
type ChangesPage struct {
	Incarnation string        `json:"incarnation"`
	Changes     []ChangeEntry `json:"changes"`
	Next        uint64        `json:"next"`
	More        bool          `json:"more"`
}

// SnapshotManifest answers GET /v1/sync/snapshot/{collection}: what a kiosk
// will receive. The parts are NDJSON of SnapshotRow, in order of id, fetched by
// GET /v1/sync/snapshot/{collection}/{part}?id=; FeedSeq is the feed's head when
// the snapshot was taken: the cursor starts at the minimum over all collections.
type SnapshotManifest struct {
	ID          string            `json:"id"`
	Collection  rental.Collection `json:"collection"`
	Incarnation string            `json:"incarnation"`
	FeedSeq     uint64            `json:"feed_seq"`
	Rows        int64             `json:"rows"`
	Parts       int               `json:"parts"`
}

// SnapshotRow is one line of a snapshot part.
type SnapshotRow struct {
	ID   string          `json:"id"`
	Rev  int64           `json:"rev"`
	Body json.RawMessage `json:"body"`
}
