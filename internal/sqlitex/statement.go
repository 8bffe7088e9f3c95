package sqlitex

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// maxStatements bounds how many statements are kept: lists make a text for each
// set of filters, and the rare ones are parsed again.
const maxStatements = 400

// Statements keeps statements prepared from one transaction to the next: to
// parse a statement costs as much as to run most of them. Safe for concurrent use.
type Statements struct {
	pool *sql.DB
	mu   sync.Mutex
	kept map[string]*sql.Stmt
	// asked are texts that a transaction had to parse; they are kept once it is
	// over, because the writer has one connection, and the transaction holds it.
	asked map[string]bool
}

func newStatements(pool *sql.DB) *Statements {
	return &Statements{pool: pool, kept: map[string]*sql.Stmt{}, asked: map[string]bool{}}
}

// In returns the statement of a text for one transaction of this pool. The
// caller closes it; what is kept stays.
func (s *Statements) In(ctx context.Context, tx *sql.Tx, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	kept := s.kept[query]
	if kept == nil && len(s.kept)+len(s.asked) < maxStatements {
		s.asked[query] = true
	}
	s.mu.Unlock()
	if kept != nil {
		return tx.StmtContext(ctx, kept), nil
	}
	stmt, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare a statement: %w", err)
	}
	return stmt, nil
}

// keep prepares what transactions asked for. Without it everything works, slower.
func (s *Statements) keep(ctx context.Context) {
	s.mu.Lock()
	asked := s.asked
	s.asked = map[string]bool{}
	s.mu.Unlock()
	for query := range asked {
		stmt, err := s.pool.PrepareContext(ctx, query) //nolint:sqlclosecheck // kept as long as the pool
		if err != nil {
			return // whoever runs it next is told why
		}
		s.mu.Lock()
		s.kept[query] = stmt
		s.mu.Unlock()
	}
}

// Writing keeps the statements of writes.
func (db *DB) Writing() *Statements { return db.writes }

// Reading keeps the statements of reads.
func (db *DB) Reading() *Statements { return db.reads }
