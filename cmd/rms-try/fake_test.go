//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// The test binary is also the programs that rms-try starts: a link to it named
// rms-central or rms-kiosk behaves as one, small but over true processes, true
// sockets and true signals. FAKE_... in the environment makes them misbehave.
// They keep to contract.go's command lines with flag parsers of their own.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case centralProgram:
		os.Exit(fake(fakeCentral))
	case kioskProgram:
		os.Exit(fake(fakeKiosk))
	case "rms-try":
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func fake(program func(args []string) error) int {
	if err := program(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	return 0
}

func fakeCentral(args []string) error {
	fs := flag.NewFlagSet("rms-central", flag.ContinueOnError)
	seed := fs.Bool("seed", false, "")
	data := fs.String("data", "", "")
	listen := fs.String("listen", "", "")
	site := fs.String("site", "", "")
	_ = fs.String("returns", "", "")
	_ = fs.String("name", "", "")
	verb, args := args[0], args[1:]
	if verb == "kiosk" {
		verb, args = args[0], args[1:]
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	if os.Getenv("FAKE_CENTRAL_DIES") == verb {
		for i := range 40 {
			fmt.Fprintf(os.Stderr, "line %d of trouble\n", i)
		}
		return errors.New("the disk is on fire")
	}
	db := filepath.Join(*data, "central.db")
	switch verb {
	case "demo":
		if !*seed {
			return errors.New("demo without --seed")
		}
		if err := os.WriteFile(db, []byte("company"), 0o600); err != nil {
			return err
		}
		event("seeded")
		fmt.Println("Log-ins, password starlight:\n  ada\nCodes to try at Berlin:\n  BADGE-B\nCodes to try at London:\n  BADGE-L\nSo much for that.")
		return nil
	case "code":
		if *site != siteCode {
			return fmt.Errorf("no site %q", *site)
		}
		fmt.Println("Give this to the kiosk within 15 minutes:\nKODE-1234")
		return nil
	case "serve":
		if _, err := os.Stat(db); err != nil {
			return err
		}
		mux := http.NewServeMux()
		mux.HandleFunc("/readyz", func(http.ResponseWriter, *http.Request) {})
		mux.HandleFunc("/enrol", func(w http.ResponseWriter, r *http.Request) {
			if r.FormValue("code") != "KODE-1234" {
				http.Error(w, "wrong code", http.StatusForbidden)
			}
		})
		return fakeServe("central", *listen, mux, "listening")
	}
	return fmt.Errorf("unknown command %q", verb)
}

func fakeKiosk(args []string) error {
	fs := flag.NewFlagSet("rms-kiosk", flag.ContinueOnError)
	headless := fs.Bool("headless", false, "")
	data := fs.String("data", "", "")
	listen := fs.String("listen", "", "")
	central := fs.String("central", "", "")
	code := fs.String("code", "", "")
	enrol := len(args) > 0 && args[0] == "enrol"
	if enrol {
		args = args[1:]
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	identity := filepath.Join(*data, "identity")
	if enrol {
		if !get(*central + "/enrol?code=" + *code) {
			return errors.New("central does not want me")
		}
		event("enrolled")
		return os.WriteFile(identity, []byte(*central), 0o600)
	}
	if _, err := os.Stat(identity); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/central", func(w http.ResponseWriter, _ *http.Request) {
		if !get(os.Getenv("RMS_CENTRAL") + "/readyz") {
			http.Error(w, "unreachable", http.StatusBadGateway)
		}
	})
	var asked atomic.Int32
	mux.HandleFunc("/api/status", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer s3cret" {
			http.Error(w, "who are you", http.StatusUnauthorized)
			return
		}
		if !exists(filepath.Join(*data, "catalogue")) && os.Getenv("FAKE_CATALOGUE") != "never" && asked.Add(1) == 3 {
			event("catalogue read")
			if err := os.WriteFile(filepath.Join(*data, "catalogue"), nil, 0o600); err != nil {
				panic(err)
			}
		}
		if exists(filepath.Join(*data, "catalogue")) {
			_, _ = io.WriteString(w, `{"as_of": 1790000000000}`)
			return
		}
		_, _ = io.WriteString(w, `{"as_of": 0}`)
	})
	mux.HandleFunc("/quit", func(http.ResponseWriter, *http.Request) { go os.Exit(0) })
	mux.HandleFunc("/crash", func(http.ResponseWriter, *http.Request) {
		fmt.Println("assertion failed")
		go os.Exit(4)
	})
	if !*headless {
		if os.Getenv("FAKE_WINDOW") == "dies" {
			return errors.New("cannot open display :77")
		}
		event("window")
		return fakeServe("kiosk", "127.0.0.1:0", mux, "")
	}
	if os.Getenv("FAKE_KIOSK_DIES") != "" {
		return errors.New("no such table: meta")
	}
	return fakeServe("kiosk", *listen, mux, fmt.Sprintf("open http://%s/#token=s3cret in a browser", *listen))
}

// fakeServe serves until SIGTERM. Its pid and its end go to the event file.
func fakeServe(name, address string, h http.Handler, says string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	signal.Ignore(syscall.SIGINT) // of a terminal; rms-try should not let it through
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	event(fmt.Sprintf("%s started %d", name, os.Getpid()))
	if says != "" {
		fmt.Println(says)
	}
	srv := &http.Server{Handler: h}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	if os.Getenv("FAKE_STUBBORN") == name {
		select {}
	}
	event(name + " stopped")
	return srv.Close()
}

func get(url string) bool {
	res, err := http.Get(url)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err == nil && res.StatusCode == http.StatusOK
}

// event appends a line to the test's event file.
func event(line string) {
	f, err := os.OpenFile(os.Getenv("FAKE_EVENTS"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(strings.TrimSpace(line) + "\n")
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		panic(err)
	}
}
