// Package remote holds the verbs that an operator says to a central that runs
// somewhere: lists, decisions, files and news, over its API.
//
// Invariants. What a person reads is an aligned table, what a program reads is one
// JSON object a line, and nothing else is on standard output; warnings and what is
// said by the way are on standard error. A secret is taken from a file or the
// environment, never from the command line, where every user of the machine reads
// it. What central sends is shown without what would move a terminal's cursor.
//
// Concurrency. A command runs once, in one goroutine.
package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"rms/central/client"
	"rms/syncproto/rental"
)

// Screen is where a command talks to the person who typed it, and its environment.
type Screen struct {
	Out, Err io.Writer
	Env      func(string) (string, bool)
	// Program names this program and its version to central.
	Program string
}

// Verbs are the commands of a running central.
type Verbs struct {
	Items     itemsCmd     `cmd:"" group:"running" help:"List, show and find items."`
	Orders    ordersCmd    `cmd:"" group:"running" help:"List, show and make orders; send them in, approve, reject and cancel them."`
	People    peopleCmd    `cmd:"" group:"running" help:"List and show people."`
	Places    placesCmd    `cmd:"" group:"running" help:"List and show places."`
	Types     typesCmd     `cmd:"" group:"running" help:"List and show item types."`
	Stock     stockCmd     `cmd:"" group:"running" help:"List what is counted; count, receive and correct it, take it back."`
	Kiosks    kiosksCmd    `cmd:"" group:"running" help:"List kiosks, let them in, lock them out."`
	Questions questionsCmd `cmd:"" group:"running" help:"List, show and answer questions."`
	Export    exportCmd    `cmd:"" group:"running" help:"Write a whole list as CSV."`
	Labels    labelsCmd    `cmd:"" group:"running" help:"Print labels into a file."`
	Events    eventsCmd    `cmd:"" group:"running" help:"Follow what happens, as it happens."`
	Tokens    tokensCmd    `cmd:"" group:"running" help:"List API tokens, make and revoke them."`
	Sessions  sessionsCmd  `cmd:"" group:"running" help:"List open sessions and end them."`
}

// Server says which central, and who asks.
type Server struct {
	URL       string `name:"url" required:"" help:"Address of the running central; or RMS_URL." placeholder:"URL"`
	TokenFile string `help:"File with the API token; without it, the token is taken from RMS_TOKEN." type:"path" placeholder:"FILE"`
}

// open returns a client of the central.
func (s Server) open(screen Screen) (*client.Client, error) {
	return Open(s.URL, s.TokenFile, screen)
}

// Open returns a client of the central at an address.
func Open(address, tokenFile string, screen Screen) (*client.Client, error) {
	token, err := secret(tokenFile, screen)
	if err != nil {
		return nil, err
	}
	far, err := client.New(client.Config{URL: address, Token: token, UserAgent: screen.Program})
	if err == nil && client.Plain(address) {
		screen.warn("the token goes to %s in plain text: use https", address)
	}
	return far, err
}

// secret reads the token.
func secret(file string, screen Screen) (string, error) {
	if file == "" {
		if token, _ := screen.Env("RMS_TOKEN"); strings.TrimSpace(token) != "" {
			return strings.TrimSpace(token), nil
		}
		return "", &rental.Error{
			Code: rental.CodeUnauthenticated, Reason: "no_token", Field: "token-file", Message: "there is no API token",
			Hint: "put one into a file and give --token-file=FILE, or set RMS_TOKEN; beside central, rms-central token add makes one",
		}
	}
	info, err := os.Stat(file)
	if err != nil {
		return "", NoFile("token-file", file, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		screen.warn("others on this machine can read %s: chmod 600 %s", file, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", NoFile("token-file", file, err)
	}
	if strings.TrimSpace(string(text)) == "" {
		return "", &rental.Error{Code: rental.CodeUnauthenticated, Reason: "no_token", Field: "token-file", Message: file + " is empty", Hint: "write the token into it"}
	}
	return strings.TrimSpace(string(text)), nil
}

// NoFile says that a file that was named cannot be used.
func NoFile(flag, file string, err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return &rental.Error{Code: rental.CodeInvalid, Reason: "no_file", Field: flag, Message: file + ": " + err.Error(), Hint: "check the name, and that you may use it"}
}

// warn says something by the way.
func (s Screen) warn(format string, args ...any) {
	_, _ = fmt.Fprintf(s.Err, "rms-central: "+format+"\n", args...) // there is no other place to say it
}

// say prints a result to a person.
func (s Screen) say(format string, args ...any) error {
	if _, err := fmt.Fprintln(s.Out, clean(fmt.Sprintf(format, args...))); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// ExitCode is what a program that calls this one is told about an error's kind.
func ExitCode(err error) int {
	if errors.Is(err, context.Canceled) {
		return 130 // as a shell has it for Ctrl-C
	}
	switch rental.CodeOf(err) {
	case rental.CodeInvalid, rental.CodeTooLarge:
		return 2
	case rental.CodeNotFound:
		return 3
	case rental.CodeConflict, rental.CodePreconditionFailed:
		return 4
	case rental.CodeUnauthenticated, rental.CodeForbidden:
		return 5
	case rental.CodeUnavailable, rental.CodeRateLimited:
		return 6
	case rental.CodeInternal:
	}
	return 1
}

// ExitCodes says the same to a person.
const ExitCodes = "Exit codes: 0 done, 1 something is broken, 2 wrongly asked, 3 not there, 4 refused as things are, 5 not allowed, 6 central not reached or too busy."
