package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"rms/syncproto/rental"
)

// Config is how central runs: defaults, then a file, then the environment
// (RMS_LISTEN and so on), then flags.
type Config struct {
	Listen    string `help:"Address to listen on." default:"127.0.0.1:7400" placeholder:"HOST:PORT"`
	Data      string `help:"Directory of the database." default:"./data" type:"path" placeholder:"DIR"`
	TLSCert   string `name:"tls-cert" help:"Certificate file (PEM); needed to listen beyond this machine." type:"path" placeholder:"FILE"`
	TLSKey    string `name:"tls-key" help:"Key file (PEM) of the certificate." type:"path" placeholder:"FILE"`
	LogFormat string `help:"text or json." default:"text" enum:"text,json"`
	LogLevel  string `help:"debug, info, warn or error." default:"info"`
	Pushes    int    `help:"Pushes of kiosks in the house at once." default:"16"`
	// RequestRate is far above what pages and honest programs send, and far below what
	// would keep a dock waiting.
	RequestRate int           `help:"Requests a second of one token or session; 0: no limit." default:"200"`
	Drain       time.Duration `help:"How long running requests may take after a stop." default:"10s"`

	BackupTo       string        `help:"Directory for copies of the database, which are made while central serves." type:"path" placeholder:"DIR"`
	BackupEvery    time.Duration `help:"How often a copy is made." default:"1h"`
	BackupKeep     int           `help:"How many of these copies stay; 0: all." default:"0"`
	OffHost        []string      `help:"Directories whose disks are not in this machine: what a copy there holds, kiosks need not keep for central." type:"path" placeholder:"DIR"`
	GenerationFile string        `help:"File that knows an older state of the database from the last one, best on another disk; without it, one in the data directory." type:"path" placeholder:"FILE"`
}

// Check answers all that is wrong with the configuration, each with what to do.
func (c Config) Check() error {
	var errs []error
	bad := func(field, what, hint string) {
		errs = append(errs, &rental.Error{Code: rental.CodeInvalid, Reason: "bad_config", Field: field, Message: field + ": " + what, Hint: hint})
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		bad("listen", fmt.Sprintf("%q is no address", c.Listen), "write it as 127.0.0.1:7400")
	} else if !loopback(c.Listen) && c.TLSCert == "" {
		bad("listen", c.Listen+" can be reached from other machines, and there is no certificate", "give --tls-cert and --tls-key, or listen on 127.0.0.1")
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		bad("tls-cert", "certificate and key belong together", "give both --tls-cert and --tls-key, or neither")
	} else if c.TLSCert != "" {
		if _, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey); err != nil {
			bad("tls-cert", err.Error(), "check both files")
		}
	}
	if info, err := os.Stat(c.Data); c.Data == "" || err == nil && !info.IsDir() {
		bad("data", fmt.Sprintf("%q is no directory", c.Data), "give a directory that the server may write to")
	}
	if c.Pushes < 1 || c.Pushes > 1000 {
		bad("pushes", "must be from 1 to 1000", "leave it out")
	}
	if c.Drain < 0 || c.Drain > time.Hour {
		bad("drain", "must be from 0s to 1h", "leave it out")
	}
	if c.BackupTo != "" && (c.BackupEvery < time.Minute || c.BackupEvery > 31*24*time.Hour) {
		bad("backup-every", "must be from 1m to 744h", "leave it out")
	}
	if c.BackupKeep < 0 {
		bad("backup-keep", "must not be negative", "leave it out to keep all copies")
	}
	return errors.Join(errs...)
}

// loopback reports whether only this machine can reach an address.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
