package main

import (
	"context"
	"errors"
	"fmt"

	"rms/central/server"
	"rms/internal/obs"
)

type serveCmd struct {
	server.Config
}

// Run serves until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, t terminal) error {
	log, err := obs.NewLogger(t.err, obs.LogOptions{Format: c.LogFormat, Level: c.LogLevel})
	if err != nil {
		return err
	}
	s, err := server.New(ctx, c.Config, server.Version, log)
	if err != nil {
		return err
	}
	if err := t.say("rms-central %s listens on %s%s", server.Version, s.URL(), firstStart(s.SetupURL())); err != nil {
		return errors.Join(err, s.Close())
	}
	return errors.Join(wrap("serve", s.Serve(ctx)), wrap("close", s.Close()))
}

// firstStart tells whoever starts an empty central what to do; "" when there is
// an admin.
func firstStart(link string) string {
	if link == "" {
		return ""
	}
	return `
There is no admin yet. Open this link to set up your company; it works once, for
a day, until central starts again. Whoever has it becomes the admin.
  ` + link
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
