// Package card is what the desk says and shows, as the JSON that the page reads: answers, questions, the desk itself,
// orders and places with their names, and the sentences in them as keys with parameters.
//
// Invariants: lists are never null; times are ms UTC, 0 means none; a sentence is a key of the page's texts, its English
// is filled in by localapi. The functions that read the store add names and counts, and decide nothing.
//
// Concurrency: plain values; the functions have no state.
package card
