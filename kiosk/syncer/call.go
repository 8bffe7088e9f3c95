package syncer

import (
	"context"
	"time"

	"rms/kiosk/ledger"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Media types of replies.
const (
	mediaJSON   = "application/json"
	mediaNDJSON = "application/x-ndjson"
)

// Bounds of replies in bytes after gunzip. Pages and parts hold hundreds of
// rows, the largest of which are orders with hundreds of lines; a push's reply
// has a short entry for each line of each item.
const (
	maxSmallReply = 64 << 10
	maxPushReply  = 4 << 20
	maxRowsReply  = 32 << 20
)

// How long a call may take. A push of 256 KiB takes a minute on a line of
// 16 kbit/s once it is compressed; a page is held for Wait before it comes.
const (
	shortTimeout = 10 * time.Second
	probeTimeout = 3 * time.Second
	bulkTimeout  = 2 * time.Minute
)

// Call is one HTTP call: what is sent, and where its reply goes.
type Call struct {
	Effect       Effect
	Method, Path string
	// Token is the session's, empty for public paths.
	Token string
	// In is the request's message, nil for none; Out points at the reply's, nil
	// when only the status counts.
	In, Out any
	// Media is what the reply must be.
	Media    string
	MaxReply int64
	Timeout  time.Duration

	batch    ledger.Batch
	cursor   uint64
	manifest syncproto.SnapshotManifest
	part     int // of the manifest
	kiosk    rental.KioskID
	epoch    syncproto.Epoch
	mono     time.Duration
}

// Transport makes calls. An error is a *Failure or counts as Unreachable.
type Transport interface {
	Do(ctx context.Context, c *Call) error
}

func post(eff Effect, path string, in, out any, maxReply int64, timeout time.Duration) *Call {
	return &Call{
		Effect: eff, Method: "POST", Path: "/v1/sync/" + path, In: in, Out: out,
		Media: mediaJSON, MaxReply: maxReply, Timeout: timeout,
	}
}

func get(eff Effect, path string, out any, timeout time.Duration) *Call {
	return &Call{
		Effect: eff, Method: "GET", Path: "/v1/sync/" + path, Out: out,
		Media: mediaJSON, MaxReply: maxRowsReply, Timeout: timeout,
	}
}
