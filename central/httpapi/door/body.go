package door

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"rms/internal/jsontext"
	"rms/syncproto/rental"
)

// bodyTimeout is how long a body may take: 1 MiB is no more than a second's work
// for any line that a program has, and whoever trickles holds a connection.
const bodyTimeout = 5 * time.Second

// rawTimeout is how long a list of many megabytes may take on a slow line.
const rawTimeout = 2 * time.Minute

// request is a request whose body was read, looked at and put into the one form
// in which ids and whole numbers are compared.
type request struct {
	sent
	body []byte
}

// sent is a request as huma has it; embedded by this name, so that its method
// Context is one.
type sent = huma.Context

// BodyReader reads the body.
func (r *request) BodyReader() io.Reader { return bytes.NewReader(r.body) }

// Param is a part of the path.
func (r *request) Param(name string) string { return canonicalID(r.sent.Param(name)) }

// Query is a part of the query.
func (r *request) Query(name string) string {
	value := r.sent.Query(name)
	if isID(name) {
		return canonicalID(value)
	}
	return value
}

type digestKey struct{}

// digest is the SHA-256 of the request as it was sent: method, path, query, the
// revision that it is about, and the body.
func digest(ctx context.Context) string {
	d, _ := ctx.Value(digestKey{}).(string)
	return d
}

// takeBody is the one door of all bodies: what is not text, or would not be kept
// as it was sent, goes no further.
func (d *Door) takeBody(ctx huma.Context, next func(huma.Context)) {
	raw, err := readBody(ctx)
	var b texts
	if err == nil {
		b, err = plain(raw)
	}
	if err != nil {
		d.refuse(ctx, err)
		return
	}
	if have := ctx.Header("If-None-Match"); have != "" {
		ctx = huma.WithValue(ctx, haveKey{}, have)
	}
	url := ctx.URL()
	sum := sha256.New()
	for _, part := range []string{ctx.Method(), url.RequestURI(), ctx.Header("If-Match")} {
		fmt.Fprintf(sum, "%d:%s\n", len(part), part)
	}
	sum.Write(b.unsecret)
	next(huma.WithValue(&request{ctx, b.canonical}, digestKey{}, hex.EncodeToString(sum.Sum(nil))))
}

func readBody(ctx huma.Context) ([]byte, error) {
	if ctx.Method() == http.MethodGet || ctx.Method() == http.MethodHead || ctx.BodyReader() == nil {
		return nil, nil
	}
	err := ctx.SetReadDeadline(time.Now().Add(bodyTimeout))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, fmt.Errorf("bound the time of a body: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(ctx.BodyReader(), maxBody+1))
	// The deadline is the body's alone: one that passes later would look like a
	// caller who has gone.
	if again := ctx.SetReadDeadline(time.Time{}); err == nil && again != nil && !errors.Is(again, http.ErrNotSupported) {
		err = again
	}
	var slow net.Error
	switch {
	case errors.As(err, &slow) && slow.Timeout():
		return nil, newError(http.StatusRequestTimeout, "the body did not come in time")
	case err != nil:
		return nil, &rental.Error{Code: rental.CodeInvalid, Reason: "body_cut_off", Message: "the body broke off: " + err.Error(), Hint: "send it again, as a whole"}
	case len(raw) > maxBody:
		return nil, newError(http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d MiB", maxBody>>20))
	}
	return raw, nil
}

// manyLines are the members that are written in a box of several lines.
var manyLines = []string{"notes", "reason", "address"}

// textFaults say what each fault of a text is, and what to do.
var textFaults = map[jsontext.Reason]struct{ message, hint string }{
	jsontext.NotUTF8:       {"the text is no UTF-8 and would not be kept as it was sent", "send JSON in UTF-8"},
	jsontext.HalfCharacter: {"the text has half a character (a surrogate without the other) and would not be kept as it was sent", "send both halves, or the character itself"},
	jsontext.Control:       {"the text has a control character", "take it out: only notes, reasons and addresses may have line breaks, and nothing may have NUL or escapes"},
	jsontext.Blank:         {"the text is nothing but blanks", "write something that can be read, or leave the member out"},
	jsontext.Repeated:      {"this member is there twice", "send it once"},
}

// texts are the forms of a body that are read on.
type texts struct {
	// canonical has ids and whole numbers in their one form: 7.0 is 7, and an id means
	// the same in capitals.
	canonical []byte
	// unsecret leaves passwords out: its digest is kept with the key, and a fast hash of
	// what a person chose would give it away.
	unsecret []byte
}

// plain reads a body, and refuses text that nobody could read back as it was sent.
// Bytes that are no JSON are left to the decoder.
func plain(raw []byte) (texts, error) {
	var canonical, unsecret edited
	err := jsontext.Plain(raw, func(name string) bool { return slices.Contains(manyLines, name) }, func(v jsontext.Value) {
		if v.Name == "password" && !v.IsName {
			unsecret.replace(raw, v, "")
		}
		if v.Number != "" {
			if m := wholeNumber.FindStringSubmatch(v.Number.String()); m != nil {
				canonical.replace(raw, v, m[1])
			}
			return
		}
		if v.IsName || !isID(v.Name) {
			return
		}
		if id := canonicalID(v.Text); id != v.Text {
			canonical.replace(raw, v, `"`+id+`"`)
		}
	})
	var f *jsontext.Fault
	if errors.As(err, &f) {
		say := textFaults[f.Reason]
		err = &rental.Error{Code: rental.CodeInvalid, Reason: string(f.Reason), Field: f.Path, Message: say.message, Hint: say.hint}
	}
	return texts{canonical.rest(raw), unsecret.rest(raw)}, err
}

// edited is a text of which some values are written otherwise.
type edited struct {
	out  []byte
	done int // how much of the text is in out
}

func (e *edited) replace(raw []byte, v jsontext.Value, literal string) {
	e.out = append(append(e.out, raw[e.done:v.Start]...), literal...)
	e.done = v.End
}

func (e *edited) rest(raw []byte) []byte {
	if e.done == 0 {
		return raw
	}
	return append(e.out, raw[e.done:]...)
}

// wholeNumber is an integer that a program wrote as a fraction.
var wholeNumber = regexp.MustCompile(`^(-?\d+)\.0+$`)

func isID(name string) bool { return name == "id" || strings.HasSuffix(name, "_id") }

// canonicalID is a UUID as rows have it; other text stays as it is.
func canonicalID(text string) string {
	if id, err := uuid.Parse(text); err == nil {
		return id.String()
	}
	return text
}

// jsonFormat decodes bodies, and says what does not fit without the names of
// this program's types.
func jsonFormat() huma.Format {
	return huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: func(data []byte, v any) error {
		err := huma.DefaultJSONFormat.Unmarshal(data, v)
		var typed *json.UnmarshalTypeError
		if errors.As(err, &typed) {
			return fmt.Errorf("%s: %s does not fit here", memberPath(typed.Field), typed.Value)
		}
		return err
	}}
}

// memberPath is a path that the decoder gives, without the names that this program's
// types have in it: those begin with a capital, and no member does.
func memberPath(path string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(path, "."), func(step string) bool {
		return step != "" && unicode.IsUpper(rune(step[0]))
	}), ".")
}
