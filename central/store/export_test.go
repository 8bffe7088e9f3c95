package store

import (
	"maps"
	"slices"
)

// Statements lists the texts that were run in the transaction.
func (tx *Tx) Statements() []string { return slices.Sorted(maps.Keys(tx.stmts)) }
