package identity

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"rms/internal/disk"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// The names of device keys in the data directory.
const (
	// KeyFile is the key that this kiosk works with.
	KeyFile = "device.key"
	// nextFile is a key that is to take its place, once central knows it.
	nextFile = KeyFile + ".next"
	// oldFile is the key whose place another one has taken.
	oldFile = KeyFile + ".old"
)

// pemType is what PKCS #8 calls a private key.
const pemType = "PRIVATE KEY"

// Key is the kiosk's Ed25519 key. Central learns its public half at enrolment.
type Key struct{ private ed25519.PrivateKey }

// OpenKey reads the key in dir, or makes one where there is none. A file that
// cannot be read as a key is an error and stays as it is: a new key would
// silently end the enrolment.
func OpenKey(dir string) (*Key, error) { return openOrCreate(dir, KeyFile) }

// FindKey reads the key in dir; nil where there is none.
func FindKey(dir string) (*Key, error) { return find(filepath.Join(dir, KeyFile)) }

// FindNextKey reads the key that is to take the key's place; nil where there is
// none.
func FindNextKey(dir string) (*Key, error) { return find(filepath.Join(dir, nextFile)) }

// NextKey reads the key that is to take the key's place, or makes it. It is the
// same one until AdoptKey, so that an enrolment whose answer was lost is not
// another kiosk when it is tried again.
func NextKey(dir string) (*Key, error) { return openOrCreate(dir, nextFile) }

// AdoptKey puts the next key in the key's place, whose file is kept under
// another name. It may be called again when it was broken off.
func AdoptKey(dir string) error {
	path, next := filepath.Join(dir, KeyFile), filepath.Join(dir, nextFile)
	if _, err := os.Stat(next); err != nil {
		return fmt.Errorf("find the next device key: %w", err)
	}
	if err := os.Rename(path, filepath.Join(dir, oldFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keep the old device key: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("put the next device key in its place: %w", err)
	}
	return disk.Sync(dir)
}

func openOrCreate(dir, name string) (*Key, error) {
	path := filepath.Join(dir, name)
	k, err := find(path)
	if k != nil || err != nil {
		return k, err
	}
	return createKey(dir, path)
}

func find(path string) (*Key, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // none is no error here
	}
	if err != nil {
		return nil, fmt.Errorf("read device key: %w", err)
	}
	private, err := parseKey(raw)
	if err != nil {
		return nil, &rental.Error{
			Code: rental.CodeInternal, Reason: "device_key_unreadable",
			Message: path + " is no Ed25519 key: " + err.Error(),
			Hint:    "restore the file from a copy; or move it away and enrol this kiosk again, which keeps what it has recorded",
		}
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, fmt.Errorf("close device key to others: %w", err)
	}
	return &Key{private}, nil
}

func parseKey(raw []byte) (ed25519.PrivateKey, error) {
	block, rest := pem.Decode(raw)
	if block == nil || block.Type != pemType || len(rest) != 0 {
		return nil, errors.New("not one PEM block " + pemType)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("not PKCS #8")
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("another kind of key")
	}
	return private, nil
}

func createKey(dir, path string) (*Key, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make device key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("encode device key: %w", err)
	}
	if err := writeOnce(dir, path, pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der})); err != nil {
		return nil, fmt.Errorf("write device key: %w", err)
	}
	return &Key{private}, nil
}

// writeOnce makes path with data, whole and synced, and fails if it exists: a
// hard link, unlike a rename, replaces nothing.
func writeOnce(dir, path string, data []byte) (err error) {
	f, err := os.CreateTemp(dir, KeyFile+".new-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o600)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return disk.Sync(dir)
}

// Public returns the key's public half.
func (k *Key) Public() ed25519.PublicKey {
	public, ok := k.private.Public().(ed25519.PublicKey)
	if !ok {
		panic("identity: an Ed25519 key without an Ed25519 public half")
	}
	return public
}

// SignSession signs central's nonce for a session of this kiosk.
func (k *Key) SignSession(kiosk rental.KioskID, nonce []byte) []byte {
	return ed25519.Sign(k.private, syncproto.SessionMessage(kiosk, nonce))
}

// String hides the key from logs and formats.
func (k *Key) String() string { return "device key" }

// GoString hides the key from %#v.
func (k *Key) GoString() string { return k.String() }
