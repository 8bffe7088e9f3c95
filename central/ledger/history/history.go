// Package history compares a kiosk's history with central's, and keeps what kiosks
// need to begin another one: proofs, and prefixes for their numbers.
//
// Invariants. Pure but for what it reads in the caller's transaction; it writes nothing.
//
// Concurrency. Proofs may be used from any goroutine; the rest belongs to its caller.
package history

import (
	"context"
	"fmt"
	"sync"

	"rms/central/store"
	"rms/central/store/chain"
	"rms/central/store/epoch"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Difference is how a kiosk's history differs from central's; the zero value: not.
type Difference struct {
	Cause epoch.Cause
	Why   string // for people
}

// Unknown is what an epoch means that takes no items: central has put another in its
// place, or does not know it, for it was itself put back to before it.
func Unknown(known bool) Difference {
	if known {
		return Difference{epoch.Diverged, "another epoch has taken the place of this kiosk's: there may be two copies of it"}
	}
	return Difference{epoch.Unknown, "central does not know this kiosk's epoch: it was put back to a state before it"}
}

// position is a place in a chain.
type position struct {
	seq  uint64
	hash syncproto.Hash
}

// Compare says how the kiosk's history differs from central's. What lies beyond the
// last item that the kiosk knows as answered is compared when it is pushed, and a push
// that did not fit is remembered with the epoch.
func Compare(ctx context.Context, tx *store.Tx, incarnation string, e epoch.Epoch, req syncproto.HelloRequest) (Difference, error) {
	switch {
	case req.Incarnation != "" && req.Incarnation != incarnation:
		return Difference{epoch.CentralRestored, "central was restored from a backup since"}, nil
	case req.AckedSeq > req.LastSeq:
		return Difference{epoch.Diverged, fmt.Sprintf("item %d was answered and item %d is the last", req.AckedSeq, req.LastSeq)}, nil
	case req.AckedSeq > e.LastSeq:
		return Difference{epoch.CentralRestored, fmt.Sprintf("central had answered item %d and now knows %d", req.AckedSeq, e.LastSeq)}, nil
	case e.Doubt != "":
		return Difference{epoch.Diverged, e.Doubt}, nil
	}
	shared := []position{{req.AckedSeq, req.AckedHash}}
	if req.LastSeq <= e.LastSeq {
		shared = append(shared, position{req.LastSeq, req.HeadHash})
	}
	for _, p := range shared {
		at, err := hashAt(ctx, tx, e, p.seq)
		if err != nil {
			return Difference{}, err
		}
		if at != p.hash {
			return Difference{epoch.Diverged, fmt.Sprintf("the chain differs at item %d", p.seq)}, nil
		}
	}
	if req.LastSeq < e.LastSeq {
		return Difference{epoch.KioskBehind, fmt.Sprintf("the kiosk has minted %d items and central holds %d: its database is an older one", req.LastSeq, e.LastSeq)}, nil
	}
	return Difference{}, nil
}

// hashAt is the chain's hash at an item that is stored; of item 0, zero.
func hashAt(ctx context.Context, tx *store.Tx, e epoch.Epoch, seq uint64) (syncproto.Hash, error) {
	if seq == 0 {
		return syncproto.Hash{}, nil
	}
	if seq == e.LastSeq {
		return e.HeadHash, nil
	}
	p, err := chain.From(ctx, tx, e.KioskID, e.Epoch, seq, 1)
	if err != nil {
		return syncproto.Hash{}, err
	}
	if len(p) == 0 || p[0].Seq != seq {
		return syncproto.Hash{}, fmt.Errorf("item %d of kiosk %s is below the head and not stored", seq, e.KioskID)
	}
	return p[0].Hash, nil
}

// At is the epoch of that name; zero where it is none of them.
func At(epochs []epoch.Epoch, name syncproto.Epoch) epoch.Epoch {
	for _, e := range epochs {
		if e.Epoch == name {
			return e
		}
	}
	return epoch.Epoch{}
}

// DivergedSince reports whether one of the epochs began after a time because histories
// diverged.
func DivergedSince(epochs []epoch.Epoch, since rental.Millis) bool {
	for _, e := range epochs {
		if e.BegunBy == epoch.Diverged && e.CreatedAt > since {
			return true
		}
	}
	return false
}

// Proofs are what kiosks must bring to begin an epoch: a copy of an old hello that
// arrives late brings none, or one that was used. They last as long as the process.
type Proofs struct {
	mu sync.Mutex
	of map[rental.KioskID]string
}

// Give draws a proof in place of the kiosk's last one.
func (p *Proofs) Give(k rental.KioskID, draw func() (string, error)) (string, error) {
	proof, err := draw()
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil {
		p.of = map[rental.KioskID]string{}
	}
	p.of[k] = proof
	return proof, nil
}

// Use reports whether the proof is the kiosk's, and lets it be so once.
func (p *Proofs) Use(k rental.KioskID, proof string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if proof == "" || p.of[k] != proof {
		return false
	}
	delete(p.of, k)
	return true
}

// maxPrefixes bounds the search for a prefix that nobody has used.
const maxPrefixes = 10_000

// NextPrefix is the nth prefix of a kiosk's numbers, or the next one that comes after
// the one that it has used and that nobody has.
func NextPrefix(ctx context.Context, tx *store.Tx, base string, n int, used string) (string, error) {
	for i := n; i < n+maxPrefixes && used != ""; i++ {
		if base+letters(i) == used {
			n = i + 1
			break
		}
	}
	for i := n; i < n+maxPrefixes; i++ {
		prefix := base + letters(i)
		_, taken, err := tx.KioskByPrefix(ctx, prefix)
		if err != nil || !taken {
			return prefix, err
		}
	}
	return "", fmt.Errorf("%s has used up its %d prefixes", base, maxPrefixes)
}

// letters counts in the letters A to X: 1 is A, 2 is B, 25 is AA. A scanner on
// a German layout swaps Y and Z.
func letters(n int) string {
	const base = 'X' - 'A' + 1
	var out []byte
	for ; n > 0; n = (n - 1) / base {
		out = append([]byte{byte('A' + (n-1)%base)}, out...)
	}
	return string(out)
}
