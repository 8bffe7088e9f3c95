package table_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"rms/central/exchange/table"
	"rms/syncproto/rental"
)

// all reads a whole file: its rows, what was wrong with single rows, and what
// ended it, nil for its end.
func all(t testing.TB, r io.Reader, o table.Options) (rows []table.Row, wrong []table.Error, format table.Format, err error) {
	t.Helper()
	in, err := table.Open(r, o)
	if err != nil {
		return nil, nil, format, err
	}
	for {
		row, err := in.Next()
		var e *table.Error
		switch {
		case errors.Is(err, io.EOF):
			return rows, wrong, in.Format(), nil
		case errors.As(err, &e) && !e.Fatal:
			wrong = append(wrong, *e)
			continue
		case err != nil:
			return rows, wrong, in.Format(), err
		}
		rows = append(rows, row)
	}
}

func wide(text string, big, mark bool) string {
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	var b strings.Builder
	for _, u := range units {
		low, high := byte(u), byte(u>>8)
		if big {
			low, high = high, low
		}
		b.WriteByte(low)
		b.WriteByte(high)
	}
	return b.String()
}

func TestEveryEncodingMakesTheSameRows(t *testing.T) {
	t.Parallel()
	const text = "tag;name\nLG-1;Bühne größer\nLG-2;Straße\n"
	latin := strings.NewReplacer("ü", "\xfc", "ö", "\xf6", "ß", "\xdf").Replace(text)
	want := []table.Row{
		{Number: 1, Cells: []string{"tag", "name"}}, {Number: 2, Cells: []string{"LG-1", "Bühne größer"}}, {Number: 3, Cells: []string{"LG-2", "Straße"}},
	}
	for name, c := range map[string]struct {
		bytes    string
		encoding table.Encoding
	}{
		"utf-8":                   {text, table.UTF8},
		"utf-8 with mark":         {"\xef\xbb\xbf" + text, table.UTF8},
		"latin-1":                 {latin, table.Windows1252},
		"utf-16le with mark":      {wide(text, false, true), table.UTF16LE},
		"utf-16be with mark":      {wide(text, true, true), table.UTF16BE},
		"utf-16le without a mark": {wide(text, false, false), table.UTF16LE},
		"utf-16be without a mark": {wide(text, true, false), table.UTF16BE},
		"CR only":                 {strings.ReplaceAll(text, "\n", "\r"), table.UTF8},
		"CRLF":                    {strings.ReplaceAll(text, "\n", "\r\n"), table.UTF8},
		"no last line end":        {strings.TrimSuffix(text, "\n"), table.UTF8},
		"commas":                  {strings.ReplaceAll(text, ";", ","), table.UTF8},
		"tabs":                    {strings.ReplaceAll(text, ";", "\t"), table.UTF8},
		"pipes":                   {strings.ReplaceAll(text, ";", "|"), table.UTF8},
		"excel's first line":      {"sep=;\r\n" + text, table.UTF8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, wrong, format, err := all(t, strings.NewReader(c.bytes), table.Options{})
			if err != nil || wrong != nil {
				t.Fatal(err, wrong)
			}
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Error(diff)
			}
			if format.Encoding != c.encoding {
				t.Errorf("the encoding is %s, want %s", format.Encoding, c.encoding)
			}
		})
	}
}

