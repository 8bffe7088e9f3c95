package table

// delimiters are what may divide columns, the likeliest first.
const delimiters = ",;\t|"

// detectRows is how many rows of the sample are compared.
const detectRows = 30

// detect finds what divides the columns: what occurs in the first row, and as
// often in the rows after it. One column needs nothing to divide it: comma.
func detect(sample []rune) rune {
	best, most := ',', 0.0
	for _, d := range delimiters {
		counts := countRows(sample, d)
		if len(counts) == 0 || counts[0] == 0 {
			continue
		}
		same := 0
		for _, n := range counts {
			if n == counts[0] {
				same++
			}
		}
		share := float64(same) / float64(len(counts))
		if score := share * share * share * float64(counts[0]); score > most {
			best, most = d, score
		}
	}
	return best
}

// countRows counts d outside of quotes in each of the first rows that hold
// anything.
func countRows(sample []rune, d rune) []int {
	var counts []int
	n, quoted, any := 0, false, false
	end := func() {
		if any {
			counts = append(counts, n)
		}
		n, any = 0, false
	}
	for _, r := range sample {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\r' || r == '\n':
			end()
			if len(counts) == detectRows {
				return counts
			}
			continue
		case r == d:
			n++
		}
		any = true
	}
	if !quoted {
		end()
	}
	return counts
}
