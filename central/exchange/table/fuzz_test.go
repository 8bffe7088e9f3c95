package table_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/exchange/table"
)

// FuzzOpen: whatever the bytes are, reading ends, with rows that count upwards
// or with an error that says what to do.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{
		"a,b\n1,2\n", "sep=;\na;b\n", "\xef\xbb\xbfa\t\"b\nc\"\r", "\xff\xfea\x00,\x00", "a\x00b", "\"", "ü\xfc", "a|b\r\n\"x\"y|z", "PK\x03\x04",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := table.Open(bytes.NewReader(data), table.Options{})
		last := 0
		for err == nil {
			var row table.Row
			row, err = in.Next()
			var e *table.Error
			if errors.As(err, &e) && !e.Fatal {
				err = nil
				if e.Row <= last || e.Hint == "" {
					t.Fatalf("a wrong row %d after %d, hint %q", e.Row, last, e.Hint)
				}
				last = e.Row
				continue
			}
			if err != nil {
				break
			}
			if row.Number <= last || strings.TrimSpace(strings.Join(row.Cells, "")) == "" {
				t.Fatalf("row %d after %d holds %q", row.Number, last, row.Cells)
			}
			last = row.Number
		}
		var e *table.Error
		if !errors.Is(err, io.EOF) && (!errors.As(err, &e) || e.Hint == "" || e.Message == "") {
			t.Fatalf("ended with %v", err)
		}
	})
}

// FuzzWriteAndRead: what is written is read again, and the standard library
// reads the same.
func FuzzWriteAndRead(f *testing.F) {
	f.Add("a", "=b\"\r\nc", "'+x")
	f.Add("sep=;", ";", "|")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		cells := []string{"x" + clean(a), clean(b), clean(c)}
		var out bytes.Buffer
		w := table.NewWriter(&out)
		if err := errors.Join(w.Write(cells), w.Write(cells), w.Flush()); err != nil {
			t.Fatal(err)
		}
		std := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff")))
		first, err := std.Read()
		if err != nil {
			t.Fatal(err)
		}
		for i := range first {
			if c := first[i]; c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
				t.Fatalf("the cell %q is a formula", c)
			}
		}
		in, err := table.Open(&out, table.Options{Delimiter: ','})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			row, err := in.Next()
			if err != nil {
				t.Fatal(err)
			}
			for i := range row.Cells {
				row.Cells[i] = table.Plain(row.Cells[i])
			}
			if diff := cmp.Diff(cells, row.Cells); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// clean leaves out what no cell can hold.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
	return strings.ToValidUTF8(s[:min(len(s), 1000)], "")
}
