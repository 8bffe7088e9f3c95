package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"rms/internal/sqlitex"
)

// maxStatements bounds a cache; the store has some sixty texts.
const maxStatements = 256

// cache keeps compiled statements by their text: compiling one costs as much as
// running it. A text that is first met inside a transaction is compiled after
// it, because compiling takes a connection of its own.
type cache struct {
	prepare func(ctx context.Context, query string) (*sql.Stmt, error)
	mu      sync.Mutex
	stmts   map[string]*sql.Stmt
	wanted  map[string]struct{}
}

func newCache(prepare func(context.Context, string) (*sql.Stmt, error)) *cache {
	return &cache{prepare: prepare, stmts: map[string]*sql.Stmt{}, wanted: map[string]struct{}{}}
}

func (c *cache) get(query string) *sql.Stmt {
	c.mu.Lock()
	defer c.mu.Unlock()
	st := c.stmts[query]
	if st == nil && len(c.stmts)+len(c.wanted) < maxStatements {
		c.wanted[query] = struct{}{}
	}
	return st
}

// fill compiles what was met since. A text that does not compile is run as it
// is, and says why itself.
func (c *cache) fill(ctx context.Context) {
	c.mu.Lock()
	wanted := c.wanted
	if len(wanted) > 0 {
		c.wanted = map[string]struct{}{}
	}
	c.mu.Unlock()
	for query := range wanted {
		st, err := c.prepare(context.WithoutCancel(ctx), query) //nolint:sqlclosecheck // close closes it with the cache
		if err != nil {
			continue
		}
		c.mu.Lock()
		if c.stmts[query] == nil {
			c.stmts[query], st = st, nil
		}
		c.mu.Unlock()
		if st != nil {
			_ = st.Close() // somebody else was first
		}
	}
}

func (c *cache) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var errs []error
	for _, st := range c.stmts {
		errs = append(errs, st.Close())
	}
	c.stmts = map[string]*sql.Stmt{}
	return errors.Join(errs...)
}

// querier runs texts through a cache: in tx, or on any connection.
type querier struct {
	direct sqlitex.Querier
	tx     *sql.Tx // nil outside a transaction
	cache  *cache
}

// stmt is the compiled text, ready for where the querier runs; nil where there
// is none yet.
func (q querier) stmt(ctx context.Context, query string) *sql.Stmt {
	st := q.cache.get(query)
	if st == nil && q.tx == nil {
		q.cache.fill(ctx)
		st = q.cache.get(query)
	}
	if st == nil || q.tx == nil {
		return st
	}
	return q.tx.StmtContext(ctx, st)
}

func (q querier) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if st := q.stmt(ctx, query); st != nil { //nolint:sqlclosecheck // the cache's, or the transaction's
		return st.ExecContext(ctx, args...)
	}
	return q.direct.ExecContext(ctx, query, args...)
}

func (q querier) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if st := q.stmt(ctx, query); st != nil { //nolint:sqlclosecheck // the cache's, or the transaction's
		return st.QueryContext(ctx, args...)
	}
	return q.direct.QueryContext(ctx, query, args...)
}

func (q querier) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if st := q.stmt(ctx, query); st != nil { //nolint:sqlclosecheck // the cache's, or the transaction's
		return st.QueryRowContext(ctx, args...)
	}
	return q.direct.QueryRowContext(ctx, query, args...)
}
