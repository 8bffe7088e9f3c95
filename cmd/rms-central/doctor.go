package main

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"

	"rms/central/janitor"
	"rms/central/server"
	"rms/central/store"
	"rms/internal/sqlitex"
	"rms/syncproto/rental"
)

type doctorCmd struct {
	server.Config
}

// finding is one line of the doctor: what is so, and where it is wrong, what to do.
type finding struct {
	name, what, hint string
}

// Run examines the configuration, the database and the port.
func (c *doctorCmd) Run(ctx context.Context, t terminal) error {
	// The key file's name is no secret; its content is never read here.
	err := t.say("listen     %s\ndata       %s\ntls-cert   %s\ntls-key    %s\nlog        %s, %s\npushes     %d\ndrain      %s\n",
		c.Listen, c.Data, c.TLSCert, c.TLSKey, c.LogFormat, c.LogLevel, c.Pushes, c.Drain)
	if err != nil {
		return err
	}
	findings := append(c.configured(), c.database(ctx)...)
	findings = append(findings, c.port(ctx))
	bad := 0
	for _, f := range findings {
		mark := "ok  "
		if f.hint != "" {
			mark, bad = "BAD ", bad+1
		}
		if err := t.say("%s %-9s %s", mark, f.name, f.what); err != nil {
			return err
		}
		if f.hint != "" {
			if err := t.say("     next: %s", f.hint); err != nil {
				return err
			}
		}
	}
	if bad > 0 {
		return errors.New("something is wrong; each line says what to do next")
	}
	return nil
}

func (c *doctorCmd) configured() []finding {
	err := c.Check()
	if err == nil {
		return []finding{{name: "config", what: "fits together"}}
	}
	errs := []error{err}
	if many, ok := err.(interface{ Unwrap() []error }); ok { // Check joins them, and each is one line
		errs = many.Unwrap()
	}
	var out []finding
	for _, e := range errs {
		f := finding{name: "config", what: e.Error(), hint: "see rms-central serve --help"}
		var known *rental.Error
		if errors.As(e, &known) {
			f.what, f.hint = known.Message, known.Hint
		}
		out = append(out, f)
	}
	return out
}

func (c *doctorCmd) database(ctx context.Context) []finding {
	path := store.Path(c.Data)
	if err := janitor.Unsettled(c.Data); err != nil {
		return said("database", err)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return []finding{{name: "database", what: "there is none yet; serve and migrate make it"}}
	}
	db, err := store.Open(ctx, store.Options{Path: path})
	if err != nil {
		return said("database", err)
	}
	err = errors.Join(db.SQL().IntegrityCheck(ctx), db.Close())
	if err != nil {
		return said("database", err)
	}
	return []finding{{name: "database", what: path + " is whole"}}
}

// said is what an error says about a part.
func said(part string, err error) []finding {
	hint, what := sqlitex.HintFor(err), err.Error()
	var known *rental.Error
	switch {
	case errors.As(err, &known):
		what, hint = known.Message, known.Hint
	case hint == "":
		hint = "report this with the log"
	}
	return []finding{{part, what, hint}}
}

// port tells whether the address is free; a central that runs there is fine.
func (c *doctorCmd) port(ctx context.Context) finding {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return finding{name: "port", what: "in use: " + err.Error() + "; if central runs there, this is as it should be"}
	}
	if err := l.Close(); err != nil {
		return finding{"port", err.Error(), "report this with the log"}
	}
	return finding{name: "port", what: c.Listen + " is free: no central runs there"}
}
