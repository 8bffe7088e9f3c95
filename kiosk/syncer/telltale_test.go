package syncer

import (
	"log/slog"
	"testing"
)

func TestTelltale(t *testing.T) {
	t.Parallel()
	var tell telltale
	for i, c := range []struct {
		op     Op
		reason string
		want   slog.Level
	}{
		{OpHello, "unreachable", slog.LevelWarn}, {OpHello, "unreachable", slog.LevelDebug}, {OpPush, "unreachable", slog.LevelWarn},
		{OpHello, "not_central", slog.LevelWarn}, {OpHello, "unreachable", slog.LevelWarn}, {OpHello, "", slog.LevelDebug},
		{OpHello, "unreachable", slog.LevelWarn}, {OpPush, "unreachable", slog.LevelDebug},
	} {
		if got := tell.level(c.op, c.reason); got != c.want {
			t.Errorf("%d: %s %q is told as %v, want %v", i, c.op, c.reason, got, c.want)
		}
	}
}
