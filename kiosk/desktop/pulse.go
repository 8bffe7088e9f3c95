package desktop

import (
	"context"
	"errors"
	"time"
)

const (
	// beat is how often the pulse is felt.
	beat = time.Second
	// silence is how many beats in a row may be missed.
	silence = 10
	// patience is how many beats a page has until its first one: a cold machine
	// loads it slowly, and a page that died before it will never come.
	patience = 60
)

// ErrSilent says that the page fell silent.
var ErrSilent = errors.New("the page stopped answering: its web process is gone or stuck; start the program again")

// pulse tells a page that died from a machine that was asleep.
type pulse struct {
	heard  time.Time // the last beat that was seen
	ticked time.Time // the last own tick
	missed int
}

// tick is called every beat with the time and when the page was last heard of,
// zero for never. It reports whether the page is to be given up. A tick that came
// late itself counts as none: a machine that slept must not blame its page.
func (p *pulse) tick(now, heard time.Time) bool {
	late := !p.ticked.IsZero() && now.Sub(p.ticked) > 2*beat
	p.ticked = now
	switch {
	case heard.IsZero():
		if !late {
			p.missed++
		}
		return p.missed >= patience
	case heard.After(p.heard):
		p.heard, p.missed = heard, 0
	case !late:
		p.missed++
	}
	return p.missed >= silence
}

// watch returns ErrSilent when the page falls silent, and nil when ctx ends.
func watch(ctx context.Context, ticks <-chan time.Time, heard func() time.Time) error {
	var p pulse
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticks:
			if p.tick(now, heard()) {
				return ErrSilent
			}
		}
	}
}
