package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"rms/central/server"
	"rms/syncproto/rental"
)

// envPrefix begins the names of all environment variables: RMS_LISTEN.
const envPrefix = "RMS_"

// settings answer for flags that were not typed: the environment, then the file;
// after them count the defaults.
type settings struct {
	env  func(string) (string, bool)
	file map[string]any
}

func newSettings(args []string, env func(string) (string, bool)) (*settings, error) {
	s := &settings{env: env}
	path, _ := env(envPrefix + "CONFIG")
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--config="); ok {
			path = v
		} else if a == "--config" && i+1 < len(args) {
			path = args[i+1]
		}
	}
	if path == "" {
		return s, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, badFile(path, err.Error())
	}
	if err := json.Unmarshal(raw, &s.file); err != nil {
		return nil, badFile(path, err.Error())
	}
	known := knownSettings()
	for name := range s.file {
		if !known[name] {
			return nil, badFile(path, fmt.Sprintf("there is no setting %q", name))
		}
	}
	return s, nil
}

func badFile(path, what string) error {
	return &rental.Error{
		Code: rental.CodeInvalid, Reason: "bad_config", Field: "config", Message: "the configuration file " + path + ": " + what,
		Hint: `write it as {"listen": "127.0.0.1:7400", "data": "..."}; rms-central serve --help lists the names`,
	}
}

// knownSettings are the names of server.Config's fields, as flags have them.
func knownSettings() map[string]bool {
	names := map[string]bool{}
	for f := range reflect.TypeFor[server.Config]().Fields() {
		name := f.Tag.Get("name")
		if name == "" {
			name = flagName(f.Name)
		}
		names[name] = true
	}
	return names
}

// flagName writes a field's name as its flag: LogLevel is log-level.
func flagName(field string) string {
	var out strings.Builder
	for i, r := range field {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				out.WriteByte('-')
			}
			r += 'a' - 'A'
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Validate accepts every command line: what is in the file was checked before.
func (s *settings) Validate(*kong.Application) error { return nil }

// Resolve returns the value of a flag that was not typed, or nil.
func (s *settings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	name := envPrefix + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
	if v, ok := s.env(name); ok {
		return v, nil
	}
	if v, ok := s.file[flag.Name]; ok {
		return v, nil
	}
	return nil, nil
}
