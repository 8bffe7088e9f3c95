package node

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"rms/internal/obs"
)

// Config is all that can be set. It is made of the defaults, then the file, then the environment, then the flags.
type Config struct {
	// Data is the directory of the database, the key and the token.
	Data string `json:"data"`
	// Listen is where headless mode serves: an address of this machine alone.
	Listen string `json:"listen"`
	// Headless serves the page to a browser in place of a window.
	Headless bool `json:"headless"`
	// Central overrides the address that enrolment has kept.
	Central string `json:"central"`
	// LogLevel is debug, info, warn or error; LogFormat text or json.
	LogLevel  string `json:"log_level"`
	LogFormat string `json:"log_format"`
	// DiskFloorMB is how much room must be left for a gesture to be taken; 0 is the default.
	DiskFloorMB int64 `json:"disk_floor_mb"`
}

// defaults is the configuration of a kiosk that nobody has configured.
func defaults() Config {
	c := Config{Listen: "127.0.0.1:7420", LogLevel: "info", LogFormat: "text"}
	if dir, err := os.UserConfigDir(); err == nil {
		c.Data = filepath.Join(dir, "rms-kiosk")
	}
	return c
}

// variables are the settings by their environment variables.
var variables = []struct {
	name string
	help string
	set  func(*Config, string) error
}{
	{"RMS_DATA", "as -data", func(c *Config, v string) error { c.Data = v; return nil }},
	{"RMS_LISTEN", "as -listen", func(c *Config, v string) error { c.Listen = v; return nil }},
	{"RMS_HEADLESS", "true: as -headless", func(c *Config, v string) (err error) { c.Headless, err = strconv.ParseBool(v); return err }},
	{"RMS_CENTRAL", "address of central, in place of the one that enrolment has kept", func(c *Config, v string) error { c.Central = v; return nil }},
	{"RMS_LOG_LEVEL", "debug, info, warn or error (default info)", func(c *Config, v string) error { c.LogLevel = v; return nil }},
	{"RMS_LOG_FORMAT", "text or json (default text)", func(c *Config, v string) error { c.LogFormat = v; return nil }},
	{"RMS_DISK_FLOOR_MB", "room on the disk below which nothing is recorded, in MB (default 256)", func(c *Config, v string) (err error) { c.DiskFloorMB, err = strconv.ParseInt(v, 10, 64); return err }},
}

// command is a command line: what to do, and with which configuration.
type command struct {
	Config
	version bool
	enrol   bool
	url     string
	code    string
}

// errUsage is a command line that cannot be followed; what was wrong has been printed.
var errUsage = errors.New("usage")

// parse reads a command line, the file that it names and the environment.
func parse(args []string, env func(string) (string, bool), stderr io.Writer) (command, error) {
	var c command
	if len(args) > 0 && args[0] == "enrol" {
		c.enrol, args = true, args[1:]
	}
	var given Config
	var file string
	fs := flag.NewFlagSet("rms-kiosk", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.Usage = func() { usage(fs, c.enrol) }
	fs.StringVar(&given.Data, "data", defaults().Data, "`DIR` of the database, the key and the token")
	fs.StringVar(&file, "config", "", "JSON `FILE` with settings")
	if c.enrol {
		fs.StringVar(&c.url, "central", "", "`URL` of central")
		fs.StringVar(&c.code, "code", "", "one-time `CODE` that central printed: rms-central kiosk code")
	} else {
		fs.StringVar(&given.Listen, "listen", defaults().Listen, "`ADDRESS` to serve on in headless mode")
		fs.BoolVar(&given.Headless, "headless", false, "serve the page to a browser, without a window")
		fs.BoolVar(&c.version, "version", false, "print the version and end")
	}
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return c, err
		}
		return c, errUsage
	}
	if fs.NArg() > 0 {
		_, _ = fmt.Fprintf(stderr, "rms-kiosk: unknown argument %q; there is only the command enrol\n", fs.Arg(0))
		return c, errUsage
	}
	var err error
	c.Config, err = layered(file, env, given, fs)
	if err == nil && c.enrol && (c.url == "" || c.code == "") {
		err = errors.New("enrol needs the address and the code: rms-kiosk enrol --central URL --code CODE")
	}
	return c, err
}

// usage prints what can be typed.
func usage(fs *flag.FlagSet, enrol bool) {
	out := fs.Output()
	_, _ = fmt.Fprint(out, `Usage:
  rms-kiosk [flags]                                  show the kiosk in a window, or serve it with -headless
  rms-kiosk enrol --central URL --code CODE [flags]  make this machine a kiosk; one that is enrolled is enrolled
                                                     again and keeps all that it has recorded (stop it first)
Flags`)
	if enrol {
		_, _ = fmt.Fprint(out, " of enrol")
	}
	_, _ = fmt.Fprintln(out, ":")
	fs.PrintDefaults()
	_, _ = fmt.Fprintln(out, "Environment; a flag goes before it, and it before the file of -config:")
	for _, v := range variables {
		_, _ = fmt.Fprintf(out, "  %-18s %s\n", v.name, v.help)
	}
	_, _ = fmt.Fprintf(out, "  %-18s JSON file with settings\n", "RMS_CONFIG")
}

// layered is the configuration of defaults, file, environment and flags, checked. All problems are reported at once.
func layered(file string, env func(string) (string, bool), given Config, fs *flag.FlagSet) (Config, error) {
	c := defaults()
	var problems []error
	if file == "" {
		file, _ = env("RMS_CONFIG")
	}
	if file != "" {
		if err := readFile(file, &c); err != nil {
			problems = append(problems, err)
		}
	}
	for _, v := range variables {
		if value, ok := env(v.name); ok {
			if err := v.set(&c, value); err != nil {
				problems = append(problems, fmt.Errorf("%s=%q cannot be read: %w; unset it or correct it", v.name, value, err))
			}
		}
	}
	fs.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "data":
			c.Data = given.Data
		case "listen":
			c.Listen = given.Listen
		case "headless":
			c.Headless = given.Headless
		}
	})
	return c, errors.Join(append(problems, c.check()...)...)
}

func readFile(path string, c *Config) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("the configuration file cannot be read: %w; correct -config", err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(c); err != nil {
		return fmt.Errorf("%s: %w; it is one JSON object with data, listen, headless, central, log_level, log_format, disk_floor_mb", path, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: something follows the JSON object; remove it", path)
	}
	return nil
}

// check lists what is wrong, each with what mends it.
func (c Config) check() []error {
	var problems []error
	if c.Data == "" {
		problems = append(problems, errors.New("there is no data directory: give -data DIR or set RMS_DATA"))
	}
	host, port, err := net.SplitHostPort(c.Listen)
	switch {
	case err != nil:
		problems = append(problems, fmt.Errorf("listen %q is no address: write it as 127.0.0.1:7420", c.Listen))
	case !loopback(host):
		problems = append(problems, fmt.Errorf("listen %q is open to the network: use an address of this machine alone, as 127.0.0.1:%s", c.Listen, port))
	}
	if _, err := obs.NewLogger(io.Discard, obs.LogOptions{Format: c.LogFormat, Level: c.LogLevel}); err != nil {
		problems = append(problems, err)
	}
	if c.DiskFloorMB < 0 {
		problems = append(problems, fmt.Errorf("disk_floor_mb %d is below zero: leave it out for the default", c.DiskFloorMB))
	}
	return problems
}

func loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
