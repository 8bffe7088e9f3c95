package localapi_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/localapi"
)

func TestEnglishRendersEachKindOfParameter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	words, err := localapi.NewWords(time.FixedZone("CET", 3600), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	friday := time.Date(2026, 11, 20, 13, 5, 0, 0, time.UTC).UnixMilli()
	cases := map[string]struct {
		text localapi.Text
		want string
	}{
		"names":         {localapi.Text{Key: "answer.out", Names: map[string]string{"order": "K3-0042"}}, "Out on order K3-0042"},
		"time in zone":  {localapi.Text{Key: "answer.due_set", Times: map[string]int64{"due": friday}}, "Due Fri 14:05"},
		"time far off":  {localapi.Text{Key: "answer.due_set", Times: map[string]int64{"due": friday + 30*86_400_000}}, "Due Sun 20 Dec 14:05"},
		"time long ago": {localapi.Text{Key: "answer.due_set", Times: map[string]int64{"due": friday - 10*86_400_000}}, "Due Tue 10 Nov 14:05"},
		"one":           {localapi.Text{Key: "answer.finished", Counts: map[string]int64{"n": 1}}, "Done: 1 item"},
		"other":         {localapi.Text{Key: "answer.finished", Counts: map[string]int64{"n": 12345}}, "Done: 12,345 items"},
		"zero":          {localapi.Text{Key: "answer.finished", Counts: map[string]int64{"n": 0}}, "Done: 0 items"},
		"hostile value": {localapi.Text{Key: "answer.out", Names: map[string]string{"order": "{order}{x}<b>"}}, "Out on order {order}{x}<b>"},
		"missing value": {localapi.Text{Key: "answer.out"}, "Out on order {order}"},
		"unknown key":   {localapi.Text{Key: "no.such"}, "no.such"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, words.English(c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if words.Known("no.such") || !words.Known("answer.out") || !words.Known("answer.finished") {
		t.Error("Known does not tell keys apart")
	}
}
