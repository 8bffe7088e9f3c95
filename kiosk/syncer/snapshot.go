package syncer

import (
	"context"
	"fmt"
	"net/url"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// Bounds of what a manifest may claim.
const maxParts = 1 << 20

// snapshot is how far a bootstrap has come: first every manifest, then every
// part, so that it can go on after a break.
type snapshot struct {
	collections []rental.Collection
	manifests   []syncproto.SnapshotManifest
	begun       bool
	at, part    int   // the manifest and part that come next
	rows        int64 // of manifest at so far
	lastID      string
}

// snapshotStep builds the next call of a bootstrap.
func (x *Exchange) snapshotStep(ctx context.Context, eff Effect) (*Call, error) {
	if x.snap == nil || eff.Restart {
		wanted := eff.Collections
		if len(wanted) == 0 {
			wanted = rental.SyncedCollections()
		}
		x.snap = &snapshot{collections: wanted}
	}
	s := x.snap
	if n := len(s.manifests); n < len(s.collections) {
		call := get(eff, "snapshot/"+url.PathEscape(string(s.collections[n])), &syncproto.SnapshotManifest{}, bulkTimeout)
		call.MaxReply = maxSmallReply
		return call, nil
	}
	if !s.begun {
		if err := x.cfg.Ledger.BeginSnapshot(ctx, s.manifests); err != nil {
			return nil, err
		}
		s.begun = true
	}
	s.skipEmpty()
	if s.at >= len(s.manifests) {
		return nil, nil
	}
	return partCall(eff, s.manifests[s.at], s.part), nil
}

// partCall asks for one part of a snapshot.
func partCall(eff Effect, m syncproto.SnapshotManifest, part int) *Call {
	path := fmt.Sprintf("snapshot/%s/%d?id=%s", url.PathEscape(string(m.Collection)), part, url.QueryEscape(m.ID))
	call := get(eff, path, &[]syncproto.SnapshotRow{}, bulkTimeout)
	call.Media, call.manifest, call.part = mediaNDJSON, m, part
	return call
}

// skipEmpty passes collections without parts.
func (s *snapshot) skipEmpty() {
	for s.at < len(s.manifests) && s.part >= s.manifests[s.at].Parts {
		s.at, s.part, s.rows, s.lastID = s.at+1, 0, 0, ""
	}
}

// manifested takes the manifest of the next collection.
func (x *Exchange) manifested(ctx context.Context, c *Call, m syncproto.SnapshotManifest) (Result, error) {
	s := x.snap
	if s == nil || len(s.manifests) >= len(s.collections) {
		return Result{}, nil // of a bootstrap that was begun anew since
	}
	switch want := s.collections[len(s.manifests)]; {
	case m.Collection != want:
		return Result{}, badReply("a manifest of %q where %q was asked for", m.Collection, want)
	case m.ID == "" || m.Incarnation == "" || m.Parts < 0 || m.Parts > maxParts || m.Rows < 0 || (m.Rows > 0 && m.Parts == 0):
		return Result{}, badReply("a manifest of %q with %d rows in %d parts", m.Collection, m.Rows, m.Parts)
	case len(s.manifests) > 0 && m.Incarnation != s.manifests[0].Incarnation:
		x.snap = nil
		return Result{}, restored()
	}
	s.manifests = append(s.manifests, m)
	if len(s.manifests) < len(s.collections) {
		return Result{}, nil
	}
	if err := x.cfg.Ledger.BeginSnapshot(ctx, s.manifests); err != nil {
		return Result{}, err
	}
	s.begun = true
	return x.completed(ctx)
}

// parted takes the next part.
func (x *Exchange) parted(ctx context.Context, c *Call, rows []syncproto.SnapshotRow) (Result, error) {
	s := x.snap
	if s == nil || s.at >= len(s.manifests) || s.manifests[s.at].ID != c.manifest.ID {
		return Result{}, nil
	}
	m, last := s.manifests[s.at], s.lastID
	for _, row := range rows {
		if row.ID <= last || len(row.Body) == 0 {
			return Result{}, badReply("part %d of %s is out of order after %q", s.part, m.Collection, last)
		}
		last = row.ID
	}
	total := s.rows + int64(len(rows))
	if total > m.Rows || (s.part == m.Parts-1 && total != m.Rows) {
		x.snap = nil
		return Result{}, badReply("%s has %d rows or more, its manifest says %d", m.Collection, total, m.Rows)
	}
	if err := x.cfg.Ledger.ApplyPart(ctx, m, s.part, rows); err != nil {
		return Result{}, err
	}
	s.rows, s.lastID = total, last
	s.part++
	return x.completed(ctx)
}

// completed swaps the shadow rows in once the last part is there.
func (x *Exchange) completed(ctx context.Context) (Result, error) {
	s := x.snap
	s.skipEmpty()
	if s.at < len(s.manifests) {
		return Result{}, nil
	}
	if err := x.cfg.Ledger.CompleteSnapshot(ctx); err != nil {
		return Result{}, err
	}
	x.snap = nil
	return Result{Complete: true}, nil
}
