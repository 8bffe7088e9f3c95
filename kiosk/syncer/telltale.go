package syncer

import (
	"log/slog"
	"sync"
)

// telltale keeps the log of a day without central readable: each op's failure is
// told when it is new, and again only in between the lines.
type telltale struct {
	mu   sync.Mutex
	last map[Op]string
}

// level is how loud a failure of op is told; "" as the reason means that it
// worked, which makes the next failure new.
func (t *telltale) level(op Op, reason string) slog.Level {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == nil {
		t.last = map[Op]string{}
	}
	was := t.last[op]
	t.last[op] = reason
	if reason == "" || reason == was {
		return slog.LevelDebug
	}
	return slog.LevelWarn
}
