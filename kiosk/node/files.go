package node

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rms/internal/disk"
	"rms/kiosk/identity"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// The files of the data directory that this package owns.
const (
	tokenFile   = "local.token"
	centralFile = "central.json"
)

// tokenBytes is how much randomness a token holds.
const tokenBytes = 32

// prepare makes the data directory, for this user alone.
func prepare(dir string) error {
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(dir, ".writable-*"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	if err != nil {
		return &rental.Error{
			Code: rental.CodeUnavailable, Reason: "data_unwritable", Message: "the data directory cannot be used: " + err.Error(),
			Hint: "give this user the right to write to " + dir + ", or choose another one with -data",
		}
	}
	return nil
}

// openToken reads the token of headless mode, or makes it: an address that was kept works after every start.
func openToken(dir string) (string, error) {
	path := filepath.Join(dir, tokenFile)
	raw, err := os.ReadFile(path)
	if err == nil {
		token := strings.TrimSpace(string(raw))
		if len(token) < tokenBytes {
			return "", &rental.Error{
				Code: rental.CodeInternal, Reason: "bad_token", Message: path + " holds no token", Hint: "remove the file: the next start makes a new one",
			}
		}
		return token, os.Chmod(path, 0o600)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read the token: %w", err)
	}
	secret := make([]byte, tokenBytes)
	if _, err := rand.Read(secret); err != nil {
		return "", fmt.Errorf("make a token: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(secret)
	return token, disk.Replace(path, []byte(token+"\n"))
}

// central is where central is, as enrolment has kept it.
type central struct {
	URL string `json:"url"`
}

// readCentral is where central is; empty before enrolment.
func readCentral(dir string) (central, error) {
	var c central
	path := filepath.Join(dir, centralFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err == nil && c.URL == "" {
		err = errors.New("it names no url")
	}
	if err != nil {
		return c, &rental.Error{
			Code: rental.CodeInternal, Reason: "bad_central_file", Message: path + " does not say where central is: " + err.Error(),
			Hint: `write {"url":"http://CENTRAL:7400"} with central's address into it; or move it away and enrol this kiosk again, which keeps what it has recorded`,
		}
	}
	return c, nil
}

// checkDatabase refuses to begin a new, empty kiosk where there was one: a
// database that is gone or has been emptied beside an enrolment held facts.
func checkDatabase(dir string) error {
	there := func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	}
	path := store.Path(dir)
	info, err := os.Stat(path)
	enrolled := there(centralFile)
	var what string
	switch {
	case errors.Is(err, fs.ErrNotExist) && enrolled:
		what = path + " is gone, but this kiosk was enrolled"
	case err == nil && info.Size() == 0 && (enrolled || there(identity.KeyFile)):
		what = path + " is empty (0 bytes), but this kiosk was in use"
	default:
		return nil
	}
	return &rental.Error{
		Code: rental.CodeUnavailable, Reason: "database_emptied", Message: what,
		Hint: "put the database back from where it was moved or copied to; if it is lost, move all of " + dir + " away, keep it for the office, and enrol this machine again",
	}
}

func (c central) write(dir string) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode central's address: %w", err)
	}
	return disk.Replace(filepath.Join(dir, centralFile), append(raw, '\n'))
}
