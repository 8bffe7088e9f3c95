package syncproto_test

import (
	"encoding/json"
	"os"
	"testing"

	"rms/syncproto"
)

// TestBadgeVectors compares badge hashes with sums that another language's
// library made from the definition.
func TestBadgeVectors(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/badge_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			Code []byte
			Hash string
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) != 3 {
		t.Fatalf("%d vectors, want 3", len(file.Vectors))
	}
	for _, v := range file.Vectors {
		if got := syncproto.BadgeHash(v.Code); got != v.Hash {
			t.Errorf("badge hash of %q is %s, want %s", v.Code, got, v.Hash)
		}
	}
}
