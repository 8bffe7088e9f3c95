package syncer

import (
	"context"

	"rms/kiosk/ledger"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Ledger is what the syncer needs of the kiosk's ledger.
type Ledger interface {
	Identity(ctx context.Context) (ledger.Identity, error)
	Position(ctx context.Context) (ledger.Position, error)
	Pending(ctx context.Context, maxItems, maxBytes int) (ledger.Batch, error)
	ApplyVerdicts(ctx context.Context, r syncproto.PushReply) error
	ApplyPage(ctx context.Context, p syncproto.ChangesPage) error
	NoteNothingNew(ctx context.Context, p syncproto.ChangesPage) error
	BeginSnapshot(ctx context.Context, m []syncproto.SnapshotManifest) error
	ApplyPart(ctx context.Context, m syncproto.SnapshotManifest, part int, rows []syncproto.SnapshotRow) error
	CompleteSnapshot(ctx context.Context) error
	NoteHello(ctx context.Context, r syncproto.HelloReply, offsetMs, errMs int64) error
	Enrol(ctx context.Context, r syncproto.EnrolReply) error
	Halt(ctx context.Context, reason string) error
	Resume(ctx context.Context) error
	// Changed returns a channel that is closed after the next commit.
	Changed() <-chan struct{}
}

// Signer holds the kiosk's key.
type Signer interface {
	SignSession(kiosk rental.KioskID, nonce []byte) []byte
}

// The product's own ledger and key fit.
var (
	_ Ledger   = (*ledger.Ledger)(nil)
	_ Enroller = (*ledger.Ledger)(nil)
)
