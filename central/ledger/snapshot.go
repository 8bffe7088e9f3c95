package ledger

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

const (
	// partRows is how many rows a part holds: about 2 MB before compression, one
	// transaction at the kiosk.
	partRows = 5000
	// snapshotFresh is how long, in ms, a snapshot is given to further kiosks: a
	// site that starts up asks for the same again and again. An older one is
	// never wrong, it only leaves more to the changes.
	snapshotFresh = 60_000
	// snapshotKept is how long, in ms, a snapshot waits for its next part.
	snapshotKept = 15 * 60_000
)

// snapshot is what kiosks of one site see of a collection at one feed seq, in
// compressed parts that never change.
type snapshot struct {
	manifest syncproto.SnapshotManifest
	site     rental.SiteID // empty: all sites see the same
	parts    [][]byte      // gzip of NDJSON
	madeAt   rental.Millis
	usedAt   rental.Millis
}

// snapshots are kept in memory: about 40 bytes a row. What a restart loses is
// asked for again.
type snapshots struct {
	making sync.Mutex // one is made at a time
	mu     sync.Mutex
	byID   map[string]*snapshot
}

func (s *snapshots) init() { s.byID = map[string]*snapshot{} }

// fresh returns a snapshot that is young enough, and forgets old ones.
func (s *snapshots) fresh(c rental.Collection, site rental.SiteID, now rental.Millis) *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found *snapshot
	for id, snap := range s.byID {
		if snap.manifest.Collection == c && snap.site == site && now-snap.madeAt < snapshotFresh && now >= snap.madeAt {
			found = snap
			found.usedAt = now
		} else if now-snap.usedAt > snapshotKept {
			delete(s.byID, id)
		}
	}
	return found
}

// SnapshotManifest takes, or finds, a snapshot of a collection as the kiosk may
// see it: all rows at one feed seq.
func (l *Ledger) SnapshotManifest(ctx context.Context, kiosk rental.KioskID, now rental.Millis, c rental.Collection) (syncproto.SnapshotManifest, error) {
	if !slices.Contains(synced, c) {
		return syncproto.SnapshotManifest{}, &rental.Error{
			Code: rental.CodeNotFound, Reason: "unknown_collection", Message: "kiosks get no collection " + string(c), Hint: "update this program",
		}
	}
	site, err := l.scopeOf(ctx, kiosk, c)
	if err != nil {
		return syncproto.SnapshotManifest{}, err
	}
	l.snapshots.making.Lock()
	defer l.snapshots.making.Unlock()
	if snap := l.snapshots.fresh(c, site, now); snap != nil {
		return snap.manifest, nil
	}
	snap, err := l.takeSnapshot(ctx, c, site)
	if err != nil {
		return syncproto.SnapshotManifest{}, fmt.Errorf("snapshot of %s: %w", c, err)
	}
	snap.madeAt, snap.usedAt = now, now
	l.snapshots.mu.Lock()
	defer l.snapshots.mu.Unlock()
	l.snapshots.byID[snap.manifest.ID] = snap
	return snap.manifest, nil
}

// scopeOf returns the site whose rows of a collection the kiosk sees; empty for
// company-wide collections.
func (l *Ledger) scopeOf(ctx context.Context, kiosk rental.KioskID, c rental.Collection) (site rental.SiteID, err error) {
	err = l.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		k, err := activeKiosk(ctx, tx, kiosk)
		site = k.SiteID
		return err
	})
	if c.CompanyWide() {
		site = ""
	}
	return site, err
}

func (l *Ledger) takeSnapshot(ctx context.Context, c rental.Collection, site rental.SiteID) (*snapshot, error) {
	id, err := l.randomHex()
	if err != nil {
		return nil, err
	}
	s := &snapshot{site: site, manifest: syncproto.SnapshotManifest{ID: id, Collection: c, Incarnation: l.incarnation}}
	var p part
	err = l.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if s.manifest.FeedSeq, err = tx.Head(ctx, store.HeadFeed); err != nil {
			return err
		}
		return tx.EachInScope(ctx, c, site, func(id string, rev int64, body []byte) error {
			s.manifest.Rows++
			if err := p.add(id, rev, body); err != nil || p.rows < partRows {
				return err
			}
			return s.close(&p)
		})
	})
	if err != nil {
		return nil, err
	}
	if p.rows > 0 {
		err = s.close(&p)
	}
	return s, err
}

func (s *snapshot) close(p *part) error {
	if err := p.zip.Close(); err != nil {
		return err
	}
	s.parts = append(s.parts, p.buf.Bytes())
	s.manifest.Parts++
	*p = part{}
	return nil
}

// part is NDJSON in the making.
type part struct {
	buf  *bytes.Buffer
	zip  *gzip.Writer
	rows int
}

func (p *part) add(id string, rev int64, body []byte) error {
	if p.zip == nil {
		p.buf = &bytes.Buffer{}
		var err error
		if p.zip, err = gzip.NewWriterLevel(p.buf, gzip.BestSpeed); err != nil {
			return err
		}
	}
	name, err := json.Marshal(id)
	if err != nil {
		return err
	}
	p.rows++
	// The body is the row's own JSON, as the table holds it: it goes as it is.
	_, err = fmt.Fprintf(p.zip, `{"id":%s,"rev":%d,"body":%s}`+"\n", name, rev, body)
	return err
}

// SnapshotPart returns a part's NDJSON, compressed with gzip. A snapshot that is
// not there any more, or is another site's, is gone: ask for a new manifest.
func (l *Ledger) SnapshotPart(ctx context.Context, kiosk rental.KioskID, now rental.Millis, c rental.Collection, id string, n int) ([]byte, error) {
	site, err := l.scopeOf(ctx, kiosk, c)
	if err != nil {
		return nil, err
	}
	l.snapshots.mu.Lock()
	defer l.snapshots.mu.Unlock()
	s, ok := l.snapshots.byID[id]
	if !ok || s.manifest.Collection != c || s.site != site {
		return nil, &rental.Error{
			Code: rental.CodePreconditionFailed, Reason: "snapshot_gone", Message: "this snapshot is not kept any more", Hint: "ask for a new manifest",
		}
	}
	if n < 0 || n >= len(s.parts) {
		return nil, &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_part", Message: fmt.Sprintf("the snapshot has %d parts, counted from 0", len(s.parts))}
	}
	s.usedAt = now
	return s.parts[n], nil
}
