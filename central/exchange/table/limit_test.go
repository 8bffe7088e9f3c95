package table_test

import (
	"errors"
	"io"
	"runtime"
	"testing"

	"rms/central/exchange/table"
	"rms/syncproto/rental"
)

// endless is a file of any length that lies nowhere: a beginning, and then one
// row again and again. It counts what is drawn from it.
type endless struct {
	begin, row string
	left       int64
	drawn      int64
	at         int
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && e.left > 0 {
		from := e.begin
		if from == "" {
			from = e.row
		}
		c := copy(p[n:min(int64(len(p)), int64(n)+e.left)], from[e.at:])
		n, e.at, e.left = n+c, e.at+c, e.left-int64(c)
		if e.at == len(from) {
			e.at, e.begin = 0, ""
		}
	}
	e.drawn += int64(n)
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

const mega = 1 << 20

// drain reads all rows and keeps none; it returns how many there were, how many
// bytes were allocated on the way, and what ended it.
func drain(t *testing.T, r io.Reader, o table.Options) (rows int, allocated uint64, err error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	defer func() {
		runtime.ReadMemStats(&after)
		allocated = after.TotalAlloc - before.TotalAlloc
	}()
	in, err := table.Open(r, o)
	if err != nil {
		return 0, 0, err
	}
	for {
		if _, err := in.Next(); err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return rows, 0, err
		}
		rows++
	}
}

// A file of 200 MB is refused when its limit is reached, not after it was read,
// and what was allocated on the way is bounded by the limit. Not parallel: the
// count of allocated bytes is the process's.
func TestAHugeFileIsRefusedAtItsLimit(t *testing.T) { //nolint:paralleltest // it counts what the process allocates
	file := &endless{begin: "tag,name\n", row: "LG-000001,a name as long as names are\n", left: 200 * mega}
	_, allocated, err := drain(t, file, table.Options{Limits: table.Limits{Rows: 1 << 30}})
	if rental.CodeOf(err) != rental.CodeTooLarge || rental.ReasonOf(err) != "file_too_large" {
		t.Fatalf("got %v, want too_large", err)
	}
	limit := table.DefaultLimits().Bytes
	if file.drawn > limit+mega {
		t.Errorf("%d bytes were drawn from the file, the limit is %d", file.drawn, limit)
	}
	if allocated > 4*uint64(limit) {
		t.Errorf("%d bytes were allocated for a limit of %d", allocated, limit)
	}
}

func TestAHugeFileOfManyRowsIsRefused(t *testing.T) {
	t.Parallel()
	file := &endless{begin: "a\n", row: "1\n", left: 200 * mega}
	rows, _, err := drain(t, file, table.Options{})
	if rental.ReasonOf(err) != "too_many_rows" || rows != table.DefaultLimits().Rows {
		t.Fatalf("%d rows, then %v", rows, err)
	}
}

// One quote that nobody closes makes of a whole file one cell: it is refused
// after the length of a cell, and no more than that is held.
func TestAQuoteThatSwallowsAHugeFile(t *testing.T) { //nolint:paralleltest // it counts what the process allocates
	file := &endless{begin: "tag,name\nLG-1,\"open", row: ",x\n", left: 200 * mega}
	rows, allocated, err := drain(t, file, table.Options{})
	if rental.ReasonOf(err) != "cell_too_long" || rows != 1 {
		t.Fatalf("%d rows, then %v", rows, err)
	}
	if file.drawn > mega || allocated > 2*mega {
		t.Errorf("%d bytes drawn and %d allocated to refuse one cell", file.drawn, allocated)
	}
}

// A caller who allows more streams it: the bytes that are allocated are those of
// the rows, once, and not of the file as a whole.
func TestReadingIsStreamed(t *testing.T) { //nolint:paralleltest // it counts what the process allocates
	const size = 64 * mega
	file := &endless{begin: "tag,name\n", row: "LG-000001,a name as long as names are\n", left: size}
	var peak, start runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	in, err := table.Open(file, table.Options{Limits: table.Limits{Bytes: 2 * size, Rows: 1 << 30}})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for {
		if _, err := in.Next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if rows++; rows%400_000 == 0 {
			runtime.GC() // what is left is what the reader holds
			runtime.ReadMemStats(&peak)
			if held := int64(peak.HeapAlloc) - int64(start.HeapAlloc); held > 2*mega {
				t.Fatalf("after %d rows %d bytes are held", rows, held)
			}
		}
	}
	if rows < 1_600_000 {
		t.Errorf("only %d rows", rows)
	}
}

// broken is a file whose disk fails.
type broken struct{ file io.Reader }

var errDisk = errors.New("the disk failed")

func (b broken) Read(p []byte) (int, error) {
	n, err := b.file.Read(p)
	if errors.Is(err, io.EOF) {
		return n, errDisk
	}
	return n, err
}

func TestAFailingSourceIsNoEndOfFile(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 10, 2 * mega} {
		file := &endless{begin: "tag,name\n", row: "LG-000001,x\n", left: size}
		if _, _, err := drain(t, broken{file}, table.Options{}); !errors.Is(err, errDisk) {
			t.Errorf("after %d bytes: got %v, want the disk's error", size, err)
		}
	}
}
