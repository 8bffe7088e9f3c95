package localapi

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"rms/frontend"
)

// Words renders Texts in English from the page's own JSON. It is immutable and safe for concurrent use.
type Words struct {
	zone      *time.Location
	now       func() time.Time
	sentences map[string]string
}

// NewWords reads the embedded sentences; zone is the site's, in which moments are shown, and now says which of them are near.
func NewWords(zone *time.Location, now func() time.Time) (*Words, error) {
	w := &Words{zone: zone, now: now}
	if err := json.Unmarshal(frontend.KioskStrings(), &w.sentences); err != nil {
		return nil, fmt.Errorf("read en.json: %w", err)
	}
	return w, nil
}

// Known says whether the JSON has the key, as it stands or in its plurals.
func (w *Words) Known(key string) bool {
	_, plain := w.sentences[key]
	_, plural := w.sentences[key+".other"]
	return plain || plural
}

// hole is a parameter's place in a sentence.
var hole = regexp.MustCompile(`\{(\w+)\}`)

// Sayable returns t, or where it lacks a name that its sentence has, the sentence that does without: key.plain.
func (w *Words) Sayable(t Text) Text {
	plain := t.Key + ".plain"
	if _, ok := w.sentences[plain]; !ok {
		return t
	}
	for _, m := range hole.FindAllStringSubmatch(w.sentences[t.Key], -1) {
		_, moment := t.Times[m[1]]
		_, count := t.Counts[m[1]]
		if t.Names[m[1]] == "" && !moment && !count {
			return Text{Key: plain}
		}
	}
	return t
}

// English renders t. A key that the JSON does not have gives the key itself, so that it is seen; a parameter that t does not
// have stays as its placeholder. The count n chooses between key.one and key.other.
func (w *Words) English(t Text) string {
	sentence, ok := w.sentences[t.Key]
	if !ok {
		form := ".other"
		if t.Counts["n"] == 1 {
			form = ".one"
		}
		if sentence, ok = w.sentences[t.Key+form]; !ok {
			return t.Key
		}
	}
	pairs := make([]string, 0, 2*(len(t.Names)+len(t.Times)+len(t.Counts)))
	for k, v := range t.Names {
		pairs = append(pairs, "{"+k+"}", v)
	}
	for k, v := range t.Times {
		pairs = append(pairs, "{"+k+"}", w.moment(time.UnixMilli(v)))
	}
	for k, v := range t.Counts {
		pairs = append(pairs, "{"+k+"}", grouped(v))
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}

// moment names the weekday alone while that says which day is meant.
func (w *Words) moment(t time.Time) string {
	const near = 6 * 24 * time.Hour
	if w.now().Sub(t).Abs() < near {
		return t.In(w.zone).Format("Mon 15:04")
	}
	return t.In(w.zone).Format("Mon 2 Jan 15:04")
}

// grouped writes 9999 as "9,999".
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}
