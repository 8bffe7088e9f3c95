package syncproto

// Version is the protocol version that this build speaks.
const Version = 2

// MinVersion is the oldest version that this build still answers.
const MinVersion = 1

// VersionNote is one entry of the protocol's history.
type VersionNote struct {
	Version int
	// Date is when the version was settled, as YYYY-MM-DD.
	Date string
	Note string
}

// History lists every version with what it brought, oldest first.
func History() []VersionNote {
	return []VersionNote{
		{Version: 1, Date: "2026-11-22", Note: "items and hash chain, enrol, challenge, session, hello (ok, reenrol, upgrade), push with verdicts, changes, snapshots, heartbeat"},
		{Version: 2, Date: "2026-11-23", Note: "hello answers rotate_epoch where histories differ; durable_through grows with backups off central's machine"},
	}
}
