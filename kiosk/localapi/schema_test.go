package localapi_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"rms/kiosk/localapi"
)

var update = flag.Bool("update", false, "write frontend/kiosk/openapi.json from the structs")

// wireTypes are the bodies of the local API; what they hold is reached from them.
var wireTypes = []any{
	localapi.Problem{}, localapi.ScanRequest{}, localapi.TapRequest{}, localapi.AnswerRequest{}, localapi.Answer{}, localapi.Desk{},
	localapi.NewOrder{}, localapi.OrderGesture{}, localapi.Order{}, localapi.OrderList{}, localapi.Hits{}, localapi.Today{},
	localapi.Inbox{}, localapi.InboxAnswer{}, localapi.Exceptions{}, localapi.Status{}, localapi.Health{}, localapi.Events{},
	localapi.Heartbeat{}, localapi.HeartbeatReply{}, localapi.EnrolRequest{}, localapi.Enrolled{}, localapi.Demo{},
}

// The page's types are generated from this document, so it must be that of the structs. Not parallel: huma's setting is global.
func TestOpenAPIDocumentIsCurrent(t *testing.T) {
	huma.DefaultArrayNullable = false
	reg := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	for _, v := range wireTypes {
		reg.Schema(reflect.TypeOf(v), true, "")
	}
	doc := huma.OpenAPI{
		OpenAPI:    "3.1.0",
		Info:       &huma.Info{Title: "RMS kiosk, local API", Version: "1"},
		Paths:      map[string]*huma.PathItem{},
		Components: &huma.Components{Schemas: reg},
	}
	raw, err := json.Marshal(&doc)
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