func TestWindowsLettersBeyondLatin1(t *testing.T) {
	t.Parallel()
	rows, _, _, err := all(t, strings.NewReader("name\n10 \x80 \x84quoted\x93\n"), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := rows[1].Cells[0], "10 € „quoted“"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestALateUmlautDecides: the first letter that is not ASCII lies far beyond the
// sample, after much that could be anything.
func TestALateUmlautDecides(t *testing.T) {
	t.Parallel()
	body := "tag,name\n" + strings.Repeat("LG-1,plain\n", 20_000)
	for want, last := range map[string]string{"é": "x,\xe9\n", "ü": "x,ü\n"} {
		rows, _, _, err := all(t, strings.NewReader(body+last), table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := rows[len(rows)-1].Cells[1]; got != want {
			t.Errorf("the last cell is %q, want %q", got, want)
		}
	}
}

func TestQuotesLinesAndBlanks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []table.Row
	}{
		"a line break in a cell is in one row": {
			"a,b\r\n\"one\r\ntwo\",2\r\n3,4\r\n",
			[]table.Row{{1, []string{"a", "b"}}, {2, []string{"one\r\ntwo", "2"}}, {3, []string{"3", "4"}}},
		},
		"blank rows are left out and count": {
			"a,b\n\n,\n  ,\t\n1,2\n\n",
			[]table.Row{{1, []string{"a", "b"}}, {5, []string{"1", "2"}}},
		},
		"a quote written twice":     {"a\n\"24\"\" monitor\"\n", []table.Row{{1, []string{"a"}}, {2, []string{`24" monitor`}}}},
		"an inch sign in bare text": {"a,b\n24\" monitor,x\n", []table.Row{{1, []string{"a", "b"}}, {2, []string{`24" monitor`, "x"}}}},
		"a space before a quote":    {"a,b\n1, \"x, y\" \n", []table.Row{{1, []string{"a", "b"}}, {2, []string{"1", "x, y"}}}},
		"rows of different lengths": {"a,b,c\n1\n1,2,3,4\n", []table.Row{{1, []string{"a", "b", "c"}}, {2, []string{"1"}}, {3, []string{"1", "2", "3", "4"}}}},
		"formulas are text":         {"a,b\n=1+1,@SUM(A1)\n-2,+49 30\n", []table.Row{{1, []string{"a", "b"}}, {2, []string{"=1+1", "@SUM(A1)"}}, {3, []string{"-2", "+49 30"}}}},
		"numbers stay as written":   {"a,b\n6.4E+15,007\n", []table.Row{{1, []string{"a", "b"}}, {2, []string{"6.4E+15", "007"}}}},
		"decimal commas":            {"name;kg\nA;1,5\nB;2,5\n", []table.Row{{1, []string{"name", "kg"}}, {2, []string{"A", "1,5"}}, {3, []string{"B", "2,5"}}}},
		"mixed line ends":           {"a\rb\nc\r\nd", []table.Row{{1, []string{"a"}}, {2, []string{"b"}}, {3, []string{"c"}}, {4, []string{"d"}}}},
		"quoted delimiters do not count": {
			"\"a,b,c,d\";e\n1;2\n", []table.Row{{1, []string{"a,b,c,d", "e"}}, {2, []string{"1", "2"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, wrong, _, err := all(t, strings.NewReader(c.text), table.Options{})
			if err != nil || wrong != nil {
				t.Fatal(err, wrong)
			}
			if diff := cmp.Diff(c.want, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatCannotBeReadSaysWhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		want   string // reason
		row    int
		column int
	}{
		"an open quote":               {"a,b\n1,2\n3,\"open\n4,5\n", "unclosed_quote", 3, 2},
		"a short NUL byte":            {"tag\x00", "nul_byte", 1, 1},
		"a NUL byte":                  {"a,b\n1,2\n3,x\x00y\n", "nul_byte", 3, 2},
		"utf-8 turns into something":  {"a,b\nü,1\n2,\xfc\n", "bad_encoding", 3, 2},
		"no letter of windows-1252":   {"a,b\n\xfc,1\n2,\x81\n", "bad_encoding", 3, 2},
		"utf-16 cut in half":          {wide("a,b\n1,2\n", false, true) + "x", "bad_encoding", 3, 1},
		"half a pair in utf-16":       {wide("a,b\n1,2\n", false, true) + "\x00\xd8x\x00", "bad_encoding", 3, 1},
		"a workbook":                  {"PK\x03\x04 and so on", "not_text", 0, 0},
		"an old workbook":             {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not_text", 0, 0},
		"utf-32":                      {"\xff\xfe\x00\x00a\x00\x00\x00", "not_text", 0, 0},
		"nothing":                     {"", "empty_file", 0, 0},
		"nothing but a mark":          {"\xef\xbb\xbf", "empty_file", 0, 0},
		"more columns than the limit": {"a\n" + strings.Repeat(",", 300), "too_many_columns", 2, 0},
		"a cell beyond the limit":     {"a,b\n1," + strings.Repeat("x", 70_000), "cell_too_long", 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, _, err := all(t, strings.NewReader(c.text), table.Options{})
			var e *table.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want a table.Error", err)
			}
			if e.Reason != c.want || e.Row != c.row || e.Column != c.column || e.Hint == "" {
				t.Errorf("got %s at %d/%d hint %q, want %s at %d/%d and a hint", e.Reason, e.Row, e.Column, e.Hint, c.want, c.row, c.column)
			}
			if got := rental.ReasonOf(err); got != c.want {
				t.Errorf("across the wire its reason is %q, want %q", got, c.want)
			}
		})
	}
}

func TestAWrongRowDoesNotEndTheFile(t *testing.T) {
	t.Parallel()
	rows, wrong, _, err := all(t, strings.NewReader("a,b\n\"x\"y,1\n3,4\n5,\"z\"z\n"), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]table.Row{{1, []string{"a", "b"}}, {3, []string{"3", "4"}}}, rows); diff != "" {
		t.Error(diff)
	}
	var at [][2]int
	for _, e := range wrong {
		at = append(at, [2]int{e.Row, e.Column})
	}
	if diff := cmp.Diff([][2]int{{2, 1}, {4, 2}}, at); diff != "" {
		t.Error(diff)
	}
}

func TestTheCallerMaySayWhatAFileIs(t *testing.T) {
	t.Parallel()
	rows, _, _, err := all(t, strings.NewReader("a,b;c\n\xc3\xbc,x;y\n"), table.Options{Encoding: table.Windows1252, Delimiter: ';'})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]table.Row{{1, []string{"a,b", "c"}}, {2, []string{"Ã¼,x", "y"}}}, rows); diff != "" {
		t.Error(diff)
	}
	if _, err := table.Open(strings.NewReader("a"), table.Options{Delimiter: 'x'}); rental.ReasonOf(err) != "bad_delimiter" {
		t.Errorf("dividing by x was answered %v", err)
	}
}

func TestColumnName(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 53: "BA", 702: "ZZ", 703: "AAA"} {
		if got := table.ColumnName(n); got != want {
			t.Errorf("column %d is %s, want %s", n, got, want)
		}
	}
}

func TestNoFormulaLeavesTheHouse(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	w := table.NewWriter(&out)
	cells := []string{"=HYPERLINK(\"x\")", "+1", "-1", "@x", "\tx", "\rx", "'=x", "plain", "it's", "'quoted'", ""}
	if err := errors.Join(w.Write(cells), w.Flush()); err != nil {
		t.Fatal(err)
	}
	rows, _, _, err := all(t, strings.NewReader(out.String()), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range rows[0].Cells {
		if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
			t.Errorf("the cell %q would be carried out", c)
		}
		if got := table.Plain(c); got != cells[i] {
			t.Errorf("%q came back as %q", cells[i], got)
		}
	}
}
