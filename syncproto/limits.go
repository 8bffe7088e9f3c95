package syncproto

import "time"

// The limits that both sides hold each other to.
const (
	// MaxPayload is the largest payload in bytes; a kiosk refuses to mint more.
	MaxPayload = 64 << 10
	// MaxRawScan is how much of a raw scan is kept in bytes; longer reads keep
	// their first MaxRawScan bytes with their length and SHA-256.
	MaxRawScan = 4 << 10
	// MaxPushItems is the most items in one push.
	MaxPushItems = 200
	// MaxPushBody is the most bytes of a push after gunzip.
	MaxPushBody = 256 << 10
	// MaxPageRows is the most changes in one page.
	MaxPageRows = 500
	// MaxWait is the longest a long-poll is held.
	MaxWait = 25 * time.Second
	// SessionTTL is how long a kiosk's session token lives.
	SessionTTL = 15 * time.Minute
	// NonceTTL is how long a challenge may be answered.
	NonceTTL = 2 * time.Minute
	// SuspectOffset is the clock offset beyond which a time supersedes nothing.
	SuspectOffset = 5 * time.Minute
)
