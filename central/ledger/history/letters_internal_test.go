package history

import "testing"

func TestLettersOfEpochs(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{1: "A", 2: "B", 24: "X", 25: "AA", 48: "AX", 49: "BA", 600: "XX", 601: "AAA"} {
		if got := letters(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}
