package product_test

import (
	"database/sql"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"rms/test/bench/round"
)

// verbose makes a kiosk print each card that its page painted.
const verbose = "RMS_LOG_LEVEL=debug"

// cardPainted is how it does: which scan, and how long after its last key.
var cardPainted = regexp.MustCompile(`msg="card painted" gesture=(\S+) us=(\d+)`)

// painting is a thing's card, with how long after the last key it was seen.
type painting struct {
	Tag string  `json:"tag"`
	Ms  float64 `json:"ms"`
}

// awaitCards waits until the page has told of n cards, or of none for a while: it
// tells every two seconds.
func awaitCards(b *testing.B, printed func() string, n int) {
	b.Helper()
	const calm = 8 * time.Second
	look := time.NewTicker(200 * time.Millisecond)
	defer look.Stop()
	told, since := 0, time.Now()
	for told < n && time.Since(since) < calm {
		select {
		case <-b.Context().Done():
			return
		case <-look.C:
		}
		if now := len(cardPainted.FindAllString(printed(), -1)); now != told {
			told, since = now, time.Now()
		}
	}
}

// paintings are the cards of the tags in the order in which the page painted them,
// and how many of the tags were answered. What a scan's card shows is the answer
// that the kiosk keeps of it.
func paintings(b *testing.B, printed, path string, tags []string) (all []painting, answered int) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	shows := answers(b, db)
	for _, m := range cardPainted.FindAllStringSubmatch(printed, -1) {
		us, err := strconv.ParseInt(m[2], 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		tag, ok := shows[m[1]]
		if !ok {
			b.Fatalf("the card of scan %s was painted, and the kiosk keeps no answer of it", m[1])
		}
		if slices.Contains(tags, tag) {
			all = append(all, painting{tag, float64(us) / 1000})
		}
	}
	known := slices.Collect(maps.Values(shows))
	for _, tag := range tags {
		if slices.Contains(known, tag) {
			answered++
		}
	}
	return all, answered
}

// answers are the tags that the kiosk answered with, by the scans' ids; that of an
// answer about no thing is empty.
func answers(b *testing.B, db *sql.DB) map[string]string {
	b.Helper()
	const tags = `select id, coalesce(json_extract(cast(body as text), '$.answer.subject.tag'), '') from answers`
	rows, err := db.QueryContext(b.Context(), tags)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var id, tag string
		if err := rows.Scan(&id, &tag); err != nil {
			b.Fatal(err)
		}
		all[id] = tag
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return all
}

// inOrder fails the run when a card came out of the order in which the things were
// scanned, or twice. One that is missing is told by the row.
func inOrder(b *testing.B, cards []painting, tags []string) (times round.Times) {
	b.Helper()
	at := 0
	for _, p := range cards {
		i := slices.Index(tags[at:], p.Tag)
		if i < 0 {
			b.Fatalf("the card of %s came out of order", p.Tag)
		}
		at += i + 1
		times = append(times, time.Duration(p.Ms*float64(time.Millisecond)))
	}
	return times
}

// reportCards writes p50 and p99, how many cards there were and how fast was
// scanned.
func reportCards(b *testing.B, times round.Times, codes int, seconds float64) {
	b.Helper()
	times.Report(b, "")
	b.ReportMetric(float64(len(times)), "cards")
	b.ReportMetric(float64(codes)/seconds, "scans/s")
}
