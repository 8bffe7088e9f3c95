package series_test

import (
	"testing"

	"rms/central/store/series"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]struct {
		s  series.Series
		n  int64
		ok bool
	}{
		"LX-0007":       {series.Series{"LX-", 4}, 7, true},
		"LX-12345":      {series.Series{"LX-", 5}, 12345, true},
		"0042":          {series.Series{"", 4}, 42, true},
		"Größe 9":       {series.Series{"Größe ", 1}, 9, true},
		"A1B2":          {series.Series{"A1B", 1}, 2, true},
		"LX":            {},
		"":              {},
		"LX-1-a":        {},
		"٣":             {}, // a digit elsewhere
		"4006381333931": {}, // a GTIN
	} {
		s, n, ok := series.Parse(tag)
		if s != want.s || n != want.n || ok != want.ok {
			t.Errorf("series.Parse(%q) = %v, %d, %v", tag, s, n, ok)
		}
		if ok && s.Tag(n) != tag {
			t.Errorf("%q is written %q again", tag, s.Tag(n))
		}
	}
	s := series.Begin("LX-")
	if s.Tag(3) != "LX-0003" || s.Last() != 9999 || s.Tag(10000) != "LX-10000" {
		t.Errorf("%v: %s, %d", s, s.Tag(3), s.Last())
	}
	for range 5 {
		s, _ = s.Wider()
	}
	if _, ok := s.Wider(); ok || s.Width != 9 {
		t.Errorf("numbers never end: %v", s)
	}
}
