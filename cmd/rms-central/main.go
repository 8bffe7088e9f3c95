// Command rms-central is the company's one central: it serves the API and keeps
// the database, and does an operator's work on it from the command line.
//
// A command that works on the database may run beside a serving central: both
// write in turns through the same door. Whatever goes wrong ends with a line
// that says what to do next.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"rms/central/client"
	"rms/central/server"
	"rms/cmd/rms-central/remote"
	"rms/syncproto/rental"
)

// cli is the whole command line. Each command lives in a file of its own.
type cli struct {
	Config string `help:"JSON file with settings; flags and RMS_... go before it." placeholder:"FILE" type:"path"`

	Serve   serveCmd   `cmd:"" help:"Serve the API."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this version's schema."`
	Kiosk   kioskCmd   `cmd:"" help:"List kiosks, let them in, lock them out."`
	Demo    demoCmd    `cmd:"" help:"Make a demo company in a data directory of its own, and print what to try."`
	User    userCmd    `cmd:"" help:"List accounts, make and close them, set passwords."`
	Token   tokenCmd   `cmd:"" help:"List API tokens, make and revoke them."`
	Import  importCmd  `cmd:"" help:"Import a list of places, item types, items or people, or show what it would do."`
	Backup  backupCmd  `cmd:"" help:"Make a checked copy of the database, while central serves."`
	Restore restoreCmd `cmd:"" help:"Put a copy in the database's place, or go on from one that somebody else put there."`
	Doctor  doctorCmd  `cmd:"" help:"Print the configuration and what is wrong, each with what to do."`

	remote.Verbs

	Version kong.VersionFlag `help:"Print the version."`
}

// terminal is where a command talks to the person who typed it.
type terminal struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) (string, bool)
}

// screen is the same for commands that speak to a running central.
func (t terminal) screen() remote.Screen {
	env := t.env
	if env == nil {
		env = func(string) (string, bool) { return "", false }
	}
	return remote.Screen{Out: t.out, Err: t.err, Env: env, Program: "rms-central/" + server.Version}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.LookupEnv, terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}

func run(ctx context.Context, args []string, env func(string) (string, bool), t terminal) (code int) {
	t.env = env
	args = verbFirst(args)
	settings, err := newSettings(args, env)
	if err != nil {
		return t.fail(err)
	}
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("rms-central"), kong.Description("The central of RMS: orders, things, and what the docks did. Every flag can be set in the environment too: RMS_LISTEN for --listen.\n\n"+remote.ExitCodes),
		kong.Vars{"version": server.Version}, kong.Writers(t.out, t.err), kong.Exit(func(code int) { exited = code }),
		kong.Resolvers(settings), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.ValueFormatter(withDefault),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(t, t.screen()),
		kong.ExplicitGroups([]kong.Group{{Key: "running", Title: "At a central that runs somewhere (--url or RMS_URL, and a token in RMS_TOKEN or --token-file):"}}),
	)
	if err != nil {
		return t.fail(err)
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help or --version has answered
		return exited
	}
	if flag := valueless(parser.Model, args); err != nil && flag != nil {
		return t.fail(&rental.Error{
			Code: rental.CodeInvalid, Reason: "missing_value", Field: flag.Name, Message: "--" + flag.Name + " has no value",
			Hint: "write it as --" + flag.Name + "=" + flag.FormatPlaceHolder(),
		})
	}
	if err != nil {
		return t.fail(&rental.Error{Code: rental.CodeInvalid, Reason: "bad_command_line", Message: err.Error(), Hint: helpOf(err) + " shows what there is"})
	}
	if err := parsed.Run(); err != nil {
		return t.fail(err)
	}
	return 0
}

// helpOf names the help of the command that was not understood.
func helpOf(err error) string {
	var typed *kong.ParseError
	if errors.As(err, &typed) && typed.Context != nil && typed.Context.Selected() != nil {
		return "rms-central " + typed.Context.Selected().Path() + " --help"
	}
	return "rms-central --help"
}

// verbFirst moves what says where central runs behind the verb, which has these
// flags: whoever types them first means the same.
func verbFirst(args []string) []string {
	n := 0
	for n < len(args) {
		name, _, whole := strings.Cut(args[n], "=")
		if name != "--url" && name != "--token-file" {
			break
		}
		if n++; !whole && n < len(args) {
			n++
		}
	}
	return slices.Concat(args[n:], args[:n])
}

// withDefault is a flag's help with what counts when nobody gives it.
func withDefault(v *kong.Value) string {
	if !v.HasDefault || v.Default == "" || v.IsBool() {
		return v.Help
	}
	return v.Help + " Default: " + v.Default + "."
}

// valueless finds a flag of a command line that ends, or goes on with another
// flag, where the flag's value should stand.
func valueless(app *kong.Application, args []string) *kong.Flag {
	takes := map[string]*kong.Flag{}
	collect := func(n kong.Visitable, next kong.Next) error {
		if f, ok := n.(*kong.Flag); ok && !f.IsBool() && !f.IsCounter() {
			takes["--"+f.Name] = f
		}
		return next(nil)
	}
	if err := kong.Visit(app, collect); err != nil {
		return nil // then the parser's own words must do
	}
	for i, a := range args {
		if f := takes[a]; f != nil && (i+1 == len(args) || strings.HasPrefix(args[i+1], "--")) {
			return f
		}
	}
	return nil
}

// fail prints an error with the next thing to do, and is the exit code.
func (t terminal) fail(err error) int {
	message, hint := err.Error(), ""
	var known *rental.Error
	if errors.As(err, &known) {
		// What was said around the error names what it is about.
		message, hint = strings.ReplaceAll(message, known.Error(), known.Message), known.Hint
		if known.Reason == "not_logged_in" { // central speaks to whoever writes a client
			hint = "make a new token on central's page, or beside central: rms-central token add"
		}
	}
	_, _ = fmt.Fprintln(t.err, "rms-central:", message) // there is no other place to say it
	if hint != "" {
		_, _ = fmt.Fprintln(t.err, "  next:", hint)
	}
	var refused *client.Refusal
	if errors.As(err, &refused) && refused.Status >= http.StatusInternalServerError && refused.RequestID != "" {
		_, _ = fmt.Fprintln(t.err, "  request:", refused.RequestID)
	}
	return remote.ExitCode(err)
}

// say prints a line to the person.
func (t terminal) say(format string, args ...any) error {
	_, err := fmt.Fprintf(t.out, format+"\n", args...)
	return err
}
