package syncproto

import "rms/syncproto/rental"

// EnrolRequest trades a one-time code for an identity: POST /v1/sync/enrol.
// PublicKey is the kiosk's Ed25519 key (32 bytes, standard base64).
type EnrolRequest struct {
	Proto     int    `json:"proto"`
	Code      string `json:"code"`
	PublicKey []byte `json:"public_key"`
	Name      string `json:"name,omitempty"`
	Version   string `json:"version,omitempty"`
}

// EnrolReply is the kiosk's identity. CentralSPKI is the lower-case hex SHA-256
// of central's TLS public key; empty on loopback without TLS.
type EnrolReply struct {
	KioskID        rental.KioskID `json:"kiosk_id"`
	Name           string         `json:"name"`
	Epoch          Epoch          `json:"epoch"`
	NumberPrefix   string         `json:"number_prefix"`
	SiteID         rental.SiteID  `json:"site_id"`
	ReturnsPlaceID rental.PlaceID `json:"returns_place_id,omitempty"`
	Zone           string         `json:"zone"`
	CentralSPKI    string         `json:"central_spki,omitempty"`
}

// ChallengeRequest asks for a nonce: POST /v1/sync/challenge.
type ChallengeRequest struct {
	KioskID rental.KioskID `json:"kiosk_id"`
}

// ChallengeReply holds a single-use nonce of 32 bytes, valid for NonceTTL.
type ChallengeReply struct {
	Nonce []byte `json:"nonce"`
}

// SessionRequest proves the kiosk's key: POST /v1/sync/session. Signature is
// Ed25519 over SessionMessage(kiosk, nonce).
type SessionRequest struct {
	KioskID   rental.KioskID `json:"kiosk_id"`
	Nonce     []byte         `json:"nonce"`
	Signature []byte         `json:"signature"`
}

// SessionReply holds a bearer token, valid until ExpiresAt (central's clock).
type SessionReply struct {
	Token     string        `json:"token"`
	ExpiresAt rental.Millis `json:"expires_at"`
}

// SessionMessage is what a kiosk signs to open a session: the words bind the
// signature to this use and to this kiosk.
func SessionMessage(kiosk rental.KioskID, nonce []byte) []byte {
	return append([]byte("rms session 1\n"+string(kiosk)+"\n"), nonce...)
}

// Limits are what central asks of a kiosk until its next hello.
type Limits struct {
	// Items and Bytes bound one push.
	Items int `json:"items"`
	Bytes int `json:"bytes"`
	// SpreadMs is over how long the first push after an outage is spread.
	SpreadMs int64 `json:"spread_ms"`
}

// HelloRequest tells central where the kiosk stands: POST /v1/sync/hello.
type HelloRequest struct {
	Proto   int    `json:"proto"`
	Version string `json:"version"`
	Epoch   Epoch  `json:"epoch"`
	// LastSeq and HeadHash are the last item minted; AckedSeq and AckedHash the
	// last that central answered, as the kiosk remembers it.
	LastSeq   uint64 `json:"last_seq"`
	HeadHash  Hash   `json:"head_hash"`
	AckedSeq  uint64 `json:"acked_seq"`
	AckedHash Hash   `json:"acked_hash"`
	// Cursor is the last feed seq applied; Incarnation the central it came from.
	Cursor      uint64 `json:"cursor"`
	Incarnation string `json:"incarnation,omitempty"`
	// NumberPrefix begins the numbers that the kiosk gives, so that a central which was
	// restored gives none out twice. Since version 2.
	NumberPrefix string `json:"number_prefix,omitempty"`
	// Proof is what the last hello_again gave: this request is no late copy of an
	// earlier one. Since version 2.
	Proof string `json:"proof,omitempty"`
	// DeviceMs is the device's wall clock when the request left, ms UTC.
	DeviceMs   int64  `json:"device_ms"`
	BootID     string `json:"boot_id,omitempty"`
	QueueDepth int64  `json:"queue_depth"`
}

// Action is what central tells a kiosk to do after hello.
type Action string

// The actions.
const (
	ActionOK      Action = "ok"
	ActionReenrol Action = "reenrol"
	ActionUpgrade Action = "upgrade"
	// ActionAgain: the histories differ; say hello once more with HelloReply.Proof. A
	// late copy of an old hello must not begin an epoch. Since version 2.
	ActionAgain Action = "hello_again"
	// ActionRotate: go on as HelloReply.Identity says, in a new epoch that brings all
	// that the kiosk still has under its old ids. Since version 2.
	ActionRotate Action = "rotate_epoch"
)

// HelloReply is central's answer. Run must accompany every push. A position
// that central does not share is answered with hello_again and rotate_epoch; a kiosk of version 1 gets a
// 409 position_diverged instead.
type HelloReply struct {
	Proto          int           `json:"proto"`
	Version        string        `json:"version"`
	ServerMs       int64         `json:"server_ms"`
	Incarnation    string        `json:"incarnation"`
	Run            string        `json:"run"`
	Demo           bool          `json:"demo"`
	Action         Action        `json:"action"`
	MinVersion     string        `json:"min_version,omitempty"`
	Limits         Limits        `json:"limits"`
	AppliedThrough uint64        `json:"applied_through"`
	DurableThrough uint64        `json:"durable_through"`
	HeadHash       Hash          `json:"head_hash"`
	FeedHead       uint64        `json:"feed_head"`
	SiteID         rental.SiteID `json:"site_id"`
	Zone           string        `json:"zone"`
	// Proof comes with hello_again, for one use.
	Proof string `json:"proof,omitempty"`
	// Identity and Why come with rotate_epoch: who the kiosk is from now on, and what
	// led to it, in words for people.
	Identity *EnrolReply `json:"identity,omitempty"`
	Why      string      `json:"why,omitempty"`
}

// Heartbeat reports a kiosk's health: POST /v1/sync/heartbeat. It answers 204.
type Heartbeat struct {
	QueueDepth     int64         `json:"queue_depth"`
	OldestMs       rental.Millis `json:"oldest_ms,omitempty"`
	Cursor         uint64        `json:"cursor"`
	DBBytes        int64         `json:"db_bytes"`
	WALBytes       int64         `json:"wal_bytes"`
	FreeBytes      int64         `json:"free_bytes"`
	ClockOffsetMs  int64         `json:"clock_offset_ms"`
	Version        string        `json:"version"`
	LastError      string        `json:"last_error,omitempty"`
	Epoch          Epoch         `json:"epoch"`
	PagesPerMinute int64         `json:"pages_per_minute,omitempty"`
}
