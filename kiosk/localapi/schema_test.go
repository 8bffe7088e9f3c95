package localapi_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write frontend/kiosk/openapi.json from the server")

// The page's types are generated from this document, so it must be that of the server.
func TestOpenAPIDocumentIsCurrent(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(setup(t).api.OpenAPI())
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	var buf bytes.Buffer
	if err := json.Indent(&buf, raw, "", " "); err != nil {
		t.Fatalf("indent: %v", err)
	}
	buf.WriteByte('\n')
	path := filepath.Join("..", "..", "frontend", "kiosk", "openapi.json")
	if *update {
		if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
			t.Fatalf("write: %v", err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	if diff := cmp.Diff(string(want), buf.String()); diff != "" {
		t.Errorf("frontend/kiosk/openapi.json is old: go test ./kiosk/localapi -run OpenAPI -update, then npm run types in frontend\n%s", diff)
	}
}
