package table

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"rms/syncproto/rental"
)

// Encoding is how the letters of a file are written.
type Encoding string

// The encodings. Latin-1 is read as Windows-1252, which holds it.
const (
	ASCII       Encoding = "ascii"
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1252 Encoding = "windows-1252"
)

const (
	// sampleRunes is how much of a file is looked at to find what divides it.
	sampleRunes = 32 << 10
	bufferBytes = 64 << 10
	// headBytes is how much shows whether every second byte is NUL.
	headBytes = 256
)

const reasonTooLarge = "file_too_large"

// source yields the letters of a file. The sample is read ahead; an error that
// was met on the way is kept until its turn comes.
type source struct {
	r        *bufio.Reader
	encoding Encoding
	ahead    []rune
	at       int
	failed   error
}

// bounded refuses to draw more than left bytes.
type bounded struct {
	r     io.Reader
	left  int64
	limit int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return 0, &Error{
			Reason: reasonTooLarge, Message: fmt.Sprintf("the file is larger than %d MiB", b.limit>>20),
			Hint: "cut it into several files and import one after the other", Fatal: true, code: rental.CodeTooLarge,
		}
	}
	return n, err
}

func newSource(r io.Reader, encoding Encoding, limit int64) (*source, error) {
	s := &source{r: bufio.NewReaderSize(&bounded{r: r, left: limit, limit: limit}, bufferBytes), encoding: encoding}
	head, err := s.r.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		var e *Error
		if errors.As(err, &e) {
			return nil, e
		}
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if e := foreign(head); e != nil {
		return nil, e
	}
	found, mark := marked(head)
	switch {
	case s.encoding == "" && found != "":
		s.encoding = found
	case s.encoding == "":
		s.encoding = unmarked(head)
	}
	if found != s.encoding {
		mark = 0
	}
	if _, err := s.r.Discard(mark); err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	s.fill()
	if len(s.ahead) == 0 && errors.Is(s.failed, io.EOF) {
		return nil, &Error{Reason: "empty_file", Message: "the file is empty", Hint: "choose another file", Fatal: true}
	}
	return s, nil
}

// foreign knows files that are no text by how they begin.
func foreign(head []byte) *Error {
	for _, f := range []struct{ begins, what string }{
		{"PK\x03\x04", "an Excel or LibreOffice workbook, or a zip file"}, {"\xd0\xcf\x11\xe0", "an old Excel workbook"},
		{"%PDF", "a PDF"}, {"\x1f\x8b", "a gzip file"}, {"\xff\xfe\x00\x00", "text in UTF-32"}, {"\x00\x00\xfe\xff", "text in UTF-32"},
	} {
		if bytes.HasPrefix(head, []byte(f.begins)) {
			return &Error{
				Reason: "not_text", Message: "this is " + f.what + ", not a CSV file",
				Hint: "open it and save the list as CSV (UTF-8)", Fatal: true,
			}
		}
	}
	return nil
}

// marked reads the byte order mark.
func marked(head []byte) (Encoding, int) {
	for _, m := range []struct {
		mark     string
		encoding Encoding
	}{{"\xef\xbb\xbf", UTF8}, {"\xff\xfe", UTF16LE}, {"\xfe\xff", UTF16BE}} {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return m.encoding, len(m.mark)
		}
	}
	return "", 0
}

// unmarked tells UTF-16 by its NUL bytes: text in Latin letters has one in
// nearly every pair, always on the same side.
func unmarked(head []byte) Encoding {
	var even, odd int
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	const part, of = 3, 10 // three in ten bytes: more than half of the pairs
	switch {
	case even == 0 && odd > 0 && odd*of >= len(head)*part:
		return UTF16LE
	case odd == 0 && even > 0 && even*of >= len(head)*part:
		return UTF16BE
	}
	return ASCII
}

// fill reads the sample.
func (s *source) fill() {
	s.ahead = make([]rune, 0, sampleRunes)
	for len(s.ahead) < sampleRunes && s.failed == nil {
		r, err := s.decode()
		if err != nil {
			s.failed = err
			return
		}
		s.ahead = append(s.ahead, r)
	}
}

