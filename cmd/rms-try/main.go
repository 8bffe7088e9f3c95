package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	c := config{
		env: os.Environ(), keys: os.Stdin, out: os.Stdout,
		startLimit: time.Minute, catalogue: time.Minute, windowTrial: 5 * time.Second, grace: 15 * time.Second,
	}
	flag.StringVar(&c.bin, "bin", "bin", "directory of rms-central and rms-kiosk")
	flag.StringVar(&c.data, "data", "rms-data", "directory that keeps everything")
	flag.BoolVar(&c.headless, "headless", false, "no window: the kiosk is used in the browser")
	flag.IntVar(&c.centralPort, "central-port", 7400, "central's port, or the next free one")
	flag.IntVar(&c.kioskPort, "kiosk-port", 7420, "the kiosk's port, or the next free one")
	flag.IntVar(&c.networkPort, "network-port", 7440, "the port between the two, or the next free one")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "rms-try: unknown argument %q; rms-try -help shows what there is\n", flag.Arg(0))
		os.Exit(2)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	restore := singleKeys(os.Stdin)
	err := run(ctx, c)
	restore()
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "\nrms-try:", err)
		os.Exit(1)
	}
}
