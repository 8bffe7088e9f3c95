package chain_test

import (
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the oracle reads files

	"rms/test/oracle/chain"
)

const (
	kiosk = "0190a000-0000-7000-8000-000000000001"
	epoch = "000102030405060708090a0b0c0d0e0f"
)

// vectors are the protocol's published sums, made by another language's library.
type vectors struct {
	Kiosk   string `json:"kiosk"`
	Epoch   string `json:"epoch"`
	Vectors []struct {
		Seq         uint64 `json:"seq"`
		Payload     string `json:"payload"`
		RepeatX     int    `json:"repeat_x"`
		ContentHash string `json:"content_hash"`
		Hash        string `json:"hash"`
	} `json:"vectors"`
}

func database(t *testing.T, statements ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+t.TempDir()+"/k.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, s := range append([]string{
		`create table meta (key text, value blob)`,
		`create table outbox (seq integer, item_id text, payload blob, content_hash blob, hash blob)`,
		`create table archive (seq integer, item_id text, payload blob, content_hash blob, hash blob)`,
	}, statements...) {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// TestAgainstVectors feeds the checker the published vectors: it finds nothing
// wrong with their hashes, and something as soon as one bit differs.
func TestAgainstVectors(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../syncproto/testdata/hash_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	// A store holds consecutive seqs only; the later vectors leap.
	n := 0
	for n < len(v.Vectors) && v.Vectors[n].Seq == uint64(n+1) {
		n++
	}
	if v.Vectors = v.Vectors[:n]; n < 3 {
		t.Fatalf("only %d vectors are consecutive", n)
	}
	db := database(t, fmt.Sprintf(`insert into meta values ('identity', '{"kiosk_id":"%s","epoch":"%s"}')`, v.Kiosk, v.Epoch))
	last := ""
	for i, x := range v.Vectors {
		payload, err := base64.StdEncoding.DecodeString(x.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if x.RepeatX > 0 {
			payload = []byte(strings.Repeat("x", x.RepeatX))
		}
		_, err = db.ExecContext(t.Context(), `insert into outbox values (?, ?, ?, ?, ?)`, x.Seq, fmt.Sprint(i), payload, unhex(t, x.ContentHash), unhex(t, x.Hash))
		if err != nil {
			t.Fatal(err)
		}
		last = fmt.Sprintf(`{"seq":%d,"hash":"%s"}`, x.Seq, x.Hash)
	}
	if _, err := db.ExecContext(t.Context(), `insert into meta values ('head', ?)`, last); err != nil {
		t.Fatal(err)
	}
	hashFaults := func() string {
		_, err := chain.Check(t.Context(), db)
		var found []string
		for _, line := range strings.Split(fmt.Sprint(err), "\n") {
			if strings.Contains(line, "hash") || strings.Contains(line, "head") {
				found = append(found, line)
			}
		}
		return strings.Join(found, "\n")
	}
	if got := hashFaults(); got != "" {
		t.Errorf("the vectors are right, but: %s", got)
	}
	for name, damage := range map[string]string{
		"payload": `update outbox set payload = payload || x'00' where seq = 2`,
		"hash":    `update outbox set hash = zeroblob(32) where seq = 2`,
		"epoch":   fmt.Sprintf(`update meta set value = '{"kiosk_id":"%s","epoch":"%s"}' where key = 'identity'`, v.Kiosk, strings.Repeat("f", 32)),
	} {
		if _, err := db.ExecContext(t.Context(), damage); err != nil {
			t.Fatal(err)
		}
		if hashFaults() == "" {
			t.Errorf("%s: nothing was found", name)
		}
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFaultsOfOrder(t *testing.T) {
	t.Parallel()
	id := fmt.Sprintf(`insert into meta values ('identity', '{"kiosk_id":"%s","epoch":"%s"}')`, kiosk, epoch)
	item := func(table string, seq int, name, payload string) string {
		return fmt.Sprintf(`insert into %s values (%d, '%s', cast('%s' as blob), zeroblob(32), zeroblob(32))`, table, seq, name, payload)
	}
	for want, rows := range map[string][]string{
		"seq 3 follows 1":             {item("outbox", 1, "a", "{}"), item("outbox", 3, "b", "{}")},
		"answered before":             {item("outbox", 1, "a", "{}"), item("archive", 2, "b", "{}")},
		"bear one id":                 {item("outbox", 1, "a", "{}"), item("outbox", 2, "a", "{}")},
		"its bytes name":              {item("outbox", 1, "a", `{"id":"b"}`)},
		"believes in head 0":          {item("outbox", 1, "a", "{}")},
		"seq 1 follows 1":             {item("outbox", 1, "a", "{}"), item("archive", 1, "b", "{}")},
		"content hash is not that of": {item("outbox", 1, "a", "{}")},
	} {
		_, err := chain.Check(t.Context(), database(t, append(rows, id)...))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