func (s *source) sample() []rune { return s.ahead[s.at:] }
func (s *source) skip(n int)     { s.at += n }

// namedDelimiter reads a first line "sep=;", by which Excel is told what
// divides the columns, and how long that line is.
func (s *source) namedDelimiter() (rune, int) {
	const word = "sep="
	if len(s.ahead) <= len(word) || !strings.EqualFold(string(s.ahead[:len(word)]), word) {
		return 0, 0
	}
	length := len(word) + 1
	rest := s.ahead[length:]
	switch {
	case len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n':
		length += 2
	case len(rest) > 0 && (rest[0] == '\r' || rest[0] == '\n'):
		length++
	default:
		return 0, 0
	}
	return s.ahead[len(word)], length
}

func (s *source) read() (rune, error) {
	if s.at < len(s.ahead) {
		r := s.ahead[s.at]
		s.at++
		return r, nil
	}
	if s.failed != nil {
		return 0, s.failed
	}
	return s.decode()
}

// peek returns the next letter without taking it.
func (s *source) peek() (rune, error) {
	if s.at >= len(s.ahead) {
		r, err := s.read()
		if err != nil {
			s.failed = err
			return 0, err
		}
		s.ahead, s.at = append(s.ahead[:0], r), 0
	}
	return s.ahead[s.at], nil
}

// decode reads one letter. A file without a mark is ASCII until its first byte
// that is not: that one decides between UTF-8 and Windows-1252.
func (s *source) decode() (rune, error) {
	switch s.encoding {
	case UTF16LE, UTF16BE:
		return s.decode16()
	case Windows1252:
		return s.decode1252()
	case ASCII, UTF8:
	}
	b, err := s.r.ReadByte()
	if err != nil {
		return 0, err
	}
	if b < utf8.RuneSelf {
		return rune(b), nil
	}
	if err := s.r.UnreadByte(); err != nil {
		return 0, err
	}
	r, size, err := s.r.ReadRune()
	if err != nil {
		return 0, err
	}
	if r != utf8.RuneError || size > 1 {
		s.encoding = UTF8
		return r, nil
	}
	if s.encoding == UTF8 {
		return 0, badLetter("UTF-8", "save the list again as CSV (UTF-8), or tell the importer that it is windows-1252")
	}
	s.encoding = Windows1252
	if err := s.r.UnreadRune(); err != nil {
		return 0, err
	}
	return s.decode1252()
}

func badLetter(encoding, hint string) *Error {
	return &Error{Reason: "bad_encoding", Message: "there is a letter here that is no " + encoding, Hint: hint, Fatal: true}
}

func (s *source) decode1252() (rune, error) {
	b, err := s.r.ReadByte()
	if err != nil {
		return 0, err
	}
	r := charmap.Windows1252.DecodeByte(b)
	if r == utf8.RuneError || (b >= 0x80 && r == rune(b) && b < 0xa0) {
		return 0, badLetter("Windows-1252", "save the list again as CSV (UTF-8)")
	}
	return r, nil
}

func (s *source) decode16() (rune, error) {
	first, err := s.unit()
	if err != nil {
		return 0, err
	}
	if !utf16.IsSurrogate(first) {
		return first, nil
	}
	second, err := s.unit()
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if r := utf16.DecodeRune(first, second); r != utf8.RuneError && err == nil {
		return r, nil
	}
	return 0, badLetter("UTF-16", "save the list again as CSV (UTF-8)")
}

func (s *source) unit() (rune, error) {
	a, err := s.r.ReadByte()
	if err != nil {
		return 0, err
	}
	b, err := s.r.ReadByte()
	if errors.Is(err, io.EOF) {
		return 0, badLetter("UTF-16", "the file was cut off: save it again as CSV (UTF-8)")
	}
	if err != nil {
		return 0, err
	}
	if s.encoding == UTF16BE {
		a, b = b, a
	}
	return rune(a) | rune(b)<<8, nil
}
