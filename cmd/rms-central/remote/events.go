package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"rms/central/client"
	"rms/syncproto/rental"
)

type eventsCmd struct {
	Tail eventsTailCmd `cmd:"" help:"Print what happens, as it happens, until it is stopped."`
}

type eventsTailCmd struct {
	Server
	form
	After    string `help:"Number of the last event that was seen; 0 is from the beginning; without it, what happens from now on." placeholder:"SEQ"`
	Keep     string `help:"Keep in this file how far it has come, and go on from there." type:"path" placeholder:"FILE"`
	Types    string `help:"Only these types; rent_action.* is all of a concept." placeholder:"TYPE"`
	Subjects string `help:"Only about these, such as asset/ID or kiosk/*." placeholder:"SUBJECT"`
	Count    int    `help:"End after so many." placeholder:"N"`
}

// Help shows examples.
func (eventsTailCmd) Help() string {
	return "Each event comes once and in order, also when the line or central was down in between.\nExamples:\n" +
		"  rms-central events tail --types='asset.*'\n  rms-central events tail --json --keep=seen.txt | ./my-program"
}

// Run follows.
func (c *eventsTailCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	after, err := c.begin()
	if err != nil {
		return err
	}
	n := 0
	follow := client.Follow{After: after, Types: c.Types, Subjects: c.Subjects, Lost: func(err error, wait time.Duration) {
		s.warn("%s; asking again in %v", err.Error(), wait.Round(100*time.Millisecond))
	}}
	for e, err := range far.Follow(ctx, follow) {
		if err != nil {
			return c.ended(err)
		}
		if err := c.print(s, e); err != nil {
			return err
		}
		if err := c.keep(e.RMSSeq); err != nil {
			return err
		}
		if n++; n == c.Count {
			return nil
		}
	}
	return nil
}

// ended adds what to do to an end by which something was missed.
func (c *eventsTailCmd) ended(err error) error {
	var e *rental.Error
	if c.Keep != "" && errors.As(err, &e) && e.Code == rental.CodePreconditionFailed {
		return &rental.Error{Code: e.Code, Reason: e.Reason, Message: e.Message, Hint: e.Hint + "; then remove " + c.Keep}
	}
	return err
}

// begin is where it goes on.
func (c *eventsTailCmd) begin() (string, error) {
	if c.Keep == "" {
		return c.After, nil
	}
	text, err := os.ReadFile(c.Keep)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c.After, nil
	case err != nil:
		return "", NoFile("keep", c.Keep, err)
	}
	return strings.TrimSpace(string(text)), nil
}

// keep remembers the last event that was printed: only then is it seen.
func (c *eventsTailCmd) keep(seq string) error {
	if c.Keep == "" {
		return nil
	}
	return into(Screen{}, c.Keep, func(w io.Writer) error {
		if _, err := io.WriteString(w, seq+"\n"); err != nil {
			return fmt.Errorf("keep how far it has come: %w", err)
		}
		return nil
	})
}

func (c *eventsTailCmd) print(s Screen, e client.Event) error {
	if c.JSON {
		return line(s, e)
	}
	when := e.Time
	if t, err := time.Parse(time.RFC3339, e.Time); err == nil {
		when = t.Local().Format("2006-01-02 15:04:05")
	}
	return s.say("%s  %7s  %-28s %-44s %s", when, e.RMSSeq, strings.TrimPrefix(e.Type, "rms."), e.Subject, e.RMSActor)
}
