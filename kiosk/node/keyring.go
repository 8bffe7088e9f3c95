package node

import (
	"sync"

	"rms/kiosk/identity"
	"rms/syncproto/rental"
)

// keyring holds the key that this kiosk signs with, or why it has none. Both change when a running kiosk is enrolled.
type keyring struct {
	mu   sync.Mutex
	key  *identity.Key // nil while lost says why
	lost *rental.Error
}

func (k *keyring) set(key *identity.Key, lost *rental.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.key, k.lost = key, lost
}

func (k *keyring) get() (*identity.Key, *rental.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.key, k.lost
}

// why says why this kiosk cannot sign; nil while it can.
func (k *keyring) why() *rental.Error {
	_, lost := k.get()
	return lost
}

// SignSession signs with the key of now. The syncer asks why before it asks for this.
func (k *keyring) SignSession(kiosk rental.KioskID, nonce []byte) []byte {
	key, _ := k.get()
	if key == nil {
		return nil // which central refuses
	}
	return key.SignSession(kiosk, nonce)
}
