package identity_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"rms/kiosk/identity"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func openKey(t *testing.T, dir string) *identity.Key {
	t.Helper()
	k, err := identity.OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeyIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := openKey(t, dir)
	again := openKey(t, dir)
	if !first.Public().Equal(again.Public()) {
		t.Error("a restart changed the key")
	}
	if other := openKey(t, t.TempDir()); first.Public().Equal(other.Public()) {
		t.Error("two kiosks got one key")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != identity.KeyFile {
		t.Errorf("the directory holds %v, want the key alone", entries)
	}
}

func TestKeyFileIsPrivate(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // modes mean nothing there
	}
	dir := t.TempDir()
	openKey(t, dir)
	path := filepath.Join(dir, identity.KeyFile)
	mode := func() os.FileMode {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	if mode() != 0o600 {
		t.Errorf("made with mode %o, want 600", mode())
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	openKey(t, dir)
	if mode() != 0o600 {
		t.Errorf("a mode of 644 was left at %o, want 600", mode())
	}
}

func TestSignatureBindsKioskAndNonce(t *testing.T) {
	t.Parallel()
	k := openKey(t, t.TempDir())
	nonce := []byte("0123456789abcdef0123456789abcdef")
	sig := k.SignSession("kiosk-1", nonce)
	if !ed25519.Verify(k.Public(), syncproto.SessionMessage("kiosk-1", nonce), sig) {
		t.Error("the signature does not verify")
	}
	if ed25519.Verify(k.Public(), syncproto.SessionMessage("kiosk-2", nonce), sig) {
		t.Error("the signature serves another kiosk too")
	}
}

func TestDamagedKeyIsNotReplaced(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "text": "hello", "other block": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"bad key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, identity.KeyFile)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := identity.OpenKey(dir)
			var e *rental.Error
			if !errors.As(err, &e) || e.Reason != "device_key_unreadable" || e.Hint == "" {
				t.Errorf("got %v, want device_key_unreadable with a hint", err)
			}
			if got, err := os.ReadFile(path); err != nil || string(got) != text {
				t.Errorf("the file was changed to %q (%v)", got, err)
			}
		})
	}
}

// TestRacingMakersAgree starts many at once: one key wins and the others fail
// or read it; nobody goes on with a key that is not on disk.
func TestRacingMakersAgree(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	keys := make([]*identity.Key, 8)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() { keys[i], _ = identity.OpenKey(dir) })
	}
	wg.Wait()
	onDisk := openKey(t, dir)
	won := 0
	for _, k := range keys {
		if k == nil {
			continue
		}
		won++
		if !k.Public().Equal(onDisk.Public()) {
			t.Error("a caller holds a key that is not on disk")
		}
	}
	if won == 0 {
		t.Error("nobody got a key")
	}
}

func TestKeyHidesItself(t *testing.T) {
	t.Parallel()
	k := openKey(t, t.TempDir())
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(format, k); got != "device key" {
			t.Errorf("%s shows %q", format, strings.TrimSpace(got))
		}
	}
}
