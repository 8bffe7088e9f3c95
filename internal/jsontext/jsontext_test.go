package jsontext_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"rms/internal/jsontext"
)

func noLines(name string) bool { return name == "notes" }

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, raw, path string
		reason          jsontext.Reason
		intact          bool
	}{
		{"right", `{"name":"Lamp \u00fc \ud83d\ude00 ü😀","n":[1,2.5],"ok":true,"none":null}`, "", "", true},
		{"replacement that was meant", `{"name":"\ufffd �"}`, "", "", true},
		{"an escaped backslash is no escape", `{"name":"\\ud83d"}`, "", "", true},
		{"line breaks in notes", `{"notes":"one\ntwo\tthree"}`, "", "", true},
		{"empty", `{"name":""}`, "", "", true},
		{"same name in two objects", `{"a":[{"x":1},{"x":2}],"b":{"x":3}}`, "", "", true},
		{"no UTF-8", "{\"a\":{\"name\":\"\xff\xfe\"}}", "a.name", jsontext.NotUTF8, false},
		{"no UTF-8 in a name", "{\"\xff\":1}", "\ufffd", jsontext.NotUTF8, false},
		{"no UTF-8 outside", "{\"a\":1} \xff", "", jsontext.NotUTF8, false},
		{"high half alone", `{"lines":[{"n":"x"},{"n":"a\ud83d"}]}`, "lines[1].n", jsontext.HalfCharacter, false},
		{"high half, then a letter", `{"n":"\ud83dA12345"}`, "n", jsontext.HalfCharacter, false},
		{"high half, then an escape", `{"n":"\ud83d\u0041"}`, "n", jsontext.HalfCharacter, false},
		{"low half alone", `["a","\uDE00"]`, "[1]", jsontext.HalfCharacter, false},
		{"low half after a pair", `["\ud83d\ude00\ude00"]`, "[0]", jsontext.HalfCharacter, false},
		{"NUL", `{"name":"a\u0000b"}`, "name", jsontext.Control, true},
		{"escape", `{"name":"\u001b[31m"}`, "name", jsontext.Control, true},
		{"C1", `{"name":"\u009b31m"}`, "name", jsontext.Control, true},
		{"line break in a name", `{"name":"a\nb"}`, "name", jsontext.Control, true},
		{"NUL in notes", `{"notes":"a\u0000"}`, "notes", jsontext.Control, true},
		{"blanks", `{"name":"  "}`, "name", jsontext.Blank, true},
		{"blanks that take no room", `{"name":"\u200b\u00a0"}`, "name", jsontext.Blank, true},
		{"twice", `{"name":"a","x":{"y":1},"name":"b"}`, "name", jsontext.Repeated, true},
		{"twice, once escaped", `{"name":"a","\u006eame":"b"}`, "name", jsontext.Repeated, true},
		{"no JSON", `<html>`, "", "", true},
		{"cut off", `{"name":"a`, "", "", true},
	} {
		check := func(call string, err error, want jsontext.Reason) {
			var f *jsontext.Fault
			if !errors.As(err, &f) {
				f = &jsontext.Fault{}
			}
			if (want == "") != (err == nil) || f.Reason != want || want != "" && f.Path != tt.path {
				t.Errorf("%s: %s answered %v, want %q at %q", tt.name, call, err, want, tt.path)
			}
		}
		check("Plain", jsontext.Plain([]byte(tt.raw), noLines, seenNothing), tt.reason)
		if tt.intact {
			check("Intact", jsontext.Intact([]byte(tt.raw)), "")
		} else {
			check("Intact", jsontext.Intact([]byte(tt.raw)), tt.reason)
		}
	}
}

func TestDeepJSONEnds(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{strings.Repeat(`{"a":`, 100_000), strings.Repeat(`[`, 100_000)} {
		if err := jsontext.Plain([]byte(raw), noLines, seenNothing); err != nil {
			t.Error(err)
		}
	}
}

// FuzzIntact: what is intact comes back from a decoder as it was sent, and what
// is not does not.
func FuzzIntact(f *testing.F) {
	for _, s := range []string{`{"a":"\ud83d\ude00"}`, `["\ud83d"]`, "[\"\xff\"]", `{"a":{"b":[1,"x"]}}`, `"\\\ud800"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var decoded any
		if json.Unmarshal(raw, &decoded) != nil {
			return
		}
		err := jsontext.Intact(raw)
		if !utf8.Valid(raw) {
			if err == nil {
				t.Fatalf("%q is no UTF-8", raw)
			}
			return
		}
		// Each replacement that was not asked for is a fault.
		asked := strings.Count(string(raw), "\ufffd") + strings.Count(strings.ToLower(strings.ReplaceAll(string(raw), `\\`, "")), `\ufffd`)
		var texts []string
		if walkErr := jsontext.Walk(raw, func(v jsontext.Value) error { texts = append(texts, v.Text); return nil }); walkErr != nil {
			t.Fatal(walkErr)
		}
		made := strings.Count(strings.Join(texts, ""), "\ufffd")
		if (err != nil) != (made > asked) {
			t.Errorf("%q: Intact says %v; %d replacements, %d asked for", raw, err, made, asked)
		}
		var again any
		if err := json.Unmarshal(raw, &again); err != nil || !reflect.DeepEqual(decoded, again) {
			t.Errorf("%q was changed", raw)
		}
	})
}

// TestDeep: what no decoder takes is not walked to its end.
func TestDeep(t *testing.T) {
	t.Parallel()
	n := 0
	raw := []byte(strings.Repeat(`{"a":`, 200_000))
	if err := jsontext.Walk(raw, func(jsontext.Value) error { n++; return nil }); err != nil || n > 10_001 {
		t.Errorf("%d values were visited: %v", n, err)
	}
	var v any
	if err := json.Unmarshal([]byte(strings.Repeat(`[`, 10_001)+strings.Repeat(`]`, 10_001)), &v); err == nil {
		t.Error("a decoder takes what the walk leaves out")
	}
}

func BenchmarkPlain(b *testing.B) {
	raw := []byte(`{"site_id":"0190a5b4-7c00-7000-8000-000000000001","title":"Gala","window":{"start":1900000000000,"end":1900086400000},"lines":[{"item_type_id":"0190a5b4-7c00-7000-8000-000000000002","requested_quantity":4},{"item_type_id":"0190a5b4-7c00-7000-8000-000000000003","requested_quantity":2}]}`)
	b.ReportAllocs()
	for b.Loop() {
		if err := jsontext.Plain(raw, noLines, seenNothing); err != nil {
			b.Fatal(err)
		}
	}
}

func seenNothing(jsontext.Value) {}
