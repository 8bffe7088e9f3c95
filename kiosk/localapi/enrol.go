package localapi

import (
	"context"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rms/kiosk/label"
	"rms/syncproto/rental"
)

// enrol makes this machine a kiosk. The page that asks again, because the answer did not reach it, gets it again as long as
// this process lives; after that, and for everybody else, the machine is enrolled already.
func (s *Server) enrol(ctx context.Context, in EnrolRequest) (Enrolled, error) {
	if err := checkEnrol(in); err != nil {
		return Enrolled{}, err
	}
	if !s.enrolling.TryLock() {
		return Enrolled{}, &rental.Error{
			Code: rental.CodeUnavailable, Reason: "enrolling", Message: "this kiosk is being enrolled just now", Hint: "wait a moment, then ask again",
		}
	}
	defer s.enrolling.Unlock()
	st, err := s.cfg.Desk.Standing(ctx)
	if err != nil {
		return Enrolled{}, err
	}
	if st.Enrolled && s.enrolledBy(in.ID) {
		return Enrolled{Kiosk: st.Who.Name, Prefix: st.Who.NumberPrefix, Site: siteOf(st)}, nil
	}
	if st.Enrolled {
		return Enrolled{}, &rental.Error{
			Code: rental.CodeConflict, Reason: "already_enrolled", Message: "this kiosk is enrolled as " + st.Who.Name,
			Hint: "to enrol it again, stop it and run, which keeps all that it recorded: rms-kiosk enrol --central URL --code CODE",
		}
	}
	if err := s.cfg.Enrol(ctx, in.Central, strings.TrimSpace(in.Code)); err != nil {
		return Enrolled{}, err
	}
	s.enrolments.Store(in.ID, true)
	if st, err = s.cfg.Desk.Standing(ctx); err != nil {
		return Enrolled{}, err
	}
	return Enrolled{Kiosk: st.Who.Name, Prefix: st.Who.NumberPrefix, Site: siteOf(st)}, nil
}

func checkEnrol(in EnrolRequest) error {
	if _, err := gestureID(in.ID); err != nil {
		return err
	}
	u, err := url.Parse(in.Central)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_address", Field: "central", Message: "this is no address of central", Hint: "it looks like https://rms.example:7400",
		}
	}
	if strings.TrimSpace(in.Code) == "" {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "no_code", Field: "code", Message: "the enrolment code is missing", Hint: "rms-central kiosk code",
		}
	}
	return nil
}

// enrolledBy reports whether it was this very request that enrolled the machine.
func (s *Server) enrolledBy(id string) bool {
	_, ok := s.enrolments.Load(id)
	return ok
}

// demoRoles are the roles of demo codes as the page names them.
var demoRoles = map[string]string{
	"badge": "badge", "order": "order", "item": "item", "item_out_elsewhere": "item_elsewhere", "unknown": "unknown",
}

func (s *Server) demo(ctx context.Context, _ *struct{}) (Demo, error) {
	st, err := s.cfg.Desk.Standing(ctx)
	if err != nil {
		return Demo{}, err
	}
	d := Demo{Demo: st.Hello.Demo, Codes: []DemoCode{}}
	if !d.Demo {
		return d, nil
	}
	codes, err := s.cfg.Store.DemoCodes(ctx, st.Who.SiteID)
	if err != nil {
		return Demo{}, err
	}
	for _, c := range codes {
		if role, ok := demoRoles[c.Role]; ok {
			d.Codes = append(d.Codes, DemoCode{Role: role, Code: c.Code, Name: c.Label})
		}
	}
	return d, nil
}

// barcodeInput is the code in the path. The router gives it as it was sent where that was escaped in a way of its own (a
// slash in the code), else as it reads.
type barcodeInput struct {
	Path string `path:"code" doc:"the code, path-escaped, with .svg behind it"`
	code string
}

// Resolve undoes the escapes that are still there.
func (in *barcodeInput) Resolve(ctx huma.Context) []error {
	in.code = in.Path
	if u := ctx.URL(); u.RawPath != "" {
		if unescaped, err := url.PathUnescape(in.Path); err == nil {
			in.code = unescaped
		}
	}
	return nil
}

// barcode draws a code as an SVG document.
func barcode(s *Server, rt route) {
	type image struct {
		ContentType  string `header:"Content-Type"`
		CacheControl string `header:"Cache-Control"`
		Body         []byte
	}
	op := rt.operation(operationID(rt))
	op.Responses = map[string]*huma.Response{"200": {Description: "Code 128", Content: map[string]*huma.MediaType{"image/svg+xml": {}}}}
	huma.Register(s.api, op, func(ctx context.Context, in *barcodeInput) (*image, error) {
		code, ok := strings.CutSuffix(in.code, ".svg")
		if !ok {
			return nil, problemOf(ctx, errNoPath)
		}
		svg, err := label.Barcode(code)
		if err != nil {
			return nil, s.failed(ctx, err)
		}
		return &image{ContentType: "image/svg+xml", CacheControl: "no-store", Body: svg}, nil
	})
}

// document serves the API's own description.
func document(s *Server, rt route) {
	op := rt.operation(operationID(rt))
	op.Hidden = true
	type doc struct {
		ContentType string `header:"Content-Type"`
		Body        []byte
	}
	huma.Register(s.api, op, func(context.Context, *struct{}) (*doc, error) {
		body, err := s.api.OpenAPI().MarshalJSON()
		return &doc{ContentType: "application/openapi+json", Body: body}, err
	})
}

// render fills in the English of every sentence in v, in the site's zone.
func (s *Server) render(ctx context.Context, v reflect.Value) error {
	zone := time.UTC
	if who, err := s.cfg.Desk.Who(ctx); err == nil {
		if loaded, err := s.zones.load(who.Zone); err == nil {
			zone = loaded
		}
	}
	words, err := s.words.in(zone)
	if err != nil {
		return err
	}
	fill(words, v)
	return nil
}

// fill walks v and renders the Texts in it.
func fill(words *Words, v reflect.Value) {
	kind := v.Kind()
	if kind == reflect.Pointer || kind == reflect.Interface {
		if !v.IsNil() {
			fill(words, v.Elem())
		}
		return
	}
	if kind == reflect.Slice {
		for i := range v.Len() {
			fill(words, v.Index(i))
		}
		return
	}
	if kind != reflect.Struct {
		return
	}
	if t, ok := v.Addr().Interface().(*Text); ok {
		*t = words.Sayable(*t)
		t.Text = words.English(*t)
		return
	}
	for i := range v.NumField() {
		fill(words, v.Field(i))
	}
}
