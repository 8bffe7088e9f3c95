package localapi_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/localapi"
)

var painted = regexp.MustCompile(`msg="card painted" gesture=(\S+)`)

// beat tells the program of cards, the nth painted n ms after its key.
func (b *bench) beat(t *testing.T, ids ...string) {
	t.Helper()
	in := localapi.Heartbeat{Screen: "out", Sound: "ok"}
	for i, id := range ids {
		in.Cards = append(in.Cards, localapi.PaintedCard{ID: id, Us: int64(i+1) * 1000})
	}
	call[localapi.HeartbeatReply](t, b, "POST", "/api/heartbeat", in)
}

// A page whose beat was not answered says it again.
func TestACardCountsOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, second, third := newID(), newID(), newID()
	b.beat(t, first, second)
	b.beat(t, first, second, third)
	b.beat(t)
	want := localapi.Latency{Count: 3, P50Us: 2000, P99Us: 3000}
	if diff := cmp.Diff(want, call[localapi.Health](t, b, "GET", "/api/health", nil).Painted); diff != "" {
		t.Errorf("the health page's figures (-want +got):\n%s", diff)
	}
	metrics := b.serve(request(t, "GET", "/api/metrics", nil)).Body.String()
	for _, line := range []string{"rms_kiosk_key_painted_seconds_count 3", `rms_kiosk_key_painted_seconds_bucket{le="0.15"} 3`} {
		if !strings.Contains(metrics, line) {
			t.Errorf("the metrics lack %s", line)
		}
	}
	var told []string
	for _, line := range painted.FindAllStringSubmatch(b.log.String(), -1) {
		told = append(told, line[1])
	}
	if diff := cmp.Diff([]string{first, second, third}, told); diff != "" {
		t.Errorf("the log's cards (-want +got):\n%s", diff)
	}
}

func TestTheNewestThousandCardsAreTheFigures(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 3 {
		ids := make([]string, 500)
		for i := range ids {
			ids[i] = newID()
		}
		b.beat(t, ids...)
	}
	want := localapi.Latency{Count: 1000, P50Us: 250_000, P99Us: 495_000}
	if diff := cmp.Diff(want, call[localapi.Health](t, b, "GET", "/api/health", nil).Painted); diff != "" {
		t.Errorf("the health page's figures (-want +got):\n%s", diff)
	}
}

func TestBeatsOfOtherPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	card := fmt.Sprintf(`{"screen":"out","sound":"ok","unsent":0,"cards":[{"id":%q,"us":%%d}]}`, newID())
	many := strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`{"id":%q,"us":1},`, newID()), 501), ",")
	for _, tt := range []struct {
		name, body string
		status     int
	}{
		{"a page of 0.1.0, open since before the program was renewed", `{"screen":"out","sound":"ok","unsent":0,"painted":{"count":1,"p50_us":2,"p99_us":3}}`, 200},
		{"a clock that went back", fmt.Sprintf(card, -1), 400},
		{"no scan's id", `{"screen":"out","sound":"ok","unsent":0,"cards":[{"id":"XBTCE3FHPVTHK57NER4","us":1}]}`, 400},
		{"more than a beat holds", `{"screen":"out","sound":"ok","unsent":0,"cards":[` + many + `]}`, 400},
	} {
		if got := b.serve(request(t, "POST", "/api/heartbeat", json.RawMessage(tt.body))); got.Code != tt.status {
			t.Errorf("%s: %d %s, want %d", tt.name, got.Code, got.Body, tt.status)
		}
	}
	if got := call[localapi.Health](t, b, "GET", "/api/health", nil).Painted; got.Count != 0 {
		t.Errorf("what was refused counts: %+v", got)
	}
}
