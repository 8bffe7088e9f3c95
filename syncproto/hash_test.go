package syncproto_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/uuid"

	"rms/syncproto"
)

// TestChainVectors compares the chain with sums that another language's library
// made from the definition.
func TestChainVectors(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/hash_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Kiosk   uuid.UUID
		Epoch   syncproto.Epoch
		Vectors []struct {
			Seq         uint64
			Payload     []byte
			RepeatX     int            `json:"repeat_x"`
			ContentHash syncproto.Hash `json:"content_hash"`
			PrevHash    syncproto.Hash `json:"prev_hash"`
			Hash        syncproto.Hash
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) < 6 {
		t.Fatalf("only %d vectors", len(file.Vectors))
	}
	for _, v := range file.Vectors {
		payload := v.Payload
		if v.RepeatX > 0 {
			payload = bytes.Repeat([]byte("x"), v.RepeatX)
		}
		content := syncproto.ContentHash(payload)
		if content != v.ContentHash {
			t.Errorf("seq %d: content hash %s, want %s", v.Seq, content, v.ContentHash)
		}
		if got := syncproto.Chain(v.PrevHash, file.Kiosk, file.Epoch, v.Seq, content); got != v.Hash {
			t.Errorf("seq %d: hash %s, want %s", v.Seq, got, v.Hash)
		}
	}
}

func TestParseHashRefuses(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"empty": "", "short": "ab", "upper case": string(bytes.Repeat([]byte("A"), 64)),
		"not hex": string(bytes.Repeat([]byte("g"), 64)), "long": string(bytes.Repeat([]byte("a"), 66)),
	} {
		if _, err := syncproto.ParseHash(s); err == nil {
			t.Errorf("%s: ParseHash(%q) took it", name, s)
		}
	}
}
