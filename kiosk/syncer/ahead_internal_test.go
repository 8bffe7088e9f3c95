package syncer

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/syncproto"
)

// script is a Transport that notes what it is asked for. A path that is held is
// answered when its call ends.
type script struct {
	mu    sync.Mutex
	asked []string
	held  string
	ended int
}

func (s *script) Do(ctx context.Context, c *Call) error {
	s.mu.Lock()
	s.asked = append(s.asked, c.Path)
	held := s.held == c.Path
	s.mu.Unlock()
	if rows, ok := c.Out.(*[]syncproto.SnapshotRow); ok {
		*rows = []syncproto.SnapshotRow{{ID: c.Path + " of " + c.Token}}
	}
	if !held {
		return nil
	}
	<-ctx.Done()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended++
	return ctx.Err()
}

func askPart(id, token string, part int) *Call {
	c := partCall(Effect{Op: OpSnapshot}, syncproto.SnapshotManifest{ID: id, Collection: "places", Parts: 3}, part)
	c.Token = token
	return c
}

// TestReadAheadIsForItsCallAlone: what was fetched for another snapshot, part or
// session, or before anything else was asked, is given to nobody.
func TestReadAheadIsForItsCallAlone(t *testing.T) {
	t.Parallel()
	manifest := &Call{Effect: Effect{Op: OpSnapshot}, Method: "GET", Path: "/v1/sync/snapshot/places", Media: mediaJSON, Out: &syncproto.SnapshotManifest{}}
	push := &Call{Effect: Effect{Op: OpPush}, Method: "POST", Path: "/v1/sync/push"}
	for _, tt := range []struct {
		name   string
		before []*Call
		call   *Call
		used   bool
	}{
		{"its call", nil, askPart("s1", "t1", 1), true},
		{"its call after a push", []*Call{push}, askPart("s1", "t1", 1), true},
		{"another snapshot", nil, askPart("s2", "t1", 1), false},
		{"another session", nil, askPart("s1", "t2", 1), false},
		{"the same part again", nil, askPart("s1", "t1", 0), false},
		{"a manifest between", []*Call{manifest}, askPart("s1", "t1", 1), false},
		{"a hello between", []*Call{{Effect: Effect{Op: OpHello}, Path: "/v1/sync/hello"}}, askPart("s1", "t1", 1), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &script{}
			r := &readAhead{Transport: s}
			defer r.close()
			for _, c := range slices.Concat([]*Call{askPart("s1", "t1", 0)}, tt.before) {
				if err := r.Do(t.Context(), c); err != nil {
					t.Fatal(err)
				}
			}
			r.running.Wait()
			before := len(s.asked)
			if err := r.get(t.Context(), tt.call); err != nil {
				t.Fatal(err)
			}
			if used := len(s.asked) == before; used != tt.used {
				t.Errorf("used %v, want %v; asked %v", used, tt.used, s.asked)
			}
			want := []syncproto.SnapshotRow{{ID: tt.call.Path + " of " + tt.call.Token}}
			if diff := cmp.Diff(&want, tt.call.Out); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReadAheadIsBroken: what is on its way for a call that will not come ends
// when another is asked for, and at the end; the last part has none after it.
func TestReadAheadIsBroken(t *testing.T) {
	t.Parallel()
	second := askPart("s1", "t1", 1).Path
	s := &script{held: second}
	r := &readAhead{Transport: s}
	for range 2 {
		if err := r.Do(t.Context(), askPart("s1", "t1", 0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Do(t.Context(), askPart("s1", "t1", 2)); err != nil {
		t.Fatal(err)
	}
	if s.ended != 2 {
		t.Errorf("%d fetches were broken off, want 2", s.ended)
	}
	if r.next != nil {
		t.Errorf("after the last part %s is fetched", r.next.call.Path)
	}
	if err := r.Do(t.Context(), askPart("s1", "t1", 0)); err != nil {
		t.Fatal(err)
	}
	r.close()
	if s.ended != 3 || r.next != nil {
		t.Errorf("%d fetches were broken off, want 3; kept %v", s.ended, r.next)
	}
}
