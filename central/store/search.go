package store

import "rms/central/store/words"

// search adds that a row has every word of text.
func (q *query) search(text string) { q.Add(&q.Query, text) }

// searchWithType is search for things that a type names: each word may be in
// the row itself or in its item type.
func (q *query) searchWithType(text string) {
	q.Typed = true
	q.search(text)
}

func fold(parts ...string) string { return words.Fold(parts...) }
