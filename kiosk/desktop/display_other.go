//go:build (desktop || dev || bindings) && !linux

package desktop

import "context"

// checkDisplay has nothing to check: these systems have a display where a
// window's program can run at all.
func checkDisplay(context.Context) error { return nil }
